"""HTTP out: what notes say, for those who look for what they speak of.

Only notes of published reports: what is said in a hall that is at work is for those who are there.
"""

from typing import Any

from fastapi import APIRouter, Response

from services.workshops.api.common import Kept
from services.workshops.domain.note import Note
from services.workshops.store import NOTES_AT_ONCE
from shared.ids import read_ids
from shared.json_routes import answer

router = APIRouter()
IDS_OF_PAGE = 1_000


@router.get("/statements")
async def read_statements(kept: Kept, ids: str) -> Response:
    """Return what notes say now; none of one that is hidden. Others than published are unknown."""
    found = await kept.published_notes(read_ids(ids, NOTES_AT_ONCE))
    return answer({"items": [_said(note) for note in found]})


@router.get("/workshops/{workshop_id}/statements/ids")
async def read_ids_of(workshop_id: str, kept: Kept, after: str = "") -> Response:
    """Return the next ids of a published workshop's notes, at most a thousand."""
    ids = await kept.published_note_ids(workshop_id, after, IDS_OF_PAGE)
    return answer({"items": ids, "next": ids[-1] if len(ids) == IDS_OF_PAGE else None})


def _said(note: Note) -> dict[str, Any]:
    said = {"id": note.id, "text": note.text, "clause_id": note.clause_id}
    return {
        "note_id": note.id,
        "workshop_id": note.workshop_id,
        "statements": [] if note.hidden else [said],
    }
