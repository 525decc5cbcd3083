"""Files of responses that are being brought in (see ``shared.imported_files``).

A row says what it would change, and what the response said when that was shown.
"""

from collections.abc import Sequence

from services.responses.domain.errors import ImportNotRead
from shared.clock import now
from shared.imported_files import KEPT_FOR, ImportedFiles
from shared.mongo import Document, UpdateOne


class ImportStore(ImportedFiles):
    """The imports of responses."""

    async def begin(self, about: Document) -> None:
        """Keep a file whose rows are about to come."""
        await self._imports.insert_one({**about, "state": "reading", "forget_at": now() + KEPT_FOR})

    async def keep(self, id_: str, rows: Sequence[Document]) -> None:
        """Keep rows and what they would change; those of the same place are kept once."""
        forget_at = now() + KEPT_FOR
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

    async def settle(self, row: Document, outcome: Document) -> None:
        """Keep what became of a row."""
        write = UpdateOne({"_id": row["_id"]}, {"$set": {**outcome, "open": False}})
        await self._rows.bulk_write([write])
