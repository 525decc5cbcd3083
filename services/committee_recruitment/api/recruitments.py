"""HTTP in and out: recruitments, and choosing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from pydantic import Field

from services.committee_recruitment.api.common import Kept, Use, recruitment_out
from services.committee_recruitment.domain.recruitment import (
    CRITERIA_MAX,
    Call,
    Criterion,
    Outcome,
    Recruitment,
)
from services.committee_recruitment.store import Store
from shared.clock import today_jst
from shared.events.committee_recruitment import ApplicationState, SelectionStep, Tie
from shared.ids import read_ids
from shared.json_routes import In, answer

IDS_MAX, OUTCOMES_MAX = 50, 2_000

router = APIRouter()


class CriterionIn(In):
    """By what is weighed."""

    name: str
    text: str = ""
    points: int = Field(ge=1, le=100)


class CallIn(In):
    """What everybody reads before the period begins."""

    idempotency_key: str
    title: str
    seats: int
    term_starts_on: date
    term_ends_on: date
    opens_on: date
    last_day: date
    counted_on: date
    ties: list[Tie] = Field(max_length=3)
    youngest: int = Field(default=0, ge=0, le=120)
    oldest: int = Field(default=0, ge=0, le=120)
    essay_question: str = ""
    essay_least: int = Field(default=0, ge=0)
    essay_most: int = Field(default=0, ge=0)
    steps: list[SelectionStep] = Field(max_length=4)
    criteria: list[CriterionIn] = Field(default_factory=list, max_length=CRITERIA_MAX)
    meetings: str = ""
    pay: str = ""
    support: str = ""
    contact: str
    asks_gender: bool = False
    longest_years: int = Field(default=0, ge=0, le=100)
    most_committees: int = Field(default=0, ge=0, le=100)

    def call(self) -> Call:
        """Make the domain's."""
        given = self.model_dump(exclude={"idempotency_key", "criteria"})
        return Call(
            **{
                **given,
                "ties": tuple(dict.fromkeys(self.ties)),
                "steps": tuple(self.steps),
                "criteria": tuple(Criterion(**one.model_dump()) for one in self.criteria),
            }
        )


class OutcomeIn(In):
    """What is to become of an application."""

    application_id: str
    state: ApplicationState
    reason: str
    rank: int = Field(default=0, ge=0)


class ProposeIn(In):
    """Whom to choose."""

    outcomes: list[OutcomeIn] = Field(max_length=OUTCOMES_MAX)
    summary: str


class ReasonIn(In):
    """Why it is called off."""

    reason: str


@router.post("/committees/{committee_id}/recruitments")
async def call_for_applications(committee_id: str, given: CallIn, use: Use, kept: Kept) -> Response:
    """Publish a call."""
    made = await use.calling.call(committee_id, given.call(), given.idempotency_key)
    return answer((await _written(kept, [made]))[0], 201)


@router.get("/recruitments")
async def read_recruitments(
    kept: Kept, ids: str | None = None, committee_id: str | None = None
) -> Response:
    """Read recruitments by id or of a committee; else those that are open or will be."""
    if ids is not None:
        found = await kept.recruitments_by_id(read_ids(ids, IDS_MAX))
    elif committee_id is not None:
        found = await kept.recruitments_of(committee_id)
    else:
        found = await kept.called(today_jst().isoformat())
    return answer({"items": await _written(kept, found)})


@router.post("/recruitments/{recruitment_id}/propose")
async def propose(recruitment_id: str, given: ProposeIn, use: Use, kept: Kept) -> Response:
    """Say whom to choose."""
    outcomes = [Outcome(**one.model_dump()) for one in given.outcomes]
    changed = await use.choosing.propose(recruitment_id, outcomes, given.summary)
    return answer((await _written(kept, [changed]))[0])


@router.post("/recruitments/{recruitment_id}/decide")
async def decide(recruitment_id: str, use: Use, kept: Kept) -> Response:
    """Make the proposal the result."""
    return answer((await _written(kept, [await use.choosing.decide(recruitment_id)]))[0])


@router.post("/recruitments/{recruitment_id}/call-off")
async def call_off(recruitment_id: str, given: ReasonIn, use: Use, kept: Kept) -> Response:
    """Call it off."""
    changed = await use.calling.call_off(recruitment_id, given.reason)
    return answer((await _written(kept, [changed]))[0])


async def _written(kept: Store, found: Sequence[Recruitment]) -> list[dict[str, Any]]:
    """Write recruitments, with one query for all of their committees."""
    wanted = sorted({one.committee_id for one in found})
    committees = {one.id: one for one in await kept.committees_by_id(wanted)}
    return [recruitment_out(one, committees.get(one.committee_id)) for one in found]
