"""What is different between two wordings, in pieces that a person can read."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

# So few letters that stayed between two changes help no reader: they are shown as changed.
_TOO_FEW = 2


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
    """Return the pieces of both in reading order; what was removed stands before what was added."""
    return list(_pieces(before, after))


def _pieces(before: str, after: str) -> Iterator[Piece]:
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
