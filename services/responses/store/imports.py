"""Files of responses that are being brought in: forgotten after a day.

imports:      one per uploaded file: whose it is, of which case, how far it has come.
import_rows:  what each row would change, what the response said when that was shown, and what
              became of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.responses.domain.errors import ImportNotFound, ImportNotRead
from shared.clock import now
from shared.mongo import ASCENDING, Database, Document, UpdateOne

KEPT_FOR = timedelta(hours=24)


class ImportStore:
    """The imports of one service's database."""

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

    async def begin(self, about: Document) -> None:
        """Keep a file whose rows are about to come."""
        await self._imports.insert_one({**about, "state": "reading", "forget_at": _forget_at()})

    async def find(self, id_: str, by: str | None) -> Document:
        """One import, of this person alone.

        Raises:
            ImportNotFound: no such id, somebody else's, or forgotten.
        """
        found: Document | None = await self._imports.find_one({"_id": id_, "by": by})
        if found is None:
            raise ImportNotFound("import_id")
        return found

    async def keep(self, id_: str, rows: Sequence[Document]) -> None:
        """Keep rows and what they would change; those of the same place are kept once."""
        forget_at = _forget_at()
        writes = []
        for row in rows:
            key = f"{id_}:{row['n']:06d}"
            kept = {**row, "import_id": id_, "forget_at": forget_at}
            writes.append(UpdateOne({"_id": key}, {"$set": kept}, upsert=True))
        if writes:
            await self._rows.bulk_write(writes, ordered=False)

    async def read(self, id_: str, figures: Document) -> None:
        """All rows have come."""
        await self._imports.update_one(
            {"_id": id_, "state": "reading"}, {"$set": {"state": "preview", **figures}}
        )

    async def confirm(self, id_: str) -> None:
        """Begin to bring it in; confirmed twice it is begun once.

        Raises:
            ImportNotRead: its rows have not all come.
        """
        begun = await self._imports.update_one(
            {"_id": id_, "state": "preview"},
            {"$set": {"state": "applying", "claimed_until": now()}},
        )
        if not begun.modified_count:
            found: Document = await self._imports.find_one({"_id": id_}) or {}
            if found.get("state") not in ("applying", "done"):
                raise ImportNotRead

    async def claim(self, id_: str, until: datetime) -> bool:
        """Take the work, if nobody else is at it."""
        found = await self._imports.update_one(
            {"_id": id_, "state": "applying", "claimed_until": {"$lte": now()}},
            {"$set": {"claimed_until": until}},
        )
        return bool(found.modified_count)

    async def hold(self, id_: str, until: datetime) -> None:
        """Go on with the work."""
        await self._imports.update_one({"_id": id_}, {"$set": {"claimed_until": until}})

    async def finish(self, id_: str) -> None:
        """All rows are settled."""
        await self._imports.update_one({"_id": id_}, {"$set": {"state": "done"}})

    async def rows(self, id_: str, after: int, limit: int) -> list[Document]:
        """Rows in the file's order."""
        where = {"import_id": id_, "n": {"$gt": after}}
        found: list[Document] = await self._rows.find(where).sort("n", 1).to_list(limit)
        return found

    async def open_rows(self, id_: str, limit: int) -> list[Document]:
        """Rows that are still to be brought in."""
        where = {"import_id": id_, "open": True}
        found: list[Document] = await self._rows.find(where).sort("n", 1).to_list(limit)
        return found

    async def settle(self, row: Document, outcome: Document) -> None:
        """Keep what became of a row."""
        write = UpdateOne({"_id": row["_id"]}, {"$set": {**outcome, "open": False}})
        await self._rows.bulk_write([write])

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


def _forget_at() -> datetime:
    return now() + KEPT_FOR
