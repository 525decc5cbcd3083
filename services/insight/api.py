"""HTTP in and out. Internal: the gateway calls it with the service token."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from services.insight import handlers
from services.insight.domain import InputItem, Overview, StageCounts
from shared.errors import Unavailable
from shared.events.common import Stage
from shared.kafka import KafkaError, ProjectionRunner
from shared.mongo.cursors import PAGE_DEFAULT, PAGE_MAX

router = APIRouter()

BROKER_WITHIN_S = 3.0


class InputPage(BaseModel):
    """Newest inputs and the cursor of the next page, None at the end."""

    items: list[InputItem]
    next: str | None


class Lag(BaseModel):
    """Events that are not yet in the read model, and those that could not be processed."""

    partitions: dict[str, int]
    total: int
    dead_letters: int


class Rebuild(BaseModel):
    """How far a rebuild is, in events; ``generation`` is the one that readers see."""

    state: str
    done: int
    total: int
    generation: int


@router.get("/overview")
async def overview(request: Request) -> Overview:
    """All policies × stages, and what has no place."""
    return await handlers.overview(await _runner(request).model())


@router.get("/stage-counts")
async def stage_counts(
    request: Request,
    policy_id: str,
    cycle: Annotated[int, Query(ge=1)],
    stage: Stage,
) -> StageCounts:
    """One stage in depth; 404 ``STAGE_NOT_FOUND``."""
    return await handlers.stage_counts(await _runner(request).model(), policy_id, cycle, stage)


@router.get("/inputs")
async def inputs(
    request: Request,
    policy_id: str | None = None,
    cycle: Annotated[int | None, Query(ge=1)] = None,
    stage: Stage | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> InputPage:
    """Newest inputs, of all or of a policy, cycle or stage."""
    items, cursor = await handlers.newest_inputs(
        await _runner(request).model(),
        policy_id=policy_id,
        cycle=cycle,
        stage=stage,
        after=after,
        limit=limit,
    )
    return InputPage(items=items, next=cursor)


@router.get("/lag")
async def lag(request: Request) -> Lag:
    """How far behind this instance is; 503 ``UNAVAILABLE`` while the broker is away."""
    try:
        async with asyncio.timeout(BROKER_WITHIN_S):
            return Lag(**await _runner(request).lag())
    except (KafkaError, OSError, TimeoutError) as error:
        raise Unavailable from error


@router.post("/rebuild", status_code=202)
async def begin_rebuild(request: Request) -> Rebuild:
    """Fill a new generation from the first event on, while the present one serves."""
    await _runner(request).rebuild()
    return Rebuild(**await _runner(request).rebuild_progress())


@router.get("/rebuild")
async def rebuild(request: Request) -> Rebuild:
    """How far the rebuild is."""
    return Rebuild(**await _runner(request).rebuild_progress())


def _runner(request: Request) -> ProjectionRunner:
    runner: ProjectionRunner = request.app.state.runner
    return runner
