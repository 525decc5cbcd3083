"""Reading issues and offers."""

import strawberry

from gateway.context import Info
from gateway.issue_proposals.map_types import IssueMap
from gateway.issue_proposals.offer_types import Offer, OfferSuggestion
from gateway.issue_proposals.talk_types import IssueThread
from gateway.issue_proposals.types import IssueProposal, SimilarIssue
from gateway.issue_proposals.words import IssueField, IssueState, PartyKind, ResourceKind
from gateway.paging import PAGE_DEFAULT, Connection, connect


@strawberry.type
class IssueProposalQueries:
    """Queries about issues and offers."""

    @strawberry.field
    async def issue_proposals(
        self,
        info: Info,
        field: IssueField | None = None,
        ward: str | None = None,
        state: IssueState | None = None,
        wanted: PartyKind | None = None,
        cell: str | None = None,
        policy_id: strawberry.ID | None = None,
        words: str | None = None,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[IssueProposal]:
        """List what is public, newest first, never by how many agree; those with all ``words``."""
        client = info.context.clients.issue_proposals
        like = {
            "field": field.value if field else None,
            "ward": ward,
            "state": state.value if state else None,
            "wanted": wanted.value if wanted else None,
            "cell": cell,
            "policy_id": str(policy_id) if policy_id else None,
            "words": words,
        }
        return await connect(
            lambda cursor, limit: client.page(cursor, limit, like), IssueProposal.of, first, after
        )

    @strawberry.field
    async def issue_map(
        self,
        info: Info,
        zoom: int | None = None,
        x: int | None = None,
        y: int | None = None,
        field: IssueField | None = None,
        state: IssueState | None = None,
        wanted: PartyKind | None = None,
    ) -> IssueMap:
        """Count what is public where, in a view of the map; no ``zoom``: of the whole city."""
        like = {
            "field": field.value if field else None,
            "state": state.value if state else None,
            "wanted": wanted.value if wanted else None,
        }
        client = info.context.clients.issue_proposals
        return IssueMap.of(await client.on_map({"zoom": zoom or 0, "x": x or 0, "y": y or 0}, like))

    @strawberry.field
    async def issue_proposal(self, info: Info, id: strawberry.ID) -> IssueProposal | None:
        """Return one that is public, or that the caller works on."""
        found = await info.context.issue_proposals.issue.load(str(id))
        return IssueProposal.of(found) if found else None

    @strawberry.field
    async def similar_issues(self, info: Info, words: str) -> list[SimilarIssue]:
        """List public issues like what somebody is writing, at most five; nothing is kept."""
        found = await info.context.clients.issue_proposals.similar(words)
        return [SimilarIssue.of(one) for one in found]

    @strawberry.field
    async def issues_at_work(
        self,
        info: Info,
        states: list[IssueState] | None = None,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[IssueProposal]:
        """List what came in: to coordinators all, to staff what is their departments'."""
        client = info.context.clients.issue_proposals
        wanted = [state.value for state in states or ()]
        return await connect(
            lambda cursor, limit: client.at_work(cursor, limit, wanted),
            IssueProposal.of,
            first,
            after,
        )

    @strawberry.field
    async def overdue_issues(self, info: Info) -> list[IssueProposal]:
        """List whose first answer is overdue, the longest first; at most 50."""
        found = await info.context.clients.issue_proposals.overdue()
        return [IssueProposal.of(one) for one in found]

    @strawberry.field
    async def threads_to_look_at(self, info: Info) -> list[IssueThread]:
        """List the threads with a post that was reported or appealed for; at most 100."""
        found = await info.context.clients.issue_proposals.waiting_threads()
        return [IssueThread.of(one) for one in found]

    @strawberry.field
    async def offers(
        self,
        info: Info,
        kind: ResourceKind | None = None,
        first: int = PAGE_DEFAULT,
        after: str | None = None,
    ) -> Connection[Offer]:
        """List what can be had, newest first."""
        client = info.context.clients.issue_proposals
        wanted = kind.value if kind else None
        return await connect(
            lambda cursor, limit: client.offers(cursor, limit, wanted), Offer.of, first, after
        )

    @strawberry.field
    async def offer_suggestions(
        self, info: Info, issue_id: strawberry.ID, need_id: strawberry.ID
    ) -> list[OfferSuggestion]:
        """Suggest offers that may help with a need, with the reasons; people decide."""
        client = info.context.clients.issue_proposals
        found = await client.suggestions(str(issue_id), str(need_id))
        offers = await info.context.issue_proposals.offer.load_many(
            [one["offer_id"] for one in found]
        )
        return [
            OfferSuggestion.of(one, offer)
            for one, offer in zip(found, offers, strict=True)
            if offer is not None
        ]
