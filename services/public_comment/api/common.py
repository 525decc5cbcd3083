"""What the endpoints share."""

from typing import Annotated, Any

from fastapi import Depends, Request, Response

from services.public_comment.handlers import Handlers
from services.public_comment.store import Store
from shared.json_routes import answer
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


def page_of(page: Page, show: Any) -> Response:
    """Answer with a page, each item as it is shown."""
    return answer({"items": [show(row) for row in page.items], "next": page.next})
