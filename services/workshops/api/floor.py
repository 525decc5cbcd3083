"""HTTP in and out: the live floor."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Response

from services.workshops.api.common import Kept, Use
from services.workshops.api.participants import TableIn
from services.workshops.domain.floor import Floor
from services.workshops.handlers import Handlers
from services.workshops.handlers.arrivals import require_hall_code
from services.workshops.handlers.floor import view_of
from services.workshops.store import Store
from shared.caller import current_caller
from shared.events.workshops import FloorPhase, ParticipantState
from shared.json_routes import In, answer

router = APIRouter()


class RoundIn(In):
    """Which round begins."""

    round: int


class SecondsIn(In):
    """How much longer."""

    seconds: int
    idempotency_key: str


class PhaseIn(In):
    """What comes after the rounds."""

    phase: FloorPhase


class MessageIn(In):
    """What all are told."""

    message: str


class SpotlightIn(In):
    """The note that all look at."""

    note_id: str | None


class PaperIn(In):
    """Whether the hall goes on by paper."""

    on_paper: bool


class HostIn(In):
    """Who hosts a table."""

    table: int
    participant_id: str | None


class SeatIn(In):
    """Where a facilitator seats somebody."""

    participant_id: str
    table: int | None


class AdmissionIn(In):
    """What somebody shows who wants to watch: a participant's key, or the code of the hall."""

    key: str = ""
    hall_code: str = ""


@router.get("/workshops/{workshop_id}/floor")
async def read_floor(workshop_id: str, kept: Kept) -> Response:
    """Read the floor with the people on it."""
    return await _view(await kept.floor(workshop_id), kept)


@router.post("/workshops/{workshop_id}/admission")
async def admit(workshop_id: str, given: AdmissionIn, use: Use, kept: Kept) -> Response:
    """Say as what somebody may watch: RUNNER, PARTICIPANT (with the id) or VIEWER."""
    workshop = await kept.workshop(workshop_id)
    if given.key:
        found = await use.arrivals.participant_of(workshop_id, given.key)
        return answer({"as": "PARTICIPANT", "participant_id": found.id})
    if workshop.runs(current_caller()):
        return answer({"as": "RUNNER", "participant_id": None})
    require_hall_code(workshop, given.hall_code)
    return answer({"as": "VIEWER", "participant_id": None})


@router.post("/workshops/{workshop_id}/floor/start")
async def start(workshop_id: str, given: RoundIn, use: Use, kept: Kept) -> Response:
    """Begin a round."""
    return await _view(await use.floors.start_round(workshop_id, given.round), kept)


def _plain(name: str, does: Callable[[Handlers, str], Awaitable[Floor]]) -> None:
    """Add a route for what needs nothing but the workshop's id."""

    async def route(workshop_id: str, use: Use, kept: Kept) -> Response:
        return await _view(await does(use, workshop_id), kept)

    router.add_api_route(f"/workshops/{{workshop_id}}/floor/{name}", route, methods=["POST"])


_plain("pause", lambda use, id_: use.floors.pause(id_))
_plain("resume", lambda use, id_: use.floors.resume(id_))
_plain("end", lambda use, id_: use.floors.end_round(id_))


@router.post("/workshops/{workshop_id}/floor/extend")
async def extend(workshop_id: str, given: SecondsIn, use: Use, kept: Kept) -> Response:
    """Give the round more time, or less."""
    return await _view(
        await use.floors.extend(workshop_id, given.seconds, given.idempotency_key), kept
    )


@router.post("/workshops/{workshop_id}/floor/phase")
async def turn_to(workshop_id: str, given: PhaseIn, use: Use, kept: Kept) -> Response:
    """Go on to voting, the plenary or the end."""
    return await _view(await use.floors.turn_to(workshop_id, given.phase), kept)


@router.post("/workshops/{workshop_id}/floor/message")
async def tell(workshop_id: str, given: MessageIn, use: Use, kept: Kept) -> Response:
    """Tell all."""
    return await _view(await use.floors.tell(workshop_id, given.message), kept)


@router.post("/workshops/{workshop_id}/floor/spotlight")
async def spotlight(workshop_id: str, given: SpotlightIn, use: Use, kept: Kept) -> Response:
    """Show all one note, or none."""
    return await _view(await use.floors.spotlight(workshop_id, given.note_id), kept)


@router.post("/workshops/{workshop_id}/floor/paper")
async def go_by_paper(workshop_id: str, given: PaperIn, use: Use, kept: Kept) -> Response:
    """Go on by paper, or come back."""
    return await _view(await use.floors.go_by_paper(workshop_id, given.on_paper), kept)


@router.post("/workshops/{workshop_id}/floor/host")
async def host(workshop_id: str, given: HostIn, use: Use, kept: Kept) -> Response:
    """Make somebody a table's host."""
    return await _view(await use.floors.host(workshop_id, given.table, given.participant_id), kept)


@router.post("/workshops/{workshop_id}/floor/seat")
async def seat(workshop_id: str, given: SeatIn, use: Use, kept: Kept) -> Response:
    """Seat somebody, by who runs the workshop."""
    workshop = await kept.workshop(workshop_id)
    workshop.require_facilitator(current_caller())
    await kept.participant(given.participant_id)
    moved = await use.floors.seat(workshop, given.participant_id, given.table, by_staff=True)
    return await _view(moved, kept)


@router.post("/workshops/{workshop_id}/participant/table")
async def sit_down(workshop_id: str, given: TableIn, use: Use, kept: Kept) -> Response:
    """Sit down at a table, by oneself."""
    participant = await use.arrivals.participant_of(workshop_id, given.key)
    workshop = await kept.workshop(workshop_id)
    moved = await use.floors.seat(workshop, participant.id, given.table, by_staff=False)
    return await _view(moved, kept)


async def _view(floor: Floor, kept: Store) -> Response:
    people = await kept.participants_of(floor.workshop_id, (ParticipantState.HERE,))
    return answer(view_of(floor, people))
