"""The search over comments: wiring. A process of its own, on the comments' database.

Taking texts apart is work for the processor; accepting a comment must not wait for it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.public_comment.search.api import router
from services.public_comment.search.events import SearchProjection
from services.public_comment.search.handlers import Search
from services.public_comment.search.store import SearchIndex
from services.public_comment.store import Store
from shared.service import create_service

PROJECTION = SearchProjection()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the comments and the index."""
    store = Store(app.state.mongo.database("public_comment"))
    await store.create_indexes()

    async def index() -> SearchIndex:
        return SearchIndex(await app.state.runner.model())

    PROJECTION.store = store
    app.state.search = Search(store, index)
    app.state.checks["read_model"] = app.state.runner.model
    yield


app = create_service("comment_search", router, lifespan=lifespan, projection=PROJECTION)
