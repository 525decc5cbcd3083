"""The people service: ``uvicorn services.people.main:app``."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI

from services.people.api import router
from services.people.events import AuditProjection
from services.people.handlers import make_handlers
from services.people.store import OUTBOX, Store
from shared.notices import letterbox_of
from shared.private_data import PrivateData
from shared.service import create_service


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the store, and send mail where that is set up; let go of all at the end."""
    mongo, settings = app.state.mongo, app.state.settings
    database = mongo.database("people")
    store, private = Store(database), PrivateData("people", settings)
    await store.create_indexes()
    app.state.store = store
    app.state.handlers = handlers = make_handlers(store, settings, private)
    sending = None
    if letterbox := letterbox_of(settings, database, handlers.notices):
        await letterbox.create_indexes()
        AUDIT.tell_by(letterbox)
        sending = asyncio.create_task(letterbox.deliver_forever())
    try:
        yield
    finally:
        if sending is not None:
            sending.cancel()
            with suppress(asyncio.CancelledError):
                await sending
        await private.close()


AUDIT = AuditProjection()
app = create_service("people", router, lifespan=lifespan, outbox=OUTBOX, projection=AUDIT)
