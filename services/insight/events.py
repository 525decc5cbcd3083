"""Events of others that insight consumes, and the use case each one leads to."""

from collections.abc import Mapping
from typing import Any, ClassVar

from services.insight import handlers, store
from shared.events import full_type
from shared.events.issue_proposals import IssueLinked
from shared.events.policies import ActivityRecorded
from shared.events.public_comment import ConsultationOpened
from shared.events.workshops import WorkshopPublished, wanted_of_workshops
from shared.kafka import Batch, Model, Projection


class InsightProjection(Projection):
    """Counts per policy × stage × method × channel × day, and the list of the newest inputs."""

    name: ClassVar[str] = "insight"
    services: ClassVar[tuple[str, ...]] = (
        *("policies", "public_comment", "workshops", "issue_proposals"),
    )
    collections: ClassVar[tuple[str, ...]] = store.COLLECTIONS

    def wants(self, event: Mapping[str, Any]) -> bool:
        """Of workshops the published report counts, of issues their place among policies."""
        kind = str(event.get("type"))
        if kind.startswith("kyodo.issue_proposals."):
            return kind == full_type(IssueLinked)
        return wanted_of_workshops(event, WorkshopPublished)

    async def create_indexes(self, model: Model) -> None:
        """Create the indexes of a new generation."""
        await store.create_indexes(model)

    async def apply(self, batch: Batch, model: Model) -> None:
        """Sort the batch by what it is about; each use case writes its own part once.

        Facts about different things do not depend on each other here (they are joined when
        read), so only the order within each kind matters, and that is kept. Types that this
        version does not know are left alone.

        Raises:
            UnreadableEvent: a body does not fit its type.
            CommentNotAccepted: a correction or withdrawal without its comment.

        """
        facts = [body for event in batch.events if (body := event.body) is not None]
        if policies := [fact for fact in facts if isinstance(fact, handlers.PolicyFact)]:
            await handlers.note_policies(model, policies)
        if activities := [fact for fact in facts if isinstance(fact, ActivityRecorded)]:
            await handlers.note_activities(model, activities)
        if workshops := [fact for fact in facts if isinstance(fact, WorkshopPublished)]:
            await handlers.note_workshops(model, workshops)
        if issues := [fact for fact in facts if isinstance(fact, IssueLinked)]:
            await handlers.note_issues(model, issues)
        if consultations := [fact for fact in facts if isinstance(fact, ConsultationOpened)]:
            await handlers.note_consultations(model, consultations)
        if comments := [fact for fact in facts if isinstance(fact, handlers.CommentFact)]:
            await handlers.count_comments(model, batch.partition, comments)
