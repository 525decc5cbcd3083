"""The responses service: ``uvicorn services.responses.main:app``."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI

from services.responses.api import router
from services.responses.domain.classes import ResponseClasses
from services.responses.events import KnownProjection
from services.responses.handlers import make_handlers
from services.responses.store import Known, Store
from shared.kafka import ProjectionRunner
from shared.service import create_service


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the store, follow others' events, remind of deadlines; let go of all at the end."""
    mongo, settings = app.state.mongo, app.state.settings
    store = Store(mongo.database("responses"))
    await store.create_indexes()
    runner = ProjectionRunner(KnownProjection(), mongo, settings)

    async def known() -> Known:
        return Known(await runner.model())

    classes = ResponseClasses.of(settings.response_classes)
    app.state.store, app.state.runner = store, runner
    app.state.handlers = make_handlers(store, known, classes)
    await runner.start()
    reminding = asyncio.create_task(app.state.handlers.inquiries.remind_forever())
    try:
        yield
    finally:
        reminding.cancel()
        with suppress(asyncio.CancelledError):
            await reminding
        await runner.stop()


app = create_service("responses", router, lifespan=lifespan)
