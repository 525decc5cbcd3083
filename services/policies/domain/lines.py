"""From a file's text to its lines: what is no text is refused, the page's own is set aside.

The page's own are page numbers that stand alone and the table of contents at the head. They are
returned with their line numbers, so that whoever publishes sees that nothing else was left out.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from services.policies.domain.errors import (
    PlanHasControlCharacters,
    PlanTooLong,
    TextGarbled,
)
from services.policies.domain.numbering import fold, read_number
from shared.texts import code_point, first_control, join_kana_marks

PLAN_MAX_CHARS = 600_000

_GARBLED = "\ufffd"
_BYTE_ORDER_MARK = "\ufeff"
_PAGES_LEFT_OUT = 5  # pages without a printed number: covers, figures


class SkipReason(StrEnum):
    """Why a line is no part of a clause."""

    PAGE_NUMBER = "PAGE_NUMBER"
    TABLE_OF_CONTENTS = "TABLE_OF_CONTENTS"


@dataclass(frozen=True)
class Line:
    """A line as it stands in the file; ``number`` counts from 1."""

    number: int
    text: str
    after_page_break: bool = False

    @property
    def blank(self) -> bool:
        """Nothing but blanks."""
        return not self.text.strip()


@dataclass(frozen=True)
class Skipped:
    """A line that was set aside."""

    line: int
    reason: SkipReason
    text: str


def read_lines(text: str) -> list[Line]:
    r"""Split a text at ``\n``, ``\r\n``, ``\r``, form feeds and Unicode's own line ends.

    Raises:
        PlanTooLong: more than ``PLAN_MAX_CHARS``.
        PlanHasControlCharacters, TextGarbled: with ``line`` and ``column`` from 1.
    """
    if len(text) > PLAN_MAX_CHARS:
        raise PlanTooLong("text", max=PLAN_MAX_CHARS, actual=len(text))
    unified = text.removeprefix(_BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n")
    unified = unified.replace("\u2028", "\n").replace("\u2029", "\n")
    _refuse_what_is_no_text(unified)
    lines = []
    for number, physical in enumerate(unified.split("\n"), start=1):
        for part, piece in enumerate(re.split("[\f\v]", physical)):
            lines.append(Line(number, join_kana_marks(piece.rstrip()), part > 0))
    return lines


def _refuse_what_is_no_text(text: str) -> None:
    if bad := first_control(text.replace("\v", "\f")):
        line, column = _place(text, bad.start())
        raise PlanHasControlCharacters(
            "text", line=line, column=column, character=code_point(bad[0])
        )
    if (at := text.find(_GARBLED)) >= 0:
        line, column = _place(text, at)
        raise TextGarbled("text", line=line, column=column)


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def set_aside_furniture(lines: list[Line]) -> tuple[list[Line], list[Skipped]]:
    """Part a document's own lines from page numbers and the table of contents at its head."""
    reasons = {**_table_of_contents(lines), **_page_numbers(lines)}
    kept = [line for at, line in enumerate(lines) if at not in reasons]
    skipped = [
        Skipped(line.number, reasons[at], line.text)
        for at, line in enumerate(lines)
        if at in reasons
    ]
    return kept, skipped


_DECORATED_PAGE = re.compile(
    r"[-ー―─~〜～|]\s*[0-9]{1,4}\s*[-ー―─~〜～|]|[pP]\.? ?[0-9]{1,4}"
    r"|[0-9]{1,4} ?ページ|\( ?[0-9]{1,4} ?ページ ?\)|[0-9]{1,4} ?/ ?[0-9]{1,4}"
)
_BARE_PAGE = re.compile(r"[0-9]{1,4}")
_ANY_PAGE = re.compile(f"{_BARE_PAGE.pattern}|{_DECORATED_PAGE.pattern}")


def _page_numbers(lines: list[Line]) -> dict[int, SkipReason]:
    """Find page numbers alone on their lines.

    A bare number may be a table's cell: it counts as a page's only beside a page break, or apart
    from all text and a little above the last page number.
    """
    found: dict[int, SkipReason] = {}
    last = 0
    for at, line in enumerate(lines):
        folded = fold(line.text.strip())
        if _DECORATED_PAGE.fullmatch(folded):
            found[at] = SkipReason.PAGE_NUMBER
            last = max(last, int(re.findall("[0-9]+", folded)[0]))
        elif _BARE_PAGE.fullmatch(folded) and _stands_apart(lines, at, int(folded), last):
            found[at] = SkipReason.PAGE_NUMBER
            last = int(folded)
    return found


def _stands_apart(lines: list[Line], at: int, number: int, last: int) -> bool:
    before, after = _neighbour(lines, at, -1), _neighbour(lines, at, 1)
    if lines[at].after_page_break or (at + 1 < len(lines) and after is None):
        return True
    follows = any(line.after_page_break for line in lines[at + 1 : after])
    if follows:
        return True
    apart = (before is None or before < at - 1) and (after is None or after > at + 1)
    return apart and last < number <= last + _PAGES_LEFT_OUT


def _neighbour(lines: list[Line], at: int, step: int) -> int | None:
    """The nearest line with text on one side, or None."""
    at += step
    while 0 <= at < len(lines):
        if not lines[at].blank:
            return at
        at += step
    return None


_TOC_TITLE = re.compile(r"#{0,6} ?(?:目 *次|もくじ|contents|table of contents)", re.IGNORECASE)
_PAGE = r"\(?(?:[A-Za-z]-?)?(?:[0-9]{1,4}|[ivxl]{1,6})\)?"
_LEADERS = r"(?:[.・·_]{3,}|(?:[.・·] ){3,}|[…‥]+|[-─]{4,})"
_TOC_ENTRY = re.compile(rf"\S.*?\s*{_LEADERS}[\s.…‥・]*{_PAGE}")
_TOC_ENTRY_UNDER_TITLE = re.compile(
    rf"\S.*?(?:\s*{_LEADERS}\s*|\s+){_PAGE}|[-*0-9.]+ \[.+\]\(#.*\)"
)
_TOC_ENTRY_MAX = 300
_TOC_RUN = 2  # one line with leaders may be a form's; two in a row are a table of contents


def is_toc_entry(text: str, entry: re.Pattern[str] = _TOC_ENTRY) -> bool:
    """A line with leaders (……) and a page number: never a heading, wherever it stands."""
    short = text.strip()
    return len(short) <= _TOC_ENTRY_MAX and entry.fullmatch(fold(short)) is not None


def _table_of_contents(lines: list[Line]) -> dict[int, SkipReason]:
    """Find the table of contents, if one stands before the first heading of the document."""
    filled = [at for at, line in enumerate(lines) if not line.blank]
    times = Counter(_bare(lines[at].text) for at in filled)
    for place, at in enumerate(filled):
        text = lines[at].text
        titled = _TOC_TITLE.fullmatch(fold(text.strip())) is not None
        if titled or is_toc_entry(text):
            entries = list(_entries(lines, filled[place + titled :], times, titled))
            if len(entries) >= (1 if titled else _TOC_RUN):
                return dict.fromkeys([at] * titled + entries, SkipReason.TABLE_OF_CONTENTS)
        elif _is_heading(text):
            break
    return {}


def _entries(
    lines: list[Line], filled: list[int], times: Counter[str], titled: bool
) -> Iterator[int]:
    """Follow the entries of a table of contents until the document itself begins."""
    for place, at in enumerate(filled):
        text = lines[at].text
        if is_toc_entry(text, _TOC_ENTRY_UNDER_TITLE if titled else _TOC_ENTRY):
            yield at
        elif _ANY_PAGE.fullmatch(fold(text.strip())):
            continue
        elif titled and times[_bare(text)] > 1 and not _begins_again(lines, filled[:place], text):
            yield at  # an entry without a page number: the same heading comes once more
        elif place + 1 < len(filled) and is_toc_entry(lines[filled[place + 1]].text):
            yield at  # an entry that runs over two lines
        else:
            return


def _begins_again(lines: list[Line], earlier: list[int], text: str) -> bool:
    return any(_bare(lines[at].text) == _bare(text) for at in earlier)


def _bare(text: str) -> str:
    """A line without blanks, heading signs and page number, to compare an entry with a heading."""
    return re.sub(r"\s+", "", fold(text)).lstrip("#-*")


def _is_heading(text: str) -> bool:
    return read_number(re.sub(r"^#{1,6}[ \u3000]+", "", text)) is not None
