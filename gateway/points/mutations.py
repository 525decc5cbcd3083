"""Splitting comments. Who is in charge, the service checks."""

from typing import Any

import strawberry

from gateway.context import Info
from gateway.points.types import PartKind, SplitCommentResult, Splitting


@strawberry.input(description="提出意見の一部分")
class CommentPartInput:
    """A part, ``[start, end)`` in code points; what holds no opinion needs no clause."""

    start: int
    end: int
    kind: PartKind = PartKind.OPINION
    clause_id: strawberry.ID | None = None
    topic: str = ""

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {**vars(self), "kind": self.kind.value}


@strawberry.input(description="提出意見の分割。parts が空なら、分けずに1件とします。")
class SplitCommentInput:
    """A splitting of a version of the text, made after the splitting ``number`` (0: none)."""

    comment_id: strawberry.ID
    version: int
    number: int
    parts: list[CommentPartInput]
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "version": self.version,
            "number": self.number,
            "parts": [part.body() for part in self.parts],
            "idempotency_key": self.idempotency_key,
        }


@strawberry.type
class PointMutations:
    """Mutations of opinions."""

    @strawberry.field
    async def split_comment(self, info: Info, input: SplitCommentInput) -> SplitCommentResult:
        """Say which opinions a comment holds; not a word of it changes."""
        client = info.context.clients.public_comment
        return Splitting.of(await client.split(str(input.comment_id), input.body()))
