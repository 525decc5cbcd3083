"""Offers, and what ties them to needs, in the schema."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from gateway.clients.issue_proposals import MatchAnswer, OfferAnswer, SuggestedOfferAnswer
from gateway.context import Info
from gateway.issue_proposals.words import MatchState, ResourceKind
from gateway.words import moment

if TYPE_CHECKING:
    from gateway.issue_proposals.types import IssueProposal


@strawberry.type(description="予約")
class OfferReservation:
    """A time for which a room or a thing is reserved."""

    id: strawberry.ID
    issue_id: strawberry.ID
    starts_at: datetime
    ends_at: datetime


@strawberry.type(description="提供できるもの・こと")
class Offer:
    """An offer."""

    id: strawberry.ID
    kind: ResourceKind
    text: str
    conditions: str
    availability: str
    giver: str
    ward: str
    offered_at: datetime
    open: bool
    reservations: list[OfferReservation]

    @classmethod
    def of(cls, answer: OfferAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            kind=ResourceKind(answer["kind"]),
            text=answer["text"],
            conditions=answer["conditions"],
            availability=answer["availability"],
            giver=answer["giver"],
            ward=answer["ward"],
            offered_at=moment(answer["offered_at"]),
            open=answer["open"],
            reservations=[
                OfferReservation(
                    id=strawberry.ID(one["id"]),
                    issue_id=strawberry.ID(one["issue_id"]),
                    starts_at=moment(one["starts_at"]),
                    ends_at=moment(one["ends_at"]),
                )
                for one in answer["reservations"]
            ],
        )


@strawberry.type(description="提供の申し出と返事")
class OfferMatch:
    """An offer that was asked for a need."""

    id: strawberry.ID
    need_id: strawberry.ID
    offer_id: strawberry.ID
    state: MatchState
    asked_at: datetime
    thanks: str
    for_issue: strawberry.Private[str]

    @classmethod
    def of(cls, answer: MatchAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            need_id=strawberry.ID(answer["need_id"]),
            offer_id=strawberry.ID(answer["offer_id"]),
            state=MatchState(answer["state"]),
            asked_at=moment(answer["asked_at"]),
            thanks=answer["thanks"],
            for_issue=answer["issue_id"],
        )

    @strawberry.field
    async def offer(self, info: Info) -> Offer | None:
        """Return the offer."""
        found = await info.context.issue_proposals.offer.load(str(self.offer_id))
        return Offer.of(found) if found else None

    @strawberry.field
    async def issue(
        self, info: Info
    ) -> Annotated["IssueProposal", strawberry.lazy("gateway.issue_proposals.types")] | None:
        """Return the issue for which it was asked, if it is still public."""
        # Each type names the other one.
        from gateway.issue_proposals.types import IssueProposal

        found = await info.context.issue_proposals.issue.load(self.for_issue)
        return IssueProposal.of(found) if found else None


@strawberry.type(description="役に立ちそうな提供と、その理由")
class OfferSuggestion:
    """An offer that may help."""

    offer: Offer
    same_kind: bool
    situations: list[str] = strawberry.field(description="どちらも話題にしている場面")
    words: list[str] = strawberry.field(description="どちらにもある言葉")

    @classmethod
    def of(cls, answer: SuggestedOfferAnswer, offer: OfferAnswer) -> Self:
        """Make it of the service's answers."""
        return cls(
            offer=Offer.of(offer),
            same_kind=answer["same_kind"],
            situations=answer["situations"],
            words=answer["words"],
        )


@strawberry.type(description="提供の受付")
class OfferReceipt:
    """A receipt of an offer: the 確認番号 is shown this once."""

    offer: Offer
    number: str
    confirmation_number: str


@strawberry.type(description="提供した人が見る提供")
class OwnOffer:
    """An offer for who made it."""

    offer: Offer
    asked: list[OfferMatch]


@strawberry.type(description="提供する人の連絡先")
class OfferContact:
    """How to reach who made an offer."""

    name: str
    contact: str
