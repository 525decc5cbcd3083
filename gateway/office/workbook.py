"""The file that clerks edit, as a workbook of Excel."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from gateway.office import lines
from gateway.office.lines import CLASS, EDITED, NEEDED, Line
from shared.tables.workbook import DAMAGED, text_of
from shared.tables.written import CELL_MAX, in_cell, units

SHEET, GUIDE, CHOICES = "意見と考え方", "使い方", "区分の一覧"
WIDTHS = {
    lines.NUMBER: 7,
    lines.CLAUSE: 22,
    lines.TOPIC: 14,
    lines.OPINION: 60,
    lines.CHANNEL: 12,
    lines.STATE: 16,
    CLASS: 14,
    lines.SUMMARY: 44,
    lines.TEXT: 60,
    lines.REASON: 44,
    lines.CHANGES: 30,
    lines.REFERENCE: 24,
}
HEADER_WITHIN = 20
_GUIDE = (
    "この表で、意見の概要・本市の考え方・理由・区分を書き、あとでまとめて取り込めます。",
    "書けるのは、色のついていないマスです。灰色のマスを変えても、取り込みません。",
    "区分は、マスの右の▼から選びます。「反映」などの変更箇所は、取り込んだあと画面で選びます。",
    "一番右の「参照」は、どの意見への考え方かを見分けるためのものです。消さないでください。",
    "同じ考え方で答えている意見は、はじめの行にだけ書きます。ほかの行は灰色です。",
    "意見の概要には、氏名や住所など、だれの意見か分かることを書かないでください。",
    "行を並べ替えても、書き終えた行だけを残しても、取り込めます。消した行は変わりません。",
    "取り込むと、まず何が変わるかを示します。その画面で確かめるまで、何も変わりません。",
    "この表には公表前の内容があります。取り扱いに注意してください。",
)
_GREY = PatternFill("solid", fgColor="E6E6E6")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def workbook(title: str, case_id: str, given: Sequence[Line], class_names: Sequence[str]) -> bytes:
    """Return the file. CPU work: not for the event loop."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(SHEET)
    _lay_out(sheet, len(given), len(class_names))
    looks = _looks(sheet)
    sheet.append([looks("header", name) for name in WIDTHS])
    for line in given:
        open_ = line.editable and line.first is None and _fits(line)
        looks_of = dict.fromkeys(EDITED, "open" if open_ else "closed") | {lines.NUMBER: "number"}
        values = line.values()
        sheet.append([looks(looks_of.get(name, "closed"), values[name]) for name in WIDTHS])
    _guide(book, title)
    _choices(book, class_names)
    book.properties.title, book.properties.language = title, "ja-JP"
    book.properties.keywords = f"{lines.MARK} {case_id} {len(given)}"
    book.properties.creator = ""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_workbook(content: bytes) -> tuple[str, list[tuple[Mapping[str, str], str | None]]]:
    """Return the file's keywords, and its lines by columns with why one cannot be taken.

    CPU work: not for the event loop. The file is sound (shared.tables.packed).

    Raises:
        ValueError: it cannot be read. LookupError: it has no such table.
    """
    try:
        # Formulas as such: what they show may be old, and they may have been put there.
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            keywords = str(book.properties.keywords or "")
            return keywords, list(_lines(book))
        finally:
            book.close()
    except DAMAGED as error:
        if isinstance(error, _NoTable):
            raise LookupError from error
        raise ValueError from error


class _NoTable(ValueError):
    pass


def _lines(book: Any) -> Iterator[tuple[Mapping[str, str], str | None]]:
    for sheet in book.worksheets:
        rows = sheet.iter_rows()
        header = _header(rows)
        if header is None:
            continue
        empty = 0
        for cells in rows:
            by_name = {name: cells[at] for name, at in header.items() if at < len(cells)}
            if all(cell.value in (None, "") for cell in by_name.values()):
                empty += 1
                if empty > 1_000:  # a sheet that was once formatted to its end
                    return
                continue
            empty = 0
            values = {name: text_of(cell) for name, cell in by_name.items()}
            odd = any(by_name[n].data_type in ("f", "e") for n in EDITED if n in by_name)
            yield values, "OFFICE_FORMULA" if odd else None
        return
    raise _NoTable


def _header(rows: Iterator[Any]) -> dict[str, int] | None:
    for _, cells in zip(range(HEADER_WITHIN), rows, strict=False):
        found = {text_of(cell).strip(): at for at, cell in enumerate(cells) if cell.value}
        if all(name in found for name in NEEDED):
            return found
    return None


def _fits(line: Line) -> bool:
    return all(units(text) <= CELL_MAX for text in (line.summary, line.text, line.reason))


def _lay_out(sheet: Any, rows: int, classes: int) -> None:
    for position, width in enumerate(WIDTHS.values(), start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(WIDTHS))}{rows + 1}"
    guard = sheet.protection
    guard.sheet = True
    # What is still allowed: widths and heights, filters; no password, so that it can be taken off.
    guard.formatColumns = guard.formatRows = guard.autoFilter = guard.sort = False
    if rows and classes:
        where = get_column_letter(list(WIDTHS).index(CLASS) + 1)
        choice = DataValidation("list", formula1=f"'{CHOICES}'!$A$1:$A${classes}", allow_blank=True)
        choice.showErrorMessage = True
        choice.errorTitle, choice.error = "区分", "一覧から選んでください。"
        choice.add(f"{where}2:{where}{rows + 1}")
        sheet.data_validations.append(choice)


def _looks(sheet: Any) -> Any:
    """Return a maker of cells: a look is made once, and given to each of its cells."""
    made: dict[str, Any] = {}
    for name in ("header", "number", "open", "closed"):
        cell: Any = WriteOnlyCell(sheet)
        cell.alignment, cell.number_format = _WRAPPED, "0" if name == "number" else "@"
        cell.protection = Protection(locked=name != "open")
        if name != "open":
            cell.fill = _GREY
        if name == "header":
            cell.font = Font(bold=True)
        made[name] = cell._style

    def cell_of(look: str, text: str) -> Any:
        cell: Any = WriteOnlyCell(sheet, value=in_cell(text))
        cell.data_type = "s"
        if look == "number":
            cell.value, cell.data_type = int(text), "n"
        cell._style = made[look]
        return cell

    return cell_of


def _guide(book: Any, title: str) -> None:
    sheet = book.create_sheet(GUIDE)
    sheet.column_dimensions["A"].width = 100
    for text in (title, "", *_GUIDE):
        cell = WriteOnlyCell(sheet, value=in_cell(text))
        cell.data_type, cell.alignment = "s", _WRAPPED
        sheet.append([cell])


def _choices(book: Any, class_names: Sequence[str]) -> None:
    sheet = book.create_sheet(CHOICES)
    sheet.column_dimensions["A"].width = 30
    for name in class_names:
        cell = WriteOnlyCell(sheet, value=in_cell(name))
        cell.data_type = "s"
        sheet.append([cell])
