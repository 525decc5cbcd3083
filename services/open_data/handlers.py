"""Use cases: making a version of a dataset, and handing it out as long as it may be.

Most of what is public stays public: a version is there for good. Texts in citizens' own words are
published by consent, and that may be taken back, also after a version was made. So before a version
with such texts is handed out, each text is held against what its owner publishes at this moment. If
one is missing the version is retired: its files go for good, its checksums stay.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from services.open_data.domain.consent import Seals, all_stand, seals_of
from services.open_data.domain.datasets import DATASETS, Dataset
from services.open_data.domain.errors import (
    DatasetNotFound,
    PartsMissing,
    VersionNotFound,
    VersionRetired,
)
from services.open_data.domain.files import MEDIA_TYPES, FileKind, fingerprint, made_files
from services.open_data.domain.rows import Row, checked_rows
from services.open_data.store import Store
from shared.clock import JST, now
from shared.mongo import Document, Page

# So much of the fingerprint is in a version's name.
_NAMED_BY = 12
_KINDS = frozenset(FileKind)


class PublishedTexts(Protocol):
    """What the owner of citizens' texts publishes now."""

    async def now(self, consultation_ids: Sequence[str]) -> Seals:
        """Return what stands for each text, by consultation.

        Raises:
            Unavailable: it cannot be asked; nothing is handed out then.
        """


@dataclass(frozen=True)
class Made:
    """A version, and whether it is new."""

    version: Document
    is_new: bool


@dataclass
class OpenData:
    """The use cases, with what they need; ``city`` is its code and its name."""

    store: Store
    texts: PublishedTexts
    city: tuple[str, str]
    site: str

    async def keep_part(
        self, name: str, draft: str, number: int, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Keep a part of the rows of a version that is being made.

        Raises:
            DatasetNotFound, RowMalformed.
        """
        dataset = dataset_of(name)
        checked = checked_rows(dataset, self.city, self.site, rows)
        await self.store.keep_part(f"{name}/{draft}", number, checked)

    async def make(self, name: str, draft: str, parts: int) -> Made:
        """Make a version of a draft's ``parts``, unless it would say what the present one says.

        Raises:
            DatasetNotFound, PartsMissing. MadeByAnother: try again. PyMongoError.
        """
        dataset, draft_id = dataset_of(name), f"{name}/{draft}"
        kept = await self.store.parts(draft_id)
        if len(kept) != parts:
            raise PartsMissing(expected=parts, actual=len(kept))
        rows = [row for part in kept for row in part]
        made = await self._make(dataset, rows)
        await self.store.forget_draft(draft_id)
        return made

    async def _make(self, dataset: Dataset, rows: Sequence[Row]) -> Made:
        digest = await asyncio.to_thread(fingerprint, dataset.fields, rows)
        present = await self.store.newest(dataset.name)
        if present and present["sha256"] == digest and present["retired_at"] is None:
            return Made(present, is_new=False)
        files = await asyncio.to_thread(made_files, dataset.fields, rows)
        at = now()
        version = _version_name(at, digest)
        before = present["version"] if present else None
        if present and before == version:  # it was retired earlier on this day
            before = present["previous"]
        row = {
            "_id": f"{dataset.name}/{version}",
            "dataset": dataset.name,
            "version": version,
            "number": present["number"] + 1 if present else 1,
            "previous": before,
            "sha256": digest,
            "made_at": at,
            "rows": len(rows),
            "fields": [asdict(field) for field in dataset.fields],
            "files": [
                {
                    "kind": file.kind,
                    "media_type": MEDIA_TYPES[file.kind],
                    "size": len(file.content),
                    "sha256": file.sha256,
                }
                for file in files
            ],
            "retired_at": None,
        }
        await self.store.keep_version(row, files, seals_of(dataset, rows))
        return Made(row, is_new=True)

    async def datasets(self) -> list[tuple[Dataset, Document | None]]:
        """All datasets, each with its present version; None before the first was made."""
        found = await asyncio.gather(*(self.store.newest(name) for name in DATASETS))
        return list(zip(DATASETS.values(), found, strict=True))

    async def versions(self, name: str, after: str | None, limit: int) -> Page:
        """A page of a dataset's versions, newest first.

        Raises:
            DatasetNotFound, CursorMalformed.
        """
        return await self.store.versions(dataset_of(name).name, after, limit)

    async def file(self, name: str, version: str, kind: str) -> bytes:
        """Hand out a file of a version.

        Raises:
            DatasetNotFound, VersionNotFound. VersionRetired: not any more. Unavailable.
        """
        dataset = dataset_of(name)
        row = await self.store.version(name, version)
        if kind not in _KINDS:
            raise VersionNotFound("file")
        if row["retired_at"] is None and not await self._stands(dataset, row):
            await self.store.retire(row["_id"])
            raise VersionRetired("version")
        if row["retired_at"] is not None:
            raise VersionRetired("version")
        return await self.store.content(row["_id"], FileKind(kind))

    async def sweep(self) -> list[str]:
        """Retire every version with a text that is published no more; return their ids.

        Raises:
            Unavailable.
        """
        retired = []
        async for dataset, row in self._that_need_consent():
            if not await self._stands(dataset, row):
                await self.store.retire(row["_id"])
                retired.append(str(row["_id"]))
        return retired

    async def _that_need_consent(self) -> AsyncIterator[tuple[Dataset, Document]]:
        for dataset in DATASETS.values():
            if dataset.consented is not None:
                async for row in self.store.with_files(dataset.name):
                    yield dataset, row

    async def _stands(self, dataset: Dataset, row: Document) -> bool:
        if dataset.consented is None:
            return True
        sealed = await self.store.seals(row["_id"])
        return not sealed or all_stand(sealed, await self.texts.now(list(sealed)))


def dataset_of(name: str) -> Dataset:
    """Find a dataset.

    Raises:
        DatasetNotFound: there is none of this name.
    """
    if name not in DATASETS:
        raise DatasetNotFound("dataset")
    return DATASETS[name]


def _version_name(at: datetime, digest: str) -> str:
    return f"{at.astimezone(JST).date().isoformat()}-{digest[:_NAMED_BY]}"
