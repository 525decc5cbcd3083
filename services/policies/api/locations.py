"""HTTP in and out: where clauses and passages of one revision are in a later one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from services.policies.domain.anchors import Anchor, Fate, Location, Passage, Reason
from services.policies.handlers import Locations

ANCHORS_MAX = 200

router = APIRouter()


async def _locations(request: Request) -> Locations:
    found: Locations = request.app.state.locations
    return found


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
async def locate(
    revision_id: str, given: LocateIn, locations: Annotated[Locations, Depends(_locations)]
) -> LocationsOut:
    """Say where anchors of the revision ``since`` are in this one, which is a later one."""
    anchors = [one.anchor() for one in given.anchors]
    found = await locations.locate(given.since, revision_id, anchors)
    return LocationsOut(items=[LocationOut.of(one) for one in found])
