"""Which numbering stands above which, learnt from the document itself.

Documents differ: （1） stands above ① in one and below it in another. The rule is the order of
first appearance (what first appears inside something stands below it), unless the numbers say
otherwise: a numbering that begins again at 1 under each number of another stands below that
other, even where it appeared first. Only what the words themselves order is fixed: 編 above 章
above 節, 1-1 above 1-1-1, # above ##, headings above numbered sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_UNITS = ("第編", "第部", "第章", "第節", "第款", "第目", "第条", "第項")
_MARKDOWN = "#"


@dataclass(frozen=True)
class Level:
    """A style of numbering, for headings or for sentences (the same characters serve both)."""

    style: str
    sentence: bool = False


@dataclass(frozen=True)
class Token:
    """One number in the order of the document."""

    level: Level
    value: int


def rank_levels(tokens: Sequence[Token]) -> dict[Level, int]:
    """Give every level its rank: 0 stands on top."""
    order: list[Level] = []
    for level in dict.fromkeys(token.level for token in tokens):
        place = next(
            (at for at, other in enumerate(order) if _above(level, other, tokens)), len(order)
        )
        order.insert(place, level)
    return {level: rank for rank, level in enumerate(order)}


def _above(late: Level, early: Level, tokens: Sequence[Token]) -> bool:
    """Say whether a level stands above one that appeared earlier."""
    fixed = _fixed(late, early)
    if fixed is not None:
        return fixed
    return _restarts(early, late, tokens) > _restarts(late, early, tokens)


def _fixed(one: Level, other: Level) -> bool | None:
    """Compare what is ordered whatever the document; True: ``one`` stands above."""
    if one.sentence != other.sentence:
        return other.sentence
    for family in (_markdown_depth, _unit_depth, _decimal_depth):
        first, second = family(one.style), family(other.style)
        if first is not None and second is not None:
            return first < second
    if _MARKDOWN in (one.style[:1], other.style[:1]):
        return one.style[:1] == _MARKDOWN
    return None


def _markdown_depth(style: str) -> int | None:
    return len(style) if style.startswith(_MARKDOWN) else None


def _unit_depth(style: str) -> int | None:
    return _UNITS.index(style) if style in _UNITS else None


def _decimal_depth(style: str) -> int | None:
    return int(style[2:]) if style.startswith("1-") else None


def _restarts(inner: Level, outer: Level, tokens: Sequence[Token]) -> int:
    """How often ``inner`` begins at 1 with an ``outer`` between it and its predecessor."""
    count, outer_since = 0, False
    for token in tokens:
        if token.level == outer:
            outer_since = True
        elif token.level == inner:
            count += outer_since and token.value <= 1
            outer_since = False
    return count
