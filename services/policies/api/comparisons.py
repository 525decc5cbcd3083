"""HTTP in and out: what is different between two revisions of a plan."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict

from services.policies.domain.comparison import Kind
from services.policies.handlers import Comparisons
from shared.differences import Change

router = APIRouter()


async def _comparisons(request: Request) -> Comparisons:
    found: Comparisons = request.app.state.comparisons
    return found


class Out(BaseModel):
    """An answer, made from the domain's own objects."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class PieceOut(Out):
    """A piece of both wordings."""

    change: Change
    text: str


class ComparedOut(Out):
    """See services/policies/domain/comparison.py; the words are in the revisions."""

    clause_id: str
    kind: Kind
    moved: bool
    renumbered: bool
    heading: list[PieceOut]
    body: list[PieceOut]
    went_to: list[str]
    came_from: list[str]


class ComparisonOut(Out):
    """All clauses of both, in the order of the later one."""

    items: list[ComparedOut]


@router.get("/revisions/{revision_id}/comparison")
async def compare(
    revision_id: str, since: str, comparisons: Annotated[Comparisons, Depends(_comparisons)]
) -> ComparisonOut:
    """Compare the revision ``since`` with this one, which is a later one."""
    found = await comparisons.compare(since, revision_id)
    return ComparisonOut.model_validate({"items": found})
