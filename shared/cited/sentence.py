"""A sentence as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

Where = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """A number or a day (ISO), what is counted by it and where: its citation."""

    name: str
    kind: str
    value: str
    counts: str
    where: Where


@dataclass(frozen=True)
class Name:
    """What the sentence is about, and what that is called."""

    name: str
    kind: str
    id: str
    text: str


@dataclass(frozen=True)
class Quotation:
    """Code points ``start`` to ``end`` (exclusive) of a text, and for what it was chosen where."""

    id: str
    start: int
    end: int
    text: str
    chosen: str
    where: Where


@dataclass(frozen=True)
class Sentence:
    """``text`` follows from the form (``code``) and the rest."""

    code: str
    text: str
    figures: tuple[Figure, ...] = ()
    names: tuple[Name, ...] = ()
    quotation: Quotation | None = field(default=None)

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """Read it from JSON; ``where`` is a list of ``{"name", "value"}``."""
        quoted = told["quotation"]
        return cls(
            code=told["code"],
            text=told["text"],
            figures=tuple(
                Figure(one["name"], one["kind"], one["value"], one["counts"], _where(one))
                for one in told["figures"]
            ),
            names=tuple(
                Name(one["name"], one["kind"], one["id"], one["text"]) for one in told["names"]
            ),
            quotation=Quotation(
                quoted["id"],
                quoted["start"],
                quoted["end"],
                quoted["text"],
                quoted["chosen"],
                _where(quoted),
            )
            if quoted
            else None,
        )


def _where(told: Mapping[str, Any]) -> Where:
    return tuple((one["name"], one["value"]) for one in told["where"])
