"""What folding knows of a comment: ids and its present words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Comment:
    """A comment as its owner has it now; ``text`` is None when it was withdrawn."""

    id: str
    case_id: str
    text: str | None
