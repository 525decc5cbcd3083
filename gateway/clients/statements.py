"""What comments say, opinion by opinion, masked where staff masked it."""

from collections.abc import Sequence
from typing import TypedDict

from gateway.clients.base import ServiceClient


class StatementAnswer(TypedDict):
    """An opinion, or a comment that is one undivided."""

    id: str
    text: str
    clause_id: str | None


class SaidAnswer(TypedDict):
    """A comment (``id``) with its statements; none where it was withdrawn."""

    id: str
    statements: list[StatementAnswer]


class StatementsClient(ServiceClient):
    """Calls of the public comment service about statements."""

    SERVICE = "public_comment"

    async def said(self, comment_ids: Sequence[str]) -> list[SaidAnswer]:
        """Return what comments say now."""
        answer = await self.get("/statements", {"ids": ",".join(comment_ids)})
        return [
            SaidAnswer(id=row["comment_id"], statements=row["statements"])
            for row in answer["items"]
        ]
