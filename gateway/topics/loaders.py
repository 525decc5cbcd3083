"""Topics by id, and what comments say opinion by opinion, one request for many."""

from strawberry.dataloader import DataLoader

from gateway.batching import by_id
from gateway.clients.insight_topics import InsightTopicsClient, TopicAnswer
from gateway.clients.statements import SaidAnswer, StatementsClient


class TopicLoaders:
    """The loaders of one request."""

    def __init__(self, topics: InsightTopicsClient, statements: StatementsClient) -> None:
        self.topic: DataLoader[str, TopicAnswer | None] = by_id(topics.topics_by_id)
        self.said: DataLoader[str, SaidAnswer | None] = by_id(statements.said)
