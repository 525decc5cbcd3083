"""Documents of those who are told by mail.

``mail`` of a comment is its submitter's address, sealed; without it nobody is told. ``to_tell`` of
a consultation are the steps that its submitters are not told of yet: ``{"kind", "at"}``, written
with the step itself. ``close_told`` is the end of the period of which they were told.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.public_comment.store import Store
from shared.mongo import (
    ASCENDING,
    WITHOUT_EVENTS,
    Document,
    IndexModel,
    Session,
)

_TO_BE_TOLD = {"to_tell.0": {"$exists": True}}
_NEEDED = {"receipt_number": 1, "consultation_id": 1, "mail": 1}
# Of a comment that was withdrawn, or is a paper's second entry, there is nothing to tell.
_FOLLOWED = {"mail": {"$exists": True}, "state": "accepted"}


class Followers:
    """Comments whose submitters are told by mail, and what they are to be told."""

    def __init__(self, store: Store) -> None:
        self._comments = store.comments.collection
        self._consultations = store.consultations.collection

    async def create_indexes(self) -> None:
        """Find the few that have an address, and the few that wait."""
        of_a_consultation = IndexModel(
            [("consultation_id", ASCENDING), ("_id", ASCENDING)],
            name="followers",
            partialFilterExpression={"mail": {"$exists": True}},
        )
        await self._comments.create_indexes([of_a_consultation])
        to_tell = IndexModel("to_tell.at", name="to_tell", partialFilterExpression=_TO_BE_TOLD)
        await self._consultations.create_indexes([to_tell])

    async def among(self, comment_ids: Sequence[str]) -> list[Document]:
        """Those of the comments whose submitters are told."""
        where = {"_id": {"$in": list(comment_ids)}, **_FOLLOWED}
        return [row async for row in self._comments.find(where, _NEEDED)]

    async def of_points(self, point_ids: Sequence[str]) -> list[Document]:
        """Those of the comments that hold, or held, one of some opinions."""
        where = {"splittings.spans.id": {"$in": list(point_ids)}, **_FOLLOWED}
        return [row async for row in self._comments.find(where, _NEEDED)]

    async def page(self, consultation_id: str, after: str, limit: int) -> list[Document]:
        """Those of a consultation, in the order of their ids."""
        where = {"consultation_id": consultation_id, "_id": {"$gt": after}, **_FOLLOWED}
        found = self._comments.find(where, _NEEDED).sort("_id", ASCENDING).limit(limit)
        rows: list[Document] = await found.to_list(limit)
        return rows

    async def follow(self, comment_id: str, sealed: Mapping[str, Any], session: Session) -> bool:
        """Keep a sealed address; False if the comment was withdrawn, or counts elsewhere."""
        kept = await self._comments.update_one(
            {"_id": comment_id, "state": "accepted"},
            {"$set": {"mail": dict(sealed)}},
            session=session,
        )
        return bool(kept.matched_count)

    async def stop(self, comment_id: str) -> None:
        """Drop the address; one that is gone already is gone."""
        await self._comments.update_one({"_id": comment_id}, {"$unset": {"mail": ""}})

    async def to_be_told(self) -> list[Document]:
        """Consultations with a step of which nobody was told yet."""
        found = self._consultations.find(_TO_BE_TOLD, WITHOUT_EVENTS).hint("to_tell")
        return [row async for row in found]

    async def told(self, consultation_id: str, step: Mapping[str, Any]) -> None:
        """Take a step off the list."""
        await self._consultations.update_one(
            {"_id": consultation_id}, {"$pull": {"to_tell": dict(step)}}
        )

    async def closed_between(self, earliest: datetime, latest: datetime) -> list[Document]:
        """Consultations that went on to the end of their period, at a moment within these."""
        where = {"closes_at": {"$gte": earliest, "$lte": latest}, "withdrawn_at": None}
        found = self._consultations.find(where, WITHOUT_EVENTS)
        return [row async for row in found if row.get("close_told") != row["closes_at"]]

    async def told_of_close(self, row: Document) -> None:
        """Note it for this end; a period that is extended ends once more."""
        await self._consultations.update_one(
            {"_id": row["_id"], "closes_at": row["closes_at"]},
            {"$set": {"close_told": row["closes_at"]}},
        )
