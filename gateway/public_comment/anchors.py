"""What comments are about in a later revision, where only a person can say it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

import strawberry

from gateway.clients.policies import DecisionAnswer, LocationAnswer, PlaceAnswer, RevisionAnswer
from gateway.clients.public_comment import AnchorAnswer
from gateway.context import Info
from gateway.errors import Problems
from gateway.people.types import Person, person
from gateway.policies.types import Clause, Revision, clause_of
from gateway.public_comment.changes import later_revisions, text_of
from gateway.words import PlaceFate, PlaceReason, moment
from shared.errors import InvalidInput


class RevisionNotLater(InvalidInput):
    """There is no revision after the one that was consulted on."""


# As many places as the service looks for at once.
_AT_ONCE = 200


@strawberry.type(description="版の中の場所：項目、またはその一部")
class RevisionPlace:
    """A clause of a revision, or a passage of it and what stands there."""

    clause: Clause | None
    start: int | None
    end: int | None
    quote: str | None

    @classmethod
    def of(cls, place: PlaceAnswer, revision: RevisionAnswer) -> Self:
        """Make it of the service's answer."""
        start, end = place["start"], place["end"]
        text = text_of(revision, place["clause_id"])
        return cls(
            clause=clause_of(revision, place["clause_id"]),
            start=start,
            end=end,
            quote=None if start is None else text[start:end],
        )


@strawberry.type(description="人が確かめた結果")
class AnchorDecision:
    """What a person said: where it is now, or nowhere."""

    to: RevisionPlace | None
    at: datetime
    sequence: int
    by_id: strawberry.Private[str]

    @classmethod
    def of(cls, answer: DecisionAnswer, revision: RevisionAnswer) -> Self:
        """Make it of the service's answer."""
        to = answer["to"]
        return cls(
            to=RevisionPlace.of(to, revision) if to else None,
            at=moment(answer["at"]),
            sequence=answer["sequence"],
            by_id=answer["by"],
        )

    @strawberry.field
    async def by(self, info: Info) -> Person | None:
        """Return who said so."""
        return await person(info, self.by_id)


@strawberry.type(description="意見の対象のうち、新しい版での場所を人が確かめるもの")
class UnsureAnchor:
    """A place that comments are about; ``candidates`` are where it may be now."""

    place: RevisionPlace
    comments: int
    fate: PlaceFate
    reason: PlaceReason
    candidates: list[RevisionPlace]
    decision: AnchorDecision | None


@strawberry.type(description="意見の対象の場所のうち、人が確かめるものと、確かめたもの")
class UnsureAnchors:
    """Those of a consultation in the newest revision; ``sure``: how many need nobody."""

    revision: Revision
    sure: int
    items: list[UnsureAnchor]


@strawberry.input(description="意見の対象が、新しい版のどこにあるか")
class DecideAnchorInput:
    """Without ``toClauseId`` it is nowhere. ``sequence``: of the decision that was seen, or 0."""

    consultation_id: strawberry.ID
    clause_id: strawberry.ID
    start: int | None = None
    end: int | None = None
    to_clause_id: strawberry.ID | None = None
    to_start: int | None = None
    to_end: int | None = None
    sequence: int = 0
    # The same place for the same anchor is decided once, whatever the key.
    idempotency_key: str


DecideAnchorResult = Annotated[AnchorDecision | Problems, strawberry.union("DecideAnchorResult")]


@strawberry.type
class AnchorQueries:
    """Queries about what comments are about."""

    @strawberry.field
    async def unsure_anchors(
        self, info: Info, consultation_id: strawberry.ID
    ) -> UnsureAnchors | None:
        """Return what a person has to look at; null as long as there is no later revision."""
        found = await _revisions(info, str(consultation_id))
        if found is None:
            return None
        old, new = found
        anchors = await info.context.clients.public_comment.anchors(str(consultation_id))
        places = [_place(one) for one in anchors]
        located = await _located(info, old["id"], new["id"], places)
        said = await info.context.clients.policies.decisions(old["id"], new["id"])
        decided = {_key(one["place"]): one for one in said}
        items = [
            _unsure(anchor, place, location, decided.get(_key(place)), old, new)
            for anchor, place, location in zip(anchors, places, located, strict=True)
            if location["fate"] == PlaceFate.UNSURE or _key(place) in decided
        ]
        order = {clause["id"]: clause["position"] for clause in old["clauses"]}
        items.sort(key=lambda one: (one.decision is not None, _position(one.place, order)))
        return UnsureAnchors(revision=Revision.of(new), sure=len(anchors) - len(items), items=items)


@strawberry.type
class AnchorMutations:
    """Mutations of what comments are about."""

    @strawberry.field
    async def decide_anchor(self, info: Info, input: DecideAnchorInput) -> DecideAnchorResult:
        """Say where a place is in the newest revision, as somebody of the department in charge."""
        found = await _revisions(info, str(input.consultation_id))
        if found is None:
            raise RevisionNotLater("consultation_id")
        old, new = found
        to = input.to_clause_id
        body = {
            "since": old["id"],
            "place": {"clause_id": input.clause_id, "start": input.start, "end": input.end},
            "to": {"clause_id": to, "start": input.to_start, "end": input.to_end} if to else None,
            "sequence": input.sequence,
        }
        return AnchorDecision.of(await info.context.clients.policies.decide(new["id"], body), new)


async def _revisions(
    info: Info, consultation_id: str
) -> tuple[RevisionAnswer, RevisionAnswer] | None:
    """The revision that was consulted on, and the newest after it."""
    about = await info.context.public_comment.consultation.load(consultation_id)
    if about is None:
        return None
    later = await later_revisions(info, about["revision_id"])
    if not later:
        return None
    old = await info.context.policies.revision(about["revision_id"])
    new = await info.context.policies.revision(later[0]["id"])
    return (old, new) if old and new else None


async def _located(
    info: Info, old: str, new: str, places: Sequence[PlaceAnswer]
) -> list[LocationAnswer]:
    client = info.context.clients.policies
    parts = [places[start : start + _AT_ONCE] for start in range(0, len(places), _AT_ONCE)]
    found = await asyncio.gather(*(client.locate(old, new, part) for part in parts))
    return [one for part in found for one in part]


def _unsure(
    anchor: AnchorAnswer,
    place: PlaceAnswer,
    location: LocationAnswer,
    decided: DecisionAnswer | None,
    old: RevisionAnswer,
    new: RevisionAnswer,
) -> UnsureAnchor:
    return UnsureAnchor(
        place=RevisionPlace.of(place, old),
        comments=anchor["comments"],
        fate=PlaceFate(location["fate"]),
        reason=PlaceReason(location["reason"]),
        candidates=[RevisionPlace.of(one, new) for one in location["candidates"]],
        decision=AnchorDecision.of(decided, new) if decided else None,
    )


def _place(anchor: AnchorAnswer) -> PlaceAnswer:
    return PlaceAnswer(clause_id=anchor["clause_id"], start=anchor["start"], end=anchor["end"])


def _key(place: PlaceAnswer) -> tuple[str, int | None, int | None]:
    return place["clause_id"], place["start"], place["end"]


def _position(place: RevisionPlace, order: dict[str, int]) -> tuple[int, int]:
    return order.get(str(place.clause.id), 0) if place.clause else 0, place.start or -1
