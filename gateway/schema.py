"""The schema: the areas put together, and nothing else."""

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from gateway.access import apply_rules
from gateway.committee_recruitment.mutations import CommitteeRecruitmentMutations
from gateway.committee_recruitment.queries import CommitteeRecruitmentQueries
from gateway.documents import Prepared
from gateway.event_executor import EventExecutor
from gateway.folding.queries import FoldingQueries
from gateway.insight.queries import InsightQueries
from gateway.issue_proposals.following import IssueFollowingMutations
from gateway.issue_proposals.mutations import IssueProposalMutations
from gateway.issue_proposals.queries import IssueProposalQueries
from gateway.issue_proposals.talk_mutations import IssueTalkMutations
from gateway.masks.mutations import MaskMutations
from gateway.masks.queries import MaskQueries
from gateway.open_data.queries import OpenDataQueries
from gateway.people.mutations import PeopleMutations
from gateway.people.queries import PeopleQueries
from gateway.points.mutations import PointMutations
from gateway.points.queries import PointQueries
from gateway.policies.mutations import PolicyMutations
from gateway.policies.queries import PolicyQueries
from gateway.public_comment.anchors import AnchorMutations, AnchorQueries
from gateway.public_comment.entries import EntryMutations, EntryQueries
from gateway.public_comment.following import FollowingMutations
from gateway.public_comment.mutations import PublicCommentMutations
from gateway.public_comment.queries import PublicCommentQueries
from gateway.public_comment.search import CommentSearchQueries
from gateway.records.disclosures import RecordsMutations, RecordsQueries
from gateway.responses.mutations import ResponseMutations
from gateway.responses.queries import ResponseQueries
from gateway.responses.subscriptions import ResponseSubscriptions
from gateway.rules import RULES
from gateway.scalars import SCALARS
from gateway.summary.queries import SummaryQueries
from gateway.topics.mutations import TopicMutations
from gateway.topics.queries import TopicQueries
from gateway.trace.queries import TraceQueries
from gateway.workshops.floor import FloorMutations
from gateway.workshops.mutations import WorkshopMutations
from gateway.workshops.queries import WorkshopQueries
from gateway.workshops.subscriptions import WorkshopSubscriptions


@strawberry.type
class Query(
    PolicyQueries,
    PublicCommentQueries,
    CommentSearchQueries,
    EntryQueries,
    AnchorQueries,
    ResponseQueries,
    PointQueries,
    MaskQueries,
    FoldingQueries,
    InsightQueries,
    TopicQueries,
    TraceQueries,
    SummaryQueries,
    PeopleQueries,
    RecordsQueries,
    OpenDataQueries,
    WorkshopQueries,
    IssueProposalQueries,
    CommitteeRecruitmentQueries,
):
    """What can be read."""


@strawberry.type
class Mutation(
    PublicCommentMutations,
    EntryMutations,
    AnchorMutations,
    FollowingMutations,
    PolicyMutations,
    ResponseMutations,
    PointMutations,
    MaskMutations,
    TopicMutations,
    PeopleMutations,
    RecordsMutations,
    WorkshopMutations,
    FloorMutations,
    IssueProposalMutations,
    IssueTalkMutations,
    IssueFollowingMutations,
    CommitteeRecruitmentMutations,
):
    """What can be done."""


@strawberry.type
class Subscription(ResponseSubscriptions, WorkshopSubscriptions):
    """What can be watched."""


class Schema(strawberry.Schema):
    """The schema; what goes wrong in it is told and logged in ``gateway.execute`` alone."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log nothing: the library would write variables, and with them what citizens wrote."""


schema = Schema(
    Query,
    Mutation,
    Subscription,
    extensions=[Prepared],
    execution_context_class=EventExecutor,
    config=StrawberryConfig(disable_field_suggestions=True, scalar_map=SCALARS),
)
apply_rules(schema._schema, RULES)
