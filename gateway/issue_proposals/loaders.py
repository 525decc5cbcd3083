"""Issues and offers by id, one request to the service for many."""

from strawberry.dataloader import DataLoader

from gateway.batching import by_id
from gateway.clients.issue_proposals import IssueAnswer, IssueProposalsClient, OfferAnswer


class IssueProposalLoaders:
    """The loaders of one request."""

    def __init__(self, client: IssueProposalsClient) -> None:
        self.issue: DataLoader[str, IssueAnswer | None] = by_id(client.by_id)
        self.offer: DataLoader[str, OfferAnswer | None] = by_id(client.offers_by_id)
