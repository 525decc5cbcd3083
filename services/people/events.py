"""Events of all services that people consumes: what people who sign in did (the audit log)."""

from typing import ClassVar

from services.people.store import Audit
from shared.events import Envelope
from shared.kafka import Batch, Model, Projection


class AuditProjection(Projection):
    """Every event that has an actor. Citizens, who act without account, are in none of it."""

    name: ClassVar[str] = "people"
    services: ClassVar[tuple[str, ...]] = ("people", "policies", "public_comment", "responses")
    collections: ClassVar[tuple[str, ...]] = ("entries",)

    async def create_indexes(self, model: Model) -> None:
        """See Audit."""
        await Audit(model).create_indexes()

    async def apply(self, batch: Batch, model: Model) -> None:
        """Keep who did what to what, and when: ids, kinds and times, no bodies."""
        entries = [_entry(event) for event in batch.events if event.actor is not None]
        if entries:
            await Audit(model).add(entries)


def _entry(event: Envelope) -> dict[str, object]:
    return {
        "_id": event.id,
        "actor": event.actor,
        "type": event.type,
        "subject": event.subject,
        "at": event.time,
        "trace_id": event.traceparent[3:35] if event.traceparent else None,
    }
