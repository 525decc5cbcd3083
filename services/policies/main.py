"""The policies service: ``uvicorn services.policies.main:app``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.policies.api import router
from services.policies.handlers import Anchors, Comparisons, Locations
from services.policies.store import OUTBOX, Store
from shared.auth import GATEWAY, OPERATOR, PUBLIC_COMMENT
from shared.mongo import Mongo
from shared.service import create_service


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Make the store and its indexes; the connection is the application's."""
    mongo: Mongo = app.state.mongo
    store = Store(mongo.database("policies"))
    await store.create_indexes()
    app.state.store = store
    locations = Locations(store)
    app.state.anchors = Anchors(store, locations)
    app.state.comparisons = Comparisons(locations)
    yield


app = create_service(
    "policies",
    router,
    lifespan=lifespan,
    callers=(GATEWAY, OPERATOR, PUBLIC_COMMENT),
    outbox=OUTBOX,
)
