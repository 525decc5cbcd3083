"""The keys service: ``uvicorn services.keys.main:app``. Its file lies in no database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI

from services.keys.api import OWNERS, router
from services.keys.domain.master import MasterKeys
from services.keys.handlers import Keys
from services.keys.store import Store
from shared.auth import GATEWAY, OPERATOR
from shared.service import create_service


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the file, destroy what is due as the days go by, let go of it at the end."""
    settings = app.state.settings
    store = Store(Path(settings.keys_file))
    await store.open()
    keys = Keys(store, MasterKeys.of(settings.master_keys))
    app.state.keys = keys
    app.state.checks["keys_file"] = store.ping
    expiry = asyncio.create_task(keys.expire_daily())
    try:
        yield
    finally:
        expiry.cancel()
        with suppress(asyncio.CancelledError):
            await expiry
        await store.close()


CALLERS = (*sorted(OWNERS), GATEWAY, OPERATOR)
app = create_service("keys", router, lifespan=lifespan, callers=CALLERS, database=False)
