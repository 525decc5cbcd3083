"""Reading what waits for a look, and what was published in its own words."""

import strawberry

from gateway.clients.masks import AgreedTextsPage, PublishedPage, PublishedTextAnswer
from gateway.context import Info
from gateway.masks.inputs import MaskPreviewInput
from gateway.masks.types import (
    AgreedText,
    Masking,
    MaskingProgress,
    MaskingResult,
    MaskPreview,
    MaskPreviewResult,
    PublishedOpinion,
    PublishedOpinionCounts,
)
from gateway.paging import PAGE_DEFAULT, Connection, connect


@strawberry.type
class MaskQueries:
    """Queries about masks and published texts."""

    @strawberry.field
    async def agreed_texts(
        self,
        info: Info,
        consultation_id: strawberry.ID,
        looked_at: bool = False,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[AgreedText]:
        """List the texts that wait for a look, or that had theirs, newest first."""
        client = info.context.clients.masks

        async def fetch(cursor: str | None, limit: int) -> AgreedTextsPage:
            return await client.agreed(str(consultation_id), cursor, limit, looked_at=looked_at)

        return await connect(fetch, AgreedText.of, first, after)

    @strawberry.field
    async def masking_progress(self, info: Info, consultation_id: strawberry.ID) -> MaskingProgress:
        """Return how many texts wait for a look."""
        found = await info.context.clients.masks.progress(str(consultation_id))
        return MaskingProgress.of(found)

    @strawberry.field
    async def masking(self, info: Info, comment_id: strawberry.ID) -> MaskingResult:
        """Return a text with what was decided about it."""
        return Masking.of(await info.context.clients.masks.masking(str(comment_id)))

    @strawberry.field
    async def mask_preview(self, info: Info, input: MaskPreviewInput) -> MaskPreviewResult:
        """Return what would be published with these masks; nothing is kept."""
        client = info.context.clients.masks
        return MaskPreview(text=await client.preview(str(input.comment_id), input.body()))

    @strawberry.field
    async def published_opinions(
        self,
        info: Info,
        consultation_id: strawberry.ID,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[PublishedOpinion]:
        """List the texts whose submitters agreed, once the result is out; in no order of time."""
        client, case = info.context.clients.masks, str(consultation_id)

        async def fetch(cursor: str | None, limit: int) -> PublishedPage:
            return await client.published(case, cursor, limit)

        def shown(answer: PublishedTextAnswer) -> PublishedOpinion:
            return PublishedOpinion.of(answer, case)

        return await connect(fetch, shown, first, after)

    @strawberry.field
    async def published_opinion_counts(
        self, info: Info, consultation_id: strawberry.ID
    ) -> PublishedOpinionCounts | None:
        """Return how many texts are published, of how many comments; null before the result."""
        found = await info.context.clients.masks.published_counts(str(consultation_id))
        return PublishedOpinionCounts.of(found) if found else None
