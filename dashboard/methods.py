"""Planned methods against those used: what is missing shows as a gap."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard import words


@dataclass(frozen=True)
class MethodMark:
    """One method in a cell: ``kind`` is used, extra, gap, missed or later."""

    name: str
    kind: str
    mark: str
    note: str


def marks(cell: Mapping[str, Any]) -> list[MethodMark]:
    """Used methods first, then what was planned and is not used, in the word list's order."""
    used = [name for name in words.METHODS if name in cell["usedMethods"]]
    open_ = [
        name
        for name in words.METHODS
        if name in cell["plannedMethods"] and name not in cell["usedMethods"]
    ]
    return [
        *(MethodMark(words.METHODS[name], "used", "●", "") for name in used),
        *(_not_used(words.METHODS[name], cell["state"]) for name in open_),
    ]


def coverage(cell: Mapping[str, Any]) -> list[MethodMark | None]:
    """Every method in the word list's order: what it is at the stage, or None where nothing is."""
    return [_covered(name, cell) for name in words.METHODS]


def _covered(name: str, cell: Mapping[str, Any]) -> MethodMark | None:
    planned, used = name in cell["plannedMethods"], name in cell["usedMethods"]
    if used:
        kind, mark, note = ("used", "●", "実施") if planned else ("extra", "◆", "予定外の実施")
        return MethodMark(words.METHODS[name], kind, mark, note)
    return _not_used(words.METHODS[name], cell["state"]) if planned else None


def _not_used(name: str, state: str) -> MethodMark:
    if state == "CLOSED":
        return MethodMark(name, "missed", "×", "実施なし")
    if state == "OPEN":
        return MethodMark(name, "gap", "▲", "未実施")
    return MethodMark(name, "later", "○", "予定")
