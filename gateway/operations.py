"""The documents of the pages: one file an operation, and fragments that several of them spread."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "web" / "operations"
FRAGMENTS = FOLDER / "fragments"
_SPREAD = re.compile(r"\.\.\.\s*(?!on\b)(\w+)")


@lru_cache
def read_operation(name: str) -> str:
    """Return an operation's text with the fragments of ``fragments/`` that it spreads."""
    return _with_fragments((FOLDER / f"{name}.graphql").read_text("utf-8"))


def operation_names() -> Iterator[str]:
    """All of them, in order."""
    yield from (path.stem for path in sorted(FOLDER.glob("*.graphql")))


def _with_fragments(text: str) -> str:
    known = {path.stem for path in FRAGMENTS.glob("*.graphql")}
    parts, wanted = [text], [text]
    while wanted:
        for name in _SPREAD.findall(wanted.pop()):
            if name in known:
                known.remove(name)
                fragment = (FRAGMENTS / f"{name}.graphql").read_text("utf-8")
                parts.append(fragment)
                wanted.append(fragment)
    return "\n".join(parts)
