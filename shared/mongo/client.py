"""The connection, and the durability that every write of ours has."""

from datetime import UTC
from typing import Any, TypeAlias

from bson.codec_options import CodecOptions
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
)
from pymongo import WriteConcern
from pymongo.read_concern import ReadConcern

from shared.settings import Settings

Document = dict[str, Any]
Database: TypeAlias = "AsyncIOMotorDatabase[Document]"
Collection: TypeAlias = "AsyncIOMotorCollection[Document]"
Session: TypeAlias = AsyncIOMotorClientSession

_ACCEPTED_MEANS_KEPT = WriteConcern(w="majority", j=True)
_UTC = CodecOptions[Document](tz_aware=True, tzinfo=UTC)
_NOT_FOUND_SOON_MS = 5_000


class Mongo:
    """One client per process; databases are named ``<prefix>_<service>``."""

    def __init__(self, client: Any, prefix: str) -> None:
        self.client = client
        self._prefix = prefix

    @classmethod
    def connect(cls, settings: Settings) -> "Mongo":
        """Make the client; nothing is sent until the first use.

        A server that cannot be found raises ``PyMongoError`` after 5 s, so that a citizen's
        request ends in a clear answer instead of hanging.
        """
        client: Any = AsyncIOMotorClient(
            settings.mongo_url,
            serverSelectionTimeoutMS=_NOT_FOUND_SOON_MS,
            connectTimeoutMS=_NOT_FOUND_SOON_MS,
            socketTimeoutMS=20_000,
            appname="kyodo",
        )
        return cls(client, settings.database_prefix)

    def database(self, service: str) -> Database:
        """The service's own database: journalled majority writes, majority reads, UTC times."""
        database: Database = self.client.get_database(
            f"{self._prefix}_{service}",
            codec_options=_UTC,
            write_concern=_ACCEPTED_MEANS_KEPT,
            read_concern=ReadConcern("majority"),
        )
        return database

    async def ping(self) -> None:
        """Raise ``PyMongoError`` unless a primary answers."""
        await self.client.admin.command("ping")

    def close(self) -> None:
        """Give the connections back."""
        self.client.close()
