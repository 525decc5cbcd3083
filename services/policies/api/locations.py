"""HTTP in and out: where clauses and passages of one revision are in a later one."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from services.policies.domain.anchors import Anchor, Fate, Location, Passage, Reason
from services.policies.handlers import Anchors
from services.policies.store import Store
from shared.mongo import Document

ANCHORS_MAX = 200

router = APIRouter()


async def _anchors(request: Request) -> Anchors:
    found: Anchors = request.app.state.anchors
    return found


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


Do = Annotated[Anchors, Depends(_anchors)]


class PlaceIO(BaseModel):
    """A clause; with ``start`` and ``end`` a passage of it, in code points of its text."""

    clause_id: str
    start: int | None = None
    end: int | None = None

    def anchor(self) -> Anchor:
        """As the domain has it; half a passage is one that fits nowhere."""
        if self.start is None and self.end is None:
            return Anchor(self.clause_id)
        return Anchor(self.clause_id, Passage(self.start or 0, self.end or 0))

    @classmethod
    def of(cls, anchor: Anchor) -> "PlaceIO":
        """Make it of the domain's."""
        if anchor.passage is None:
            return cls(clause_id=anchor.clause_id)
        return cls(clause_id=anchor.clause_id, start=anchor.passage.start, end=anchor.passage.end)


class LocateIn(BaseModel):
    """What to look for in the revision of the address."""

    since: str
    anchors: list[PlaceIO] = Field(min_length=1, max_length=ANCHORS_MAX)


class DecisionIn(BaseModel):
    """Where a place of ``since`` is in the revision of the address; ``to`` null: nowhere.

    ``sequence`` is that of the decision that was seen; 0: there was none.
    """

    since: str
    place: PlaceIO
    to: PlaceIO | None
    sequence: int = 0


class DecidedOut(BaseModel):
    """What a person said of a place, and when; the one before is kept beside it."""

    place: PlaceIO
    to: PlaceIO | None
    by: str
    at: datetime
    sequence: int

    @classmethod
    def of(cls, row: Document) -> "DecidedOut":
        """Make it of the store's document."""
        last = row["decisions"][-1]
        return cls.model_validate({**row, **last})


class DecidedListOut(BaseModel):
    """All that was said of places of one revision in another."""

    items: list[DecidedOut]


class LocationOut(BaseModel):
    """See services/policies/domain/anchors.py."""

    fate: Fate
    reason: Reason
    at: PlaceIO | None
    candidates: list[PlaceIO]
    near: str | None

    @classmethod
    def of(cls, location: Location) -> "LocationOut":
        """Make it of the domain's."""
        return cls(
            fate=location.fate,
            reason=location.reason,
            at=PlaceIO.of(location.at) if location.at else None,
            candidates=[PlaceIO.of(one) for one in location.candidates],
            near=location.near,
        )


class LocationsOut(BaseModel):
    """One for each anchor, in the same order."""

    items: list[LocationOut]


@router.post("/revisions/{revision_id}/locate")
async def locate(revision_id: str, given: LocateIn, do: Do) -> LocationsOut:
    """Say where anchors of the revision ``since`` are in this one, which is a later one."""
    anchors = [one.anchor() for one in given.anchors]
    found = await do.locate(given.since, revision_id, anchors)
    return LocationsOut(items=[LocationOut.of(one) for one in found])


@router.post("/revisions/{revision_id}/decisions")
async def decide(revision_id: str, given: DecisionIn, do: Do) -> DecidedOut:
    """Say where a place of the revision ``since`` is in this one."""
    to = given.to.anchor() if given.to else None
    row = await do.decide(given.since, revision_id, given.place.anchor(), to, given.sequence)
    return DecidedOut.of(row)


@router.get("/revisions/{revision_id}/decisions")
async def read_decisions(
    revision_id: str, since: str, store: Annotated[Store, Depends(_store)]
) -> DecidedListOut:
    """Read what people said of places of the revision ``since`` in this one."""
    rows = await store.decided_anchors(since)
    mine = [DecidedOut.of(row) for row in rows if row["until"] == revision_id]
    return DecidedListOut(items=mine)
