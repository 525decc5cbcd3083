"""The search over comments, a process of the public comment service."""

from collections.abc import Mapping
from typing import Any, TypedDict, cast

from gateway.clients.base import ServiceClient
from gateway.clients.public_comment import CommentAnswer


class CommentsFound(TypedDict):
    """Comments that fit; ``complete`` is false where looking ended before the page was full."""

    items: list[CommentAnswer]
    next: str | None
    complete: bool


class CommentSearchClient(ServiceClient):
    """Calls of the search."""

    SERVICE = "comment_search"

    async def search(self, body: Mapping[str, Any]) -> CommentsFound:
        """Return the newest comments that fit."""
        return cast(CommentsFound, await self.post("/search", body, repeatable=True))
