"""A quote of a clause, as a page shows it and as it is counted."""

import re
from typing import Any, Protocol

from gateway.policies.clause_text import clause_text
from shared.quotes import find_quote

_LIST_MARK = re.compile(r"\A\s*(?:[*-]\s+|[・●○]\s*)")


class _Clause(Protocol):
    @property
    def heading(self) -> str: ...

    @property
    def body(self) -> str: ...


def quoted(clause: _Clause, quote: str) -> dict[str, str | int] | None:
    """Return ``{"start", "end", "quote"}`` of words of a clause, as its text is counted.

    None where they do not stand there, or more than once.
    """
    text = clause_text(clause.heading, clause.body)
    found = find_quote(text, quote)
    return {"start": found[0], "end": found[1], "quote": text[slice(*found)]} if found else None


def without_mark(sentence: dict[str, Any]) -> dict[str, Any]:
    """Let a sentence ``{"start", "end", "text"}`` begin behind the mark of a list.

    A page shows that mark as a dot of its own, and nobody would quote it.
    """
    text = sentence["text"]
    words = _LIST_MARK.sub("", text) or text
    return {**sentence, "start": sentence["start"] + len(text) - len(words), "text": words}
