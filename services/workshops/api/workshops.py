"""HTTP in and out: plans, states, themes, reports."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, Field

from services.workshops.api.common import Kept, Use, workshop_out
from services.workshops.domain.workshop import (
    Mode,
    Movement,
    Plan,
    Programme,
    Round,
    Template,
    Theme,
)
from shared.caller import current_caller
from shared.events.common import StageRef
from shared.events.workshops import WorkshopState
from shared.ids import read_ids
from shared.json_routes import In, answer

IDS_MAX = 50

router = APIRouter()


class RoundIn(In):
    """A round as planned."""

    question: str
    minutes: int


class PlanIn(In):
    """What staff decide about a workshop."""

    title: str
    summary: str
    place: str = ""
    access: str = ""
    mode: Mode = Mode.HALL
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    capacity: int
    tables: int
    seats: int
    template: Template = Template.WORLD_CAFE
    rounds: list[RoundIn]
    movement: Movement = Movement.FREE
    hosts_stay: bool = True
    mix: bool = False
    dots: int = 3
    links: list[StageRef] = Field(default_factory=list, max_length=20)
    ground_rules: str = ""
    issue_id: str = ""

    def plan(self) -> Plan:
        """Make the domain's plan."""
        return Plan(
            title=self.title,
            summary=self.summary,
            place=self.place,
            access=self.access,
            mode=self.mode,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            capacity=self.capacity,
            tables=self.tables,
            seats=self.seats,
            ground_rules=self.ground_rules,
            issue_id=self.issue_id,
            links=tuple(self.links),
            programme=Programme(
                template=self.template,
                rounds=tuple(Round(each.question, each.minutes) for each in self.rounds),
                movement=self.movement,
                hosts_stay=self.hosts_stay,
                mix=self.mix,
                dots=self.dots,
            ),
        )


class NewWorkshopIn(In):
    """A new workshop."""

    plan: PlanIn
    department_id: str
    rehearsal: bool = False
    idempotency_key: str


class MoveIn(In):
    """Where it goes on to; a cancellation has a reason."""

    state: WorkshopState
    reason: str = ""


class FacilitatorsIn(In):
    """Ids of people."""

    people: list[str]


class SimulateIn(In):
    """How many simulated people take part in a rehearsal."""

    people: int


class ThemeIn(In):
    """Notes under words."""

    id: str
    title: str
    summary: str = ""
    note_ids: list[str]


class ThemesIn(In):
    """All themes, as seen at ``sequence``."""

    themes: list[ThemeIn]
    sequence: int


@router.post("/workshops")
async def plan_workshop(given: NewWorkshopIn, use: Use) -> Response:
    """Set up a workshop."""
    body = given.model_dump(mode="json", exclude={"idempotency_key"})
    made = await use.workshops.plan(
        given.plan.plan(), given.department_id, given.rehearsal, given.idempotency_key, body
    )
    return answer(workshop_out(made), 201)


@router.get("/workshops")
async def read_workshops(
    kept: Kept,
    ids: str | None = None,
    states: str = "",
    policy_id: str | None = None,
    issue_id: str | None = None,
    after: str | None = None,
    limit: int = 20,
) -> Response:
    """Read workshops by id, or page by page."""
    if ids is not None:
        found = await kept.workshops_by_id(read_ids(ids, IDS_MAX))
        return answer({"items": [workshop_out(one) for one in found], "next": None})
    wanted = [state for state in states.split(",") if state]
    items, following = await kept.workshops_page(after, limit, wanted, policy_id, issue_id)
    return answer({"items": [workshop_out(one) for one in items], "next": following})


@router.post("/workshops/{workshop_id}/plan")
async def revise_plan(workshop_id: str, given: PlanIn, use: Use) -> Response:
    """Change what was planned."""
    return answer(workshop_out(await use.workshops.revise(workshop_id, given.plan())))


@router.post("/workshops/{workshop_id}/facilitators")
async def name_facilitators(workshop_id: str, given: FacilitatorsIn, use: Use) -> Response:
    """Say who runs it."""
    named = await use.workshops.name_facilitators(workshop_id, given.people)
    return answer(workshop_out(named))


@router.post("/workshops/{workshop_id}/move")
async def move_workshop(workshop_id: str, given: MoveIn, use: Use) -> Response:
    """Go on to another state."""
    if given.state is WorkshopState.PUBLISHED:
        return answer(workshop_out(await use.workshops.publish(workshop_id)))
    return answer(workshop_out(await use.workshops.move(workshop_id, given.state, given.reason)))


@router.post("/workshops/{workshop_id}/simulated")
async def simulate(workshop_id: str, given: SimulateIn, use: Use) -> Response:
    """Let simulated people take part in a rehearsal."""
    return answer(workshop_out(await use.rehearsal.simulate(workshop_id, given.people)))


@router.post("/workshops/{workshop_id}/themes")
async def arrange_themes(workshop_id: str, given: ThemesIn, use: Use) -> Response:
    """Keep the themes."""
    themes = [Theme(one.id, one.title, one.summary, tuple(one.note_ids)) for one in given.themes]
    after = await use.workshops.arrange_themes(workshop_id, themes, given.sequence)
    return answer(workshop_out(after))


@router.get("/workshops/{workshop_id}/themes/suggested")
async def suggest_themes(workshop_id: str, use: Use) -> Response:
    """Suggest themes."""
    return answer({"items": await use.workshops.suggest_themes(workshop_id)})


@router.get("/workshops/{workshop_id}/harvest")
async def read_harvest(workshop_id: str, use: Use, kept: Kept) -> Response:
    """Count what came of it."""
    workshop = await kept.workshop(workshop_id)
    if workshop.state is not WorkshopState.PUBLISHED:
        workshop.require_facilitator(current_caller())
    found = await use.workshops.harvest_of(workshop)
    out: dict[str, Any] = {
        "participants": found.participants,
        "notes": found.notes,
        "by_round": [{"round": n, "notes": count} for n, count in found.by_round.items()],
        "by_table": [{"table": n, "notes": count} for n, count in found.by_table.items()],
        "dots": [{"note_id": id_, "dots": count} for id_, count in sorted(found.dots.items())],
    }
    return answer(out)
