"""A lease: at most one holder works at a time, by the database's clock."""

import secrets
from datetime import UTC, datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.mongo.client import Database

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Lease:
    """A named lease in a service's database: ``{"_id": name, "holder", "expires_at", "epoch"}``."""

    def __init__(self, database: Database, name: str, seconds: float) -> None:
        self._collection = database["leases"]
        self._name = name
        self.holder = secrets.token_hex(8)
        self.seconds = seconds

    async def take(self) -> bool:
        """Take or renew it; False while another holder's time has not run out.

        The clock is the server's (``$$NOW``), so machines need not agree on the time.
        """
        mine_or_free: dict[str, Any] = {
            "$expr": {
                "$or": [
                    {"$eq": ["$holder", self.holder]},
                    {"$lt": ["$expires_at", "$$NOW"]},
                ]
            }
        }
        until = {"$add": ["$$NOW", int(self.seconds * 1000)]}
        change: list[dict[str, Any]] = [
            {
                "$set": {
                    "epoch": {
                        "$cond": [
                            {"$eq": ["$holder", self.holder]},
                            "$epoch",
                            {"$add": [{"$ifNull": ["$epoch", 0]}, 1]},
                        ]
                    }
                }
            },
            {"$set": {"holder": self.holder, "expires_at": until}},
        ]
        try:
            taken = await self._collection.find_one_and_update(
                {"_id": self._name, **mine_or_free},
                change,
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError:
            return False  # the upsert met the document of a living holder
        return bool(taken)

    async def release(self) -> None:
        """Give it back, so that a successor need not wait until it runs out."""
        await self._collection.update_one(
            {"_id": self._name, "holder": self.holder},
            {"$set": {"expires_at": _LONG_AGO}},
        )
