"""Open data in the schema. Its files are at ``/opendata/<dataset>/<version>/<dataset>.<kind>``."""

from datetime import datetime
from enum import StrEnum
from typing import Self

import strawberry

from gateway.clients.open_data import DatasetAnswer, FieldAnswer, FileAnswer, VersionAnswer
from gateway.words import moment, moment_or_none

FOLDER = "/opendata"


@strawberry.enum(description="文字, アドレス, 整数, 数（小さい数は載せません）, 日")
class OpenFieldKind(StrEnum):
    """What a field holds."""

    TEXT = "TEXT"
    ADDRESS = "ADDRESS"
    INTEGER = "INTEGER"
    COUNT = "COUNT"
    DAY = "DAY"


@strawberry.type(description="オープンデータの項目")
class OpenField:
    """A column of a dataset."""

    name: str
    kind: OpenFieldKind
    about: str
    standard: str = strawberry.field(
        description="自治体標準オープンデータセットのどこの項目名か。空なら独自の項目"
    )

    @classmethod
    def of(cls, answer: FieldAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            name=answer["name"],
            kind=OpenFieldKind(answer["kind"]),
            about=answer["about"],
            standard=answer["standard"],
        )


@strawberry.type(description="オープンデータのファイル")
class OpenFile:
    """A file; ``path`` on this site, ``size`` in bytes."""

    kind: str
    media_type: str
    size: int
    sha256: str
    path: str

    @classmethod
    def of(cls, answer: FileAnswer, folder: str, dataset: str) -> Self:
        """Make it of the service's answer."""
        return cls(**answer, path=f"{folder}/{dataset}.{answer['kind']}")


@strawberry.type(description="オープンデータの版。いちど作ったら変わりません。")
class OpenDataVersion:
    """A version of a dataset. ``retired_at``: somebody took back that a text is published."""

    version: str
    previous: str | None
    rows: int
    made_at: datetime
    retired_at: datetime | None
    fields: list[OpenField]
    files: list[OpenFile] = strawberry.field(description="提供を終えた版では空")

    @classmethod
    def of(cls, answer: VersionAnswer, dataset: str) -> Self:
        """Make it of the service's answer."""
        folder = f"{FOLDER}/{dataset}/{answer['version']}"
        files = [] if answer["retired_at"] else answer["files"]
        return cls(
            version=answer["version"],
            previous=answer["previous"],
            rows=answer["rows"],
            made_at=moment(answer["made_at"]),
            retired_at=moment_or_none(answer["retired_at"]),
            fields=[OpenField.of(one) for one in answer["fields"]],
            files=[OpenFile.of(one, folder, dataset) for one in files],
        )


@strawberry.type(description="オープンデータ（CC BY 4.0）")
class OpenDataset:
    """A dataset. ``by_consent``: it holds texts whose publication may be taken back."""

    name: str
    by_consent: bool
    present: OpenDataVersion | None

    @classmethod
    def of(cls, answer: DatasetAnswer) -> Self:
        """Make it of the service's answer."""
        present = answer["present"]
        return cls(
            name=answer["name"],
            by_consent=answer["by_consent"],
            present=OpenDataVersion.of(present, answer["name"]) if present else None,
        )
