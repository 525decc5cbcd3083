"""Events of all services that people consumes: the audit log, and letters about tasks."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from services.people.store import Audit
from shared.clock import now
from shared.events import Envelope
from shared.events.responses import (
    ApprovalAsked,
    InquiryAnswered,
    InquiryReminded,
    InquirySent,
    ResponseReturned,
)
from shared.kafka import Batch, Model, Projection
from shared.notices import Letter, Letterbox

TOLD_WITHIN = timedelta(days=2)


class AuditProjection(Projection):
    """Every event that has an actor. Citizens, who act without account, are in none of it."""

    name: ClassVar[str] = "people"
    services: ClassVar[tuple[str, ...]] = (
        *("people", "policies", "public_comment", "responses", "workshops", "issue_proposals"),
        "committee_recruitment",
    )
    collections: ClassVar[tuple[str, ...]] = ("entries",)

    def __init__(self) -> None:
        self._letterbox: Letterbox | None = None

    def tell_by(self, letterbox: Letterbox) -> None:
        """Tell desks of their tasks by mail from here on."""
        self._letterbox = letterbox

    def wants(self, event: Mapping[str, Any]) -> bool:
        """What has an actor, and what desks may be told of."""
        told = str(event.get("type")).startswith("kyodo.responses.")
        return told or event.get("actor") is not None

    async def create_indexes(self, model: Model) -> None:
        """See Audit."""
        await Audit(model).create_indexes()

    async def apply(self, batch: Batch, model: Model) -> None:
        """Keep who did what to what, and when: ids, kinds and times, no bodies."""
        entries = [_entry(event) for event in batch.events if event.actor is not None]
        if entries:
            await Audit(model).add(entries)
        # Not a part of the read model: a letter is known by its event, and a rebuild must not
        # send it again. What is older than that nobody waits for.
        recent = [event for event in batch.events if now() - event.time < TOLD_WITHIN]
        letters = [letter for event in recent if (letter := _letter(event)) is not None]
        if letters and self._letterbox is not None:
            await self._letterbox.put(letters, model.session)


def _letter(event: Envelope) -> Letter | None:
    """Return what a desk should be told."""
    body = event.body
    match body:
        case InquirySent() | InquiryReminded():
            kind, due = "inquiry_sent", {"due_on": body.due_on.isoformat()}
            if isinstance(body, InquiryReminded):
                kind = "inquiry_overdue" if body.overdue else "inquiry_reminded"
        case ApprovalAsked() | ResponseReturned() | InquiryAnswered():
            kind, due = event.type.split(".")[-2], {}
        case _:
            return None
    about = {"response_id": body.response_id, **due}
    return Letter(event.id, body.desk_id, kind, event.time, about)


def _entry(event: Envelope) -> dict[str, object]:
    return {
        "_id": event.id,
        "actor": event.actor,
        "type": event.type,
        "subject": event.subject,
        "at": event.time,
        "trace_id": event.traceparent[3:35] if event.traceparent else None,
    }
