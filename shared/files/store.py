"""Files of one service, in its own database (GridFS)."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.clock import now
from shared.errors import NotFound
from shared.files.accept import AcceptedFile, FileKind
from shared.mongo import Database
from shared.mongo.buckets import Bucket, NoSuchFile


class FileNotFound(NotFound):
    """No file of this id."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What is known of a kept file; ``size`` in bytes."""

    id: str
    name: str
    kind: FileKind
    size: int
    sha256: str
    kept_at: datetime


class Files:
    """Keeps accepted files under ids that the caller chooses, so that a repetition keeps one."""

    def __init__(self, database: Database) -> None:
        self._bucket = Bucket(database, "files")

    async def create_indexes(self) -> None:
        """Create what this needs."""
        await self._bucket.create_indexes()

    async def keep(self, id_: str, file: AcceptedFile) -> KeptFile:
        """Keep a file, durably; the same id once more returns what was kept first.

        Raises:
            PyMongoError: the database failed; send it again.
        """
        about = {
            **{"kind": file.kind.value, "sha256": file.sha256, "kept_at": now()},
            "given_sha256": file.given_sha256,
        }
        await self._bucket.put(id_, file.name, file.content, about)
        return await self.about(id_)

    async def about(self, id_: str) -> KeptFile:
        """Say what is known of a file.

        Raises:
            FileNotFound: none of this id, or one that is not whole yet.
        """
        row = await self._bucket.find(id_)
        if row is None:
            raise FileNotFound("file_id")
        about: dict[str, Any] = row["metadata"]
        return KeptFile(
            id=id_,
            name=row["filename"],
            kind=FileKind(about["kind"]),
            size=row["length"],
            sha256=about["sha256"],
            kept_at=about["kept_at"],
        )

    async def among(self, ids: Sequence[str]) -> set[str]:
        """Say which of the ids have a whole file."""
        return await self._bucket.among(ids)

    async def remove(self, id_: str) -> None:
        """Take a file away; one that is not there is gone already."""
        await self._bucket.remove(id_)

    async def read(self, id_: str) -> AsyncIterator[bytes]:
        """Yield the content in parts.

        Raises:
            FileNotFound: none of this id.
        """
        try:
            async for part in self._bucket.read(id_):
                yield part
        except NoSuchFile as error:
            raise FileNotFound("file_id") from error
