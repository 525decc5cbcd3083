"""Watching how the answers to a consultation get on."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import strawberry

from gateway.context import Info
from gateway.responses.cases import ResponseProgress


@strawberry.type
class ResponseSubscriptions:
    """Subscriptions about the city's answers."""

    @strawberry.subscription
    async def response_progress(
        self, info: Info, consultation_id: strawberry.ID
    ) -> AsyncGenerator[ResponseProgress, None]:
        """Tell how far the answers to a consultation are: now, and whenever that changed."""
        client, id_ = info.context.clients.responses, str(consultation_id)
        about = f"responses.progress:{id_}"
        latest = info.context.feed.latest(id_, lambda: client.progress(id_), about)
        async with aclosing(latest):
            async for found in latest:
                yield ResponseProgress.of(found)
