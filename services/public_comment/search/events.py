"""What changes the index: comments that come in, are corrected or withdrawn."""

import asyncio
from typing import ClassVar

from services.public_comment.search.handlers import index_rows
from services.public_comment.search.store import COLLECTIONS, SearchIndex
from services.public_comment.store import Store
from shared.errors import Unavailable
from shared.events.public_comment import (
    CommentAccepted,
    CommentCorrected,
    CommentMarkedDuplicate,
    CommentWithdrawn,
)
from shared.kafka import Batch, Model, Projection

CHANGES = CommentAccepted | CommentCorrected | CommentMarkedDuplicate | CommentWithdrawn


class SearchProjection(Projection):
    """public_comment → the index of its search.

    An event says that a comment is there or changed; its words are read as they are now.
    """

    name: ClassVar[str] = "comment_search"
    services: ClassVar[tuple[str, ...]] = ("public_comment",)
    collections: ClassVar[tuple[str, ...]] = COLLECTIONS
    batch_max: ClassVar[int] = 200
    gather_s: ClassVar[float] = 0.5

    def __init__(self) -> None:
        self.store: Store | None = None

    async def create_indexes(self, model: Model) -> None:
        """See SearchIndex."""
        await SearchIndex(model).create_indexes()

    async def apply(self, batch: Batch, model: Model) -> None:
        """Write the row of each comment that is named."""
        if self.store is None:
            raise Unavailable
        ids = {event.body.comment_id for event in batch.events if isinstance(event.body, CHANGES)}
        comments = await self.store.comments_by_id(sorted(ids)) if ids else []
        await SearchIndex(model).keep(await asyncio.to_thread(index_rows, comments))
