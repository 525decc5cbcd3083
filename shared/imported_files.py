"""Files of rows that are being brought in: kept for a day, row by row, until each is settled.

imports:      one per uploaded file: whose it is, how far it has come, who is at work on it.
import_rows:  what each row says or would change, and what became of it; ``open`` while it waits.
"""

from datetime import datetime, timedelta
from typing import Any

from shared.clock import now
from shared.errors import NotFound
from shared.mongo import ASCENDING, Database, Document

KEPT_FOR = timedelta(hours=24)
ROWS_AT_ONCE = 1_000


class ImportNotFound(NotFound):
    """No import of this person has this id, or it was forgotten."""


class ImportedFiles:
    """The imports of one service's database: what every kind of file needs."""

    def __init__(self, database: Database) -> None:
        self._imports = database["imports"]
        self._rows = database["import_rows"]

    async def create_indexes(self) -> None:
        """Create what this needs."""
        await self._imports.create_index("forget_at", expireAfterSeconds=0)
        await self._rows.create_index("forget_at", expireAfterSeconds=0)
        place = [("import_id", ASCENDING), ("n", ASCENDING)]
        await self._rows.create_index(place)
        is_open = {"open": True}
        await self._rows.create_index(place, name="open", partialFilterExpression=is_open)

    async def find(self, id_: str, by: str | None) -> Document:
        """One import, of this person alone.

        Raises:
            ImportNotFound: no such id, somebody else's, or forgotten.
        """
        found: Document | None = await self._imports.find_one({"_id": id_, "by": by})
        if found is None:
            raise ImportNotFound("import_id")
        return found

    async def claim(self, id_: str, until: datetime) -> bool:
        """Take the work, if nobody else is at it."""
        found = await self._imports.update_one(
            {"_id": id_, "state": "applying", "claimed_until": {"$lte": now()}},
            {"$set": {"claimed_until": until}},
        )
        return bool(found.modified_count)

    async def hold(self, id_: str, until: datetime) -> None:
        """Go on with the work, or, until a moment that is past, leave it to others."""
        await self._imports.update_one({"_id": id_}, {"$set": {"claimed_until": until}})

    async def finish(self, id_: str) -> None:
        """All rows are settled."""
        await self._imports.update_one({"_id": id_}, {"$set": {"state": "done"}})

    async def rows(self, id_: str, *, after: int = -1, limit: int = ROWS_AT_ONCE) -> list[Document]:
        """Rows in the file's order."""
        where = {"import_id": id_, "n": {"$gt": after}}
        found: list[Document] = await self._rows.find(where).sort("n", 1).to_list(limit)
        return found

    async def open_rows(self, id_: str, limit: int) -> list[Document]:
        """Rows that are still to be brought in."""
        where = {"import_id": id_, "open": True}
        found: list[Document] = await self._rows.find(where).sort("n", 1).to_list(limit)
        return found

    async def counts(self, id_: str) -> dict[str, int]:
        """How many rows have each verdict, and how many are ``open``."""
        is_open = {"$sum": {"$cond": [{"$eq": ["$open", True]}, 1, 0]}}
        pipeline: list[dict[str, Any]] = [
            {"$match": {"import_id": id_}},
            {"$group": {"_id": "$verdict", "n": {"$sum": 1}, "open": is_open}},
        ]
        found = [row async for row in self._rows.aggregate(pipeline)]
        counted = {row["_id"]: row["n"] for row in found}
        return {**counted, "open": sum(row["open"] for row in found)}
