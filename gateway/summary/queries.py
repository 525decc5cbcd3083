"""Reading the summary of a stage."""

import strawberry

from gateway.context import Info
from gateway.summary.composing import compose
from gateway.summary.gathering import gather
from gateway.summary.topic_changes import TopicChanges, topic_changes
from gateway.summary.topics import topics_of
from gateway.summary.types import StageSummary
from gateway.words import Stage


@strawberry.type
class SummaryQueries:
    """Queries about what a stage comes to."""

    @strawberry.field
    async def stage_summary(
        self,
        info: Info,
        policy_id: strawberry.ID,
        cycle: int,
        stage: Stage,
        for_others: bool = False,
    ) -> StageSummary | None:
        """Return the summary of a stage as it is now; null where there is no such stage.

        ``forOthers``: with small counts put together, as in what leaves the department.
        """
        facts = await gather(info, str(policy_id), cycle, stage, for_others=for_others)
        if facts is None:
            return None
        topics = await topics_of(info, facts.cases, ours=facts.in_charge)
        return StageSummary.of(facts, compose(facts, topics))

    @strawberry.field
    async def topic_changes(
        self, info: Info, policy_id: strawberry.ID, cycle: int, stage: Stage
    ) -> TopicChanges | None:
        """Hold a stage's topics against the stage before; null where there is none before."""
        return await topic_changes(info, str(policy_id), cycle, stage)
