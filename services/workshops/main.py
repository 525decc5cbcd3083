"""The workshops service: ``uvicorn services.workshops.main:app``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.workshops.api import router
from services.workshops.handlers import make_handlers
from services.workshops.handlers.work import Work
from services.workshops.store import OUTBOX, Store
from shared.private_data import PrivateData
from shared.service import create_service


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the store, the way to the keys and the worker process; let go of them at the end."""
    settings = app.state.settings
    store = Store(app.state.mongo.database("workshops"))
    await store.create_indexes()
    private, work = PrivateData("workshops", settings), Work()
    app.state.store = store
    app.state.handlers = make_handlers(store, settings.secret_key, private, work)
    try:
        yield
    finally:
        work.close()
        await private.close()


app = create_service("workshops", router, lifespan=lifespan, outbox=OUTBOX)
