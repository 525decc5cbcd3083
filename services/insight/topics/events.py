"""Events of others that topics consume: which comments there are, and which changed."""

from collections.abc import Sequence
from typing import ClassVar

from services.insight.topics.domain.statements import Comment, ReadComments, Statement
from services.insight.topics.handlers.editing import DepartmentOf
from services.insight.topics.handlers.placing import PlacingBatch
from services.insight.topics.handlers.workers import Workers
from services.insight.topics.store import COLLECTIONS, TopicState, Wordings
from shared.calls import ServiceCalls
from shared.errors import Unavailable
from shared.events.public_comment import (
    CommentAccepted,
    CommentCorrected,
    CommentMarkedDuplicate,
    CommentMasked,
    CommentPointsSet,
    CommentWithdrawn,
)
from shared.kafka import Batch, Model, Projection

CHANGES = (
    CommentAccepted
    | CommentCorrected
    | CommentMarkedDuplicate
    | CommentMasked
    | CommentPointsSet
    | CommentWithdrawn
)


class TopicsProjection(Projection):
    """public_comment → statements and wordings.

    An event says that a comment is there or changed; what it says is its owner's, as it is now. So
    what was withdrawn or masked is nowhere, however late an event comes.
    """

    name: ClassVar[str] = "insight_topics"
    services: ClassVar[tuple[str, ...]] = ("public_comment",)
    collections: ClassVar[tuple[str, ...]] = COLLECTIONS
    batch_max: ClassVar[int] = 200
    gather_s: ClassVar[float] = 0.2

    def __init__(self) -> None:
        self.read: ReadComments | None = None
        self.workers: Workers | None = None

    async def create_indexes(self, model: Model) -> None:
        """See Wordings."""
        await Wordings(model).create_indexes()

    async def apply(self, batch: Batch, model: Model) -> None:
        """Bring each comment that is named to where its words belong."""
        if self.read is None or self.workers is None:
            raise Unavailable
        ids = {
            event.body.comment_id: None for event in batch.events if isinstance(event.body, CHANGES)
        }
        comments = await self.read(list(ids)) if ids else []
        if comments:
            state = TopicState(model.database, model.session)
            await PlacingBatch(Wordings(model), state, self.workers).place(comments)


def comments_of(calls: ServiceCalls) -> ReadComments:
    """Return how comments are read from public_comment."""

    async def read(ids: Sequence[str]) -> list[Comment]:
        return [
            Comment(
                row["comment_id"],
                row["consultation_id"],
                tuple(Statement(**one) for one in row["statements"]),
            )
            for row in await calls.by_ids("/statements", ids)
        ]

    return read


def department_of(calls: ServiceCalls) -> DepartmentOf:
    """Return how the department in charge of a consultation is asked for."""

    async def ask(case_id: str) -> str | None:
        found = await calls.by_ids("/consultations", [case_id])
        return next((row["department_id"] for row in found), None)

    return ask
