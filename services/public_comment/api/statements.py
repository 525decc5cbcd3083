"""What comments say, opinion by opinion, for services that read it; masked by what staff masked."""

from collections.abc import Iterable

from fastapi import APIRouter, Response

from services.public_comment.api.common import IDS_MAX, Reads
from services.public_comment.masks.domain.masks import Mask
from services.public_comment.masks.store import current_masking
from services.public_comment.points.store import splittings
from shared.ids import read_ids
from shared.json_routes import answer
from shared.mongo import Document

# In place of what is masked; it says nothing that could be taken for a citizen's word.
MASKED = "■■■"

router = APIRouter()


@router.get("/statements")
async def list_statements(ids: str, store: Reads) -> Response:
    """Comments by ids, each with ``comment_id``, ``consultation_id`` and ``statements``.

    A statement is ``{"id", "text", "clause_id"}``. A comment that was split into opinions has as
    many; any other is one, under its own id. What was withdrawn or counts elsewhere has none.
    """
    found = await store.comments_by_id(read_ids(ids, IDS_MAX))
    return answer({"items": [_said(row) for row in found]})


def _said(row: Document) -> Document:
    return {
        "comment_id": row["_id"],
        "consultation_id": row["consultation_id"],
        "statements": list(statements_of(row)) if row["state"] == "accepted" else [],
    }


def statements_of(row: Document) -> Iterable[Document]:
    """Return the statements of a comment that counts."""
    last, made = row["versions"][-1], splittings(row)
    decided = current_masking(row)
    masks = [Mask.of(one) for one in decided["masks"]] if decided else []
    split = made[-1] if made and made[-1]["of_version"] == last["version"] else {"spans": []}
    opinions = [span for span in split["spans"] if span["id"]]
    if not opinions:
        text = _part(last["text"], 0, len(last["text"]), masks)
        yield {"id": row["_id"], "text": text, "clause_id": last["clause_id"]}
    for span in opinions:
        yield {
            "id": span["id"],
            "text": _part(last["text"], span["start"], span["end"], masks),
            "clause_id": span["clause_id"] or last["clause_id"],
        }


def _part(text: str, start: int, end: int, masks: Iterable[Mask]) -> str:
    """Return a part of a text without what is masked in it."""
    parts: list[str] = []
    reached = start
    for mask in masks:
        if mask.end > reached and mask.start < end:
            parts += [text[reached : max(mask.start, reached)], MASKED]
            reached = min(mask.end, end)
    return "".join([*parts, text[reached:end]])
