"""Documents of splittings.

They are part of the comment's own document: ``splittings`` keeps each one that ever held, the last
one holds; each remembers the request that made it. ``topics`` names what a consultation's opinions
are sorted by; the words are the staff's, and an event tells the id only.
"""

from collections.abc import Sequence

from services.public_comment.points.domain.errors import TooManyTopics
from services.public_comment.store import Store
from shared.ids import new_id
from shared.mongo import WITHOUT_EVENTS, Database, Document, DuplicateKeyError

TOPICS_MAX = 300


class Topics:
    """What the opinions of a consultation are sorted by."""

    def __init__(self, database: Database) -> None:
        self._topics = database["topics"]

    async def create_indexes(self) -> None:
        """A label is there once in a consultation; all of one are listed by it."""
        await self._topics.create_index([("consultation_id", 1), ("label", 1)], unique=True)

    async def of(self, consultation_id: str) -> list[Document]:
        """All topics of a consultation, by label."""
        found = self._topics.find({"consultation_id": consultation_id}).sort("label", 1)
        rows: list[Document] = await found.to_list(TOPICS_MAX)
        return rows

    async def ids(self, consultation_id: str, labels: Sequence[str]) -> dict[str, str]:
        """The id of each label; those that are new are kept.

        Raises:
            TooManyTopics: the consultation would have more than ``TOPICS_MAX``.
        """
        known = {row["label"]: row["_id"] for row in await self.of(consultation_id)}
        for label in dict.fromkeys(labels):
            if label in known:
                continue
            if len(known) >= TOPICS_MAX:
                raise TooManyTopics("topic", max=TOPICS_MAX)
            known[label] = await self._made(consultation_id, label)
        return {label: known[label] for label in labels}

    async def _made(self, consultation_id: str, label: str) -> str:
        row = {"consultation_id": consultation_id, "label": label}
        try:
            made = await self._topics.insert_one({"_id": new_id(), **row})
        except DuplicateKeyError:  # somebody else was faster
            found: Document = await self._topics.find_one(row) or {}
            return str(found["_id"])
        return str(made.inserted_id)


async def comments_with_points(store: Store, point_ids: Sequence[str]) -> list[Document]:
    """The comments that hold, or held, one of some opinions."""
    where = {"splittings.spans.id": {"$in": list(point_ids)}}
    return [row async for row in store.comments.collection.find(where, WITHOUT_EVENTS)]


def splittings(row: Document) -> list[Document]:
    """All splittings of a comment, oldest first; none: it was never split."""
    found: list[Document] = row.get("splittings", [])
    return found
