"""The files that clerks edit: what goes out comes back, and nothing odd is taken."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from openpyxl import load_workbook

from gateway.office import word, workbook
from gateway.office.lines import CLASS, OPINION, REASON, REFERENCE, STATE, SUMMARY, TEXT, Line
from gateway.office.reading import (
    Brought,
    OfficeFileHasMacros,
    OfficeFileNotOurs,
    OfficeFileOfAnother,
    OfficeFileOld,
    OfficeFileUnreadable,
    read,
)
from gateway.office.report import published_document
from shared.tables.written import CELL_MAX, units

CASE = "case-1"
CLASSES = ["反映", "今後の参考"]
# Emoji of several code points, a variation selector (葛󠄀), 髙, an ideograph beyond the BMP (𠮷),
# line ends, a tab, what looks like a formula, and what Excel takes for an escape.
ODD = "👨‍👩‍👧‍👦と葛󠄀城市の髙橋𠮷野\n\n=1+1\t_x0041_ <b>&amp;\r\n二つめ\f三つめ"
KEPT = "👨‍👩‍👧‍👦と葛󠄀城市の髙橋𠮷野\n\n=1+1\t_x0041_ <b>&amp;\n二つめ\n三つめ"

WRITE = {"xlsx": workbook.workbook, "docx": word.document}
Write = Callable[..., bytes]


def a_line(number: int, **other: Any) -> Line:
    line = Line(
        number=number,
        kind="POINT",
        input_id=f"point-{number}",
        clause="1 参加の機会",
        topic="交通",
        opinion=ODD,
        channel="郵送",
        state="起案中",
        response_id=f"response-{number}",
        version=3,
        class_name="反映",
        summary=ODD,
        text=ODD,
        reason="理由",
        changes="1 参加の機会：加えました。",
    )
    return replace(line, **other)


def not_begun(number: int) -> Line:
    said = dict.fromkeys(("response_id", "class_name", "summary", "text", "reason", "changes"), "")
    return a_line(number, **said, version=0, state="未着手")


def edited(kind: str, content: bytes, row: int, **cells: str) -> bytes:
    """Type into the cells of a row (from 1, below the header) as a clerk does."""
    out = io.BytesIO()
    names = {"class_name": CLASS, "summary": SUMMARY, "text": TEXT, "reason": REASON}
    if kind == "xlsx":
        book = load_workbook(io.BytesIO(content))
        sheet = book[workbook.SHEET]
        for name, text in cells.items():
            column = list(workbook.WIDTHS).index(names.get(name, name)) + 1
            sheet.cell(row + 1, column).value = text
        book.save(out)
    else:
        made = docx.Document(io.BytesIO(content))
        header = [column.name for column in word.COLUMNS]
        for name, text in cells.items():
            made.tables[0].rows[row].cells[header.index(names.get(name, name))].text = text
        made.save(out)
    return out.getvalue()


def problems(brought: Brought) -> list[str]:
    return [one["problem"]["code"] for one in brought.edits if one.get("problem")]


@pytest.fixture(params=["xlsx", "docx"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def made(kind: str, *lines: Line, case_id: str = CASE) -> bytes:
    return WRITE[kind]("試験の計画", case_id, lines, CLASSES)


def test_what_nobody_touched_is_told_from_what_was(kind: str) -> None:
    content = made(kind, a_line(1), a_line(2), not_begun(3))
    assert read(content, CASE) == Brought([], 3, 0)
    content = edited(kind, content, 2, text="新しい\n考え方")
    content = edited(kind, content, 3, class_name="今後の参考", summary="概要")
    brought = read(content, CASE)
    assert (brought.untouched, brought.total) == (1, 3)
    assert list(brought.edits) == [
        {
            **{"n": 1, "label": "2", "response_id": "response-2", "version": 3},
            **{"class_name": "反映", "summary": KEPT, "text": "新しい\n考え方", "reason": "理由"},
        },
        {
            **{"n": 2, "label": "3", "kind": "POINT", "input_id": "point-3"},
            **{"class_name": "今後の参考", "summary": "概要", "text": "", "reason": ""},
        },
    ]


def test_opinions_with_one_response_have_it_once(kind: str) -> None:
    second = a_line(2, response_id="response-1", first=1)
    content = made(kind, a_line(1), second)
    assert read(content, CASE).untouched == 2
    brought = read(edited(kind, content, 2, text="別の行に書いた"), CASE)
    assert problems(brought) == ["OFFICE_NOT_THE_FIRST_LINE"]


def test_lines_that_were_taken_out_are_counted(kind: str) -> None:
    content = made(kind, a_line(1), a_line(2), a_line(3))
    out = io.BytesIO()
    if kind == "xlsx":
        book = load_workbook(io.BytesIO(content))
        book[workbook.SHEET].delete_rows(3)
        book.save(out)
    else:
        document = docx.Document(io.BytesIO(content))
        table = document.tables[0]
        table._tbl.remove(table.rows[2]._tr)
        document.save(out)
    assert read(out.getvalue(), CASE) == Brought([], 2, 1)


def test_a_reference_that_is_gone_or_twice_is_told(kind: str) -> None:
    content = made(kind, a_line(1), a_line(2))
    lost = edited(kind, content, 1, **{REFERENCE: "", "text": "どこへ"})
    assert problems(read(lost, CASE)) == ["OFFICE_REFERENCE_MISSING"]
    copied = edited(kind, content, 2, **{REFERENCE: a_line(1).reference, "text": "写した"})
    both = edited(kind, copied, 1, text="元の行")
    assert problems(read(both, CASE)) == ["OFFICE_LINES_DIFFER"] * 2
    same = edited(kind, copied, 1, text="写した")
    assert [one["label"] for one in read(same, CASE).edits] == ["1"]


def test_a_file_of_another_consultation_is_refused(kind: str) -> None:
    with pytest.raises(OfficeFileOfAnother):
        read(made(kind, a_line(1), case_id="case-2"), CASE)


def test_what_is_no_words_is_refused() -> None:
    content = made("xlsx", a_line(1))
    assert problems(read(edited("xlsx", content, 1, text="=1+1"), CASE)) == ["OFFICE_FORMULA"]
    document = docx.Document(io.BytesIO(made("docx", a_line(1))))
    row = document.tables[0].rows[0 + 1]
    row.cells[5].paragraphs[0].text = "書きかけ"
    row.cells[5].paragraphs[0]._p.append(OxmlElement("w:ins"))
    out = io.BytesIO()
    document.save(out)
    assert problems(read(out.getvalue(), CASE)) == ["OFFICE_TRACKED_CHANGES"]
    document = docx.Document(io.BytesIO(made("docx", a_line(1))))
    cells = document.tables[0].rows[1].cells
    cells[4].merge(cells[5])
    out = io.BytesIO()
    document.save(out)
    assert problems(read(out.getvalue(), CASE)) == ["OFFICE_CELLS_MERGED"]


def test_nothing_in_a_workbook_is_computed_or_cut_without_a_word() -> None:
    long = "長😀" * 12_000  # 36,000 of Excel's units
    content = made("xlsx", a_line(1, opinion=long), a_line(2, opinion='=HYPERLINK("x")'))
    book = load_workbook(io.BytesIO(content))
    sheet = book[workbook.SHEET]
    column = list(workbook.WIDTHS).index(OPINION) + 1
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n"}
    shown = str(sheet.cell(2, column).value)
    assert units(shown) <= CELL_MAX
    assert shown.endswith("（長いため、このマスには、ここまでしか入りません）")
    assert sheet.cell(3, column).value == '=HYPERLINK("x")'
    assert (sheet.cell(2, 1).value, sheet.auto_filter.ref) == (1, "A1:L3")
    assert sheet.freeze_panes == "B2" and sheet.protection.sheet
    locked = {name: sheet.cell(2, n).protection.locked for n, name in enumerate(workbook.WIDTHS, 1)}
    assert [name for name, is_locked in locked.items() if not is_locked] == [
        *(CLASS, SUMMARY, TEXT, REASON)
    ]
    assert [one.formula1 for one in sheet.data_validations.dataValidation] == [
        "'区分の一覧'!$A$1:$A$2"
    ]
    assert [cell.value for cell in book[workbook.CHOICES]["A"]] == CLASSES


def test_what_may_not_be_written_is_locked() -> None:
    closed = a_line(1, editable=False, state="決裁中")
    content = made("xlsx", closed, a_line(2, response_id="response-1", first=1))
    sheet = load_workbook(io.BytesIO(content))[workbook.SHEET]
    assert all(cell.protection.locked for row in sheet.iter_rows(min_row=2) for cell in row)
    state = list(workbook.WIDTHS).index(STATE) + 1
    assert sheet.cell(3, state).value == "起案中（番号1と同じ考え方）"


def test_a_long_text_survives_both_ways(kind: str) -> None:
    text = "長😀" * 5_000  # as long as a response may be
    content = made(kind, a_line(1, text=text))
    assert read(content, CASE).untouched == 1
    brought = read(edited(kind, content, 1, reason="新"), CASE)
    assert brought.edits[0]["text"] == text


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", OfficeFileUnreadable),
        (b"%PDF-1.7", OfficeFileUnreadable),
        (b"PK\x03\x04 cut off", OfficeFileUnreadable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OfficeFileOld),
    ],
)
def test_what_is_no_file_of_ours_is_refused(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(content, CASE)


def _with(content: bytes, name: str, part: bytes) -> bytes:
    """Put a part into a file, or in the place of one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def test_bombs_entities_and_macros_are_refused(kind: str) -> None:
    content = made(kind, a_line(1))
    main = "xl/workbook.xml" if kind == "xlsx" else "word/document.xml"
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    with pytest.raises(OfficeFileUnreadable):
        read(_with(content, main, entity), CASE)
    with pytest.raises(OfficeFileUnreadable):
        read(_with(content, main, entity.decode().encode("utf-16")), CASE)
    with pytest.raises(OfficeFileUnreadable):
        read(_with(content, "docProps/big.bin", bytes(70_000_000)), CASE)
    with pytest.raises(OfficeFileHasMacros):
        read(_with(content, f"{main.split('/')[0]}/vbaProject.bin", b"x"), CASE)
    with pytest.raises(OfficeFileUnreadable):
        read(_with(content, main, b"<not really"), CASE)


def test_a_table_of_others_is_not_ours() -> None:
    with pytest.raises(OfficeFileNotOurs):
        read(published_document("結果", []), CASE)
    # What a file is called is nobody's proof: a document of ours is read as what it is.
    assert read(made("docx", a_line(1)), CASE).untouched == 1


def test_what_is_published_is_a_document_that_can_be_read_out() -> None:
    row = {
        **{"number": 1, "answered": 2, "kind": "反映", "changes": "1 参加：加えました。"},
        **{"summary": "夜にも開いてほしい。", "text": ODD, "reason": "広げるため。"},
    }
    document = docx.Document(io.BytesIO(published_document("試験の計画　結果", [row])))
    assert document.core_properties.title == "試験の計画　結果"
    assert document.core_properties.language == "ja-JP"
    assert document.styles.element.xpath("//w:lang/@w:val") == ["ja-JP"]
    header, first = document.tables[0].rows
    assert header._tr.xpath("./w:trPr/w:tblHeader")
    assert [cell.text for cell in header.cells][1:4] == ["意見の概要", "本市の考え方", "区分"]
    assert first.cells[2].text == f"{KEPT}\n【理由】広げるため。"
    assert document.paragraphs[0].style is not None
    assert document.paragraphs[0].style.name == "Heading 1"
