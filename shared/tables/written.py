"""Tables for Excel, made of what people wrote: no cell of them is ever taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet may read as the beginning of a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cells = Sequence[str | int]


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet computes: with an apostrophe before it if need be."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def csv_file(header: Cells, rows: Iterable[Cells]) -> bytes:
    """Return a CSV in UTF-8 with the mark by which Excel knows it."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(header)
    for row in rows:
        table.writerow([harmless(one) if isinstance(one, str) else one for one in row])
    return ("\ufeff" + out.getvalue()).encode()


def xlsx_file(header: Cells, rows: Iterable[Cells]) -> bytes:
    """Return a workbook of one sheet, texts as texts. CPU work: not for the event loop."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (header, *rows):
        cells = []
        for one in row:
            value = ILLEGAL_CHARACTERS_RE.sub("", one) if isinstance(one, str) else one
            cell = WriteOnlyCell(sheet, value=value)
            cell.data_type = "s" if isinstance(one, str) else "n"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
