"""Planned methods against those used: what is missing shows as a gap."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard import words


@dataclass(frozen=True)
class MethodMark:
    """One method in a cell: ``kind`` is used, gap, missed or later."""

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


def _not_used(name: str, state: str) -> MethodMark:
    if state == "CLOSED":
        return MethodMark(name, "missed", "×", "実施なし")
    if state == "OPEN":
        return MethodMark(name, "gap", "▲", "未実施")
    return MethodMark(name, "later", "○", "予定")
