"""HTTP out to who counts again: for the operator alone, ids and states, never a word."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Response as Answer

from services.responses.api.common import Reads, UseCases, answer
from shared.caller import current_caller
from shared.mongo import Document

INPUTS_MAX, RESPONSES_MAX = 1_000, 200
_INPUT = ("kind", "comment_id", "counts", "waits", "answered", "outdated")

router = APIRouter()


@router.get("/recount/inputs")
async def recount_inputs(
    case_id: str,
    use: UseCases,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=INPUTS_MAX)] = INPUTS_MAX,
) -> Answer:
    """What is known of each input of a case, oldest first."""
    current_caller().require_operator()
    rows = await (await use.drafts.known()).page_all(case_id, after, limit)
    items = [{"id": row["_id"], **{name: row[name] for name in _INPUT}} for row in rows]
    return answer({"items": items, "next": _following(rows, limit)})


@router.get("/recount/tallies")
async def recount_tallies(case_id: str, use: UseCases) -> Answer:
    """What the progress of a case is counted by, clause by clause."""
    current_caller().require_operator()
    return answer({"items": await (await use.drafts.known()).tallies(case_id), "next": None})


@router.get("/recount/responses")
async def recount_responses(
    case_id: str,
    store: Reads,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=RESPONSES_MAX)] = RESPONSES_MAX,
) -> Answer:
    """What each response of a case answers and by when, oldest first."""
    current_caller().require_operator()
    rows = await store.live_after(case_id, after, limit)
    names = ("state", "live", "subject_keys", "due_on")
    items = [
        {
            "id": row["_id"],
            **{name: row[name] for name in names},
            "inquiries": [
                {"state": one["state"], "due_on": one["due_on"]} for one in row["inquiries"]
            ],
        }
        for row in rows
    ]
    return answer({"items": items, "next": _following(rows, limit)})


def _following(rows: list[Document], limit: int) -> str | None:
    return rows[-1]["_id"] if len(rows) == limit else None
