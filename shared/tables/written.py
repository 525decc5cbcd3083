"""Tables for Excel, made of what people wrote: no cell of them is ever taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet may read as the beginning of a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

# What one cell of Excel holds, in UTF-16 code units (Microsoft, Excel specifications and limits).
CELL_MAX = 32_767
_TOO_LONG = "…（長いため、このマスには、ここまでしか入りません）"
# What Excel would read as a character of its own making.
_ESCAPE = re.compile("_x(?=[0-9A-Fa-f]{4}_)")

Cells = Sequence[str | int]


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet computes: with an apostrophe before it if need be."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def units(text: str) -> int:
    """Count as Excel counts: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def in_cell(text: str) -> str:
    """Return a text as a cell of Excel takes it; one that is too long for it ends by saying so."""
    if units(text) > CELL_MAX:
        room = 2 * (CELL_MAX - units(_TOO_LONG))
        cut = text.encode("utf-16-le", "surrogatepass")[:room].decode("utf-16-le", "ignore")
        text = cut + _TOO_LONG
    return ILLEGAL_CHARACTERS_RE.sub("", _ESCAPE.sub("_x005F_x", text))


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
            value = in_cell(one) if isinstance(one, str) else one
            cell = WriteOnlyCell(sheet, value=value)
            cell.data_type = "s" if isinstance(one, str) else "n"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
