"""Committees and recruitments by id, one request to the service for many."""

from strawberry.dataloader import DataLoader

from gateway.batching import by_id
from gateway.clients.committee_recruitment import (
    CommitteeAnswer,
    CommitteeRecruitmentClient,
    RecruitmentAnswer,
)


class CommitteeRecruitmentLoaders:
    """The loaders of one request."""

    def __init__(self, client: CommitteeRecruitmentClient) -> None:
        self.committee: DataLoader[str, CommitteeAnswer | None] = by_id(client.committees_by_id)
        self.recruitment: DataLoader[str, RecruitmentAnswer | None] = by_id(
            client.recruitments_by_id
        )
