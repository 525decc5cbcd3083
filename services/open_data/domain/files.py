"""A table as CSV, JSON Lines and Parquet: three files that say the same. CPU work, no I/O."""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import orjson

from services.open_data.domain.datasets import Field, FieldKind
from services.open_data.domain.rows import Row

# What a spreadsheet may compute (OWASP, CSV Injection), with any apostrophes before it: one more
# is put before the cell, so that taking one away gives every text back as it was.
_COMPUTED = re.compile(r"'*[=+\-@\t\r]")
_WHOLE = (FieldKind.INTEGER, FieldKind.COUNT)


class FileKind(StrEnum):
    """The forms of a table, by their ending."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


MEDIA_TYPES = {
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.JSONL: "application/jsonl; charset=utf-8",
    FileKind.PARQUET: "application/vnd.apache.parquet",
}


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file with what proves it."""

    kind: FileKind
    content: bytes
    sha256: str


def fingerprint(fields: Sequence[Field], rows: Sequence[Row]) -> str:
    """Return the SHA-256 of what a table says: its columns in order, then its rows."""
    header = orjson.dumps([[field.name, field.kind] for field in fields])
    return hashlib.sha256(header + b"\n" + jsonl_file(fields, rows)).hexdigest()


def made_files(fields: Sequence[Field], rows: Sequence[Row]) -> list[MadeFile]:
    """Make all forms of a table."""
    made = [(kind, make(fields, rows)) for kind, make in _MAKERS.items()]
    return [MadeFile(kind, body, hashlib.sha256(body).hexdigest()) for kind, body in made]


def csv_file(fields: Sequence[Field], rows: Sequence[Row]) -> bytes:
    """Write UTF-8 with the mark by which Excel knows it; what is missing is an empty cell."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([field.name for field in fields])
    for row in rows:
        table.writerow([_harmless(one) if isinstance(one, str) else one for one in row])
    return ("\ufeff" + out.getvalue()).encode()


def jsonl_file(fields: Sequence[Field], rows: Sequence[Row]) -> bytes:
    """Write one JSON object a line; what is missing is null."""
    names = [field.name for field in fields]
    return b"".join(orjson.dumps(dict(zip(names, row, strict=True))) + b"\n" for row in rows)


def parquet_file(fields: Sequence[Field], rows: Sequence[Row]) -> bytes:
    """Write Parquet: texts, whole numbers of 64 bits, days."""
    # Some 60 MB of memory that only a process which makes versions has to pay.
    import pyarrow as pa
    import pyarrow.parquet as pq

    def column(place: int, field: Field) -> "pa.Array":
        values = [row[place] for row in rows]
        if field.kind is FieldKind.DAY:
            days = [None if one is None else date.fromisoformat(str(one)) for one in values]
            return pa.array(days, pa.date32())
        return pa.array(values, pa.int64() if field.kind in _WHOLE else pa.string())

    columns = {field.name: column(place, field) for place, field in enumerate(fields)}
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, compression="zstd")
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if _COMPUTED.match(cell) else cell


_MAKERS: dict[FileKind, Callable[[Sequence[Field], Sequence[Row]], bytes]] = {
    FileKind.CSV: csv_file,
    FileKind.JSONL: jsonl_file,
    FileKind.PARQUET: parquet_file,
}
