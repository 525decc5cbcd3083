"""A consultation with a great many comments, written as its service writes them.

The first comment comes in through the service; the others are that document with other words and
other ids, each with its own event, which the relay sends. Receiving 200,000 one by one is measured
elsewhere (bench-scale) and would take most of an hour here.
"""

import copy
import time
import uuid
from collections.abc import Callable, Iterable

from pymongo.collection import Collection

from services.public_comment.handlers.submission import events_of
from shared.events import envelop
from shared.ids import new_id
from tests.bench.system import Document

AT_ONCE = 1_000
Told = Callable[[int], None]


def write_comments(
    comments: Collection[Document], template_id: str, texts: Iterable[str], told: Told
) -> None:
    """Write one comment for each text, like the one that is there."""
    template = comments.find_one({"_id": template_id})
    if template is None:
        raise LookupError(template_id)
    batch: list[Document] = []
    for text in texts:
        batch.append(_like(template, text))
        if len(batch) == AT_ONCE:
            comments.insert_many(batch, ordered=False)
            told(len(batch))
            batch = []
    if batch:
        comments.insert_many(batch, ordered=False)
        told(len(batch))


def wait_for_relay(comments: Collection[Document]) -> None:
    """Wait until every event has been sent."""
    while comments.find_one({"pending_events.0": {"$exists": True}}, {"_id": 1}) is not None:
        time.sleep(1)


def _like(template: Document, text: str) -> Document:
    row: Document = copy.deepcopy(template)
    row["_id"] = new_id()
    row["receipt_number"] = row["submitter_id"] = uuid.uuid4().hex
    row["idempotency_hash"] = uuid.uuid4().hex
    row["versions"][0]["text"] = text
    events = events_of(row)
    row["pending_events"] = [envelop(event, n) for n, event in enumerate(events, start=1)]
    row["sequence"] = len(events)
    return row
