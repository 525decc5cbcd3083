"""Differences between two wordings in the schema."""

from typing import Self

import strawberry

from shared.differences import Change, Piece

strawberry.enum(Change, name="TextChange", description="同じ, 加わった, なくなった")


@strawberry.type(description="文面の違いの一片")
class TextPiece:
    """A piece of a text, and what became of it."""

    change: Change
    text: str

    @classmethod
    def of(cls, piece: Piece) -> Self:
        """Make it of a piece."""
        return cls(change=piece.change, text=piece.text)
