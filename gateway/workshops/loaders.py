"""Workshops by id, one request to the service for many."""

from strawberry.dataloader import DataLoader

from gateway.batching import by_id
from gateway.clients.workshops import WorkshopAnswer, WorkshopsClient


class WorkshopLoaders:
    """The loaders of one request."""

    def __init__(self, client: WorkshopsClient) -> None:
        self.workshop: DataLoader[str, WorkshopAnswer | None] = by_id(client.by_id)
