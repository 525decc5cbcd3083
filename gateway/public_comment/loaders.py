"""Consultations and comments by id, one request to the service for many."""

from strawberry.dataloader import DataLoader

from gateway.batching import by_id
from gateway.clients.public_comment import (
    CommentAnswer,
    ConsultationAnswer,
    PointAnswer,
    PublicCommentClient,
    SplittingAnswer,
)


class PublicCommentLoaders:
    """The loaders of one request."""

    def __init__(self, client: PublicCommentClient) -> None:
        self.consultation: DataLoader[str, ConsultationAnswer | None] = by_id(client.consultations)
        self.comment: DataLoader[str, CommentAnswer | None] = by_id(client.comments)
        self.splitting: DataLoader[str, SplittingAnswer | None] = by_id(client.splittings)
        self.point: DataLoader[str, PointAnswer | None] = by_id(client.points)
