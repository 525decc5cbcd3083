"""The committee recruitment service: ``uvicorn services.committee_recruitment.main:app``."""

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
    try:
        yield
    finally:
        await private.close()


app = create_service(
    "committee_recruitment",
    router,
    lifespan=lifespan,
    callers=(GATEWAY, OPERATOR),
    outbox=OUTBOX,
)
