"""The responses service: ``uvicorn services.responses.main:app``."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI

from services.responses.api import files, recount, router, traces
from services.responses.domain.classes import ResponseClasses
from services.responses.events import KnownProjection
from services.responses.handlers import make_handlers
from services.responses.store import OUTBOX, Store
from services.responses.store.imports import ImportStore
from services.responses.store.known import Known
from shared.auth import GATEWAY, OPERATOR, PUBLIC_COMMENT
from shared.service import create_service


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the store and remind of deadlines as the days go by."""
    mongo, settings = app.state.mongo, app.state.settings
    store = Store(mongo.database("responses"))
    await store.create_indexes()
    await ImportStore(store.database).create_indexes()

    async def known() -> Known:
        return Known(await app.state.runner.model())

    classes = ResponseClasses.of(settings.response_classes)
    app.state.store = store
    app.state.handlers = make_handlers(store, known, classes)
    reminding = asyncio.create_task(app.state.handlers.inquiries.remind_forever())
    try:
        yield
    finally:
        reminding.cancel()
        with suppress(asyncio.CancelledError):
            await reminding
        await app.state.handlers.imports.stop()


router.include_router(files.router)
router.include_router(traces.router)
router.include_router(recount.router)
app = create_service(
    "responses",
    router,
    lifespan=lifespan,
    callers=(GATEWAY, OPERATOR, PUBLIC_COMMENT),
    outbox=OUTBOX,
    projection=KnownProjection(),
)
