"""The public comment service: wiring."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.public_comment.api import router
from services.public_comment.events import RevisionsProjection
from services.public_comment.handlers import make_handlers
from services.public_comment.store import Revisions, Store
from shared.kafka import ProjectionRunner
from shared.private_data import PrivateData
from shared.service import create_service


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the store, follow the policies' events, and let go of both at the end."""
    mongo, settings = app.state.mongo, app.state.settings
    store = Store(mongo.database("public_comment"))
    await store.create_indexes()
    runner = ProjectionRunner(RevisionsProjection(), mongo, settings)

    async def revisions() -> Revisions:
        return Revisions(await runner.model())

    app.state.store, app.state.runner = store, runner
    private = PrivateData("public_comment", settings)
    app.state.handlers = make_handlers(store, settings, revisions, private)
    await runner.start()
    try:
        yield
    finally:
        await runner.stop()
        await private.close()


app = create_service("public_comment", router, lifespan=lifespan)
