"""What the routes share: the use cases, and how things are written."""

from typing import Annotated, Any

from fastapi import Depends, Request

from services.workshops.domain.note import Note
from services.workshops.domain.participant import Participant
from services.workshops.domain.workshop import Workshop
from services.workshops.handlers import Handlers
from services.workshops.store import Store
from services.workshops.store import documents as as_document
from shared.caller import current_caller
from shared.events.workshops import WorkshopState
from shared.receipt_numbers import in_groups


async def _handlers(request: Request) -> Handlers:
    handlers: Handlers = request.app.state.handlers
    return handlers


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


Use = Annotated[Handlers, Depends(_handlers)]
Kept = Annotated[Store, Depends(_store)]


def workshop_out(workshop: Workshop) -> dict[str, Any]:
    """Write a workshop; what only those who run it may know is left out for others."""
    out: dict[str, Any] = {
        **as_document.of_plan(workshop.plan),
        "id": workshop.id,
        "department_id": workshop.department_id,
        "state": workshop.state.value,
        "taken": workshop.taken,
        "waiting": workshop.waiting,
        "themes": [],
        "rehearsal": workshop.rehearsal,
        "simulated": workshop.simulated,
        "created_at": workshop.created_at,
        "published_at": workshop.published_at,
        "cancel_reason": workshop.cancel_reason,
        "numbers": workshop.numbers,
        "sequence": workshop.sequence,
        "facilitators": [],
        "hall_code": None,
        "needs": {},
        "runs": workshop.runs(current_caller()),
    }
    if out["runs"] or workshop.state is WorkshopState.PUBLISHED:
        out["themes"] = [as_document.of_theme(theme) for theme in workshop.themes]
    if out["runs"]:
        out |= {
            "facilitators": list(workshop.facilitators),
            "hall_code": workshop.hall_code,
            "needs": {need: count for need, count in workshop.needs.items() if count > 0},
        }
    return out


def participant_out(participant: Participant) -> dict[str, Any]:
    """Write a participant for themselves."""
    return {
        "id": participant.id,
        "workshop_id": participant.workshop_id,
        "state": participant.state.value,
        "number": in_groups(participant.number),
        "badge": participant.badge,
        "nickname": participant.nickname,
        "consents": participant.consents,
        "walk_in": participant.walk_in,
        "dots": dict(participant.dots),
    }


def note_out(note: Note, *, to_runner: bool = False) -> dict[str, Any]:
    """Write a note; the words of a hidden one are for those who run the workshop."""
    told = to_runner or not note.hidden
    return {
        "id": note.id,
        "workshop_id": note.workshop_id,
        "table": note.table,
        "round": note.round,
        "author": note.author,
        "text": note.text if told else "",
        "others": list(note.others) if told else [],
        "version": note.version,
        "sequence": note.sequence,
        "colour": note.colour.value,
        "x": note.x,
        "y": note.y,
        "group": note.group if told else "",
        "clause_id": note.clause_id,
        "earlier_note": note.earlier_note,
        "hidden": bool(note.hidden),
        "hidden_reason": note.hidden,
        "transcribed": note.transcribed,
        "written_at": note.written_at,
        "accepted_at": note.accepted_at,
    }
