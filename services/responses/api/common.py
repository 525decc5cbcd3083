"""What all of the HTTP of responses needs."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi import Response as Answer

from services.responses.handlers import Handlers
from services.responses.store import Store, plain
from shared import json_routes


async def _handlers(request: Request) -> Handlers:
    handlers: Handlers = request.app.state.handlers
    return handlers


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


UseCases = Annotated[Handlers, Depends(_handlers)]
Reads = Annotated[Store, Depends(_store)]


def answer(body: Any, status: int = 200) -> Answer:
    """Say it in JSON."""
    return json_routes.answer(plain(body), status)
