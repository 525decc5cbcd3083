"""What the endpoints share."""

from typing import Annotated, Any

import orjson
from fastapi import Depends, Request, Response
from pydantic import BaseModel, ConfigDict

from services.public_comment.handlers import Handlers
from services.public_comment.store import Store
from shared.mongo import Page

IDS_MAX = 200


async def _handlers(request: Request) -> Handlers:
    handlers: Handlers = request.app.state.handlers
    return handlers


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


UseCases = Annotated[Handlers, Depends(_handlers)]
Reads = Annotated[Store, Depends(_store)]


class In(BaseModel):
    """A body; what is not named is refused."""

    model_config = ConfigDict(extra="forbid")


def answer(body: Any, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(orjson.dumps(body), status, media_type="application/json")


def page_of(page: Page, show: Any) -> Response:
    """Answer with a page, each item as it is shown."""
    return answer({"items": [show(row) for row in page.items], "next": page.next})
