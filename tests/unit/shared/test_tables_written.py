"""Tables that are handed out: read back as a spreadsheet would."""

import csv
import io

import pytest
from openpyxl import load_workbook

from shared.tables.written import csv_file, xlsx_file

NASTY = ["=1+1", "+81 22", "-x", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']
PLAIN = ["停留所に屋根を。", '2つ目, 引用 "符"', "一行目\n二行目", "𠮷田橋", ""]


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    content = csv_file(("意見",), [(text,)])
    assert content.startswith(b"\xef\xbb\xbf")
    (_, (cell,)) = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert cell == f"'{text}"


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_of_a_workbook_is_a_formula(text: str) -> None:
    sheet = load_workbook(io.BytesIO(xlsx_file(("意見",), [(text,)]))).active
    assert sheet is not None
    cell = sheet["A2"]
    assert (cell.data_type, cell.value.strip()) == ("s", text.strip())


def test_words_come_back_as_they_were() -> None:
    rows = [(n, text) for n, text in enumerate(PLAIN)]
    content = csv_file(("番号", "意見"), rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline="")))[1:]
    assert read == [[str(n), text] for n, text in rows]
    sheet = load_workbook(io.BytesIO(xlsx_file(("番号", "意見"), rows))).active
    assert sheet is not None
    found = [tuple(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [(n, text or "") for n, text in found] == rows


def test_what_a_workbook_cannot_hold_is_left_out_of_it() -> None:
    sheet = load_workbook(io.BytesIO(xlsx_file(("意見",), [("前\x00後",)]))).active
    assert sheet is not None
    assert sheet["A2"].value == "前後"
