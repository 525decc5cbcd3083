"""What the mutations of issue proposals answer."""

from typing import Annotated

import strawberry

from gateway.errors import Problems
from gateway.issue_proposals.offer_types import (
    Offer,
    OfferContact,
    OfferMatch,
    OfferReceipt,
    OwnOffer,
)
from gateway.issue_proposals.talk_types import (
    IssueParty,
    IssueProject,
    IssueReach,
    IssueThread,
)
from gateway.issue_proposals.types import (
    IssueGiven,
    IssueProposal,
    IssueReceipt,
    OwnIssue,
    OwnParty,
    PartyReceipt,
)

IssueResult = Annotated[IssueProposal | Problems, strawberry.union("IssueResult")]
IssueReceiptResult = Annotated[IssueReceipt | Problems, strawberry.union("IssueReceiptResult")]
OwnIssueResult = Annotated[OwnIssue | Problems, strawberry.union("OwnIssueResult")]
IssueGivenResult = Annotated[IssueGiven | Problems, strawberry.union("IssueGivenResult")]
OfferResult = Annotated[Offer | Problems, strawberry.union("OfferResult")]
OfferReceiptResult = Annotated[OfferReceipt | Problems, strawberry.union("OfferReceiptResult")]
OwnOfferResult = Annotated[OwnOffer | Problems, strawberry.union("OwnOfferResult")]
OfferMatchResult = Annotated[OfferMatch | Problems, strawberry.union("OfferMatchResult")]
OfferContactResult = Annotated[OfferContact | Problems, strawberry.union("OfferContactResult")]
PartyResult = Annotated[IssueParty | Problems, strawberry.union("PartyResult")]
PartyReceiptResult = Annotated[PartyReceipt | Problems, strawberry.union("PartyReceiptResult")]
OwnPartyResult = Annotated[OwnParty | Problems, strawberry.union("OwnPartyResult")]
IssueReachResult = Annotated[IssueReach | Problems, strawberry.union("IssueReachResult")]
IssueThreadResult = Annotated[IssueThread | Problems, strawberry.union("IssueThreadResult")]
IssueProjectResult = Annotated[IssueProject | Problems, strawberry.union("IssueProjectResult")]
