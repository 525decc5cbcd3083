"""What one request carries: who asks, the clients, and loaders that live as long as it does."""

from dataclasses import dataclass
from functools import cached_property

import aiohttp
import strawberry

from gateway.batching import Unchanging
from gateway.clients.comment_search import CommentSearchClient
from gateway.clients.committee_recruitment import CommitteeRecruitmentClient
from gateway.clients.entries import EntriesClient
from gateway.clients.folding import FoldingClient
from gateway.clients.insight import InsightClient
from gateway.clients.insight_topics import InsightTopicsClient
from gateway.clients.issue_proposals import IssueProposalsClient
from gateway.clients.keys import KeysClient
from gateway.clients.masks import MasksClient
from gateway.clients.open_data import OpenDataClient
from gateway.clients.people import PeopleClient
from gateway.clients.policies import PoliciesClient, RevisionAnswer
from gateway.clients.public_comment import PublicCommentClient
from gateway.clients.responses import ResponsesClient
from gateway.clients.statements import StatementsClient
from gateway.clients.traces import TracesClient
from gateway.clients.workshops import WorkshopsClient
from gateway.committee_recruitment.loaders import CommitteeRecruitmentLoaders
from gateway.documents import Document, Documents
from gateway.folding.loaders import FoldingLoaders
from gateway.identity import Identities
from gateway.issue_proposals.loaders import IssueProposalLoaders
from gateway.live.feed import Feed
from gateway.people.loaders import PeopleLoaders
from gateway.policies.loaders import REVISIONS_KEPT, PolicyLoaders
from gateway.public_comment.loaders import PublicCommentLoaders
from gateway.responses.loaders import ResponseLoaders
from gateway.topics.loaders import TopicLoaders
from gateway.trace.loaders import TraceLoaders
from gateway.workshops.loaders import WorkshopLoaders
from shared.auth import GATEWAY, ServiceTokens
from shared.caller import Caller, Role, act_as
from shared.settings import Settings


@dataclass(frozen=True)
class Clients:
    """One client per service, for the whole process."""

    policies: PoliciesClient
    public_comment: PublicCommentClient
    insight: InsightClient
    people: PeopleClient
    keys: KeysClient
    responses: ResponsesClient
    folding: FoldingClient
    comment_search: CommentSearchClient
    entries: EntriesClient
    masks: MasksClient
    insight_topics: InsightTopicsClient
    statements: StatementsClient
    traces: TracesClient
    open_data: OpenDataClient
    workshops: WorkshopsClient
    issue_proposals: IssueProposalsClient
    committee_recruitment: CommitteeRecruitmentClient

    @classmethod
    def connect(cls, session: aiohttp.ClientSession, settings: Settings) -> "Clients":
        """Make the clients; nothing is sent yet."""
        tokens = ServiceTokens(settings.service_key, GATEWAY)
        return cls(
            PoliciesClient(session, settings.policies_url, tokens),
            PublicCommentClient(session, settings.public_comment_url, tokens),
            InsightClient(session, settings.insight_url, tokens),
            PeopleClient(session, settings.people_url, tokens),
            KeysClient(session, settings.keys_url, tokens),
            ResponsesClient(session, settings.responses_url, tokens),
            FoldingClient(session, settings.folding_url, tokens),
            CommentSearchClient(session, settings.comment_search_url, tokens),
            EntriesClient(session, settings.public_comment_url, tokens),
            MasksClient(session, settings.public_comment_url, tokens),
            InsightTopicsClient(session, settings.insight_topics_url, tokens),
            StatementsClient(session, settings.public_comment_url, tokens),
            TracesClient(session, settings.responses_url, tokens),
            OpenDataClient(session, settings.open_data_url, tokens),
            WorkshopsClient(session, settings.workshops_url, tokens),
            IssueProposalsClient(session, settings.issue_proposals_url, tokens),
            CommitteeRecruitmentClient(session, settings.committee_recruitment_url, tokens),
        )


class Context:
    """One request's context. Loaders are made when they are first used."""

    # The document that runs, set when it is found.
    document: Document

    def __init__(
        self,
        clients: Clients,
        documents: Documents,
        revisions: Unchanging[RevisionAnswer],
        feed: Feed,
        *,
        caller: Caller,
        may_introspect: bool,
    ) -> None:
        self.clients = clients
        self.documents = documents
        self.feed = feed
        self.caller = caller
        self.may_introspect = may_introspect
        self._revisions = revisions

    @cached_property
    def policies(self) -> PolicyLoaders:
        """Policies, documents, revisions by id."""
        return PolicyLoaders(self.clients.policies, self._revisions)

    @cached_property
    def people(self) -> PeopleLoaders:
        """People, desks and departments by id."""
        return PeopleLoaders(self.clients.people)

    @cached_property
    def public_comment(self) -> PublicCommentLoaders:
        """Consultations and comments by id."""
        return PublicCommentLoaders(self.clients.public_comment)

    @cached_property
    def folding(self) -> FoldingLoaders:
        """Folds by id, and the fold of a comment."""
        return FoldingLoaders(self.clients.folding)

    @cached_property
    def topics(self) -> TopicLoaders:
        """Topics by id, and what comments say."""
        known = self.clients
        return TopicLoaders(known.insight_topics, known.statements, known.workshops)

    @cached_property
    def responses(self) -> ResponseLoaders:
        """Responses by id, and what was published for a comment."""
        return ResponseLoaders(self.clients.responses)

    @cached_property
    def workshops(self) -> WorkshopLoaders:
        """Workshops by id."""
        return WorkshopLoaders(self.clients.workshops, self.clients.traces)

    @cached_property
    def issue_proposals(self) -> IssueProposalLoaders:
        """Issues and offers by id."""
        return IssueProposalLoaders(self.clients.issue_proposals)

    @cached_property
    def committee_recruitment(self) -> CommitteeRecruitmentLoaders:
        """Committees and recruitments by id."""
        return CommitteeRecruitmentLoaders(self.clients.committee_recruitment)

    @cached_property
    def trace(self) -> TraceLoaders:
        """What stands for an input, where its clause is now, and what came after."""
        known = self.clients
        return TraceLoaders(known.traces, known.policies, known.public_comment)


class Contexts:
    """Makes a context for each request."""

    def __init__(
        self,
        clients: Clients,
        documents: Documents,
        identities: Identities,
        feed: Feed,
        settings: Settings,
    ) -> None:
        self._clients = clients
        self._documents = documents
        self.identities = identities
        self._feed = feed
        self._open_schema = settings.environment != "production"
        self._revisions: Unchanging[RevisionAnswer] = Unchanging(REVISIONS_KEPT)

    def make(self, caller: Caller) -> Context:
        """Make the context of a request; calls to the services are made on the caller's behalf."""
        act_as(caller)
        return Context(
            self._clients,
            self._documents,
            self._revisions,
            self._feed,
            caller=caller,
            may_introspect=caller.has(Role.STAFF) or self._open_schema,
        )


Info = strawberry.Info[Context, None]
