"""Where words that somebody selected or copied stand in a clause.

A page shows a clause's text with lists and paragraphs of its own, a paper breaks lines where it
likes: blanks, line ends and the marks of lists and emphasis do not count.
"""

import re
from typing import Any, Protocol

from gateway.policies.clause_text import clause_text

_UNCOUNTED = frozenset("*-・●○")
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


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Return start and end (exclusive, in code points) of the one place where a quote stands.

    None where it does not stand, or more than once: then nobody can know which was meant.
    """
    places = [at for at, letter in enumerate(text) if _counts(letter)]
    plain = "".join(text[at] for at in places)
    wanted = "".join(filter(_counts, quote))
    first = plain.find(wanted) if wanted else -1
    if first < 0 or plain.find(wanted, first + 1) >= 0:
        return None
    return places[first], places[first + len(wanted) - 1] + 1


def _counts(letter: str) -> bool:
    return not letter.isspace() and letter not in _UNCOUNTED
