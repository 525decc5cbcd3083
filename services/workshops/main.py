"""The workshops service: ``uvicorn services.workshops.main:app``."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from services.workshops.api import router
from services.workshops.handlers import Handlers, make_handlers
from services.workshops.handlers.work import Work
from services.workshops.store import OUTBOX, Store
from shared.auth import GATEWAY, INSIGHT_TOPICS, OPERATOR
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
    app.state.handlers = make_handlers(store, settings, private, work)
    working = [asyncio.create_task(forever()) for forever in await _without_end(app)]
    try:
        yield
    finally:
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        work.close()
        await private.close()


async def _without_end(app: FastAPI) -> list[Callable[[], Coroutine[Any, Any, None]]]:
    """Return what is done as long as the service runs; mail only where that is set up."""
    handlers: Handlers = app.state.handlers
    telling, always = handlers.telling, [handlers.rehearsal.run_forever]
    if telling.letterbox is None:
        return always
    await telling.readers.create_indexes()
    await telling.letterbox.create_indexes()
    return [*always, telling.run_forever, telling.letterbox.deliver_forever]


app = create_service(
    "workshops",
    router,
    lifespan=lifespan,
    callers=(GATEWAY, OPERATOR, INSIGHT_TOPICS),
    outbox=OUTBOX,
    takes_files="/file",
)
