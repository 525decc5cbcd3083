"""What staff watch."""

import strawberry

from gateway.clients.base import Refused
from gateway.clients.insight import InputsPage
from gateway.context import Info
from gateway.insight.small_counts import for_reader, stage_for_reader
from gateway.insight.types import Input, Overview, StageCounts, SystemStatus
from gateway.paging import PAGE_DEFAULT, Connection, connect
from gateway.words import Stage


@strawberry.type
class InsightQueries:
    """Queries about what came in."""

    @strawberry.field
    async def overview(self, info: Info) -> Overview:
        """Return all policies × stages at a glance."""
        return Overview.of(await for_reader(info, await info.context.clients.insight.overview()))

    @strawberry.field
    async def stage_counts(
        self, info: Info, policy_id: strawberry.ID, cycle: int, stage: Stage
    ) -> StageCounts | None:
        """Return one stage of one policy in detail."""
        client = info.context.clients.insight
        try:
            found = await client.stage_counts(str(policy_id), cycle, stage)
            return StageCounts.of(await stage_for_reader(info, found))
        except Refused as refused:
            if all(fact.code.endswith("NOT_FOUND") for fact in refused.facts):
                return None
            raise

    @strawberry.field
    async def inputs(
        self,
        info: Info,
        policy_id: strawberry.ID | None = None,
        cycle: int | None = None,
        stage: Stage | None = None,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[Input]:
        """List what came in, newest first."""
        client = info.context.clients.insight

        async def fetch(cursor: str | None, limit: int) -> InputsPage:
            return await client.inputs(policy_id, cycle, stage, cursor, limit)

        return await connect(fetch, Input.of, first, after)

    @strawberry.field
    async def system_status(self, info: Info) -> SystemStatus:
        """Return how far the counts are behind."""
        return SystemStatus.of(await info.context.clients.insight.lag())
