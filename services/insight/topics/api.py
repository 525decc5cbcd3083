"""HTTP in and out. Internal: the gateway calls it with its token. Ids, figures and names only."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from services.insight.topics.handlers.editing import Editing
from services.insight.topics.handlers.reading import Reading
from services.insight.topics.handlers.remaking import Remaking
from services.insight.topics.handlers.suggesting import Suggesting
from services.insight.topics.store import TopicState, Wordings
from shared.caller import current_caller
from shared.ids import read_ids
from shared.json_routes import In, answer
from shared.read_model_routes import Runner

IDS_MAX = 200

router = APIRouter()


async def _reading(request: Request, runner: Runner) -> Reading:
    state: TopicState = request.app.state.topics
    return Reading(Wordings(await runner.model()), state)


async def _editing(request: Request) -> Editing:
    editing: Editing = request.app.state.editing
    return editing


Reads = Annotated[Reading, Depends(_reading)]
Edits = Annotated[Editing, Depends(_editing)]


class RenameIn(In):
    """A name for a topic; empty: the citizens' words."""

    name: str
    idempotency_key: str


class MergeIn(In):
    """Topics that are one: the first takes the others in."""

    topic_ids: list[str] = Field(max_length=100)
    idempotency_key: str


class SplitIn(In):
    """Viewpoints that are a topic of their own."""

    viewpoint_ids: list[str] = Field(max_length=2_000)
    name: str = ""
    idempotency_key: str


@router.get("/topics")
async def list_topics(use: Reads, case_id: str = "", ids: str | None = None) -> Response:
    """All topics of a consultation with when they were made; or ``items`` by ids."""
    if ids is not None:
        found = await use.topics(read_ids(ids, IDS_MAX))
        return answer({"items": [asdict(one) for one in found]})
    return answer(asdict(await use.overview(case_id)))


@router.get("/topics/{id_}/viewpoints")
async def list_viewpoints(id_: str, use: Reads) -> Response:
    """The viewpoints of a topic; 404 ``TOPIC_NOT_FOUND``."""
    return answer({"items": [asdict(one) for one in await use.viewpoints(id_)]})


@router.get("/topics/{id_}/statements")
async def list_statements(
    id_: str,
    use: Reads,
    viewpoint_id: str | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Response:
    """The wordings of a topic or viewpoint, the most typical first; 404 ``TOPIC_NOT_FOUND``."""
    found, cursor = await use.statements(id_, viewpoint_id, after, limit)
    return answer({"items": [asdict(one) for one in found], "next": cursor})


@router.get("/rare")
async def list_rare(case_id: str, use: Reads) -> Response:
    """Statements that few others are like; none before topics are made."""
    return answer({"items": [asdict(one) for one in await use.rare(case_id)]})


@router.get("/recount")
async def recount(case_id: str, use: Reads, after: str | None = None) -> Response:
    """In which topic each statement is, row by row, for the operator alone."""
    current_caller().require_operator()
    items, cursor = await use.memberships(case_id, after)
    return answer({"items": items, "next": cursor})


@router.get("/drawing")
async def drawing(case_id: str, use: Reads) -> Response:
    """The statements of a consultation as a grid; see ``Reading.drawing``."""
    return answer(await use.drawing(case_id))


@router.get("/compared")
async def compared(case_id: str, others: str, use: Reads) -> Response:
    """Which topics of other consultations those of this one are most like."""
    found = await use.compared(case_id, read_ids(others, IDS_MAX))
    return answer({"items": [asdict(one) for one in found]})


@router.post("/topics/{id_}/rename")
async def rename_topic(id_: str, body: RenameIn, use: Edits) -> Response:
    """Name a topic; for staff in charge."""
    return answer({"topic_id": await use.rename(id_, body.name, body.idempotency_key)})


@router.post("/topics/merge")
async def merge_topics(body: MergeIn, use: Edits) -> Response:
    """Put topics together; for staff in charge."""
    return answer({"topic_id": await use.merge(body.topic_ids, body.idempotency_key)})


@router.post("/topics/{id_}/split")
async def split_topic(id_: str, body: SplitIn, use: Edits) -> Response:
    """Take viewpoints out of a topic; for staff in charge."""
    key = body.idempotency_key
    return answer({"topic_id": await use.split(id_, body.viewpoint_ids, body.name, key)})


@router.post("/topics/{id_}/suggestion")
async def suggest(id_: str, use: Reads, request: Request) -> Response:
    """A name and sentences of the language model's, each with its citations; staff in charge."""
    suggesting: Suggesting = request.app.state.suggesting
    return answer(asdict(await suggesting.suggest(use, id_)))


@router.post("/make", status_code=202)
async def make_now(case_id: str, request: Request) -> Response:
    """Make a consultation's topics anew, due or not; for the operator alone."""
    current_caller().require_operator()
    remaking: Remaking = request.app.state.remaking
    return answer({"made": await remaking.make_now(case_id)}, 202)
