"""What people do with issues and offers."""

from typing import Any

import strawberry

from gateway.context import Info
from gateway.issue_proposals import inputs
from gateway.issue_proposals.inputs import body_of
from gateway.issue_proposals.offer_types import (
    Offer,
    OfferContact,
    OfferMatch,
    OfferReceipt,
    OwnOffer,
)
from gateway.issue_proposals.results import (
    IssueGivenResult,
    IssueReceiptResult,
    IssueResult,
    OfferContactResult,
    OfferMatchResult,
    OfferReceiptResult,
    OfferResult,
    OwnIssueResult,
    OwnOfferResult,
)
from gateway.issue_proposals.types import IssueGiven, IssueProposal, IssueReceipt, OwnIssue
from shared.clock import iso


@strawberry.type
class IssueProposalMutations:
    """Mutations of issues and offers."""

    @strawberry.field
    async def bring_issue(self, info: Info, input: inputs.BringIssueInput) -> IssueReceiptResult:
        """Bring a difficulty. The same key gives the same receipt."""
        made = await info.context.clients.issue_proposals.bring(vars(input))
        return IssueReceipt(
            issue=IssueProposal.of(made),
            number=made["number"],
            confirmation_number=made["confirmation_number"],
        )

    @strawberry.field
    async def open_issue(self, info: Info, input: inputs.OpenIssueInput) -> OwnIssueResult:
        """Return an issue to its author."""
        found = await info.context.clients.issue_proposals.own(vars(input))
        return OwnIssue(
            issue=IssueProposal.of(found),
            given=IssueGiven.of(found["given"]),
            erased=found["erased"],
        )

    @strawberry.field
    async def withdraw_issue(self, info: Info, input: inputs.WithdrawIssueInput) -> IssueResult:
        """Take an issue back."""
        client = info.context.clients.issue_proposals
        return IssueProposal.of(await client.withdraw(body_of(input)))

    @strawberry.field
    async def sort_issue(self, info: Info, input: inputs.SortIssueInput) -> IssueResult:
        """Say what it is, and which department is responsible."""
        return await _changed(info, input.issue_id, "sort", body_of(input))

    @strawberry.field
    async def open_issue_words(
        self, info: Info, input: inputs.OpenIssueWordsInput
    ) -> IssueGivenResult:
        """Open the words as they came in, for a purpose that is recorded first."""
        client = info.context.clients.issue_proposals
        return IssueGiven.of(await client.words(str(input.issue_id), input.purpose))

    @strawberry.field
    async def shape_issue(self, info: Info, input: inputs.ShapeIssueInput) -> IssueResult:
        """Write the next version of the public words."""
        body = {**body_of(input), "words": vars(input.words)}
        return await _changed(info, input.issue_id, "shape", body)

    @strawberry.field
    async def approve_issue(self, info: Info, input: inputs.ApproveIssueInput) -> IssueResult:
        """Agree that a version is made public; once author and coordinator did, it is."""
        return await _changed(info, input.issue_id, "approve", body_of(input))

    @strawberry.field
    async def answer_issue(self, info: Info, input: inputs.AnswerIssueInput) -> IssueResult:
        """Publish the city's answer."""
        body = {"text": input.text, "idempotency_key": input.idempotency_key}
        return await _changed(info, input.issue_id, "answer", body)

    @strawberry.field
    async def move_issue(self, info: Info, input: inputs.MoveIssueInput) -> IssueResult:
        """Let it go on along its path."""
        return await _changed(info, input.issue_id, "move", body_of(input))

    @strawberry.field
    async def merge_issue(self, info: Info, input: inputs.MergeIssueInput) -> IssueResult:
        """Make it a part of another issue, or of none any more; both keep their history."""
        return await _changed(info, input.issue_id, "merge", body_of(input))

    @strawberry.field
    async def link_issue(self, info: Info, input: inputs.LinkIssueInput) -> IssueResult:
        """Give it its place among the stages of policies, or take that away."""
        return await _changed(info, input.issue_id, "link", body_of(input))

    @strawberry.field
    async def name_need(self, info: Info, input: inputs.NameNeedInput) -> IssueResult:
        """Say what the issue needs."""
        body = {**body_of(input), "idempotency_key": input.idempotency_key}
        return await _changed(info, input.issue_id, "needs", body)

    @strawberry.field
    async def make_offer(self, info: Info, input: inputs.MakeOfferInput) -> OfferReceiptResult:
        """Enter an offer in the register."""
        made = await info.context.clients.issue_proposals.make_offer(vars(input))
        return OfferReceipt(
            offer=Offer.of(made),
            number=made["number"],
            confirmation_number=made["confirmation_number"],
        )

    @strawberry.field
    async def open_offer(self, info: Info, input: inputs.OpenOfferInput) -> OwnOfferResult:
        """Return an offer to who made it, with what it was asked for."""
        found = await info.context.clients.issue_proposals.own_offer(vars(input))
        return OwnOffer(offer=Offer.of(found), asked=[OfferMatch.of(one) for one in found["asked"]])

    @strawberry.field
    async def withdraw_offer(self, info: Info, input: inputs.WithdrawOfferInput) -> OfferResult:
        """Take an offer back."""
        client = info.context.clients.issue_proposals
        return Offer.of(await client.withdraw_offer(body_of(input)))

    @strawberry.field
    async def ask_for_offer(self, info: Info, input: inputs.AskForOfferInput) -> OfferMatchResult:
        """Ask for an offer for a need."""
        body = {**body_of(input), "issue_id": input.issue_id}
        return OfferMatch.of(await info.context.clients.issue_proposals.ask(body))

    @strawberry.field
    async def move_match(self, info: Info, input: inputs.MoveMatchInput) -> OfferMatchResult:
        """Accept, decline, or thank."""
        client, id_ = info.context.clients.issue_proposals, str(input.match_id)
        return OfferMatch.of(await client.move_match(id_, body_of(input)))

    @strawberry.field
    async def open_offer_contact(
        self, info: Info, input: inputs.OpenOfferContactInput
    ) -> OfferContactResult:
        """Return how to reach who made an offer."""
        given = await info.context.clients.issue_proposals.contact(str(input.match_id))
        return OfferContact(name=given.get("name", ""), contact=given.get("contact", ""))

    @strawberry.field
    async def reserve_offer(self, info: Info, input: inputs.ReserveOfferInput) -> OfferResult:
        """Reserve a room or a thing; never twice for one time."""
        body = {
            "issue_id": input.issue_id,
            "starts_at": iso(input.starts_at),
            "ends_at": iso(input.ends_at),
            "idempotency_key": input.idempotency_key,
        }
        client = info.context.clients.issue_proposals
        return Offer.of(await client.reserve(str(input.offer_id), body))

    @strawberry.field
    async def give_back_reservation(
        self, info: Info, input: inputs.GiveBackReservationInput
    ) -> OfferResult:
        """Give a reservation back."""
        client = info.context.clients.issue_proposals
        return Offer.of(await client.give_back(str(input.offer_id), str(input.reservation_id)))


async def _changed(
    info: Info, issue_id: strawberry.ID, what: str, body: dict[str, Any]
) -> IssueProposal:
    client = info.context.clients.issue_proposals
    return IssueProposal.of(await client.change(str(issue_id), what, body))
