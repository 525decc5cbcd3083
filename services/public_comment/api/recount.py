"""HTTP out to who counts again: for the operator alone, ids and kinds, never a word."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.public_comment.api.common import Reads
from services.public_comment.store.recount import ROWS_MAX, comments_from
from shared.caller import current_caller
from shared.json_routes import answer

router = APIRouter()


@router.get("/recount")
async def recount(
    store: Reads,
    consultation_id: str,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=ROWS_MAX)] = ROWS_MAX,
) -> Response:
    """What each comment of a consultation counts as, oldest first; ``after`` is the last id."""
    current_caller().require_operator()
    rows = await comments_from(store.comments, consultation_id, after, limit)
    return answer({"items": rows, "next": rows[-1]["id"] if len(rows) == limit else None})
