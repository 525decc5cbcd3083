"""From a clause of a revision to the answers that led to it, and to citizens' words."""

from typing import Annotated, Self

import strawberry

from gateway.clients.public_comment import CommentAnswer
from gateway.clients.responses import PublishedAnswer
from gateway.clients.traces import InputBehindAnswer, InputsBehindPage
from gateway.context import Info
from gateway.errors import PageSizeOutOfRange, Problems
from gateway.insight.small_counts import in_charge_of
from gateway.paging import PAGE_DEFAULT, PAGE_MAX, Connection, connect
from gateway.policies.types import Clause, RevisionSummary, clause_of
from gateway.public_comment.changes import ComparedClause, compared_clause
from gateway.public_comment.types import id_or_none
from gateway.responses.published import PublishedResponse
from gateway.responses.types import SubjectKind
from gateway.trace.states import BehindState, CauseState
from gateway.words import ClauseChange, ReceiptState
from shared.errors import NotFound
from shared.suppression import MINIMUM


class RevisionNotFound(NotFound):
    """There is no such revision."""


class ClauseNotFound(NotFound):
    """Neither the revision nor the one before it has such a clause."""


@strawberry.type(description="変更のもとになった意見（職員用）")
class InputBehind:
    """An opinion that an answer answers, in its own words as long as they stand there."""

    response_id: strawberry.ID
    kind: SubjectKind
    comment_id: strawberry.ID | None
    point_id: strawberry.ID | None

    @classmethod
    def of(cls, answer: InputBehindAnswer) -> Self:
        """Make it of the service's answer."""
        is_point = answer["kind"] == SubjectKind.POINT
        return cls(
            response_id=strawberry.ID(answer["response_id"]),
            kind=SubjectKind(answer["kind"]),
            comment_id=id_or_none(answer["comment_id"]),
            point_id=strawberry.ID(answer["id"]) if is_point else None,
        )

    @strawberry.field
    async def state(self, info: Info) -> BehindState:
        """Say whether its words stand there, or why not."""
        return (await self._found(info))[0]

    @strawberry.field
    async def text(self, info: Info) -> str | None:
        """Return its words; of a comment that does not count, none."""
        return (await self._found(info))[1]

    async def _found(self, info: Info) -> tuple[BehindState, str | None]:
        if self.kind not in (SubjectKind.COMMENT, SubjectKind.POINT):
            return BehindState.ELSEWHERE, None
        load = info.context.public_comment
        comment = await load.comment.load(str(self.comment_id)) if self.comment_id else None
        point = await load.point.load(str(self.point_id)) if self.point_id else None
        if comment is None:
            return BehindState.NOT_FOUND, None
        if (state := _uncounted(comment)) is not None:
            return state, None
        if self.point_id and point is None:
            return BehindState.SPLIT_ANEW, None
        return BehindState.THERE, point["text"] if point else comment["text"]


def _uncounted(comment: CommentAnswer) -> BehindState | None:
    match comment["state"].upper():
        case ReceiptState.WITHDRAWN:
            return BehindState.WITHDRAWN
        case ReceiptState.DUPLICATE:
            return BehindState.DUPLICATE
        case _:
            return BehindState.LATE if comment["late"] else None


@strawberry.type(description="版の項目から、もとになった考え方と意見へたどる")
class ClauseTrace:
    """Why a clause reads as it does; ``since`` is the revision before, null at the first."""

    state: CauseState
    clause_id: strawberry.ID
    since: RevisionSummary | None
    until: RevisionSummary
    change: ClauseChange | None
    clause: Clause | None
    compared: ComparedClause | None
    policy_id: strawberry.Private[str]
    led: strawberry.Private[list[PublishedAnswer]]

    @strawberry.field
    def answered(self) -> int:
        """Count the published answers that led to it."""
        return len(self.led)

    @strawberry.field
    def responses(self, first: int = PAGE_DEFAULT) -> list[PublishedResponse]:
        """Return the first of them (at most 50), oldest first."""
        if not 1 <= first <= PAGE_MAX:
            raise PageSizeOutOfRange("first", max=PAGE_MAX)
        return [PublishedResponse.of(one) for one in self.led[:first]]

    @strawberry.field
    async def comments(self, info: Info) -> int | None:
        """Count the comments (通) behind them; null if so few that it might show who.

        The department in charge is told in any case.
        """
        count = await info.context.clients.traces.comments_behind(self._ids) if self.led else 0
        if 0 < count < MINIMUM and not await in_charge_of(info, [self.policy_id]):
            return None
        return count

    @strawberry.field
    async def inputs(
        self, info: Info, first: int = PAGE_DEFAULT, after: str | None = None
    ) -> Connection[InputBehind]:
        """List the opinions (件) behind them with their words, in the order of the answers."""
        client = info.context.clients.traces

        async def fetch(cursor: str | None, limit: int) -> InputsBehindPage:
            if not self.led:
                return InputsBehindPage(items=[], next=None)
            return await client.inputs_behind(self._ids, cursor, limit)

        return await connect(fetch, InputBehind.of, first, after)

    @property
    def _ids(self) -> list[str]:
        return [one["id"] for one in self.led]


async def clause_trace(info: Info, revision_id: str, clause_id: str) -> ClauseTrace:
    """Trace a clause of a revision back; also one that is gone since the revision before.

    Raises:
        RevisionNotFound, ClauseNotFound.
    """
    until = await info.context.policies.revision(revision_id)
    if until is None:
        raise RevisionNotFound("revision_id")
    listed = await info.context.policies.revisions_of.load(until["document_id"])
    before = next((one for one in listed if one["number"] == until["number"] - 1), None)
    compared = None
    if before is not None:
        compared = await compared_clause(info, before["id"], revision_id, clause_id)
    clause = clause_of(until, clause_id)
    if clause is None and compared is None:
        raise ClauseNotFound("clause_id")
    led = (await compared.led.by_clause(info)).get(clause_id, []) if compared else []
    return ClauseTrace(
        state=_state(compared, led),
        clause_id=strawberry.ID(clause_id),
        since=RevisionSummary.of(before) if before else None,
        until=RevisionSummary.of(until),
        change=compared.change if compared else None,
        clause=clause,
        compared=compared,
        policy_id=until["policy_id"],
        led=list({one["id"]: one for one in led}.values()),
    )


def _state(compared: ComparedClause | None, led: list[PublishedAnswer]) -> CauseState:
    if compared is None:
        return CauseState.FIRST_REVISION
    if led:
        return CauseState.LED_BY_RESPONSES
    same = compared.change is ClauseChange.SAME and not compared.moved
    return CauseState.NOT_CHANGED if same else CauseState.NO_PUBLISHED_RESPONSE


TraceOfClauseResult = Annotated[ClauseTrace | Problems, strawberry.union("TraceOfClauseResult")]
