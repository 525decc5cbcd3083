"""HTTP in and out: committees and their members."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.committee_recruitment.api.common import Kept, Use, committee_out
from services.committee_recruitment.handlers.committees import NewCommittee, NewMember
from shared.events.committee_recruitment import SeatKind
from shared.events.common import StageRef
from shared.ids import read_ids
from shared.json_routes import In, answer

IDS_MAX = 50
Limit = Annotated[int, Query(ge=1, le=50)]

router = APIRouter()


class FoundIn(In):
    """A committee."""

    idempotency_key: str
    name: str
    basis: str
    purpose: str
    department_id: str
    seats: dict[SeatKind, int]
    term_months: int
    links: list[StageRef] = Field(default_factory=list, max_length=20)


class AppointIn(In):
    """Somebody who takes a seat."""

    idempotency_key: str
    seat_kind: SeatKind
    starts_on: date
    ends_on: date
    shown_name: str
    shown_as: str = ""
    application_id: str = ""
    name: str = ""
    kana: str = ""
    birth_date: date | None = None


class LeaveIn(In):
    """The last day of a member who leaves early, and why."""

    appointment_id: str
    last_day: date
    reason: str


@router.post("/committees")
async def found_committee(given: FoundIn, use: Use) -> Response:
    """Enter a committee."""
    new = NewCommittee(**{**given.model_dump(exclude={"links"}), "links": tuple(given.links)})
    return answer(committee_out(await use.committees.found(new)), 201)


@router.get("/committees")
async def read_committees(
    kept: Kept,
    ids: str | None = None,
    policy_id: str | None = None,
    after: str | None = None,
    limit: Limit = 20,
) -> Response:
    """Read committees by id, or a page of all or of those that serve a policy, newest first."""
    if ids is not None:
        found = await kept.committees_by_id(read_ids(ids, IDS_MAX))
        return answer({"items": [committee_out(one) for one in found], "next": None})
    items, following = await kept.page_of_committees(after, limit, policy_id)
    return answer({"items": [committee_out(one) for one in items], "next": following})


@router.post("/committees/{committee_id}/members")
async def appoint(committee_id: str, given: AppointIn, use: Use) -> Response:
    """Give somebody a seat."""
    new = NewMember(**given.model_dump())
    return answer(committee_out(await use.committees.appoint(committee_id, new)), 201)


@router.post("/committees/{committee_id}/leave")
async def leave(committee_id: str, given: LeaveIn, use: Use) -> Response:
    """End a term early."""
    changed = await use.committees.leave(
        committee_id, given.appointment_id, given.last_day, given.reason
    )
    return answer(committee_out(changed))
