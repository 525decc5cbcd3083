"""Events of others that public comment consumes: which clauses each published revision has."""

from typing import ClassVar

from services.public_comment.store import Revisions
from shared.events.policies import RevisionPublished
from shared.kafka import Batch, Model, Projection


class RevisionsProjection(Projection):
    """policies → the revisions that a consultation can be opened on."""

    name: ClassVar[str] = "public_comment"
    services: ClassVar[tuple[str, ...]] = ("policies",)
    collections: ClassVar[tuple[str, ...]] = ("revisions",)

    async def create_indexes(self, model: Model) -> None:
        """See Revisions."""
        await Revisions(model).create_indexes()

    async def apply(self, batch: Batch, model: Model) -> None:
        """Keep each published revision."""
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
