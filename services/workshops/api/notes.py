"""HTTP in and out: notes and dots."""

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, Field

from services.workshops.api.common import Kept, Use, note_out, participant_out
from services.workshops.domain.note import Colour, Edit, Note
from services.workshops.domain.participant import Participant
from services.workshops.handlers import Handlers
from services.workshops.handlers.notes import NewNote
from services.workshops.store import NOTES_AT_ONCE, Store
from shared.caller import current_caller
from shared.events.workshops import WorkshopState
from shared.ids import read_ids
from shared.json_routes import In, answer

router = APIRouter()


class NoteIn(In):
    """A new note; without a ``key`` it is transcribed by who runs the workshop."""

    key: str = ""
    id: str
    table: int
    round: int
    text: str
    colour: Colour = Colour.YELLOW
    x: int = 0
    y: int = 0
    group: str = ""
    clause_id: str | None = None
    earlier_note: str | None = None
    written_at: AwareDatetime | None = None


class EditIn(In):
    """What somebody changes."""

    key: str = ""
    idempotency_key: str
    text: str | None = None
    base_version: int | None = None
    colour: Colour | None = None
    x: int | None = None
    y: int | None = None
    group: str | None = None
    clause_id: str | None = None
    earlier_note: str | None = None


class HideIn(In):
    """Why a note is hidden."""

    reason: str
    idempotency_key: str


class ShowIn(In):
    """A note is shown again."""

    idempotency_key: str


class DotIn(In):
    """Dots on one note."""

    note_id: str
    dots: int = Field(ge=0, le=100)


class DotsIn(In):
    """All dots of one person."""

    key: str
    dots: list[DotIn] = Field(max_length=100)


@router.get("/workshops/{workshop_id}/board")
async def read_board(
    workshop_id: str, kept: Kept, table: int | None = None, ids: str | None = None
) -> Response:
    """Read notes for live boards; the gateway shows them to whom it has admitted.

    A hidden note comes with its words, which are for the boards of those who run the workshop.
    """
    found = await _found(kept, workshop_id, table, ids)
    return answer({"items": [note_out(note, to_runner=True) for note in found]})


@router.get("/workshops/{workshop_id}/notes")
async def read_notes(
    workshop_id: str, kept: Kept, table: int | None = None, ids: str | None = None
) -> Response:
    """Read notes by id, of a table, or all: those who run it always, others when published."""
    workshop = await kept.workshop(workshop_id)
    if workshop.state is not WorkshopState.PUBLISHED:
        workshop.require_facilitator(current_caller())
    found = await _found(kept, workshop_id, table, ids)
    runs = workshop.runs(current_caller())
    shown = [note_out(note, to_runner=runs) for note in found if runs or not note.hidden]
    return answer({"items": shown})


async def _found(kept: Store, workshop_id: str, table: int | None, ids: str | None) -> list[Note]:
    if ids is not None:
        return await kept.notes_by_id(workshop_id, read_ids(ids, NOTES_AT_ONCE))
    return await kept.notes_of(workshop_id, table)


@router.post("/workshops/{workshop_id}/notes")
async def write_note(workshop_id: str, given: NoteIn, use: Use) -> Response:
    """Accept a note."""
    author = await _author(use, workshop_id, given.key)
    new = NewNote(**given.model_dump(exclude={"key"}))
    return answer(note_out(await use.notes.write(workshop_id, author, new)), 201)


@router.post("/workshops/{workshop_id}/notes/{note_id}/edit")
async def edit_note(workshop_id: str, note_id: str, given: EditIn, use: Use) -> Response:
    """Change a note."""
    author = await _author(use, workshop_id, given.key)
    edit = Edit(**given.model_dump(exclude={"key", "idempotency_key"}))
    after = await use.notes.edit(workshop_id, author, note_id, edit, given.idempotency_key)
    return answer(note_out(after))


@router.post("/workshops/{workshop_id}/notes/{note_id}/hide")
async def hide_note(workshop_id: str, note_id: str, given: HideIn, use: Use) -> Response:
    """Hide a note."""
    after = await use.notes.hide(workshop_id, note_id, given.reason, given.idempotency_key)
    return answer(note_out(after, to_runner=True))


@router.post("/workshops/{workshop_id}/notes/{note_id}/show")
async def show_note(workshop_id: str, note_id: str, given: ShowIn, use: Use) -> Response:
    """Show a note again."""
    after = await use.notes.show(workshop_id, note_id, given.idempotency_key)
    return answer(note_out(after, to_runner=True))


@router.post("/workshops/{workshop_id}/dots")
async def put_dots(workshop_id: str, given: DotsIn, use: Use) -> Response:
    """Put one person's dots."""
    participant = await use.arrivals.participant_of(workshop_id, given.key)
    put = {one.note_id: one.dots for one in given.dots}
    return answer(participant_out(await use.notes.put_dots(workshop_id, participant, put)))


@router.get("/workshops/{workshop_id}/dots")
async def read_dots(workshop_id: str, kept: Kept) -> Response:
    """Add up the dots on each note."""
    found = await kept.dots_of(workshop_id)
    return answer({"items": [{"note_id": k, "dots": v} for k, v in sorted(found.items())]})


async def _author(use: Handlers, workshop_id: str, key: str) -> Participant | None:
    """Return who writes; None for who runs the workshop, as the use case makes sure."""
    return await use.arrivals.participant_of(workshop_id, key) if key else None
