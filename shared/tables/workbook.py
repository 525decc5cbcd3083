"""The first sheet of an Excel workbook (.xlsx), read like a CSV.

Values only: of a formula what Excel last showed, never computed here; links to other files are
not followed.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from shared.tables.columns import Columns, find_columns
from shared.tables.errors import TableEmpty, TableIsWorkbook, WorkbookUnreadable
from shared.tables.packed import OLD_OFFICE, ZIP, OldOrLocked, PackedBroken, require_sound
from shared.tables.rows import Reading, Row, bad, row_of, unless_repeated

# A sheet that was once formatted to its end goes on with empty rows.
EMPTY_ROWS_MAX = 1_000
DAMAGED = (
    zipfile.BadZipFile,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    SyntaxError,  # XML that is none
)


def is_workbook(content: bytes) -> bool:
    """Say whether it begins like a workbook, today's or an old one."""
    return content.startswith((ZIP, OLD_OFFICE))


def read_workbook(content: bytes, *, numbered: bool = True) -> Iterator[Reading]:
    """Read the first sheet, in its order. Works hard: advance it in a thread.

    Raises:
        TableIsWorkbook: an old one (.xls). WorkbookUnreadable, TableEmpty, ColumnMissing,
        ColumnTwice.
    """
    _require_sound(content)
    try:
        yield from _read(content, numbered=numbered)
    except DAMAGED as error:
        raise _unreadable() from error


def _read(content: bytes, *, numbered: bool) -> Iterator[Reading]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        rows = _filled(book.worksheets[0].iter_rows())
        header = next(rows, None)
        if header is None:
            raise TableEmpty("シートが空です。", "The sheet is empty.")
        columns = find_columns([text_of(cell) for cell in header[1]], numbered=numbered)
        known: dict[int, int] = {}
        for line, cells in rows:
            reading = _reading(line, cells, columns)
            yield unless_repeated(reading, known) if isinstance(reading, Row) else reading
    finally:
        book.close()


def _filled(rows: Iterator[Any]) -> Iterator[tuple[int, list[Any]]]:
    empty = 0
    for line, cells in enumerate(rows, start=1):
        if all(cell.value in (None, "") for cell in cells):
            empty += 1
            if empty > EMPTY_ROWS_MAX:
                return
            continue
        empty = 0
        yield line, list(cells)


def _reading(line: int, cells: list[Any], columns: Columns) -> Reading:
    if any(cell.data_type == "e" for cell in cells[: columns.width]):
        return bad(line, line, "CELL_ERROR")
    texts = [text_of(cell) for cell in cells[: columns.width]]
    texts += [""] * (columns.width - len(texts))
    return row_of(texts, columns, line, line)


def text_of(cell: Any) -> str:
    """Write a value as it was typed: a whole number without a point, a date as a date."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # Excel writes a carriage return of its own making in this way, and what looks like it escaped.
    text = str(value).replace("_x000D_\n", "\n").replace("_x000D_", "\n")
    return text.replace("_x005F_", "_")


def _require_sound(content: bytes) -> None:
    try:
        require_sound(content)
    except OldOrLocked as error:
        raise TableIsWorkbook(
            "古い形式のExcelか、パスワードのかかったブックです。"
            "パスワードを外し、「.xlsx」か「CSV UTF-8」で保存し直してください。",
            "An old workbook, or one with a password. Save it as .xlsx or “CSV UTF-8”.",
        ) from error
    except PackedBroken as error:
        raise _unreadable() from error


def _unreadable() -> WorkbookUnreadable:
    return WorkbookUnreadable(
        "Excelのブックとして読めません。Excelで開いて、保存し直してください。",
        "This cannot be read as a workbook. Open it in Excel and save it again.",
    )
