"""The insight service's process: reads the topics into the read model, and answers from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.insight.api import router
from services.insight.events import InsightProjection
from shared.service import create_service


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Be ready once the read model can be read; the broker may be away."""
    app.state.checks["read_model"] = app.state.runner.model
    yield


app = create_service("insight", router, lifespan=lifespan, projection=InsightProjection())
