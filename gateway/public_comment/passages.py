"""A passage of a clause that a comment is about."""

from typing import Any, Self

import strawberry

from gateway.clients.public_comment import PassageAnswer


@strawberry.type(description="項目の中の、意見の対象として選ばれた部分")
class Passage:
    """Code points ``start`` to ``end`` (exclusive) of the clause's text, and what stands there."""

    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, answer: PassageAnswer | None) -> Self | None:
        """Make it of the service's answer; a comment on a whole clause has none."""
        return cls(**answer) if answer else None


@strawberry.input(description="項目の中の、意見の対象にする部分")
class PassageInput:
    """Code points ``start`` to ``end`` of the clause's text; ``quote`` is what stands there."""

    start: int
    end: int
    quote: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {"start": self.start, "end": self.end, "quote": self.quote}
