"""Events of others that folding consumes: which comments there are, and which changed."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from services.folding.domain.comment import Comment
from services.folding.domain.readings import Readings
from services.folding.handlers import FoldBatch
from services.folding.store import COLLECTIONS, Folds
from shared.calls import ServiceCalls
from shared.errors import Unavailable
from shared.events.public_comment import (
    CommentAccepted,
    CommentCorrected,
    CommentMarkedDuplicate,
    CommentWithdrawn,
)
from shared.kafka import Batch, Model, Projection

CHANGES = CommentAccepted | CommentCorrected | CommentMarkedDuplicate | CommentWithdrawn
# Those are in no fold.
OUT = frozenset({"withdrawn", "duplicate"})


class FoldsProjection(Projection):
    """public_comment → folds.

    An event says that a comment is there or changed; its words are its owner's, as they are now. So
    an event that comes late finds what is true, and what was withdrawn is nowhere.
    """

    name: ClassVar[str] = "folding"
    services: ClassVar[tuple[str, ...]] = ("public_comment",)
    collections: ClassVar[tuple[str, ...]] = COLLECTIONS
    batch_max: ClassVar[int] = 200
    gather_s: ClassVar[float] = 0.5

    def __init__(self) -> None:
        self.read: Callable[[Sequence[str]], Awaitable[list[Comment]]] | None = None
        self.readings = Readings()

    async def create_indexes(self, model: Model) -> None:
        """See Folds."""
        await Folds(model).create_indexes()

    async def apply(self, batch: Batch, model: Model) -> None:
        """Bring each comment that is named to where its words belong."""
        if self.read is None:
            raise Unavailable
        ids = {
            event.body.comment_id: None for event in batch.events if isinstance(event.body, CHANGES)
        }
        comments = {comment.id: comment for comment in await self.read(list(ids))}
        if comments:
            await FoldBatch(Folds(model), self.read, self.readings).place(
                [comments[id_] for id_ in ids if id_ in comments]
            )


def comments_of(calls: ServiceCalls) -> Callable[[Sequence[str]], Awaitable[list[Comment]]]:
    """Return how comments are read from public_comment."""

    async def read(ids: Sequence[str]) -> list[Comment]:
        return [
            Comment(
                row["id"],
                row["consultation_id"],
                row["text"] if row["state"] not in OUT else None,
            )
            for row in await calls.by_ids("/comments", ids)
        ]

    return read
