"""What citizens said, as its owner has it now."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """An opinion, or a comment that is one undivided; masked where staff masked it."""

    id: str
    text: str
    clause_id: str | None = None


@dataclass(frozen=True)
class Comment:
    """A comment, or a note of a workshop, with its statements; none where it does not count now."""

    id: str
    case_id: str
    statements: tuple[Statement, ...]


# Comments by id, as their owner has them now; one that it does not know is not among them.
ReadComments = Callable[[Sequence[str]], Awaitable[list[Comment]]]
