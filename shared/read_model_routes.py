"""The routes that every service with a read model has: how far behind, rebuild, how far that is."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from shared.errors import Unavailable
from shared.kafka import KafkaError, ProjectionRunner

BROKER_WITHIN_S = 3.0

router = APIRouter()


async def _runner(request: Request) -> ProjectionRunner:
    runner: ProjectionRunner = request.app.state.runner
    return runner


Runner = Annotated[ProjectionRunner, Depends(_runner)]


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


@router.get("/lag")
async def lag(runner: Runner) -> Lag:
    """How far behind this instance is; 503 ``UNAVAILABLE`` while the broker is away."""
    try:
        async with asyncio.timeout(BROKER_WITHIN_S):
            return Lag(**await runner.lag())
    except (KafkaError, OSError, TimeoutError) as error:
        raise Unavailable from error


@router.post("/rebuild", status_code=202)
async def begin_rebuild(runner: Runner) -> Rebuild:
    """Fill a new generation from the first event on, while the present one serves."""
    await runner.rebuild()
    return Rebuild(**await runner.rebuild_progress())


@router.get("/rebuild")
async def rebuild_progress(runner: Runner) -> Rebuild:
    """How far the rebuild is."""
    return Rebuild(**await runner.rebuild_progress())
