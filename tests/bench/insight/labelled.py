"""Statements with known topics, and small views to plant among them, written for the benchmark.

``statements/``: 16 topics of a city's plan with 24 statements each. ``minority/``: 20 views that
belong to none of them, in 10 people's words each. They were written before the algorithm that is
measured on them, and are not changed to suit it.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Labelled:
    """A statement and the topic or view that it belongs to."""

    label: str
    text: str


def statements() -> list[Labelled]:
    """Return the statements of all topics."""
    return _read("statements", "topic")


def minority() -> list[Labelled]:
    """Return the statements of all small views."""
    return _read("minority", "view")


def _read(folder: str, key: str) -> list[Labelled]:
    found: list[Labelled] = []
    for file in sorted((HERE / folder).glob("*.toml")):
        written = tomllib.loads(file.read_text(encoding="utf-8"))
        found += [Labelled(written[key], text) for text in written["statements"]]
    return found
