"""HTTP in and out. Internal: the gateway calls it with the service token."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.insight import handlers
from services.insight.domain import ConsultationFigure, InputItem, Overview, StageCounts
from shared.events.common import Stage
from shared.ids import read_ids
from shared.mongo.cursors import PAGE_DEFAULT, PAGE_MAX
from shared.read_model_routes import Runner

IDS_MAX = 50

router = APIRouter()


class InputPage(BaseModel):
    """Newest inputs and the cursor of the next page, None at the end."""

    items: list[InputItem]
    next: str | None


class FiguresOut(BaseModel):
    """Every counter of the consultations that were asked for."""

    items: list[ConsultationFigure]


@router.get("/figures")
async def figures(runner: Runner, ids: str) -> FiguresOut:
    """Every counter of consultations by ids: what the operator holds against the comments."""
    found = await handlers.figures_of(await runner.model(), read_ids(ids, IDS_MAX))
    return FiguresOut(items=found)


@router.get("/overview")
async def overview(runner: Runner) -> Overview:
    """All policies × stages, and what has no place."""
    return await handlers.overview(await runner.model())


@router.get("/stage-counts")
async def stage_counts(
    runner: Runner,
    policy_id: str,
    cycle: Annotated[int, Query(ge=1)],
    stage: Stage,
) -> StageCounts:
    """One stage in depth; 404 ``STAGE_NOT_FOUND``."""
    return await handlers.stage_counts(await runner.model(), policy_id, cycle, stage)


@router.get("/inputs")
async def inputs(
    runner: Runner,
    policy_id: str | None = None,
    cycle: Annotated[int | None, Query(ge=1)] = None,
    stage: Stage | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> InputPage:
    """Newest inputs, of all or of a policy, cycle or stage."""
    items, cursor = await handlers.newest_inputs(
        await runner.model(),
        policy_id=policy_id,
        cycle=cycle,
        stage=stage,
        after=after,
        limit=limit,
    )
    return InputPage(items=items, next=cursor)
