"""Events of others that public comment consumes: published revisions, published responses."""

from datetime import timedelta
from typing import ClassVar

from services.public_comment.handlers.following import Following
from services.public_comment.store import Revisions
from shared.clock import now
from shared.events.policies import RevisionPublished
from shared.events.responses import ResponsePublished
from shared.kafka import Batch, Model, Projection

# What is older than that nobody waits for.
TOLD_WITHIN = timedelta(days=2)


class PublishedProjection(Projection):
    """policies → the revisions that a consultation can be opened on; responses → letters."""

    name: ClassVar[str] = "public_comment"
    services: ClassVar[tuple[str, ...]] = ("policies", "responses")
    collections: ClassVar[tuple[str, ...]] = ("revisions",)

    def __init__(self) -> None:
        self._following: Following | None = None

    def tell_by(self, following: Following) -> None:
        """Tell submitters of published responses from here on."""
        self._following = following

    async def create_indexes(self, model: Model) -> None:
        """See Revisions."""
        await Revisions(model).create_indexes()

    async def apply(self, batch: Batch, model: Model) -> None:
        """Keep each published revision; write to those who are answered."""
        revisions = Revisions(model)
        for event in batch.events:
            body = event.body
            if isinstance(body, RevisionPublished):
                await revisions.add(
                    {
                        "_id": body.revision_id,
                        "document_id": body.document_id,
                        "policy_id": body.policy_id,
                        "number": body.number,
                        "clause_ids": list(body.clause_ids),
                    }
                )
            # Not a part of the read model: a letter is known by its event, and a rebuild must not
            # send it again.
            elif isinstance(body, ResponsePublished) and now() - event.time < TOLD_WITHIN:
                if self._following is not None:
                    await self._following.answered(
                        event.id, body.subjects, event.time, model.session
                    )
