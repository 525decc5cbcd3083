"""A plan document's text as a tree of clauses (項目).

Markdown: ``#`` headings order the document; under them 第1章, （1）, ①, ア and the like still make
clauses, while ``1.`` and ``-`` stay the lists that Markdown knows. Plain text: all numberings
that ``numbering`` knows. A numbered sentence (「① バスを増やします。」) is a clause of the lowest
level: it has a number and a body, and no heading. So has an article (「第1条　この計画は…」), whose
caption in parentheses may stand on the line above. Lines beginning with ・ are body.

Every line that is not blank is in exactly one clause or in ``skipped``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from services.policies.domain.errors import PlanEmpty, PlanHasTooManyClauses, PlanHeadingEmpty
from services.policies.domain.lines import (
    Line,
    Skipped,
    is_toc_entry,
    read_lines,
    set_aside_furniture,
)
from services.policies.domain.numbering import Numbering, read_number
from services.policies.domain.outline import Level, Token, rank_levels

CLAUSES_MAX = 3_000  # the ids of all clauses travel in one event; ten times a long plan's
PREAMBLE = "前文"  # stands as number where a text begins before the first heading
PATH_JOINT = " > "

_MARKDOWN_HEADING = re.compile(r"(?P<signs>#{1,6})(?:[ \t\u3000](?P<text>.*))?")
_CAPTION = re.compile(r"\s*[（(][^（）()]{1,40}[）)]\s*")  # 「（目的）」 above an article
_ARTICLE = "第条"
_UNITS = "第"
# Parts that bear no number and stand beside the chapters, alone on their line.
_PART = re.compile(
    r"はじめに|おわりに|むすびに|附則|付則|資料編|資料集|参考資料|巻末資料|用語集|用語の解説|別紙|別添"
)
_PART_LEVEL = "*"
_FENCE = re.compile(r" {0,3}(```|~~~)")
_GAP = 5  # numbers that drafts leave out; further off, a number belongs to a sentence


class PlanFormat(StrEnum):
    """How a text marks its headings."""

    MARKDOWN = "markdown"
    PLAIN = "plain"


@dataclass(frozen=True)
class Section:
    """A clause before it has an id; ``parent`` is its parent's place in the list, or None."""

    parent: int | None
    depth: int
    number: str
    heading: str
    body: str
    path: str
    line: int


@dataclass(frozen=True)
class Plan:
    """A text taken apart. ``title`` is Markdown's single ``#`` line above all other headings."""

    title: str
    sections: tuple[Section, ...]
    skipped: tuple[Skipped, ...]


@dataclass
class _Draft:
    """A clause while its lines are being gathered."""

    line: int
    level: Level | None  # None: the preamble
    number: str
    heading: str
    value: int = 0
    body: list[str] = field(default_factory=list)


def parse_plan(text: str, text_format: PlanFormat) -> Plan:
    """Take a plan's text apart.

    CPU work of a second or two for the longest text: do not call it on the event loop.

    Raises:
        PlanTooLong, PlanHasControlCharacters, TextGarbled, PlanHeadingEmpty, PlanEmpty,
        PlanHasTooManyClauses: each with the line in ``params`` where it has one.
    """
    lines = read_lines(text)
    kept, skipped = set_aside_furniture(lines)
    drafts = list(_Gathering(kept, text_format).drafts())
    title = ""
    if text_format is PlanFormat.MARKDOWN and _is_title(drafts):
        title, drafts = drafts[0].heading, _without_title(drafts)
    if not drafts:
        raise PlanEmpty("text", line=lines[-1].number)
    if len(drafts) > CLAUSES_MAX:
        raise PlanHasTooManyClauses("text", max=CLAUSES_MAX, line=drafts[CLAUSES_MAX].line)
    return Plan(title, tuple(_tree(drafts)), tuple(skipped))


class _Gathering:
    """Reads lines one by one: is this a heading, or does it belong to the one above?"""

    def __init__(self, lines: list[Line], text_format: PlanFormat) -> None:
        self._lines = lines
        self._markdown = text_format is PlanFormat.MARKDOWN and any(
            _MARKDOWN_HEADING.fullmatch(line.text) for line in lines
        )
        self._last: dict[Level, int] = {}
        self._last_of_style: dict[str, tuple[Level, int]] = {}
        self._fenced = False

    def drafts(self) -> Iterator[_Draft]:
        """Yield the clauses in order, the preamble first if there is one."""
        current = _Draft(self._lines[0].number if self._lines else 1, None, PREAMBLE, "")
        for line in self._lines:
            begun = self._heading(line)
            if begun is None:
                current.body.append(line.text)
                continue
            if begun.level == Level(_ARTICLE) and not begun.heading:
                begun.heading = _take_caption(current.body)
            if current.level is not None or any(text.strip() for text in current.body):
                yield current
            current = begun
        if current.level is not None or any(text.strip() for text in current.body):
            yield current

    def _heading(self, line: Line) -> _Draft | None:
        if self._markdown:
            if _FENCE.match(line.text):
                self._fenced = not self._fenced
            if self._fenced:
                return None
            if signs := _MARKDOWN_HEADING.fullmatch(line.text):
                return self._markdown_heading(line, signs)
        if line.blank or is_toc_entry(line.text):
            return None
        found = read_number(line.text, previous=self._previous)
        if found is not None:
            return None if found.weak and self._markdown else self._numbered(line, found)
        if not self._markdown and _PART.fullmatch(re.sub(r"\s", "", line.text)):
            return _Draft(line.number, Level(_PART_LEVEL), "", line.text.strip())
        return None

    def _markdown_heading(self, line: Line, signs: re.Match[str]) -> _Draft:
        text = (signs["text"] or "").strip()
        if text.endswith("#"):  # 「## 見出し ##」 closes the heading; 「C#」 is a word
            opened = text.rstrip("#")
            text = opened.strip() if not opened or opened[-1].isspace() else text
        if not text:
            raise PlanHeadingEmpty("text", line=line.number)
        # The tree comes from the signs; the number is read only to be shown apart.
        found = read_number(text, previous=self._previous)
        level = Level(signs["signs"])
        if found is None:
            return _Draft(line.number, level, "", text)
        return _Draft(line.number, level, found.mark, found.rest, found.value)

    def _numbered(self, line: Line, found: Numbering) -> _Draft | None:
        level = self._level(found)
        if found.weak and not self._plausible(level, found.value):
            return None
        self._last[level] = found.value
        self._last_of_style[found.style] = (level, found.value)
        draft = _Draft(line.number, level, found.mark, found.rest, found.value)
        if found.is_sentence:
            draft.heading, draft.body = "", [found.rest]
        return draft

    def _level(self, found: Numbering) -> Level:
        """Heading or sentence; a list that mixes both stays one list."""
        last = self._last_of_style.get(found.style)
        if last is not None and found.value > 1 and last[1] == found.value - 1:
            return last[0]
        # 第1条 is a sentence on its line, and yet what stands above its numbered paragraphs.
        return Level(found.style, found.is_sentence and not found.style.startswith(_UNITS))

    def _plausible(self, level: Level, value: int) -> bool:
        last = self._last.get(level, 0)
        return value == 1 or last < value <= last + _GAP

    def _previous(self, style: str) -> int:
        last = self._last_of_style.get(style)
        return last[1] if last else 0


def _take_caption(above: list[str]) -> str:
    """Take 「（目的）」 from the end of the lines above an article, or return ""."""
    filled = [at for at, text in enumerate(above) if text.strip()]
    if not filled or not _CAPTION.fullmatch(above[filled[-1]]):
        return ""
    return above.pop(filled[-1]).strip()


def _is_title(drafts: list[_Draft]) -> bool:
    """Markdown's habit of one ``#`` line with the document's name above everything else."""
    first_heading = drafts[0] if drafts and drafts[0].level is not None else None
    return (
        first_heading is not None
        and first_heading.level == Level("#")
        and not first_heading.number
        and len(drafts) > 1
        and all(draft.level != Level("#") for draft in drafts[1:])
    )


def _without_title(drafts: list[_Draft]) -> list[_Draft]:
    title, *others = drafts
    if not any(text.strip() for text in title.body):
        return others
    preamble = _Draft(title.line, None, PREAMBLE, "", body=title.body)
    return [preamble, *others]


def _tree(drafts: list[_Draft]) -> Iterator[Section]:
    numbered = (d for d in drafts if d.level not in (None, Level(_PART_LEVEL)))
    ranks = rank_levels([Token(d.level, d.value) for d in numbered if d.level is not None])
    ranks[Level(_PART_LEVEL)] = 0  # beside whatever stands on top
    above: list[tuple[int, int, str]] = []  # rank, place in the list, path
    for place, draft in enumerate(drafts):
        rank = -1 if draft.level is None else ranks[draft.level]
        while above and above[-1][0] >= rank:
            above.pop()
        parent = above[-1][1] if above else None
        label = draft.number or draft.heading
        path = f"{above[-1][2]}{PATH_JOINT}{label}" if above else label
        yield Section(
            parent, len(above), draft.number, draft.heading, _body(draft.body), path, draft.line
        )
        if draft.level is not None:
            above.append((rank, place, path))


def _body(lines: list[str]) -> str:
    """Join lines; runs of blank lines become one, none at the ends; indents stay."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
