"""The people service: ``uvicorn services.people.main:app``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.people.api import router
from services.people.events import AuditProjection
from services.people.handlers import make_handlers
from services.people.store import OUTBOX, Store
from shared.service import create_service


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the store; the audit log follows everybody's events."""
    mongo, settings = app.state.mongo, app.state.settings
    store = Store(mongo.database("people"))
    await store.create_indexes()
    app.state.store = store
    app.state.handlers = make_handlers(store, settings)
    yield


app = create_service(
    "people", router, lifespan=lifespan, outbox=OUTBOX, projection=AuditProjection()
)
