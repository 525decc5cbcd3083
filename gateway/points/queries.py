"""Reading how comments are split, and where answering stands."""

import strawberry

from gateway.context import Info
from gateway.points.overview import AnsweringOverview
from gateway.points.types import Splitting, Topic


@strawberry.type
class PointQueries:
    """Queries about opinions."""

    @strawberry.field
    async def splitting(self, info: Info, comment_id: strawberry.ID) -> Splitting | None:
        """Return how a comment is split; also one that never was."""
        found = await info.context.public_comment.splitting.load(str(comment_id))
        return Splitting.of(found) if found else None

    @strawberry.field
    async def topics(self, info: Info, consultation_id: strawberry.ID) -> list[Topic]:
        """List what the opinions of a consultation are sorted by; at most 300."""
        found = await info.context.clients.public_comment.topics(str(consultation_id))
        return [Topic.of(one) for one in found]

    @strawberry.field
    async def answering_overview(
        self, info: Info, consultation_id: strawberry.ID
    ) -> AnsweringOverview:
        """Return where answering a consultation stands, by clause and by department."""
        case_id = str(consultation_id)
        return AnsweringOverview.of(await info.context.clients.responses.overview(case_id), case_id)
