"""Documents of open data: ``versions``, the ``files`` of each (GridFS), ``seals`` and ``drafts``.

A version's id is ``<dataset>/<version>``; ``number`` counts a dataset's versions, the greatest is
the present one. ``retired_at``: its files are gone. ``seals`` has one document for each version and
consultation with citizens' own texts in it. ``drafts`` holds rows that are being sent, for an hour.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from services.open_data.domain.consent import Seals
from services.open_data.domain.errors import MadeByAnother, VersionNotFound
from services.open_data.domain.files import FileKind, MadeFile
from services.open_data.domain.rows import Row
from shared.clock import now
from shared.mongo import (
    ASCENDING,
    DESCENDING,
    Database,
    Document,
    DuplicateKeyError,
    IndexModel,
    Page,
    decode_cursor,
    encode_cursor,
)
from shared.mongo.buckets import Bucket, NoSuchFile
from shared.mongo.cursors import CursorMalformed

DRAFTS_KEPT_FOR = timedelta(hours=1)
NUMBER_DIGITS = 9


class Store:
    """One service's database."""

    def __init__(self, database: Database) -> None:
        self._versions = database["versions"]
        self._seals = database["seals"]
        self._drafts = database["drafts"]
        self._files = Bucket(database, "files")

    async def create_indexes(self) -> None:
        """Every query of this file needs one of them."""
        numbers = IndexModel([("dataset", ASCENDING), ("number", DESCENDING)], unique=True)
        await self._versions.create_indexes([numbers])
        await self._seals.create_indexes([IndexModel("of")])
        forgotten = IndexModel("forget_at", expireAfterSeconds=0)
        parts = IndexModel([("draft", ASCENDING), ("number", ASCENDING)])
        await self._drafts.create_indexes([forgotten, parts])
        await self._files.create_indexes()

    # Drafts

    async def keep_part(self, draft: str, number: int, rows: Sequence[Row]) -> None:
        """Keep some rows of a draft; the same number once more replaces them."""
        kept = {"draft": draft, "number": number, "rows": [list(row) for row in rows]}
        kept["forget_at"] = now() + DRAFTS_KEPT_FOR
        await self._drafts.replace_one({"_id": f"{draft}/{number}"}, kept, upsert=True)

    async def parts(self, draft: str) -> list[list[Row]]:
        """The rows of a draft, part by part."""
        found = self._drafts.find({"draft": draft}).sort("number", ASCENDING)
        return [[tuple(row) for row in part["rows"]] async for part in found]

    async def forget_draft(self, draft: str) -> None:
        """Let go of its rows."""
        await self._drafts.delete_many({"draft": draft})

    # Versions

    async def newest(self, dataset: str) -> Document | None:
        """The version with the greatest number, whether its files are there or not."""
        return await self._versions.find_one({"dataset": dataset}, sort=[("number", DESCENDING)])

    async def keep_version(self, row: Document, files: Sequence[MadeFile], seals: Seals) -> None:
        """Keep a version: first what belongs to it, so that what is found is whole.

        Where the same words were made earlier on the same day, that version is brought back.

        Raises:
            MadeByAnother: its number was taken meanwhile.
        """
        for file in files:
            await self._files.put(f"{row['_id']}/{file.kind}", file.kind, file.content, {})
        for case, hashes in seals.items():
            sealed = {"of": row["_id"], "consultation_id": case, "hashes": list(hashes)}
            await self._seals.replace_one({"_id": f"{row['_id']}/{case}"}, sealed, upsert=True)
        try:
            await self._versions.replace_one({"_id": row["_id"]}, row, upsert=True)
        except DuplicateKeyError as error:
            raise MadeByAnother from error

    async def version(self, dataset: str, version: str) -> Document:
        """One version.

        Raises:
            VersionNotFound: there is none.
        """
        found = await self._versions.find_one({"_id": f"{dataset}/{version}"})
        if found is None:
            raise VersionNotFound("version")
        return found

    async def versions(self, dataset: str, after: str | None, limit: int) -> Page:
        """A dataset's versions, newest first."""
        where: Document = {"dataset": dataset}
        if after:
            (last,) = decode_cursor(after, 1)
            where["number"] = {"$lt": _number(last)}
        found = self._versions.find(where).sort("number", DESCENDING).limit(limit + 1)
        rows: list[Document] = await found.to_list(limit + 1)
        following = encode_cursor(str(rows[limit - 1]["number"])) if len(rows) > limit else None
        return Page(rows[:limit], following)

    async def with_files(self, dataset: str) -> AsyncIterator[Document]:
        """Yield a dataset's versions whose files are there."""
        async for row in self._versions.find({"dataset": dataset, "retired_at": None}):
            yield row

    async def seals(self, version_id: str) -> dict[str, list[str]]:
        """What stands for the texts in a version."""
        found = self._seals.find({"of": version_id})
        return {row["consultation_id"]: row["hashes"] async for row in found}

    async def content(self, version_id: str, kind: FileKind) -> bytes:
        """A file of a version.

        Raises:
            VersionNotFound: there is none.
        """
        try:
            return b"".join([part async for part in self._files.read(f"{version_id}/{kind}")])
        except NoSuchFile as error:
            raise VersionNotFound("version") from error

    async def retire(self, version_id: str) -> None:
        """Take a version's files away, after it is said that they are gone."""
        gone = {"$set": {"retired_at": now()}}
        await self._versions.update_one({"_id": version_id, "retired_at": None}, gone)
        for kind in FileKind:
            await self._files.remove(f"{version_id}/{kind}")


def _number(cursor: str) -> int:
    """Read what a cursor holds.

    Raises:
        CursorMalformed: no list of ours gave it out.
    """
    if not cursor.isdecimal() or len(cursor) > NUMBER_DIGITS:
        raise CursorMalformed("after")
    return int(cursor)
