"""The insight service's process: reads the topics into the read model, and answers from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.insight.api import router
from services.insight.events import InsightProjection
from shared.kafka import ProjectionRunner
from shared.service import create_service


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Consume as long as the process serves. Readers are served while the broker is away."""
    runner = ProjectionRunner(InsightProjection(), app.state.mongo, app.state.settings)
    app.state.runner = runner
    app.state.checks["read_model"] = runner.model
    await runner.start()
    try:
        yield
    finally:
        await runner.stop()


app = create_service("insight", router, lifespan=lifespan)
