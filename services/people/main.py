"""The people service: ``uvicorn services.people.main:app``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.people.api import router
from services.people.events import AuditProjection
from services.people.handlers import make_handlers
from services.people.store import Store
from shared.kafka import ProjectionRunner
from shared.service import create_service


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the store, follow everybody's events for the audit log, let go of both at the end."""
    mongo, settings = app.state.mongo, app.state.settings
    store = Store(mongo.database("people"))
    await store.create_indexes()
    runner = ProjectionRunner(AuditProjection(), mongo, settings)
    app.state.store, app.state.runner = store, runner
    app.state.handlers = make_handlers(store, settings)
    await runner.start()
    try:
        yield
    finally:
        await runner.stop()


app = create_service("people", router, lifespan=lifespan)
