"""Whole databases, document by document as BSON, at one moment: for backup and restore."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import ReplaceOne

from shared.mongo.aggregates import SWEEP_INDEX
from shared.mongo.client import Mongo, Session

_RAW = CodecOptions(document_class=RawBSONDocument)
_READ_AT_ONCE = 500


class RawDatabase:
    """The documents of one service, untouched: as they lie there, so they come back."""

    def __init__(self, mongo: Mongo, service: str) -> None:
        self._database = mongo.database(service)
        self._raw: Any = self._database.with_options(codec_options=_RAW)

    async def collections(self) -> list[str]:
        """Name the collections that hold anything of its own, in order."""
        names = await self._database.list_collection_names()
        return sorted(name for name in names if not name.startswith("system."))

    async def aggregates(self) -> list[str]:
        """Name the collections whose documents hold events: the relay's index tells them."""
        found = []
        for name in await self.collections():
            if SWEEP_INDEX in await self._database[name].index_information():
                found.append(name)
        return found

    async def read(self, collection: str, session: Session) -> AsyncIterator[RawBSONDocument]:
        """Yield all documents of a collection as they were at the session's moment."""
        cursor = self._raw[collection].with_options(read_concern=None)
        async for row in cursor.find({}, session=session, batch_size=_READ_AT_ONCE):
            yield row

    async def is_empty(self, collection: str) -> bool:
        """Say whether a collection has no document."""
        return await self._database[collection].find_one({}, {"_id": 1}) is None

    async def write(self, collection: str, rows: Sequence[RawBSONDocument]) -> None:
        """Put documents back; one of the same id is replaced, so that a repetition is safe."""
        changes: list[Any] = [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows]
        await self._raw[collection].bulk_write(changes, ordered=False)


@asynccontextmanager
async def one_moment(mongo: Mongo) -> AsyncIterator[Session]:
    """Open a session in which all reads of all databases see the same moment.

    The server keeps that moment for ``minSnapshotHistoryWindowInSeconds`` (an hour in our
    settings); reading that takes longer raises ``PyMongoError``.
    """
    async with await mongo.client.start_session(snapshot=True) as session:
        yield session
