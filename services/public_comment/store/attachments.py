"""Documents of attachments.

``owner`` is the hash of the request's key, ``comment_id`` the comment that names it.

The row is there before the sealed file, and goes after it: what a crash leaves is found by its row.
``going``: it is being swept, and no comment may name it any more.
"""

from collections.abc import Sequence
from datetime import datetime

from services.public_comment.store import Store
from shared.mongo import Document, IndexModel, Session

_UNNAMED = {"comment_id": None}


class AttachmentRows:
    """Attachments, and which of them no comment names."""

    def __init__(self, store: Store) -> None:
        self._rows = store.database["attachments"]
        self._files = store.files

    async def create_indexes(self) -> None:
        """Find what no comment names, oldest first."""
        unnamed = IndexModel("kept_at", name="unnamed", partialFilterExpression=_UNNAMED)
        await self._rows.create_indexes([unnamed])

    async def keep(self, row: Document) -> None:
        """Keep one; sent again, it is kept a day longer."""
        rest = {name: row[name] for name in ("owner", "kind", "size", "sha256", "comment_id")}
        change = {
            "$set": {"kept_at": row["kept_at"]},
            "$unset": {"going": ""},
            "$setOnInsert": rest,
        }
        await self._rows.update_one({"_id": row["_id"]}, change, upsert=True)

    async def whole(self, ids: Sequence[str], owner: str) -> list[Document]:
        """Those of the ids that were sent with this key and lie here whole."""
        where = {"_id": {"$in": list(ids)}, "owner": owner, "going": {"$exists": False}}
        rows = [row async for row in self._rows.find(where)]
        kept = await self._files.among([row["_id"] for row in rows])
        return [row for row in rows if row["_id"] in kept]

    async def name(self, ids: Sequence[str], owner: str, comment_id: str, session: Session) -> bool:
        """Let a comment name them; False if one is being swept."""
        where = {"_id": {"$in": list(ids)}, "owner": owner, "going": {"$exists": False}, **_UNNAMED}
        named = await self._rows.update_many(
            where, {"$set": {"comment_id": comment_id}}, session=session
        )
        return bool(named.matched_count == len(ids))

    async def count_unnamed(self, most: int) -> int:
        """How many no comment names; counts no further than ``most``."""
        return await self._rows.count_documents(_UNNAMED, hint="unnamed", limit=most)

    async def sweep_one(self, before: datetime) -> bool:
        """Take one away that no comment has named; False if there is none."""
        row = await self._rows.find_one_and_update(
            {**_UNNAMED, "kept_at": {"$lt": before}}, {"$set": {"going": True}}
        )
        if row is None:
            return False
        await self._files.remove(row["_id"])
        await self._rows.delete_one({"_id": row["_id"], "going": True})
        return True
