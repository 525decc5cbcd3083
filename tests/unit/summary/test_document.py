"""The document for the council, read back from both kinds of file."""

import io
from datetime import date, timedelta
from typing import Any

import docx
import pypdf
import pytest
from PIL import Image

from gateway.summary.document.chart import HEIGHT, WIDTH, bars, picture
from gateway.summary.document.content import (
    NOT_ALL_CITIZENS,
    TOTAL,
    UNPUBLISHED,
    Content,
    content_of,
)
from gateway.summary.document.pdf import pdf_document
from gateway.summary.document.word import word_document
from gateway.summary.types import citation_number

QUOTE = "回答がなく、いちばん早く届いた意見：「<b>歩道</b>＆𠮷野家前を\x0c広げて」"


def found() -> dict[str, Any]:
    """What the query answers."""

    def sentence(text: str, number: str = "", *, personal: bool = False) -> dict[str, Any]:
        quoted = {"number": number, "mayHoldPersonalData": personal} if number else None
        return {"text": text, "quotation": quoted}

    units = {"submitters": 1180, "comments": 1316, "points": 1702}
    return {
        "stageSummary": {
            "title": "地域公共交通計画",
            "asOf": "2026-11-23T03:00:00Z",
            "sections": [
                {
                    "heading": "届いた意見",
                    "sentences": [sentence("提出意見は1,316通です。")],
                },
                {
                    "heading": "答えの出ていないこと",
                    "sentences": [
                        sentence(QUOTE, "Q-0A1B2C3D"),
                        sentence("電話 022-261-1111 です", "Q-FFFFFFFF", personal=True),
                    ],
                },
            ],
        },
        "stageCounts": {
            **units,
            "withdrawn": 2,
            "byMethod": [
                {**units, "method": "PUBLIC_COMMENT", "activities": 1, "participants": 0},
            ],
            "byDay": [
                {"day": "2026-11-02", "comments": 1300},
                {"day": "2026-11-02", "comments": 10},
                {"day": "2026-11-20", "comments": 6},
                {"day": "2026-10-01", "comments": 0},
            ],
            "consultations": [{"title": "素案への意見募集"}],
        },
    }


@pytest.fixture
def content() -> Content:
    return content_of(found(), 2, "PLANNING")


def words_of_word(made: bytes) -> str:
    read = docx.Document(io.BytesIO(made))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    header = [one.text for one in read.sections[0].header.paragraphs]
    return "\n".join([*header, *(one.text for one in read.paragraphs), *cells])


def words_of_pdf(made: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_both_files_say_the_same(content: Content) -> None:
    word = "".join(words_of_word(word_document(content)).split())
    pdf = words_of_pdf(pdf_document(content))
    for text in (
        "地域公共交通計画　第2期企画・立案のまとめ",
        "令和8年（2026年）11月23日",
        "意見募集：素案への意見募集",
        "パブリックコメント",
        TOTAL,
        "1,702",
        NOT_ALL_CITIZENS,
        UNPUBLISHED,
        "提出意見は1,316通です。",
        "「<b>歩道</b>＆",
        "［Q-0A1B2C3D］",
        "いちばん多い日は1,310通です。",
        "載せていない引用が1件あります。",
    ):
        wanted = "".join(text.split())
        assert wanted in word, text
        assert wanted in pdf, text


def test_words_that_may_name_somebody_stay_out(content: Content) -> None:
    for told in (words_of_word(word_document(content)), words_of_pdf(pdf_document(content))):
        assert "022-261-1111" not in told
        assert "Q-FFFFFFFF" not in told


def test_the_files_hold_no_receipt_and_no_id_of_a_comment(content: Content) -> None:
    number = citation_number("01a21b7a-0493-7533-b673-27cc1f4818c1")
    assert number == citation_number("01a21b7a-0493-7533-b673-27cc1f4818c1")
    assert number != citation_number("01a21b7a-0493-7533-b673-27cc1f4818c2")
    assert "01a21b7a" not in number.lower()


def test_the_picture_is_told_in_words_and_lies_in_both(content: Content) -> None:
    read = docx.Document(io.BytesIO(word_document(content)))
    (shape,) = read.inline_shapes
    assert shape._inline.docPr.get("descr") == content.chart_in_words
    pages = pypdf.PdfReader(io.BytesIO(pdf_document(content))).pages
    assert sum(len(page.images) for page in pages) == 1


def test_a_bar_is_as_long_as_its_number_and_days_without_any_keep_their_place() -> None:
    first = date(2026, 6, 1)
    days = [(first, 2), (first + timedelta(days=2), 4)]
    assert [number for _, number in bars(days)] == [2, 0, 4]
    image = Image.open(io.BytesIO(picture(days)))
    assert image.size == (WIDTH, HEIGHT)
    raw = image.convert("RGB").tobytes()
    blue = [raw[n : n + 3] == b"\x44\x77\xaa" for n in range(0, len(raw), 3)]
    columns = [sum(blue[x::WIDTH]) for x in range(WIDTH)]
    heights = sorted({height for height in columns if height})
    assert len(heights) == 2
    assert abs(heights[1] - 2 * heights[0]) <= 2


def test_a_long_time_is_drawn_by_weeks_and_nothing_is_lost() -> None:
    first = date(2026, 1, 1)
    days = [(first + timedelta(days=n), 1) for n in range(0, 300, 3)]
    drawn = bars(days)
    assert sum(number for _, number in drawn) == 100
    assert {day.weekday() for day, _ in drawn} == {0}


def test_a_stage_without_anything_has_a_document(content: Content) -> None:
    nothing = found()
    nothing["stageCounts"] |= {"byMethod": [], "byDay": [], "consultations": []}
    nothing["stageCounts"] |= {"submitters": 0, "comments": 0, "points": 0}
    empty = content_of(nothing, 1, "EVALUATION")
    assert "まだありません" in words_of_word(word_document(empty))
    assert "第1期評価" in words_of_pdf(pdf_document(empty))
    assert picture([])


def test_the_fonts_are_those_of_the_readers_and_lie_in_no_file(content: Content) -> None:
    made = pdf_document(content)
    assert b"/HeiseiMin-W3" in made
    assert b"/FontFile" not in made
