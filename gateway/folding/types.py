"""Folds and their comments in the schema."""

import asyncio
from typing import Self

import strawberry

from gateway.clients.folding import FoldAnswer, MemberAnswer, MembersPage
from gateway.context import Info
from gateway.differences import TextPiece
from gateway.paging import PAGE_DEFAULT, Connection, connect
from gateway.public_comment.types import Comment
from shared.differences import differences


@strawberry.type(description="同じ文面にまとめた意見の1通")
class FoldMember:
    """A comment of a fold. ``isSame``: word for word what most have sent."""

    is_same: bool
    comment_id: strawberry.ID
    shown: strawberry.Private[str]

    @classmethod
    def of(cls, answer: MemberAnswer, shown: str) -> Self:
        """Make it of the service's answer; ``shown`` is the comment it is compared with."""
        return cls(
            is_same=answer["same"], comment_id=strawberry.ID(answer["comment_id"]), shown=shown
        )

    @strawberry.field
    async def comment(self, info: Info) -> Comment | None:
        """Return the original."""
        found = await info.context.public_comment.comment.load(str(self.comment_id))
        return Comment.of(found) if found else None

    @strawberry.field
    async def differences(self, info: Info) -> list[TextPiece]:
        """Return what is different from what most have sent; empty where nothing is."""
        if self.is_same:
            return []
        load = info.context.public_comment.comment
        shown, mine = await load.load_many([self.shown, str(self.comment_id)])
        if shown is None or mine is None:
            return []
        pieces = await asyncio.to_thread(differences, shown["text"], mine["text"])
        return [TextPiece.of(piece) for piece in pieces]


@strawberry.type(description="同じ文面の意見をまとめたもの。数えるのは1通ずつです。")
class Fold:
    """Comments that are one text that was passed on: for reading once. Each is kept and counted."""

    id: strawberry.ID
    consultation_id: strawberry.ID
    size: int
    wordings: int
    same: int
    comment_id: strawberry.Private[str]

    @classmethod
    def of(cls, answer: FoldAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            consultation_id=strawberry.ID(answer["case_id"]),
            size=answer["size"],
            wordings=answer["wordings"],
            same=answer["same"],
            comment_id=answer["comment_id"],
        )

    @strawberry.field
    async def comment(self, info: Info) -> Comment | None:
        """Return a comment with the wording that most have sent."""
        found = await info.context.public_comment.comment.load(self.comment_id)
        return Comment.of(found) if found else None

    @strawberry.field
    async def members(
        self, info: Info, first: int = PAGE_DEFAULT, after: str | None = None
    ) -> Connection[FoldMember]:
        """List its comments, newest first."""
        client = info.context.clients.folding

        async def fetch(cursor: str | None, limit: int) -> MembersPage:
            return await client.members(str(self.id), cursor, limit)

        return await connect(
            fetch, lambda answer: FoldMember.of(answer, self.comment_id), first, after
        )
