"""What is done on the live floor: by who runs the workshop, and by participants."""

from typing import Any

import strawberry

from gateway.context import Info
from gateway.workshops import inputs
from gateway.workshops.results import FloorChanged, FloorResult


@strawberry.type
class FloorMutations:
    """Mutations of the floor; what holds already changes nothing."""

    @strawberry.field
    async def start_round(self, info: Info, input: inputs.StartRoundInput) -> FloorResult:
        """Begin a round: people sit where the programme's way of moving puts them."""
        return await _run(info, input.workshop_id, "floor/start", {"round": input.round})

    @strawberry.field
    async def move_round(self, info: Info, input: inputs.MoveRoundInput) -> FloorResult:
        """Pause, resume or end the round that runs."""
        return await _run(info, input.workshop_id, f"floor/{input.move.value.lower()}", {})

    @strawberry.field
    async def extend_round(self, info: Info, input: inputs.ExtendRoundInput) -> FloorResult:
        """Give the round more time, or less."""
        body = {"seconds": input.seconds, "idempotency_key": input.idempotency_key}
        return await _run(info, input.workshop_id, "floor/extend", body)

    @strawberry.field
    async def turn_to(self, info: Info, input: inputs.TurnToInput) -> FloorResult:
        """Go on to voting, the plenary or the end."""
        return await _run(info, input.workshop_id, "floor/phase", {"phase": input.phase.value})

    @strawberry.field
    async def tell_all(self, info: Info, input: inputs.TellAllInput) -> FloorResult:
        """Show all a message."""
        return await _run(info, input.workshop_id, "floor/message", {"message": input.message})

    @strawberry.field
    async def spotlight_note(self, info: Info, input: inputs.SpotlightNoteInput) -> FloorResult:
        """Show all one note, or none."""
        return await _run(info, input.workshop_id, "floor/spotlight", {"note_id": input.note_id})

    @strawberry.field
    async def go_by_paper(self, info: Info, input: inputs.GoByPaperInput) -> FloorResult:
        """Say that the hall goes on by paper, or that it is back."""
        return await _run(info, input.workshop_id, "floor/paper", {"on_paper": input.on_paper})

    @strawberry.field
    async def name_host(self, info: Info, input: inputs.NameHostInput) -> FloorResult:
        """Make somebody a table's host, or leave it without."""
        body = {"table": input.table, "participant_id": input.participant_id}
        return await _run(info, input.workshop_id, "floor/host", body)

    @strawberry.field
    async def seat_participant(self, info: Info, input: inputs.SeatParticipantInput) -> FloorResult:
        """Seat somebody."""
        body = {"table": input.table, "participant_id": input.participant_id}
        return await _run(info, input.workshop_id, "floor/seat", body)

    @strawberry.field
    async def take_table(self, info: Info, input: inputs.TakeTableInput) -> FloorResult:
        """Sit down at a table, by oneself."""
        body = {"key": input.key, "table": input.table}
        return await _run(info, input.workshop_id, "participant/table", body)


async def _run(
    info: Info, workshop_id: strawberry.ID, what: str, body: dict[str, Any]
) -> FloorChanged:
    floor = await info.context.clients.workshops.run(str(workshop_id), what, body)
    return FloorChanged(sequence=floor["sequence"])
