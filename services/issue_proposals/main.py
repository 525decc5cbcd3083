"""The issue proposals service: ``uvicorn services.issue_proposals.main:app``."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from services.issue_proposals.api import router
from services.issue_proposals.events import MapProjection
from services.issue_proposals.handlers import make_handlers
from services.issue_proposals.handlers.matching import Matching
from services.issue_proposals.store import OUTBOX, Store
from shared.auth import GATEWAY, OPERATOR
from shared.private_data import PrivateData
from shared.service import create_service


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the store, the way to the keys and the worker process; let go of them at the end."""
    settings = app.state.settings
    store = Store(app.state.mongo.database("issue_proposals"))
    await store.create_indexes()
    private, matching = PrivateData("issue_proposals", settings), Matching()
    app.state.store = store
    app.state.handlers = make_handlers(store, settings, private, matching, app.state.runner.model)
    MAP.count_by(app.state.handlers.on_map)
    working = [asyncio.create_task(forever()) for forever in await _without_end(app)]
    try:
        yield
    finally:
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        matching.close()
        await private.close()


async def _without_end(app: FastAPI) -> list[Callable[[], Coroutine[Any, Any, None]]]:
    """Return what is done as long as the service runs; mail only where that is set up."""
    following = app.state.handlers.following
    if following.letterbox is None:
        return []
    await following.letterbox.create_indexes()
    return [following.run_forever, following.letterbox.deliver_forever]


MAP = MapProjection()
app = create_service(
    "issue_proposals",
    router,
    lifespan=lifespan,
    callers=(GATEWAY, OPERATOR),
    outbox=OUTBOX,
    projection=MAP,
    takes_files="/file",
)
