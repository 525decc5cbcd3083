"""What all of the HTTP of responses needs."""

from typing import Annotated, Any

import orjson
from fastapi import Depends, Request
from fastapi import Response as Answer
from pydantic import BaseModel, ConfigDict

from services.responses.handlers import Handlers
from services.responses.store import Store, plain


async def _handlers(request: Request) -> Handlers:
    handlers: Handlers = request.app.state.handlers
    return handlers


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


UseCases = Annotated[Handlers, Depends(_handlers)]
Reads = Annotated[Store, Depends(_store)]


class In(BaseModel):
    """A body that names nothing that is not known."""

    model_config = ConfigDict(extra="forbid")


def answer(body: Any, status: int = 200) -> Answer:
    """Say it in JSON."""
    return Answer(orjson.dumps(plain(body)), status, media_type="application/json")
