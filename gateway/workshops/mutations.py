"""What people do around workshops: staff plan them, citizens register, come and write."""

from typing import Any

import strawberry

from gateway.clients.workshops import NoteAnswer
from gateway.context import Info
from gateway.public_comment.following import MailsStopped, StopMailsInput, StopMailsResult
from gateway.workshops import inputs
from gateway.workshops.results import (
    CheckInResult,
    NoteResult,
    RegisterForWorkshopResult,
    WorkshopParticularsResult,
    WorkshopPlaceResult,
    WorkshopResult,
)
from gateway.workshops.types import (
    Workshop,
    WorkshopArrival,
    WorkshopNote,
    WorkshopParticulars,
    WorkshopParticularsList,
    WorkshopPlace,
    WorkshopRegistration,
)
from shared.clock import iso


@strawberry.type
class WorkshopMutations:
    """Mutations of workshops, but for the live floor."""

    @strawberry.field
    async def plan_workshop(self, info: Info, input: inputs.PlanWorkshopInput) -> WorkshopResult:
        """Set up a workshop."""
        body = {**vars(input), "plan": input.plan.body()}
        return Workshop.of(await info.context.clients.workshops.plan(body))

    @strawberry.field
    async def revise_workshop(
        self, info: Info, input: inputs.ReviseWorkshopInput
    ) -> WorkshopResult:
        """Change what was planned."""
        return await _changed(info, input.workshop_id, "plan", input.plan.body())

    @strawberry.field
    async def name_facilitators(
        self, info: Info, input: inputs.NameFacilitatorsInput
    ) -> WorkshopResult:
        """Say who runs it."""
        return await _changed(info, input.workshop_id, "facilitators", {"people": input.people})

    @strawberry.field
    async def move_workshop(self, info: Info, input: inputs.MoveWorkshopInput) -> WorkshopResult:
        """Open registration, begin the day, end it, publish the report, or call it off."""
        body = {"state": input.state.value, "reason": input.reason}
        return await _changed(info, input.workshop_id, "move", body)

    @strawberry.field
    async def simulate_participants(
        self, info: Info, input: inputs.SimulateParticipantsInput
    ) -> WorkshopResult:
        """Let simulated people take part in a rehearsal."""
        return await _changed(info, input.workshop_id, "simulated", {"people": input.people})

    @strawberry.field
    async def arrange_themes(self, info: Info, input: inputs.ArrangeThemesInput) -> WorkshopResult:
        """Keep which notes belong together, under which words."""
        body = {"themes": [vars(theme) for theme in input.themes], "sequence": input.sequence}
        return await _changed(info, input.workshop_id, "themes", body)

    @strawberry.field
    async def open_workshop_particulars(
        self, info: Info, input: inputs.OpenWorkshopParticularsInput
    ) -> WorkshopParticularsResult:
        """Open who is coming, for a purpose that is recorded first."""
        client = info.context.clients.workshops
        found = await client.particulars(str(input.workshop_id), input.purpose)
        return WorkshopParticularsList(items=[WorkshopParticulars.of(one) for one in found])

    @strawberry.field
    async def register_for_workshop(
        self, info: Info, input: inputs.RegisterForWorkshopInput
    ) -> RegisterForWorkshopResult:
        """Register; when all places are taken, for the waiting list."""
        body = _with_attributes(input)
        body["needs"] = [need.value for need in input.needs]
        made = await info.context.clients.workshops.register(str(input.workshop_id), body)
        return WorkshopRegistration(
            place=WorkshopPlace.of(made), confirmation_number=made["confirmation_number"]
        )

    @strawberry.field
    async def open_workshop_registration(
        self, info: Info, input: inputs.WorkshopRegistrationInput
    ) -> WorkshopPlaceResult:
        """Return a registration to who made it."""
        client = info.context.clients.workshops
        return WorkshopPlace.of(await client.registration("read", vars(input)))

    @strawberry.field
    async def cancel_workshop_registration(
        self, info: Info, input: inputs.CancelWorkshopRegistrationInput
    ) -> WorkshopPlaceResult:
        """Cancel a registration; who has waited longest moves up."""
        client = info.context.clients.workshops
        numbers = {"number": input.number, "confirmation_number": input.confirmation_number}
        return WorkshopPlace.of(await client.registration("cancel", numbers))

    @strawberry.field
    async def stop_workshop_mails(self, info: Info, input: StopMailsInput) -> StopMailsResult:
        """Tell no more of a workshop. Whoever has the mail may do this."""
        number = await info.context.clients.workshops.stop_mails(input.token)
        return MailsStopped(receipt_number=number)

    @strawberry.field
    async def check_in(self, info: Info, input: inputs.CheckInInput) -> CheckInResult:
        """Let somebody in, and give them a table."""
        body = _with_attributes(input)
        made = await info.context.clients.workshops.check_in(str(input.workshop_id), body)
        return WorkshopArrival(place=WorkshopPlace.of(made), key=made["key"])

    @strawberry.field
    async def introduce_yourself(
        self, info: Info, input: inputs.IntroduceYourselfInput
    ) -> WorkshopPlaceResult:
        """Say what the table calls you, and whether you may be in pictures."""
        body = {"key": input.key, "nickname": input.nickname, "consents": input.consents}
        client = info.context.clients.workshops
        return WorkshopPlace.of(await client.participant(str(input.workshop_id), "/self", body))

    @strawberry.field
    async def leave_workshop(
        self, info: Info, input: inputs.LeaveWorkshopInput
    ) -> WorkshopPlaceResult:
        """Go home; what was written stays."""
        client, body = info.context.clients.workshops, {"key": input.key}
        return WorkshopPlace.of(await client.participant(str(input.workshop_id), "/leave", body))

    @strawberry.field
    async def write_note(self, info: Info, input: inputs.WriteNoteInput) -> NoteResult:
        """Write a note. The same note again is the same note."""
        body = _body(input)
        body["written_at"] = iso(input.written_at) if input.written_at else None
        made = await info.context.clients.workshops.write_note(str(input.workshop_id), body)
        return _told(info, input.workshop_id, made)

    @strawberry.field
    async def edit_note(self, info: Info, input: inputs.EditNoteInput) -> NoteResult:
        """Change a note; what two people change at once is put together, or both is shown."""
        return await _note_changed(info, input, "edit", _body(input, "note_id"))

    @strawberry.field
    async def hide_note(self, info: Info, input: inputs.HideNoteInput) -> NoteResult:
        """Hide a note, with a reason."""
        return await _note_changed(info, input, "hide", _body(input, "note_id"))

    @strawberry.field
    async def show_note(self, info: Info, input: inputs.ShowNoteInput) -> NoteResult:
        """Show a hidden note again."""
        return await _note_changed(info, input, "show", _body(input, "note_id"))

    @strawberry.field
    async def put_dots(self, info: Info, input: inputs.PutDotsInput) -> WorkshopPlaceResult:
        """Put dots; what was put before is replaced as a whole."""
        body = {"key": input.key, "dots": [vars(one) for one in input.dots]}
        client = info.context.clients.workshops
        return WorkshopPlace.of(await client.put_dots(str(input.workshop_id), body))


async def _changed(
    info: Info, workshop_id: strawberry.ID, what: str, body: dict[str, Any]
) -> Workshop:
    return Workshop.of(await info.context.clients.workshops.change(str(workshop_id), what, body))


async def _note_changed(
    info: Info,
    input: inputs.EditNoteInput | inputs.HideNoteInput | inputs.ShowNoteInput,
    what: str,
    body: dict[str, Any],
) -> WorkshopNote:
    client = info.context.clients.workshops
    made = await client.change_note(str(input.workshop_id), str(input.note_id), what, body)
    return _told(info, input.workshop_id, made)


def _told(info: Info, workshop_id: strawberry.ID, made: NoteAnswer) -> WorkshopNote:
    """Hand a note on to those who watch in this process; the others have it by its event."""
    info.context.feed.boards.written(str(workshop_id), made)
    return WorkshopNote.of(made)


def _body(input: object, *elsewhere: str) -> dict[str, Any]:
    """Write an input for the service, without what stands in the path."""
    left_out = {"workshop_id", *elsewhere}
    return {name: value for name, value in vars(input).items() if name not in left_out}


def _with_attributes(
    input: inputs.RegisterForWorkshopInput | inputs.CheckInInput,
) -> dict[str, Any]:
    return {**_body(input), "attributes": vars(input.attributes) if input.attributes else {}}
