"""A lease: at most one holder works at a time, by the database's clock."""

import secrets
from datetime import UTC, datetime

from pymongo import ReturnDocument

from shared.mongo.client import Database

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Lease:
    """A named lease in a service's database: ``{"_id": name, "holder", "expires_at"}``."""

    def __init__(self, database: Database, name: str, seconds: float) -> None:
        self._collection = database["leases"]
        self._name = name
        self.holder = secrets.token_hex(8)
        self.seconds = seconds

    async def take(self) -> bool:
        """Take or renew it; False while another holder's time has not run out.

        The clock is the server's (``$$NOW``), so machines need not agree on the time.
        """
        free = {
            "$or": [
                {"$eq": [{"$ifNull": ["$holder", self.holder]}, self.holder]},
                {"$lt": ["$expires_at", "$$NOW"]},
            ]
        }
        until = {"$add": ["$$NOW", int(self.seconds * 1000)]}
        row = await self._collection.find_one_and_update(
            {"_id": self._name},
            [
                {
                    "$set": {
                        "holder": {"$cond": [free, self.holder, "$holder"]},
                        "expires_at": {"$cond": [free, until, "$expires_at"]},
                    }
                }
            ],
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return bool(row["holder"] == self.holder)

    async def release(self) -> None:
        """Give it back, so that a successor need not wait until it runs out."""
        await self._collection.update_one(
            {"_id": self._name, "holder": self.holder},
            {"$set": {"expires_at": _LONG_AGO}},
        )
