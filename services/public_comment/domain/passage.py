"""A passage of a clause that a comment is about.

It is counted in code points of the clause's text in the revision under consultation, and keeps the
words that stood there: they show that it is the right place, and what the comment was about when
the plan has long been revised.
"""

from dataclasses import asdict, dataclass
from typing import Any, Self

from services.public_comment.domain.errors import PassageNotInClause, QuoteNotInClause
from shared.quotes import find_quote


@dataclass(frozen=True)
class Passage:
    """``start`` to ``end`` (exclusive) of a clause's text, and what stands there."""

    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, document: dict[str, Any] | None) -> Self | None:
        """Read it from a comment's version; comments on a whole clause have none."""
        return cls(**document) if document else None

    @classmethod
    def quoted(cls, text: str, words: str) -> Self:
        """Find what a paper quotes of a clause's text.

        Raises:
            QuoteNotInClause: it does not stand there, or more than once.
        """
        found = find_quote(text, words)
        if found is None:
            raise QuoteNotInClause("quote")
        return cls(*found, text[slice(*found)])

    def document(self) -> dict[str, Any]:
        """As it is kept in a version, and committed to."""
        return asdict(self)

    def require_in(self, text: str) -> None:
        """Hold it against the clause's text.

        Raises:
            PassageNotInClause: other words stand there, or none.
        """
        inside = 0 <= self.start < self.end <= len(text)
        if not inside or text[self.start : self.end] != self.quote or not self.quote.strip():
            raise PassageNotInClause("passage")
