"""HTTP in and out. Internal: the gateway calls it with the service token."""

from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from services.public_comment.api.comments import shown_comment
from services.public_comment.search.domain.query import Wanted, facts_of, read_words
from services.public_comment.search.handlers import Search
from shared.caller import Role, current_caller
from shared.events.common import Channel
from shared.json_routes import In, answer

ROWS_MAX = 1_000

router = APIRouter()


class SearchIn(In):
    """What is looked for. A body, not an address: what staff look for may be somebody's name."""

    consultation_id: str
    text: str = ""
    clause_id: str | None = None
    channel: Channel | None = None
    state: Literal["accepted", "corrected", "withdrawn"] | None = None
    after: str | None = None
    limit: int = Field(default=20, ge=1, le=50)


@router.get("/recount")
async def recount(
    request: Request,
    consultation_id: str,
    state: Literal["accepted", "corrected", "withdrawn", "duplicate"],
    before: str | None = None,
) -> Response:
    """Which comments of a consultation can be found by a state, for the operator alone."""
    current_caller().require_operator()
    use: Search = request.app.state.search
    (term,) = facts_of(None, None, state)
    ids = await (await use.index()).with_state(consultation_id, term, before, ROWS_MAX)
    following = ids[-1] if len(ids) == ROWS_MAX else None
    return answer({"items": ids, "next": following})


@router.post("/search")
async def search(body: SearchIn, request: Request) -> Response:
    """The newest comments that fit: ``{"items", "next", "complete"}``, for staff.

    ``complete`` is false where the page is short because looking further would take too long;
    ``next`` goes on from there.
    """
    current_caller().require(Role.STAFF)
    use: Search = request.app.state.search
    wanted = Wanted(
        read_words(body.text),
        facts_of(body.clause_id, body.channel.value if body.channel else None, body.state),
    )
    found = await use.page(body.consultation_id, wanted, body.after, body.limit)
    told: dict[str, Any] = {
        "items": [shown_comment(row) for row in found.page.items],
        "next": found.page.next,
        "complete": found.complete,
    }
    return answer(told)
