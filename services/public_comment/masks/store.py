"""Documents of agreements and masks.

They are part of the comment's own document. ``agreement``: ``{"agreed", "at", "at_first"}``, what
the submitter said last. ``maskings`` keeps each decision of staff; the last one holds if it is one
of the text as it is now; each remembers the request that made it. ``looked_at`` is the version that
was looked at, 0: none, or corrected since. ``place`` is where a text stands among those that are
handed out: drawn, so that neither order nor cursor tells when it came in.
"""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

from services.public_comment.store import Store
from shared.mongo import (
    ASCENDING,
    DESCENDING,
    WITHOUT_EVENTS,
    Document,
    IndexModel,
    Page,
    decode_cursor,
    encode_cursor,
    page_by,
)

PUBLISHED_PAGE_MAX = 50
# What counts and whose submitter agreed. All of it is in the index, so that counting reads no text.
AGREED: Document = {"agreement.agreed": True, "state": "accepted", "late": False}
# Held against the versions themselves, whatever ``looked_at`` says.
_LOOKED_AT_AS_IT_IS: Document = {
    "$expr": {"$eq": [{"$last": "$maskings.of_version"}, {"$last": "$versions.version"}]}
}


@dataclass(frozen=True)
class Progress:
    """How many texts may be published, and how many of them nobody looked at yet."""

    agreed: int
    waiting: int


class AgreedTexts:
    """The comments whose submitters agreed, as lists."""

    def __init__(self, store: Store) -> None:
        self._comments = store.comments.collection

    async def create_indexes(self) -> None:
        """Every list and every count of this file needs one of them."""
        agreed = {"agreement.agreed": True}
        case = [("consultation_id", ASCENDING)]
        counting = [*case, ("state", ASCENDING), ("late", ASCENDING)]
        looked_at = [("agreement.agreed", ASCENDING), ("looked_at", ASCENDING)]
        await self._comments.create_indexes(
            [
                IndexModel(counting, name="counting"),
                IndexModel(
                    [*counting, *looked_at, ("_id", DESCENDING)],
                    name="agreed",
                    partialFilterExpression=agreed,
                ),
                IndexModel(
                    [*case, ("place", ASCENDING)], name="places", partialFilterExpression=agreed
                ),
            ]
        )

    async def agreed(
        self, consultation_id: str, after: str | None, limit: int, *, looked_at: bool
    ) -> Page:
        """What nobody looked at yet, or what somebody looked at, newest first."""
        where = _waiting(consultation_id)
        if looked_at:
            where["looked_at"] = {"$gt": 0}
        return await page_by(self._comments, where, after=after, limit=limit)

    async def next_waiting(self, row: Document) -> str | None:
        """The id of what waits after a comment: the next older one, else the newest."""
        where = _waiting(row["consultation_id"])
        for ids in ({"$lt": row["_id"]}, {"$gt": row["_id"]}):
            found = self._comments.find({**where, "_id": ids}, {"_id": 1})
            rows = await found.sort("_id", DESCENDING).limit(1).to_list(1)
            if rows:
                return str(rows[0]["_id"])
        return None

    async def progress(self, consultation_id: str) -> Progress:
        """How far the looking is."""
        agreed = {"consultation_id": consultation_id, **AGREED}
        return Progress(
            await self._comments.count_documents(agreed),
            await self._comments.count_documents(_waiting(consultation_id)),
        )

    async def counted(self, consultation_id: str) -> int:
        """How many comments count, agreed or not."""
        where = {"consultation_id": consultation_id, "state": "accepted", "late": False}
        return await self._comments.count_documents(where)

    async def published(self, consultation_id: str, after: str | None, limit: int) -> Page:
        """What may be handed out, by drawn places."""
        limit = max(1, min(limit, PUBLISHED_PAGE_MAX))
        where = {"consultation_id": consultation_id, **AGREED, **_LOOKED_AT_AS_IT_IS}
        if after:
            (last,) = decode_cursor(after, 1)
            where["place"] = {"$gt": last}
        found = self._comments.find(where, WITHOUT_EVENTS).sort("place", ASCENDING)
        rows: list[Document] = await found.limit(limit + 1).to_list(limit + 1)
        more = len(rows) > limit
        return Page(rows[:limit], encode_cursor(rows[limit - 1]["place"]) if more else None)

    async def all_published(self, consultation_id: str) -> AsyncIterator[Document]:
        """Yield all that may be handed out."""
        where = {"consultation_id": consultation_id, **AGREED, **_LOOKED_AT_AS_IT_IS}
        async for row in self._comments.find(where, WITHOUT_EVENTS):
            yield row


def maskings(row: Document) -> list[Document]:
    """All decisions about a comment, oldest first; none: nobody looked at it."""
    found: list[Document] = row.get("maskings", [])
    return found


def current_masking(row: Document) -> Document | None:
    """The decision about the text as it is now, or None."""
    made = maskings(row)
    is_current = bool(made) and made[-1]["of_version"] == row["versions"][-1]["version"]
    return made[-1] if is_current else None


def new_place() -> str:
    """Draw where a text stands among those that are handed out."""
    return secrets.token_hex(16)


def _waiting(consultation_id: str) -> Document:
    return {"consultation_id": consultation_id, **AGREED, "looked_at": 0}
