"""HTTP in and out of masks, and of the texts that are published."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from services.public_comment.domain.agreement import agreed
from services.public_comment.masks.domain.masks import MASKS_MAX, Mask, MaskKind, masked_text
from services.public_comment.masks.handlers import Masks
from services.public_comment.masks.store import current_masking, maskings
from shared.caller import Role, current_caller
from shared.ids import read_ids
from shared.json_routes import In, answer
from shared.mongo import Document

router = APIRouter()


async def _masks(request: Request) -> Masks:
    masks: Masks = request.app.state.masks
    return masks


UseCase = Annotated[Masks, Depends(_masks)]
CONSULTATIONS_MAX = 50
Limit = Annotated[int, Query(ge=1, le=50)]


class MaskIn(In):
    """A part of the text, in code points, and why it is masked."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    kind: MaskKind
    reason: str = Field(default="", max_length=1_000)

    def mask(self) -> Mask:
        """As the use cases take it."""
        return Mask(self.start, self.end, self.kind, self.reason)


class PreviewIn(In):
    """Masks over a version of the text."""

    version: int
    masks: list[MaskIn] = Field(max_length=MASKS_MAX + 1)


class MaskingIn(PreviewIn):
    """A decision, made on a version of the text and on a former decision (0: none)."""

    number: int
    idempotency_key: str


@router.post("/comments/{id_}/masks")
async def mask(id_: str, body: MaskingIn, use: UseCase) -> Response:
    """Decide what is masked."""
    masks = [one.mask() for one in body.masks]
    row = await use.mask(id_, body.version, body.number, masks, body.idempotency_key)
    return answer(await _masking(row, use))


@router.post("/comments/{id_}/masks/preview")
async def preview(id_: str, body: PreviewIn, use: UseCase) -> Response:
    """Show what would be published."""
    text = await use.preview(id_, body.version, [one.mask() for one in body.masks])
    return answer({"text": text})


@router.get("/comments/{id_}/masks")
async def one_masking(id_: str, use: UseCase) -> Response:
    """Show a text with what was decided about it."""
    return answer(await _masking(await use.in_charge_of(id_), use))


@router.get("/consultations/{id_}/agreed-texts")
async def list_agreed(
    id_: str,
    use: UseCase,
    looked_at: bool = False,
    after: str | None = None,
    limit: Limit = 20,
) -> Response:
    """List the texts that wait for a look, or that had theirs, newest first."""
    await use.require_in_charge(id_)
    page = await use.texts.agreed(id_, after, limit, looked_at=looked_at)
    return answer({"items": [_text(row) for row in page.items], "next": page.next})


@router.get("/consultations/{id_}/masking-progress")
async def progress(id_: str, use: UseCase) -> Response:
    """Say how many wait, to any staff: numbers only."""
    current_caller().require(Role.STAFF)
    return answer(vars(await use.texts.progress(id_)))


@router.get("/consultations/{id_}/published-texts")
async def list_published(
    id_: str, use: UseCase, after: str | None = None, limit: Limit = 20
) -> Response:
    """List what may be handed out, to anyone."""
    page = await use.published(id_, after, limit)
    return answer({"items": page.items, "next": page.next})


@router.get("/consultations/{id_}/published-texts/counts")
async def count_published(id_: str, use: UseCase) -> Response:
    """Say how many there are, of how many comments; null before the result is out."""
    return answer(await use.counts(id_))


@router.get("/published-texts/seals")
async def list_seals(ids: str, use: UseCase) -> Response:
    """Say, for consultations by ids, the SHA-256 of each text that is handed out now."""
    return answer({"items": await use.seals(read_ids(ids, CONSULTATIONS_MAX))})


def _text(row: Document) -> Document:
    last = row["versions"][-1]
    names = ("consultation_id", "channel", "accepted_at")
    shown = {name: row[name] for name in names}
    return {"id": row["_id"], "clause_id": last["clause_id"], "text": last["text"], **shown}


async def _masking(row: Document, use: Masks) -> Document:
    last, decided = row["versions"][-1], current_masking(row)
    masks = decided["masks"] if decided else []
    return {
        **_text(row),
        "version": last["version"],
        "number": len(maskings(row)),
        "agreed": agreed(row),
        "state": row["state"],
        "outdated": bool(maskings(row)) and decided is None,
        "masked_text": masked_text(last["text"], [Mask.of(one) for one in masks])
        if decided
        else None,
        "decisions": [
            {name: one[name] for name in ("number", "of_version", "by", "at", "masks")}
            for one in maskings(row)
        ],
        "next_id": await use.texts.next_waiting(row),
    }
