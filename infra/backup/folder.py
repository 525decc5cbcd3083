"""The folder of a backup.

manifest.json                         what was kept, how much, and the sum of each file
mongo/<service>/<collection>.bson.gz  documents as BSON, one after the other
topics/<service>.bson.gz              events as BSON {"key", "value"}, in order
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

import bson
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument

VERSION = 1
MANIFEST = "manifest.json"
_RAW = CodecOptions(document_class=RawBSONDocument)


class NotThisBackup(Exception):
    """A file of the folder is missing, or is not what was written there; names it."""


@dataclass(frozen=True)
class Part:
    """One file: how many documents or events it holds, and its SHA-256."""

    count: int
    sha256: str


@dataclass
class Manifest:
    """What a folder holds; ``at`` is the moment, in ISO 8601."""

    at: str
    version: int = VERSION
    documents: dict[str, Part] = field(default_factory=dict)
    events: dict[str, Part] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write it; the last file, so that a folder without it is no backup."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read it.

        Raises:
            NotThisBackup: there is none, or it is of another version.
        """
        try:
            known = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            parts = {kind: _parts(known[kind]) for kind in ("documents", "events")}
            made = cls(at=known["at"], version=known["version"], **parts)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotThisBackup(MANIFEST) from error
        if made.version != VERSION:
            raise NotThisBackup(f"{MANIFEST} (version {made.version})")
        return made


def _parts(known: dict[str, Any]) -> dict[str, Part]:
    return {name: Part(**part) for name, part in known.items()}


class Writer:
    """Writes one file of documents, and knows in the end what it wrote."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        self._out = gzip.open(file, "wb", compresslevel=5)
        self.count = 0

    def add(self, document: bytes) -> None:
        """Append one BSON document."""
        self._out.write(document)
        self.count += 1

    def close(self) -> Part:
        """Return what the file holds now."""
        self._out.close()
        return Part(self.count, _sum(self._file))


def documents_in(file: Path) -> Iterator[RawBSONDocument]:
    """Yield the documents of a file."""
    with gzip.open(file, "rb") as content:
        yield from bson.decode_file_iter(cast(BinaryIO, content), _RAW)


def check(folder: Path, names: Iterable[tuple[str, Part]]) -> None:
    """See that each file is what was written.

    Raises:
        NotThisBackup: one is missing or was changed.
    """
    for name, part in names:
        file = folder / name
        if not file.exists() or _sum(file) != part.sha256:
            raise NotThisBackup(name)


def _sum(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
