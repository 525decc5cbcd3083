"""The public comment service, as it masks texts and hands them out."""

from collections.abc import Mapping
from typing import Any, TypedDict, cast

from gateway.clients.base import Params, ServiceClient, segment
from gateway.clients.public_comment import OpenedAnswer


class MaskAnswer(TypedDict):
    """A part of a text that is not published, and why."""

    start: int
    end: int
    kind: str
    reason: str


class DecisionAnswer(TypedDict):
    """What somebody decided about a version of a text."""

    number: int
    of_version: int
    by: str
    at: str
    masks: list[MaskAnswer]


class AgreedTextAnswer(TypedDict):
    """A text that may be published once somebody looked at it."""

    id: str
    consultation_id: str
    clause_id: str | None
    channel: str
    accepted_at: str
    text: str


class MaskingAnswer(AgreedTextAnswer):
    """A text with what was decided about it, and what to look at next."""

    version: int
    number: int
    agreed: bool
    state: str
    outdated: bool
    masked_text: str | None
    decisions: list[DecisionAnswer]
    next_id: str | None


class AgreedTextsPage(TypedDict):
    """A page of them and the cursor of the next."""

    items: list[AgreedTextAnswer]
    next: str | None


class MaskingProgressAnswer(TypedDict):
    """How many texts may be published, and how many of them wait for a look."""

    agreed: int
    waiting: int


class PublishedTextAnswer(TypedDict):
    """What anyone may read of a comment."""

    text: str
    clause_id: str | None
    channel: str


class PublishedPage(TypedDict):
    """A page of them and the cursor of the next."""

    items: list[PublishedTextAnswer]
    next: str | None


class PublishedCountsAnswer(TypedDict):
    """How many texts are handed out, of how many comments."""

    published: int
    comments: int


class MasksClient(ServiceClient):
    """Calls about masks, agreements and published texts."""

    SERVICE = "public_comment"

    async def agreed(
        self, consultation_id: str, after: str | None, limit: int, *, looked_at: bool
    ) -> AgreedTextsPage:
        """Return a page of what waits for a look, or of what was looked at, newest first."""
        path = f"/consultations/{segment(consultation_id)}/agreed-texts"
        params = {**_page(after, limit), "looked_at": str(looked_at).lower()}
        return cast(AgreedTextsPage, await self.get(path, params))

    async def progress(self, consultation_id: str) -> MaskingProgressAnswer:
        """Return how many wait."""
        path = f"/consultations/{segment(consultation_id)}/masking-progress"
        return cast(MaskingProgressAnswer, await self.get(path))

    async def masking(self, comment_id: str) -> MaskingAnswer:
        """Return a text with what was decided about it."""
        return cast(MaskingAnswer, await self.get(f"/comments/{segment(comment_id)}/masks"))

    async def preview(self, comment_id: str, body: Mapping[str, Any]) -> str:
        """Return what would be published with these masks."""
        path = f"/comments/{segment(comment_id)}/masks/preview"
        return str((await self.post(path, body, repeatable=True))["text"])

    async def mask(self, comment_id: str, body: Mapping[str, Any]) -> MaskingAnswer:
        """Decide what is masked; the same key changes nothing more."""
        path = f"/comments/{segment(comment_id)}/masks"
        return cast(MaskingAnswer, await self.post(path, body, repeatable=True))

    async def say_agreement(self, body: Mapping[str, Any]) -> OpenedAnswer:
        """Agree to the publication of a text, or take that back; twice it is done once."""
        return cast(OpenedAnswer, await self.post("/receipts/agreement", body, repeatable=True))

    async def published(self, consultation_id: str, after: str | None, limit: int) -> PublishedPage:
        """Return a page of what anyone may read."""
        path = f"/consultations/{segment(consultation_id)}/published-texts"
        return cast(PublishedPage, await self.get(path, _page(after, limit)))

    async def published_counts(self, consultation_id: str) -> PublishedCountsAnswer | None:
        """Return how many there are; None before the result is out."""
        path = f"/consultations/{segment(consultation_id)}/published-texts/counts"
        return cast(PublishedCountsAnswer | None, await self.get(path))


def _page(after: str | None, limit: int) -> Params:
    return {"limit": limit, "after": after} if after else {"limit": limit}
