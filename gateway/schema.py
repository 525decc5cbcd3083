"""The schema: the areas put together, and nothing else."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from gateway.access import require_declared
from gateway.documents import Prepared
from gateway.insight.queries import InsightQueries
from gateway.policies.mutations import PolicyMutations
from gateway.policies.queries import PolicyQueries
from gateway.public_comment.mutations import PublicCommentMutations
from gateway.public_comment.queries import PublicCommentQueries
from gateway.scalars import SCALARS


@strawberry.type
class Query(PolicyQueries, PublicCommentQueries, InsightQueries):
    """What can be read."""


@strawberry.type
class Mutation(PublicCommentMutations, PolicyMutations):
    """What can be done."""


require_declared(Query, Mutation)

schema = strawberry.Schema(
    Query,
    Mutation,
    extensions=[Prepared],
    config=StrawberryConfig(disable_field_suggestions=True, scalar_map=SCALARS),
)
