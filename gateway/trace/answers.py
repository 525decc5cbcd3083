"""An answer that was published, and what it changed in the plan."""

import asyncio
from collections.abc import Mapping
from typing import NamedTuple, Self

import strawberry

from gateway.clients.policies import RevisionSummaryAnswer
from gateway.clients.public_comment import ConsultationAnswer
from gateway.clients.responses import ChangeAnswer, PublishedAnswer
from gateway.context import Info
from gateway.policies.types import RevisionSummary
from gateway.public_comment.changes import ComparedClause, came_with, compared_clause
from gateway.responses.published import PublishedResponse
from gateway.trace.states import ChangeState
from gateway.words import ClauseChange


@strawberry.type(description="考え方を受けて計画案が変わったところ")
class TracedChange:
    """One change that an answer names; ``revision`` is that with which it came."""

    state: ChangeState
    note: str
    clause_id: strawberry.ID | None
    revision: RevisionSummary | None
    compared: ComparedClause | None = strawberry.field(
        description="意見を募った版との新旧対照。項目が見つかるときだけ"
    )


@strawberry.type(description="公表された考え方と、それを受けた変更")
class TracedAnswer:
    """An answer and its changes."""

    response: PublishedResponse
    answer: strawberry.Private[PublishedAnswer]

    @classmethod
    def of(cls, answer: PublishedAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(response=PublishedResponse.of(answer), answer=answer)

    @strawberry.field
    async def change_state(self, info: Info) -> ChangeState:
        """Return the state of the change that says the most; NO_CHANGE where none is named."""
        states = {one.state for one in await changes_of(info, self.answer)}
        return next((one for one in ChangeState if one in states), ChangeState.NO_CHANGE)

    @strawberry.field
    async def changes(self, info: Info) -> list[TracedChange]:
        """Return all changes that the answer names."""
        return await changes_of(info, self.answer)


async def changes_of(info: Info, answer: PublishedAnswer) -> list[TracedChange]:
    """Look for each change that an answer names in the revisions that were published."""
    consulted = await info.context.public_comment.consultation.load(answer["case_id"])
    changes = answer["content"]["changes"]
    return list(await asyncio.gather(*(_change(info, consulted, one) for one in changes)))


class _Between(NamedTuple):
    """The revision with which a change came, and that before it; None where there is none."""

    since: str | None
    until: RevisionSummaryAnswer | None
    awaited: bool


async def _change(
    info: Info, consulted: ConsultationAnswer | None, change: ChangeAnswer
) -> TracedChange:
    listed = await info.context.policies.revisions_of.load(change["document_id"])
    between = _between({one["number"]: one for one in listed}, consulted, change)
    compared, clause_id = None, change["clause_id"]
    if between.until is None:
        state = ChangeState.NOT_YET_WRITTEN if between.awaited else ChangeState.NOT_FOUND
    elif clause_id is None:
        state = ChangeState.WHOLE_PLAN
    else:
        if between.since is not None:
            compared = await compared_clause(info, between.since, between.until["id"], clause_id)
        state = _state(compared)
    return TracedChange(
        state=state,
        note=change["note"],
        clause_id=strawberry.ID(clause_id) if clause_id else None,
        revision=RevisionSummary.of(between.until) if between.until else None,
        compared=compared,
    )


def _between(
    listed: Mapping[int, RevisionSummaryAnswer],
    consulted: ConsultationAnswer | None,
    change: ChangeAnswer,
) -> _Between:
    numbers = {one["id"]: number for number, one in listed.items()}
    asked = numbers.get(consulted["revision_id"], 0) if consulted else 0
    came = came_with(numbers, change, asked)
    before = listed.get(asked) or listed.get(came - 1)
    return _Between(
        since=before["id"] if before else None,
        until=listed.get(came),
        awaited=bool(asked) and came not in listed,
    )


def _state(compared: ComparedClause | None) -> ChangeState:
    if compared is None:
        return ChangeState.NOT_FOUND
    same = compared.change is ClauseChange.SAME and not compared.moved
    return ChangeState.SAME_WORDS if same else ChangeState.CHANGED
