"""A table of comments, read row by row: what can be imported, and what needs a person, with why.

The file is never held in memory: at most one row of bounded size and, to see repeated numbers,
some hundred bytes per row. Nothing is guessed into place: a row whose quotes do not fit, a row
that is cut off at the end, a byte that cannot be read each become a ``BadRow`` with its line.
"""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TextIO

from shared.tables.columns import (
    Columns,
    find_columns,
    read_channel,
    read_date,
    read_kind,
    read_yes_or_no,
)
from shared.tables.encoding import Encoding, Source, opened
from shared.tables.errors import TableEmpty, TableUnreadable

MAX_ROW_CHARS = 1_000_000
_DELIMITERS = (",", "\t", ";")
_REASONS = {
    "COLUMN_COUNT": (
        "列の数が見出しと違います。区切りや引用符を確かめてください。",
        "The number of columns differs from the header's. Check separators and quotes.",
    ),
    "QUOTES": (
        "引用符（\"）の使い方が正しくないため、どこまでが意見か分かりません。"
        "本文の中の「\"」は「\"\"」と二つ重ねてください。",
        "The quotes do not fit. Inside a text, a quote is written twice.",
    ),
    "QUOTE_NOT_CLOSED": (
        "この行の引用符（\"）が閉じられないままファイルが終わっています。"
        "ファイルが途中で切れているか、引用符の閉じ忘れです。元のファイルを確かめてください。",
        "The file ends before this row's quote is closed: it is cut off, or a quote is missing.",
    ),
    "CUT_OFF": (
        "ファイルがこの行の途中で切れています。元のファイルを取り直してください。",
        "The file is cut off within this row. Get the original file again.",
    ),
    "MAYBE_CUT_OFF": (
        "最後の行が改行で終わっていないため、途中で切れているかもしれません。"
        "意見が終わりまであることを確かめ、--last-row-complete を付けてもう一度実行してください。",
        "The last row has no line end and may be cut off. If it is whole, run again with "
        "--last-row-complete.",
    ),
    "UNREADABLE_CHARACTERS": (
        "文字として読めないバイトがあります。元のファイルを確かめてください。",
        "Some bytes are not characters. Check the original file.",
    ),
    "ROW_TOO_LONG": (
        "1行が長すぎます。引用符の閉じ忘れがないか確かめてください。",
        "The row is too long. Look for a quote that is not closed.",
    ),
    "ROW_ID_MISSING": ("番号がありません。", "The number is missing."),
    "ROW_ID_REPEATED": (
        "同じ番号の行が前にあり、内容が違います。番号を直してください。",
        "A row above has the same number and another content. Correct the number.",
    ),
    "CHANNEL_UNKNOWN": (
        "提出方法が分かりません。電子申請・郵送・持参・ファクス・メール・電話・窓口・"
        "ワークショップのどれかにしてください。",
        "The channel is not known.",
    ),
    "KIND_UNKNOWN": (
        "個人か団体かが分かりません。「個人」か「団体」と書いてください。",
        "Neither a person (個人) nor a group (団体).",
    ),
    "AGREEMENT_UNKNOWN": (
        "公表への同意が読めません。「はい」か「いいえ」と書くか、空けておいてください。",
        "Neither yes (はい) nor no (いいえ). Write one of them, or leave it empty.",
    ),
    "CELL_ERROR": (
        "Excelのエラー（#REF! など）のセルがあります。元の表を直してください。",
        "A cell holds an error of Excel (such as #REF!). Mend the table.",
    ),
    "DATE_UNREADABLE": (
        "日付が読めません。2026-06-01 のように書いてください。",
        "The date cannot be read. Write it like 2026-06-01.",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One comment of the file; ``None`` where the file says nothing."""

    line: int
    row_id: str
    text: str
    clause_id: str | None = None
    channel: str | None = None
    received_on: str | None = None
    submitter_ref: str | None = None
    postmarked_on: str | None = None
    submitter_kind: str | None = None
    agrees_to_publish: str | None = None  # YES or NO
    quote: str | None = None  # words of the clause


# What a row may say beside its number and text, with the name of the column it is written to.
BESIDE = {
    "clause_id": "項目",
    "channel": "提出方法",
    "received_on": "受付日",
    "submitter_ref": "提出者",
    "postmarked_on": "消印",
    "submitter_kind": "個人・団体",
    "agrees_to_publish": "公表の同意",
    "quote": "引用",
}


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not imported: ``line`` to ``last_line`` of the file, and why.

    ``beside`` is all else that it said, in the order of ``BESIDE``.
    """

    line: int
    last_line: int
    row_id: str
    text: str
    code: str
    message: str
    message_en: str
    beside: tuple[str, ...] = ("",) * len(BESIDE)


@dataclass(frozen=True, slots=True)
class SameRow:
    """A row that says again, word for word, what a row above said under the same number."""

    line: int
    row_id: str


Reading = Row | BadRow | SameRow


def bad(line: int, last_line: int, code: str, row_id: str = "", text: str = "") -> BadRow:
    """Make a bad row with the wording of its code."""
    return BadRow(line, last_line, row_id, text, *_worded(code))


def refuse(row: Row, code: str, message: str, message_en: str) -> BadRow:
    """Turn a row that could be read into a bad row, with all it said."""
    said = tuple(getattr(row, name) or "" for name in BESIDE)
    return BadRow(
        row.line,
        row.line,
        row.row_id,
        row.text,
        code,
        message,
        message_en,
        said,
    )


def _worded(code: str) -> tuple[str, str, str]:
    return (code, *_REASONS[code])


def count_lines(source: Source) -> int:
    """Physical lines (line feeds), for the progress bar. Blocks: call it in a thread."""
    with opened(source) as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def read_rows(
    source: Source,
    encoding: Encoding,
    *,
    last_row_complete: bool = False,
    numbered: bool = True,
) -> Iterator[Reading]:
    """Read the file, in its order. Blocks on the disk: advance it in a thread.

    Raises:
        TableUnreadable: the header does not name the columns.
        OSError: the file cannot be read.
    """
    csv.field_size_limit(MAX_ROW_CHARS)
    with io.TextIOWrapper(
        opened(source), encoding=encoding.codec, errors="surrogateescape", newline=""
    ) as file:
        lines = _Lines(file)
        columns, reader = _open_table(lines, numbered=numbered)
        known: dict[int, int] = {}
        while True:
            reading = _next(reader, lines, columns, last_row_complete)
            if reading is None:
                return
            yield unless_repeated(reading, known) if isinstance(reading, Row) else reading


class _Lines(Iterator[str]):
    """The file's lines with their number; a line over the limit is cut, and told."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.number = 0
        self.overlong = 0
        self.last = ""

    def __next__(self) -> str:
        line = self._file.readline(MAX_ROW_CHARS)
        if not line:
            raise StopIteration
        self.number += 1
        self.last = line
        if not self.ended and len(line) == MAX_ROW_CHARS:
            self.overlong = self.number
            self._skip_rest()
        return line

    @property
    def ended(self) -> bool:
        """Whether the line read last has a line end."""
        return self.last.endswith(("\n", "\r"))

    def _skip_rest(self) -> None:
        while piece := self._file.readline(MAX_ROW_CHARS):
            self.last = piece
            if self.ended:
                return


def _open_table(lines: _Lines, *, numbered: bool) -> tuple[Columns, Iterator[list[str]]]:
    first = next(lines, None)
    if first is None or not first.strip():
        raise TableEmpty(
            "ファイルが空です。1行目に列名（番号、意見）が必要です。",
            "The file is empty. Its first row must name the columns (id, comment).",
        )
    failure: TableUnreadable | None = None
    for delimiter in _DELIMITERS:
        try:
            columns = find_columns(
                next(csv.reader([first], delimiter=delimiter)), numbered=numbered
            )
        except TableUnreadable as error:
            failure = failure or error
        else:
            return columns, csv.reader(lines, delimiter=delimiter, strict=True)
    raise failure or AssertionError("no delimiter was tried")


def _next(
    reader: Iterator[list[str]], lines: _Lines, columns: Columns, last_row_complete: bool
) -> Row | BadRow | None:
    first = lines.number + 1
    try:
        cells = next(reader)
        while not cells:  # an empty line between rows
            first = lines.number + 1
            cells = next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        return bad(first, lines.number, _cause(error, lines, first))
    if lines.overlong >= first:
        return bad(first, lines.number, "ROW_TOO_LONG")
    if len(cells) != columns.width:
        return bad(first, lines.number, "COLUMN_COUNT" if lines.ended else "CUT_OFF", cells[0])
    # Not even a closing quote proves the end: it may be the first half of a doubled one.
    cut = not (lines.ended or last_row_complete)
    return row_of(cells, columns, first, lines.number, cut=cut)


def _cause(error: csv.Error, lines: _Lines, first: int) -> str:
    if "unexpected end" in str(error):
        return "QUOTE_NOT_CLOSED"
    if "field larger" in str(error) or lines.overlong >= first:
        return "ROW_TOO_LONG"
    return "QUOTES"


def row_of(
    cells: list[str], columns: Columns, line: int, last: int, *, cut: bool = False
) -> Row | BadRow:
    """Make a row of its cells, or say what is wrong with it. ``cut``: its end may be missing."""

    def cell(position: int | None) -> str:
        return "" if position is None else cells[position].strip()

    row_id, text = cell(columns.row_id), cells[columns.text]
    channel, received_on = cell(columns.channel), cell(columns.received_on)
    postmarked_on, kind = cell(columns.postmarked_on), cell(columns.submitter_kind)
    agrees = cell(columns.agrees_to_publish)
    if any("\udc80" <= char <= "\udcff" for each in cells for char in each):
        code = "CUT_OFF" if cut else "UNREADABLE_CHARACTERS"
    elif cut:
        code = "MAYBE_CUT_OFF"
    elif not row_id and columns.row_id is not None:
        code = "ROW_ID_MISSING"
    elif channel and read_channel(channel) is None:
        code = "CHANNEL_UNKNOWN"
    elif any(day and read_date(day) is None for day in (received_on, postmarked_on)):
        code = "DATE_UNREADABLE"
    elif kind and read_kind(kind) is None:
        code = "KIND_UNKNOWN"
    elif agrees and read_yes_or_no(agrees) is None:
        code = "AGREEMENT_UNKNOWN"
    else:
        return Row(
            line,
            row_id,
            text,
            clause_id=cell(columns.clause_id) or None,
            channel=read_channel(channel),
            received_on=read_date(received_on),
            submitter_ref=cell(columns.submitter_ref) or None,
            postmarked_on=read_date(postmarked_on),
            submitter_kind=read_kind(kind),
            agrees_to_publish=read_yes_or_no(agrees),
            quote=cell(columns.quote) or None,
        )
    said = tuple(cell(getattr(columns, name)) for name in BESIDE)
    return replace(bad(line, last, code, row_id, text), beside=said)


def unless_repeated(row: Row, known: dict[int, int]) -> Reading:
    """Tell a number that was there before; ``known`` is what the table said so far."""
    if not row.row_id:
        return row
    number = _digest(row.row_id)
    content = _digest(
        row.text,
        row.clause_id,
        row.channel,
        row.received_on,
        row.submitter_ref,
        row.agrees_to_publish,
        row.quote,
    )
    if number not in known:
        known[number] = content
        return row
    if known[number] == content:
        return SameRow(row.line, row.row_id)
    return refuse(row, *_worded("ROW_ID_REPEATED"))


def _digest(*parts: str | None) -> int:
    joined = "\x1f".join(part or "" for part in parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest())
