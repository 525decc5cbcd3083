"""Files of comments that are being brought in (see ``shared.imported_files``).

``said`` is what a row says: it is forgotten once the row is settled.
"""

from collections.abc import Sequence

from services.public_comment.domain.errors import ImportBegun
from shared.clock import now
from shared.imported_files import KEPT_FOR, ROWS_AT_ONCE, ImportedFiles
from shared.mongo import ASCENDING, Document, ReturnDocument, UpdateOne


class ImportStore(ImportedFiles):
    """The imports of comments."""

    async def create_indexes(self) -> None:
        """Create what this needs."""
        await super().create_indexes()
        await self._rows.create_index(
            [("import_id", ASCENDING), ("verdict", ASCENDING), ("n", ASCENDING)]
        )

    async def keep(self, about: Document, rows: Sequence[Document]) -> None:
        """Keep a file that was read; first its rows, so that what is found is whole."""
        forget_at = now() + KEPT_FOR
        for start in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[start : start + ROWS_AT_ONCE]
            await self._rows.insert_many(
                [{**row, "import_id": about["_id"], "forget_at": forget_at} for row in part]
            )
        await self._imports.insert_one({**about, "forget_at": forget_at})

    async def judge(self, id_: str, defaults: Document, verdicts: Sequence[Document]) -> None:
        """Keep what would happen to each row."""
        for start in range(0, len(verdicts), ROWS_AT_ONCE):
            part = verdicts[start : start + ROWS_AT_ONCE]
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
