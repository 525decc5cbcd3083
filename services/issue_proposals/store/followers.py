"""MongoDB: who follows an issue by mail.

An id is a keyed hash of issue and address, so that one follows once; ``asked_hash`` is one of the
address alone, so that nobody is asked for an agreement again and again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.issue_proposals.domain.errors import FollowerNotFound
from services.issue_proposals.domain.following import Follower
from shared.events import EventData
from shared.events.issue_talk import FollowerState, Rhythm
from shared.mongo import WITHOUT_EVENTS, Aggregates, Database, Document, IndexModel

DUE_AT_ONCE = 200


class Followers:
    """Documents of followers."""

    def __init__(self, database: Database) -> None:
        self.rows = Aggregates(database, "followers")

    async def create_indexes(self) -> None:
        """One follows once; who is due; how often an address was asked."""
        following = {"state": FollowerState.FOLLOWING.value}
        asked = {"state": FollowerState.ASKED.value}
        await self.rows.create_indexes(
            IndexModel([("asked_at", 1)], name="unanswered", partialFilterExpression=asked),
            IndexModel([("asked_hash", 1), ("asked_at", 1)]),
            IndexModel([("due_at", 1)], name="due", partialFilterExpression=following),
        )

    async def row(self, follower_id: str) -> Document | None:
        """Read one with when it was asked; None if nobody ever was."""
        row: Document | None = await self.rows.collection.find_one(
            {"_id": follower_id}, WITHOUT_EVENTS
        )
        return row

    async def asked_since(self, asked_hash: str, moment: datetime) -> int:
        """Count how often an address was asked for its agreement."""
        counted: int = await self.rows.collection.count_documents(
            {"asked_hash": asked_hash, "asked_at": {"$gt": moment}}
        )
        return counted

    async def insert(self, follower: Follower, private: Document, *events: EventData) -> None:
        """Keep a new one.

        Raises:
            DuplicateKeyError: they follow it, or are asked, already.
        """
        await self.rows.insert({**_document(follower), **private}, *events)

    async def follower(self, follower_id: str) -> Follower:
        """Read one.

        Raises:
            FollowerNotFound.
        """
        if (row := await self.row(follower_id)) is None:
            raise FollowerNotFound("token")
        return to_follower(row)

    async def among(self, ids: Sequence[str]) -> list[Document]:
        """Return rows with what is sealed, of those who have not stopped."""
        stopped = {"$ne": FollowerState.STOPPED.value}
        found = self.rows.collection.find({"_id": {"$in": list(ids)}, "state": stopped})
        rows: list[Document] = await found.to_list(None)
        return rows

    async def due(self, moment: datetime) -> list[Follower]:
        """Read those whose digest is due, the longest first; at most ``DUE_AT_ONCE``."""
        where = {"state": FollowerState.FOLLOWING.value, "due_at": {"$lte": moment}}
        found = self.rows.collection.find(where, WITHOUT_EVENTS).sort("due_at", 1)
        return [to_follower(row) for row in await found.to_list(DUE_AT_ONCE)]

    async def update(self, follower: Follower, change: Document, *events: EventData) -> Follower:
        """Change one.

        Raises:
            StaleAggregate.
        """
        row = await self.rows.update(follower.id, change, *events, sequence=follower.sequence)
        return to_follower(row)

    async def unanswered(self, before: datetime) -> list[Follower]:
        """Read those that were asked before and have not agreed; at most ``DUE_AT_ONCE``."""
        asked = {"state": FollowerState.ASKED.value, "asked_at": {"$lt": before}}
        found = self.rows.collection.find(asked, WITHOUT_EVENTS)
        return [to_follower(row) for row in await found.to_list(DUE_AT_ONCE)]


def to_follower(row: Document) -> Follower:
    """Read a follower, without the address."""
    return Follower(
        id=row["_id"],
        issue_id=row["issue_id"],
        rhythm=Rhythm(row["rhythm"]),
        state=FollowerState(row["state"]),
        told_until=row["told_until"],
        told_state=row["told_state"],
        due_at=row["due_at"],
        sequence=row["sequence"],
    )


def _document(follower: Follower) -> dict[str, Any]:
    return {
        "_id": follower.id,
        "issue_id": follower.issue_id,
        "rhythm": follower.rhythm.value,
        "state": follower.state.value,
        "told_until": follower.told_until,
        "told_state": follower.told_state,
        "due_at": follower.due_at,
    }
