"""State and its events in one atomic write (no dual write, no transaction).

An aggregate's document holds its events until the relay has published them:
``{"_id", …, "sequence": n, "pending_events": [envelope, …]}``. Handlers never read
``pending_events`` and never replace a document whole: a stale replacement would bring a
published event back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import IndexModel, ReturnDocument
from pymongo.errors import BulkWriteError

from shared.errors import Conflict
from shared.events import EventData, envelop
from shared.mongo.client import Collection, Database, Document, Session

WITHOUT_EVENTS = {"pending_events": 0}
HAS_EVENTS = {"pending_events.0": {"$exists": True}}
SWEEP_INDEX = "pending_events_sweep"


class StaleAggregate(Conflict):
    """Someone else changed it since it was read; read it again and decide anew."""


@dataclass(frozen=True)
class Outbox:
    """Which collections of a service's database hold pending events.

    ``gather_s``: how long the relay waits for more before it sends. A transaction costs the same
    for one event as for a hundred, so waiting halves the broker's share of the processor under
    load, and adds to the delay; who is watched by the second waits less.
    """

    service: str
    aggregates: tuple[str, ...]
    gather_s: float = 0.05


class Aggregates:
    """One collection of aggregates."""

    def __init__(self, database: Database, name: str) -> None:
        self.collection: Collection = database[name]

    async def create_indexes(self, *indexes: IndexModel) -> None:
        """Create the collection's indexes and the relay's partial one."""
        sweep = IndexModel(
            [("_id", 1), ("sequence", 1)], name=SWEEP_INDEX, partialFilterExpression=HAS_EVENTS
        )
        await self.collection.create_indexes([*indexes, sweep])

    async def insert(
        self, document: Document, *events: EventData, session: Session | None = None
    ) -> None:
        """Insert a new aggregate with its first events; durable when this returns.

        In a ``session`` it is part of that transaction.

        Raises:
            DuplicateKeyError: a unique index already holds it.
        """
        await self.collection.insert_one(_with_events(document, events), session=session)

    async def insert_many(
        self, documents: Sequence[tuple[Document, Sequence[EventData]]]
    ) -> list[dict[str, Any] | None]:
        """Insert many, each for itself: a refused one does not hold up the others.

        Returns one entry per document: None, or the server's write error
        (``{"code": 11000, "keyPattern": …}`` for a duplicate).
        """
        prepared = [_with_events(document, events) for document, events in documents]
        outcome: list[dict[str, Any] | None] = [None] * len(prepared)
        if not prepared:
            return outcome  # the driver takes no empty list
        try:
            await self.collection.insert_many(prepared, ordered=False)
        except BulkWriteError as error:
            if error.details.get("writeConcernErrors"):
                raise
            for refused in error.details["writeErrors"]:
                outcome[refused["index"]] = refused
        return outcome

    async def update(
        self,
        id_: str,
        change: Mapping[str, Any],
        *events: EventData,
        sequence: int,
        where: Mapping[str, Any] | None = None,
        session: Session | None = None,
    ) -> Document:
        """Apply update operators and append events, if the aggregate is still at ``sequence``.

        Returns the document after the change (without its pending events).

        Raises:
            StaleAggregate: it moved on, is not there, or ``where`` does not hold.
        """
        pending = [envelop(data, sequence + n) for n, data in enumerate(events, start=1)]
        operators: dict[str, Any] = {key: dict(value) for key, value in change.items()}
        operators.setdefault("$inc", {})["sequence"] = len(pending)
        operators.setdefault("$push", {})["pending_events"] = {"$each": pending}
        document: Document | None = await self.collection.find_one_and_update(
            {**(where or {}), "_id": id_, "sequence": sequence},
            operators,
            projection=WITHOUT_EVENTS,
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        if document is None:
            raise StaleAggregate(sequence=sequence)
        return document


def _with_events(document: Document, events: Sequence[EventData]) -> Document:
    pending = [envelop(data, n) for n, data in enumerate(events, start=1)]
    return {**document, "sequence": len(pending), "pending_events": pending}
