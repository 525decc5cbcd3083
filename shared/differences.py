"""What is different between two wordings, in pieces that a person can read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

from rapidfuzz.distance import Indel

# So few letters that stayed between two changes help no reader: they are shown as changed.
_TOO_FEW = 2
# Wordings less alike than this (0 to 1) are shown one after the other, not letter by letter.
_ALIKE = 0.4
# Comparing by letters needs an eighth of this in bytes; longer texts are compared by sentences.
_LETTERS_MAX = 40_000_000
_SENTENCE = re.compile(r"[^。\n]+[。\n]*|[。\n]+")


class Change(StrEnum):
    """What became of a piece."""

    SAME = "SAME"
    ADDED = "ADDED"
    REMOVED = "REMOVED"


@dataclass(frozen=True)
class Piece:
    """A piece of text, and what became of it."""

    change: Change
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Return the pieces of both in reading order; what was removed stands before what was added.

    For texts of a few pages: time and memory grow with the product of their lengths.
    """
    return list(_by_letters(before, after))


def differences_by_sentence(before: str, after: str) -> list[Piece]:
    """Do so for texts of any length: sentences first, letters only inside of what was reworded."""
    old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
    pieces: list[Piece] = []
    for block in Indel.opcodes(old, new):
        gone = "".join(old[block.src_start : block.src_end])
        come = "".join(new[block.dest_start : block.dest_end])
        if block.tag == "equal":
            pieces.append(Piece(Change.SAME, gone))
        else:
            pieces += [Piece(Change.REMOVED, gone), Piece(Change.ADDED, come)]
    return list(_joined(_refined(list(_joined(pieces)))))


def _refined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Look into what was taken away and put in its place."""
    place = 0
    while place < len(pieces):
        pair = pieces[place : place + 2]
        if [one.change for one in pair] == [Change.REMOVED, Change.ADDED]:
            yield from _reworded(pair[0].text, pair[1].text)
            place += 2
        else:
            yield pieces[place]
            place += 1


def _reworded(before: str, after: str) -> Iterator[Piece]:
    few = len(before) * len(after) <= _LETTERS_MAX
    if few and Indel.normalized_similarity(before, after) >= _ALIKE:
        yield from _by_letters(before, after)
    else:
        yield from _changed(before, after)


def _joined(pieces: Sequence[Piece] | Iterator[Piece]) -> Iterator[Piece]:
    """One piece where several of a kind touch; between two that stay, removed before added."""
    for stays, run in groupby(pieces, lambda one: one.change is Change.SAME):
        group = list(run)
        if stays:
            yield Piece(Change.SAME, "".join(map(attrgetter("text"), group)))
        else:
            texts = {
                change: "".join(one.text for one in group if one.change is change)
                for change in (Change.REMOVED, Change.ADDED)
            }
            yield from _changed(texts[Change.REMOVED], texts[Change.ADDED])


def _by_letters(before: str, after: str) -> Iterator[Piece]:
    removed, added = "", ""
    blocks = list(Indel.opcodes(before, after))
    for number, block in enumerate(blocks):
        old, new = before[block.src_start : block.src_end], after[block.dest_start : block.dest_end]
        inside = 0 < number < len(blocks) - 1
        if block.tag == "equal" and not (inside and len(old) <= _TOO_FEW):
            yield from _changed(removed, added)
            removed, added = "", ""
            yield Piece(Change.SAME, old)
        else:
            removed, added = removed + old, added + new
    yield from _changed(removed, added)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece(Change.REMOVED, removed)
    if added:
        yield Piece(Change.ADDED, added)
