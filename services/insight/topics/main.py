"""The topics of insight: wiring. A process of its own: what it does takes the processor."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI

from services.insight.topics.api import router
from services.insight.topics.events import TopicsProjection, department_of, notes_of, said_in
from services.insight.topics.handlers.editing import Editing
from services.insight.topics.handlers.language_model import LanguageModel
from services.insight.topics.handlers.remaking import Remaking
from services.insight.topics.handlers.suggesting import Suggesting
from services.insight.topics.handlers.workers import Workers
from services.insight.topics.store import TopicState
from shared.auth import INSIGHT_TOPICS
from shared.calls import ServiceCalls
from shared.service import create_service

PROJECTION = TopicsProjection()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start the workers and the making of maps; end both at the end."""
    settings = app.state.settings
    calls = ServiceCalls(INSIGHT_TOPICS, "public_comment", settings.public_comment_url, settings)
    halls = ServiceCalls(INSIGHT_TOPICS, "workshops", settings.workshops_url, settings)
    state = TopicState(app.state.mongo.database("insight_topics"))
    await state.create_indexes()
    workers = Workers()
    read = said_in(calls, halls)
    PROJECTION.read, PROJECTION.notes_of, PROJECTION.workers = read, notes_of(halls), workers
    remaking = Remaking(app.state.runner, state, read, workers)
    app.state.topics, app.state.remaking = state, remaking
    department = department_of(calls, halls)
    app.state.editing = Editing(state, department)
    app.state.suggesting = Suggesting(LanguageModel(settings), read, department)
    app.state.checks["read_model"] = app.state.runner.model
    making = asyncio.create_task(remaking.run_forever())
    try:
        yield
    finally:
        making.cancel()
        with suppress(asyncio.CancelledError):
            await making
        workers.close()
        await calls.close()
        await halls.close()


app = create_service("insight_topics", router, lifespan=lifespan, projection=PROJECTION)
