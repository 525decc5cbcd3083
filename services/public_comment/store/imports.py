"""Files of comments that are being brought in: forgotten after a day.

imports:      one per uploaded file: whose it is, what was decided, how far it has come.
import_rows:  what each row says, until it was brought in; what became of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.public_comment.domain.errors import ImportBegun, ImportNotFound
from shared.clock import now
from shared.mongo import ASCENDING, Database, Document, ReturnDocument, UpdateOne

KEPT_FOR = timedelta(hours=24)
_AT_ONCE = 1_000


class ImportStore:
    """The imports of one service's database."""

    def __init__(self, database: Database) -> None:
        self._imports = database["imports"]
        self._rows = database["import_rows"]

    async def create_indexes(self) -> None:
        """Create what this needs."""
        await self._imports.create_index("forget_at", expireAfterSeconds=0)
        await self._rows.create_index("forget_at", expireAfterSeconds=0)
        await self._rows.create_index([("import_id", ASCENDING), ("n", ASCENDING)])
        await self._rows.create_index(
            [("import_id", ASCENDING), ("verdict", ASCENDING), ("n", ASCENDING)]
        )
        await self._rows.create_index(
            [("import_id", ASCENDING), ("n", ASCENDING)],
            name="open",
            partialFilterExpression={"open": True},
        )

    async def keep(self, about: Document, rows: Sequence[Document]) -> None:
        """Keep a file that was read; first its rows, so that what is found is whole."""
        forget_at = now() + KEPT_FOR
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            await self._rows.insert_many(
                [{**row, "import_id": about["_id"], "forget_at": forget_at} for row in part]
            )
        await self._imports.insert_one({**about, "forget_at": forget_at})

    async def find(self, id_: str, by: str | None) -> Document:
        """One import, of this person alone.

        Raises:
            ImportNotFound: no such id, somebody else's, or forgotten.
        """
        found: Document | None = await self._imports.find_one({"_id": id_, "by": by})
        if found is None:
            raise ImportNotFound("import_id")
        return found

    async def judge(self, id_: str, defaults: Document, verdicts: Sequence[Document]) -> None:
        """Keep what would happen to each row."""
        for start in range(0, len(verdicts), _AT_ONCE):
            part = verdicts[start : start + _AT_ONCE]
            await self._rows.bulk_write(
                [UpdateOne({"_id": one["_id"]}, {"$set": one}) for one in part], ordered=False
            )
        await self._imports.update_one(
            {"_id": id_, "state": "read"}, {"$set": {"state": "preview", "defaults": defaults}}
        )

    async def confirm(self, id_: str, *, with_alike: bool) -> Document:
        """Begin to bring it in; who confirms the same twice finds it begun.

        Raises:
            ImportBegun: it was confirmed in another way, or there is nothing to confirm yet.
        """
        found: Document | None = await self._imports.find_one_and_update(
            {"_id": id_, "state": "preview"},
            {"$set": {"state": "applying", "with_alike": with_alike, "claimed_until": now()}},
            return_document=ReturnDocument.AFTER,
        )
        if found is not None:
            return found
        current: Document = await self._imports.find_one({"_id": id_}) or {}
        if current.get("with_alike") != with_alike:
            raise ImportBegun
        return current

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

    async def rows(self, id_: str, *, after: int = -1, limit: int = _AT_ONCE) -> list[Document]:
        """Rows in the file's order."""
        where = {"import_id": id_, "n": {"$gt": after}}
        found: list[Document] = await self._rows.find(where).sort("n", 1).to_list(limit)
        return found

    async def open_rows(self, id_: str, limit: int) -> list[Document]:
        """Rows that are still to be brought in."""
        where = {"import_id": id_, "open": True}
        found: list[Document] = await self._rows.find(where).sort("n", 1).to_list(limit)
        return found

    async def rows_with(self, id_: str, verdict: str, limit: int) -> list[Document]:
        """The first rows of one verdict."""
        where = {"import_id": id_, "verdict": verdict}
        found: list[Document] = await self._rows.find(where).sort("n", 1).to_list(limit)
        return found

    async def settle(self, rows: Sequence[Document]) -> None:
        """Keep what became of rows, and forget their words."""
        gone = {"open": "", "said": ""}
        await self._rows.bulk_write(
            [UpdateOne({"_id": one["_id"]}, {"$set": one, "$unset": gone}) for one in rows],
            ordered=False,
        )

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
