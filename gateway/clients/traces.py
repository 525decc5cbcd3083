"""The responses service, as inputs are followed to responses and back."""

from collections.abc import Sequence
from typing import TypedDict, cast

from gateway.clients.base import ServiceClient, segment
from gateway.clients.responses import PublishedAnswer


class StandingAnswer(TypedDict):
    """How far the response to an input is; ``subject`` is ``KIND:id``."""

    subject: str
    response_id: str
    state: str


class InputBehindAnswer(TypedDict):
    """An input that a published response answers; ``comment_id`` also of a point."""

    response_id: str
    kind: str
    id: str
    comment_id: str | None


class InputsBehindPage(TypedDict):
    """A page of such inputs and the cursor of the next."""

    items: list[InputBehindAnswer]
    next: str | None


class TracesClient(ServiceClient):
    """From inputs to responses and back."""

    SERVICE = "responses"

    async def standing(self, subjects: Sequence[str]) -> list[StandingAnswer]:
        """Return how far the responses to inputs are, of those that have one."""
        answer = await self.get("/standing", {"subjects": ",".join(subjects)})
        return cast(list[StandingAnswer], answer["items"])

    async def published_for(self, subjects: Sequence[str]) -> list[PublishedAnswer]:
        """Return what was published for inputs; each names those of them that it answers."""
        answer = await self.get("/published", {"subjects": ",".join(subjects)})
        return cast(list[PublishedAnswer], answer["items"])

    async def inputs_behind(
        self, response_ids: Sequence[str], after: str | None, limit: int
    ) -> InputsBehindPage:
        """Return one page of the inputs that published responses answer."""
        path = f"/published/inputs?limit={limit}" + (f"&after={segment(after)}" if after else "")
        answer = await self.post(path, {"ids": list(response_ids)}, repeatable=True)
        return cast(InputsBehindPage, answer)

    async def comments_behind(self, response_ids: Sequence[str]) -> int:
        """Count the comments that published responses answer, each once."""
        body = {"ids": list(response_ids)}
        answer = await self.post("/published/comments", body, repeatable=True)
        return int(answer["comments"])
