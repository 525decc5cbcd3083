"""Which generation of a read model is read, and which is being built beside it.

A rebuild fills generation n + 1 from the first event on while n still serves readers; when it has
caught up on every partition, the pointer moves, and n is dropped. The state lies in the service's
database: ``{"_id": name, "current", "building": int|None, "caught_up": [partition]}``, so several
instances share one rebuild.
"""

import asyncio
from dataclasses import dataclass

from pymongo import ReturnDocument
from pymongo.errors import OperationFailure

from shared.kafka.delivery import AGGREGATES, HAS_PARKED, OFFSETS, PARKED_INDEX
from shared.kafka.projection import Model, Projection
from shared.mongo import Database, Document

# Readers of another instance may still look at the old generation for as long as they remember
# the pointer (runner.LOOK_EVERY_S).
_GRACE_S = 5.0
_EXISTS = 48  # the server's code NamespaceExists


@dataclass(frozen=True)
class Generations:
    """The pointer, as last read."""

    current: int
    building: int | None
    caught_up: frozenset[str]


class GenerationStore:
    """Reads and moves the pointer of one read model."""

    def __init__(self, projection: Projection, database: Database) -> None:
        self._projection = projection
        self._database = database
        self._pointers = database["generations"]

    def model(self, generation: int) -> Model:
        """The collections of one generation, for readers."""
        return Model(self._database, self._projection.name, generation)

    async def read(self) -> Generations:
        """Read the pointer; the first time, make generation 1."""
        row = await self._pointers.find_one({"_id": self._projection.name})
        if row is None:
            await self.prepare(1)
            row = await self._pointers.find_one_and_update(
                {"_id": self._projection.name},
                {"$setOnInsert": {"current": 1, "building": None, "caught_up": []}},
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        return _generations(row)

    async def prepare(self, generation: int) -> None:
        """Create a generation's collections and indexes (a transaction should not have to)."""
        model = self.model(generation)
        existing = set(await self._database.list_collection_names())
        for name in (*self._projection.collections, OFFSETS, AGGREGATES):
            if model[name].name not in existing:
                await self._create(model[name].name)
        await model[AGGREGATES].create_index(
            [("_id", 1), ("sequence", 1)],
            name=PARKED_INDEX,
            partialFilterExpression=HAS_PARKED,
        )
        await self._projection.create_indexes(model)

    async def _create(self, name: str) -> None:
        try:
            await self._database.create_collection(name, check_exists=False)
        except OperationFailure as error:
            if error.code != _EXISTS:  # another instance, or a reader, was first
                raise

    async def begin(self) -> Generations:
        """Begin a rebuild; one that is running already goes on."""
        now = await self.read()
        if now.building is not None:
            return now
        await self.prepare(now.current + 1)
        row = await self._pointers.find_one_and_update(
            {"_id": self._projection.name, "building": None, "current": now.current},
            {"$set": {"building": now.current + 1, "caught_up": []}},
            return_document=ReturnDocument.AFTER,
        )
        return _generations(row) if row else await self.read()

    async def caught_up(self, generation: int, partitions: list[str], total: int) -> bool:
        """Note partitions that have caught up; once all have, move the pointer and return True."""
        row = await self._pointers.find_one_and_update(
            {"_id": self._projection.name, "building": generation},
            {"$addToSet": {"caught_up": {"$each": partitions}}},
            return_document=ReturnDocument.AFTER,
        )
        if row is None or len(row["caught_up"]) < total:
            return False
        moved = await self._pointers.find_one_and_update(
            {"_id": self._projection.name, "building": generation},
            {"$set": {"current": generation, "building": None, "caught_up": []}},
        )
        return moved is not None

    async def drop_before(self, generation: int) -> None:
        """Drop the collections of all generations before this one, after readers have moved on."""
        await asyncio.sleep(_GRACE_S)
        prefix = f"{self._projection.name}_g"
        for name in await self._database.list_collection_names():
            number = name.removeprefix(prefix).partition("_")[0]
            if name.startswith(prefix) and number.isdigit() and int(number) < generation:
                await self._database.drop_collection(name)


def _generations(row: Document) -> Generations:
    return Generations(row["current"], row["building"], frozenset(row["caught_up"]))
