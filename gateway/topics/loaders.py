"""Topics by id, and what comments and notes say, opinion by opinion, one request for many."""

from collections.abc import Sequence

from strawberry.dataloader import DataLoader

from gateway.batching import by_id
from gateway.clients.insight_topics import InsightTopicsClient, TopicAnswer
from gateway.clients.statements import SaidAnswer, StatementsClient
from gateway.clients.workshops import WorkshopsClient


class TopicLoaders:
    """The loaders of one request."""

    def __init__(
        self,
        topics: InsightTopicsClient,
        statements: StatementsClient,
        workshops: WorkshopsClient,
    ) -> None:
        self._statements, self._workshops = statements, workshops
        self.topic: DataLoader[str, TopicAnswer | None] = by_id(topics.topics_by_id)
        self.said: DataLoader[str, SaidAnswer | None] = by_id(self._said)

    async def _said(self, ids: Sequence[str]) -> list[SaidAnswer]:
        """Read comments, and what is none of those as notes of workshops."""
        found = await self._statements.said(ids)
        known = {one["id"] for one in found}
        others = [id_ for id_ in ids if id_ not in known]
        return found + (await self._workshops.said(others) if others else [])
