"""Folds by id, and the fold of a comment, one request for many."""

from strawberry.dataloader import DataLoader

from gateway.batching import by_id
from gateway.clients.folding import FoldAnswer, FoldingClient, MembershipAnswer


class FoldingLoaders:
    """The loaders of one request."""

    def __init__(self, client: FoldingClient) -> None:
        self.fold: DataLoader[str, FoldAnswer | None] = by_id(client.folds)
        self.membership: DataLoader[str, MembershipAnswer | None] = by_id(client.memberships)
