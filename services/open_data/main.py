"""The open data service: wiring."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.open_data.api import router
from services.open_data.domain.consent import Seals
from services.open_data.handlers import OpenData
from services.open_data.store import Store
from shared.auth import GATEWAY, OPEN_DATA, OPERATOR
from shared.calls import ServiceCalls
from shared.errors import Unavailable
from shared.service import create_service

ASKED_AT_ONCE = 50


class AskedTexts:
    """Asks public_comment, which owns the texts."""

    def __init__(self, calls: ServiceCalls) -> None:
        self._calls = calls

    async def now(self, consultation_ids: Sequence[str]) -> Seals:
        """Return what stands for each text that is published now.

        Raises:
            Unavailable.
        """
        found: dict[str, list[str]] = {}
        for start in range(0, len(consultation_ids), ASKED_AT_ONCE):
            ids = ",".join(consultation_ids[start : start + ASKED_AT_ONCE])
            status, body = await self._calls.call("GET", f"/published-texts/seals?ids={ids}")
            if status != 200:
                raise Unavailable
            found |= body["items"]
        return found


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the store and the way to the texts, which is closed at the end."""
    settings = app.state.settings
    store = Store(app.state.mongo.database("open_data"))
    await store.create_indexes()
    calls = ServiceCalls(OPEN_DATA, "public_comment", settings.public_comment_url, settings)
    city = (settings.city_code, settings.city_name)
    site = (settings.public_url or settings.gateway_url).rstrip("/")
    app.state.open_data = OpenData(store, AskedTexts(calls), city, site)
    try:
        yield
    finally:
        await calls.close()


app = create_service("open_data", router, lifespan=lifespan, callers=(GATEWAY, OPERATOR))
