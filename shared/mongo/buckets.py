"""Files in a database (GridFS), written so that a file is there whole or not at all."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from bson import ObjectId
from gridfs.errors import FileExists
from motor.motor_asyncio import AsyncIOMotorGridFSBucket

from shared.mongo.client import Database, Document

PART_BYTES = 261_120


class NoSuchFile(Exception):
    """The bucket has no file of this id."""


class Bucket:
    """Files by ids of our own, which stand in ``metadata.id``.

    Each attempt to write has GridFS's id for itself. What was broken off leaves parts that belong
    to no file; what comes second finds the first one whole, and takes its own parts away.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._files = database[f"{name}.files"]
        self._parts = database[f"{name}.chunks"]
        self._bucket: Any = AsyncIOMotorGridFSBucket(database, name, chunk_size_bytes=PART_BYTES)

    async def create_indexes(self) -> None:
        """One file for each id."""
        await self._files.create_index("metadata.id", unique=True)

    async def put(self, id_: str, name: str, content: bytes, about: Mapping[str, Any]) -> None:
        """Write a file; where there is one of this id already, it is left as it is."""
        attempt = ObjectId()
        metadata = {**about, "id": id_}
        try:
            await self._bucket.upload_from_stream_with_id(attempt, name, content, metadata=metadata)
        except FileExists:
            await self._parts.delete_many({"files_id": attempt})

    async def find(self, id_: str) -> Document | None:
        """Return GridFS's own document of a whole file."""
        return await self._files.find_one({"metadata.id": id_})

    async def among(self, ids: Sequence[str]) -> set[str]:
        """Return those of the ids that have a whole file, in one query."""
        found = self._files.find({"metadata.id": {"$in": list(ids)}}, {"metadata.id": 1})
        return {row["metadata"]["id"] async for row in found}

    async def remove(self, id_: str) -> None:
        """Take a file and its parts away; one that is not there is gone already."""
        found = await self.find(id_)
        if found is not None:
            await self._files.delete_one({"_id": found["_id"]})
            await self._parts.delete_many({"files_id": found["_id"]})

    async def read(self, id_: str) -> AsyncIterator[bytes]:
        """Yield a file in parts.

        Raises:
            NoSuchFile: there is none.
        """
        found = await self.find(id_)
        if found is None:
            raise NoSuchFile(id_)
        stream = await self._bucket.open_download_stream(found["_id"])
        while part := await stream.readchunk():
            yield part
