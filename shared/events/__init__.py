"""The language in which services tell each other what happened.

To add an event: a class here in its service's module, then ``make schemas``, which writes its
JSON Schema, an example and the AsyncAPI document beside it.
"""

from shared.events import (
    committee_recruitment,
    issue_proposals,
    issue_talk,
    people,
    policies,
    public_comment,
    responses,
    workshops,
)
from shared.events.envelope import (
    Envelope,
    EventData,
    UnreadableEvent,
    envelop,
    event_kinds,
    full_type,
)

__all__ = [
    "Envelope",
    "EventData",
    "UnreadableEvent",
    "committee_recruitment",
    "envelop",
    "event_kinds",
    "full_type",
    "issue_proposals",
    "issue_talk",
    "people",
    "policies",
    "public_comment",
    "responses",
    "workshops",
]
