"""Photographs in the forms of an issue: which of them a version shows, and what is on them."""

from collections.abc import Mapping, Sequence
from typing import Any

# As many as an issue has at most.
MOST = 6
PHOTOGRAPH_FIELDS = tuple(
    f"{name}{number}" for number in range(MOST) for name in ("shown", "description")
)

Typed = Mapping[str, str]


def photographs_input(typed: Typed) -> list[dict[str, str]]:
    """Write what is to be shown for ``ShapeIssue``."""
    return [
        {"id": typed[f"shown{number}"], "description": typed[f"description{number}"]}
        for number in range(MOST)
        if typed.get(f"shown{number}")
    ]


def photographs_in(
    handed_in: Sequence[Mapping[str, Any]], shown: Sequence[Mapping[str, str]], typed: Typed | None
) -> list[dict[str, Any]]:
    """Return ``{"id", "shown", "description"}`` of all, as typed, or as the newest version has."""
    known = {one["id"]: one["description"] for one in shown}
    if typed is not None and "shown0" in typed:
        known = {one["id"]: one["description"] for one in photographs_input(typed)}
    return [
        {
            "id": one["id"],
            "shown": one["id"] in known,
            "description": known.get(one["id"], ""),
        }
        for one in handed_in[:MOST]
    ]
