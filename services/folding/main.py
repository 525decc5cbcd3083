"""The folding service: wiring."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.folding.api import router
from services.folding.events import FoldsProjection, comments_of
from shared.auth import FOLDING, GATEWAY, OPERATOR
from shared.calls import ServiceCalls
from shared.service import create_service

PROJECTION = FoldsProjection()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the way to the texts, which is closed at the end."""
    settings = app.state.settings
    calls = ServiceCalls(FOLDING, "public_comment", settings.public_comment_url, settings)
    PROJECTION.read = comments_of(calls)
    app.state.checks["read_model"] = app.state.runner.model
    try:
        yield
    finally:
        await calls.close()


app = create_service(
    "folding", router, lifespan=lifespan, callers=(GATEWAY, OPERATOR), projection=PROJECTION
)
