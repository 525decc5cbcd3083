"""The committee recruitment service: ``uvicorn services.committee_recruitment.main:app``."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.committee_recruitment.api import router
from services.committee_recruitment.handlers import make_handlers
from services.committee_recruitment.store import OUTBOX, Store
from shared.auth import GATEWAY, OPERATOR
from shared.private_data import PrivateData
from shared.service import create_service


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the store and the way to the keys; let go of them at the end."""
    settings = app.state.settings
    store = Store(app.state.mongo.database("committee_recruitment"))
    await store.create_indexes()
    private = PrivateData("committee_recruitment", settings)
    app.state.store = store
    app.state.handlers = make_handlers(store, settings, private)
    sending = await _sending(app)
    try:
        yield
    finally:
        for task in sending:
            task.cancel()
        await asyncio.gather(*sending, return_exceptions=True)
        await private.close()


async def _sending(app: FastAPI) -> list[asyncio.Task[None]]:
    """Begin to send what is due, where mail is set up."""
    letterbox = app.state.handlers.telling.letterbox
    if letterbox is None:
        return []
    await letterbox.create_indexes()
    return [asyncio.create_task(letterbox.deliver_forever())]


app = create_service(
    "committee_recruitment",
    router,
    lifespan=lifespan,
    callers=(GATEWAY, OPERATOR),
    outbox=OUTBOX,
)
