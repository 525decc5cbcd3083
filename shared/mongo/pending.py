"""The relay's view of the aggregates: what waits, what was just written, what is published."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from pymongo import UpdateOne, WriteConcern
from pymongo.errors import OperationFailure

from shared.mongo.aggregates import HAS_EVENTS, SWEEP_INDEX, Outbox
from shared.mongo.client import Database, Document, Mongo

_EVENTS_ONLY = {"pending_events": 1}
# A `$pull` that is lost means that an event goes out twice, which every consumer bears.
_MAY_BE_REPEATED = WriteConcern(w=1)
_INDEX_MISSING = 2

AggregateKey = tuple[str, str]


class PendingEvents:
    """The pending events of one service, over all its aggregate collections."""

    def __init__(self, mongo: Mongo, outbox: Outbox) -> None:
        self.database: Database = mongo.database(outbox.service)
        self._outbox = outbox

    async def changes(self) -> AsyncIterator[AggregateKey]:
        """Yield the key of each aggregate that gains events, as it is committed by the majority.

        Ours are inserts and updates that raise ``sequence``; the relay's own ``$pull`` does not
        raise it, so the server never sends us those.
        """
        pipeline: list[dict[str, Any]] = [
            {
                "$match": {
                    "ns.coll": {"$in": list(self._outbox.aggregates)},
                    "$or": [
                        {"operationType": "insert"},
                        {"updateDescription.updatedFields.sequence": {"$exists": True}},
                    ],
                }
            },
            {"$project": {"ns.coll": 1, "documentKey": 1}},
        ]
        async with self.database.watch(pipeline, max_await_time_ms=1_000) as stream:
            async for change in stream:
                yield change["ns"]["coll"], change["documentKey"]["_id"]

    async def read(self, keys: Sequence[AggregateKey]) -> list[tuple[AggregateKey, list[Document]]]:
        """Read the pending events of the named aggregates: one query per collection."""
        found: list[tuple[AggregateKey, list[Document]]] = []
        for name in self._outbox.aggregates:
            ids = [id_ for collection, id_ in keys if collection == name]
            if not ids:
                continue
            cursor = self.database[name].find({"_id": {"$in": ids}}, _EVENTS_ONLY)
            async for row in cursor:
                if row.get("pending_events"):
                    found.append(((name, row["_id"]), row["pending_events"]))
        return found

    async def oldest(self, limit: int) -> list[AggregateKey]:
        """Name the aggregates that wait longest, by the partial index."""
        keys: list[AggregateKey] = []
        for name in self._outbox.aggregates:
            cursor = self.database[name].find(HAS_EVENTS, {"_id": 1}).hint(SWEEP_INDEX)
            try:
                rows = await cursor.limit(limit - len(keys)).to_list(limit)
            except OperationFailure as error:
                if error.code != _INDEX_MISSING:
                    raise
                continue  # the service has not made its collections yet, so nothing waits there
            keys.extend((name, row["_id"]) for row in rows)
            if len(keys) >= limit:
                break
        return keys

    async def count(self, limit: int = 100_000) -> int:
        """Count the aggregates that wait (at most ``limit``)."""
        total = 0
        for name in self._outbox.aggregates:
            total += await self.database[name].count_documents(HAS_EVENTS, limit=limit)
        return total

    async def published(self, sent: Sequence[tuple[AggregateKey, Sequence[Document]]]) -> None:
        """Remove events that the broker has acknowledged, by their ids."""
        for name in self._outbox.aggregates:
            pulls: list[Any] = [
                UpdateOne(
                    {"_id": id_},
                    {"$pull": {"pending_events": {"id": {"$in": [e["id"] for e in events]}}}},
                )
                for (collection, id_), events in sent
                if collection == name
            ]
            if pulls:
                target = self.database[name].with_options(write_concern=_MAY_BE_REPEATED)
                await target.bulk_write(pulls, ordered=False)
