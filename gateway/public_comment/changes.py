"""What became of a plan after a consultation on it, clause by clause, and because of which answers.

Words of both revisions are on hand here; the policies service says which clause is which.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Self

import strawberry

from gateway.clients.policies import (
    ClauseAnswer,
    ComparedAnswer,
    LocationAnswer,
    PlaceAnswer,
    RevisionAnswer,
    RevisionSummaryAnswer,
)
from gateway.clients.responses import ChangeAnswer, PublishedAnswer
from gateway.context import Info
from gateway.differences import TextPiece
from gateway.policies.clause_text import clause_text
from gateway.policies.types import Clause, RevisionSummary
from gateway.public_comment.passages import Passage
from gateway.responses.published import PublishedResponse
from gateway.words import ClauseChange, PlaceFate, PlaceReason
from shared.differences import Change, Piece


@strawberry.type(description="二つの版での項目の違い。responses は、そのもとになった本市の考え方")
class ComparedClause:
    """A clause in two revisions. Its differences are empty where the words are the same."""

    clause_id: strawberry.ID
    change: ClauseChange
    moved: bool
    renumbered: bool
    before: Clause | None
    after: Clause | None
    heading: list[TextPiece]
    body: list[TextPiece]
    went_to: list[Clause] = strawberry.field(description="なくなった項目の文が移った先")
    came_from: list[Clause] = strawberry.field(description="なくなった項目のうち、文が移ってきた元")
    led: strawberry.Private["LedTo"]

    @property
    def differs(self) -> bool:
        """Say whether it is to be read otherwise, or elsewhere."""
        return self.change is not ClauseChange.SAME or self.moved

    @strawberry.field
    async def responses(self, info: Info) -> list[PublishedResponse]:
        """Return the answers that led to the change."""
        return await self.led_by(info)

    async def led_by(self, info: Info) -> list[PublishedResponse]:
        """Return the answers that led to the change."""
        found = (await self.led.by_clause(info)).get(str(self.clause_id), [])
        return [PublishedResponse.of(one) for one in found]

    @classmethod
    def of(cls, answer: ComparedAnswer, sides: "Sides", led: "LedTo") -> Self:
        """Make it of the service's answer; ``led`` is that of all clauses of the comparison."""
        id_ = answer["clause_id"]
        return cls(
            clause_id=strawberry.ID(id_),
            change=ClauseChange(answer["kind"]),
            moved=answer["moved"],
            renumbered=answer["renumbered"],
            before=_clause(sides.before, id_),
            after=_clause(sides.after, id_),
            heading=_pieces(answer["heading"]),
            body=_pieces(answer["body"]),
            went_to=[Clause.of(sides.after[one]) for one in answer["went_to"]],
            came_from=[Clause.of(sides.before[one]) for one in answer["came_from"]],
            led=led,
        )


@strawberry.type(description="二つの版の違い（新旧対照）")
class RevisionComparison:
    """All clauses of two revisions, in the order of the later one; see ``ComparedClause``."""

    since: RevisionSummary
    until: RevisionSummary
    clauses: list[ComparedClause]


@strawberry.type(description="意見の対象が、新しい版でどこにあり、どう変わったか")
class LaterPlace:
    """What became of a clause, or a passage of it; without ``clause`` it has no one place."""

    revision: RevisionSummary
    fate: PlaceFate
    reason: PlaceReason
    clause: ComparedClause | None
    quote: str | None = strawberry.field(description="選ばれた部分に、いま書いてあること")


def came_with(numbers: Mapping[str, int], change: ChangeAnswer, asked: int) -> int:
    """Return the number of the revision with which a change came, or will come.

    A response names the revision of the change, or, where that was not written yet, the one that
    was consulted on (``asked``): then the change came with the next.
    """
    named = numbers.get(change["revision_id"], 0)
    return named if named > asked else asked + 1


class LedTo:
    """The published responses that changed each clause between two revisions, once asked for."""

    def __init__(self, since: RevisionAnswer, until: RevisionAnswer) -> None:
        self._since, self._until = since, until
        self._loading: asyncio.Task[Mapping[str, list[PublishedAnswer]]] | None = None

    async def by_clause(self, info: Info) -> Mapping[str, list[PublishedAnswer]]:
        """Return them by the clause's id; all clauses of a comparison share one loading."""
        if self._loading is None:
            self._loading = asyncio.create_task(self._load(info))
        return await self._loading

    async def _load(self, info: Info) -> Mapping[str, list[PublishedAnswer]]:
        document_id = self._since["document_id"]
        listed = await info.context.policies.revisions_of.load(document_id)
        numbers = {one["id"]: one["number"] for one in listed}
        led: defaultdict[str, list[PublishedAnswer]] = defaultdict(list)
        for response in await info.context.responses.that_changed.load(document_id):
            consulted = await info.context.public_comment.consultation.load(response["case_id"])
            asked = numbers.get(consulted["revision_id"], 0) if consulted else 0
            for change in response["content"]["changes"]:
                came = came_with(numbers, change, asked)
                if change["clause_id"] and self._since["number"] < came <= self._until["number"]:
                    led[change["clause_id"]].append(response)
        return led


class Sides:
    """Two revisions, their clauses by id."""

    def __init__(self, since: RevisionAnswer, until: RevisionAnswer) -> None:
        self.before = {clause["id"]: clause for clause in since["clauses"]}
        self.after = {clause["id"]: clause for clause in until["clauses"]}


async def later_revisions(info: Info, revision_id: str) -> list[RevisionSummaryAnswer]:
    """Return the revisions that came after one, newest first."""
    revision = await info.context.policies.revision(revision_id)
    if revision is None:
        return []
    listed = await info.context.policies.revisions_of.load(revision["document_id"])
    return [one for one in listed if one["number"] > revision["number"]]


async def comparison_of(
    info: Info, revision_id: str, until: str | None
) -> RevisionComparison | None:
    """Compare a revision with a later one of its document, or the newest; null if there is none."""
    later = await later_revisions(info, revision_id)
    chosen = next((one for one in later if until in (None, one["id"])), None)
    if chosen is None:
        return None
    since, last, sides = await _both(info, revision_id, chosen["id"])
    rows = await info.context.policies.comparison.load((revision_id, chosen["id"]))
    led = LedTo(since, last)
    return RevisionComparison(
        since=RevisionSummary.of(since),
        until=RevisionSummary.of(chosen),
        clauses=[ComparedClause.of(row, sides, led) for row in rows],
    )


async def compared_clause(
    info: Info, since: str, until: str, clause_id: str
) -> ComparedClause | None:
    """Compare one clause of two revisions of a document; None if it is in neither."""
    rows = await info.context.policies.comparison.load((since, until))
    row = next((one for one in rows if one["clause_id"] == clause_id), None)
    if row is None:
        return None
    first, last, sides = await _both(info, since, until)
    return ComparedClause.of(row, sides, LedTo(first, last))


async def later_place_of(
    info: Info, revision_id: str, clause_id: str, passage: Passage | None
) -> LaterPlace | None:
    """Say what became of what a comment is about; null as long as there is no later revision."""
    later = await later_revisions(info, revision_id)
    if not later:
        return None
    newest = later[0]
    anchor = PlaceAnswer(
        clause_id=clause_id,
        start=passage.start if passage else None,
        end=passage.end if passage else None,
    )
    client = info.context.clients.policies
    found = (await client.locate(revision_id, newest["id"], [anchor]))[0]
    since, last, sides = await _both(info, revision_id, newest["id"])
    rows = await info.context.policies.comparison.load((revision_id, newest["id"]))
    compared = {row["clause_id"]: row for row in rows}
    shown = found["at"]["clause_id"] if found["at"] else clause_id
    return LaterPlace(
        revision=RevisionSummary.of(newest),
        fate=PlaceFate(found["fate"]),
        reason=PlaceReason(found["reason"]),
        clause=ComparedClause.of(compared[shown], sides, LedTo(since, last)),
        quote=_quote(found, sides) if passage else None,
    )


def _quote(found: LocationAnswer, sides: Sides) -> str | None:
    at = found["at"]
    if at is None or at["start"] is None:
        return None
    clause = sides.after[at["clause_id"]]
    return clause_text(clause["heading"], clause["body"])[at["start"] : at["end"]]


def text_of(revision: RevisionAnswer, clause_id: str) -> str:
    """Return a clause's text as passages of it are counted; empty if there is no such clause."""
    found = (one for one in revision["clauses"] if one["id"] == clause_id)
    return next((clause_text(one["heading"], one["body"]) for one in found), "")


async def _both(info: Info, first: str, last: str) -> tuple[RevisionAnswer, RevisionAnswer, Sides]:
    since = await info.context.policies.revision(first)
    until = await info.context.policies.revision(last)
    if since is None or until is None:
        raise LookupError(f"revision {first} or {last}")
    return since, until, Sides(since, until)


def _clause(of: Mapping[str, ClauseAnswer], id_: str) -> Clause | None:
    return Clause.of(of[id_]) if id_ in of else None


def _pieces(answer: Sequence[Any]) -> list[TextPiece]:
    return [TextPiece.of(Piece(Change(one["change"]), one["text"])) for one in answer]
