"""From inputs to responses and back."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Response as Answer
from pydantic import Field

from services.responses.api.common import UseCases, answer
from shared.ids import read_ids
from shared.json_routes import In

IDS_MAX = 200
# As many responses as may have changed one plan.
RESPONSES_MAX = 1_000

router = APIRouter()


class ResponsesIn(In):
    """Responses that were published."""

    ids: list[Annotated[str, Field(max_length=64)]] = Field(max_length=RESPONSES_MAX)


@router.get("/standing")
async def standing(subjects: str, use: UseCases) -> Answer:
    """How far the responses to inputs are (``KIND:id``, comma-separated), for staff."""
    return answer({"items": await use.traces.standing(read_ids(subjects, IDS_MAX))})


@router.post("/published/inputs")
async def inputs(
    body: ResponsesIn,
    use: UseCases,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Answer:
    """The inputs that published responses answer, for staff. Changes nothing: ids may be many."""
    found, following = await use.traces.inputs(body.ids, after, limit)
    return answer({"items": found, "next": following})


@router.post("/published/comments")
async def comments(body: ResponsesIn, use: UseCases) -> Answer:
    """How many comments stand behind published responses. Changes nothing."""
    return answer({"comments": await use.traces.comments_behind(body.ids)})
