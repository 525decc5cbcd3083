"""Naming, merging and splitting topics. Who is in charge, the service checks."""

import strawberry

from gateway.context import Info
from gateway.topics.queries import topic_by_id
from gateway.topics.types import EditTopicsResult, OpinionTopic
from shared.errors import Unavailable


@strawberry.input(description="論点の名前を付ける（職員用）。空にすると、市民の言葉に戻ります。")
class RenameTopicInput:
    """A name of at most 40 characters; empty: the citizens' words again."""

    topic_id: strawberry.ID
    name: str
    idempotency_key: str


@strawberry.input(description="論点を一つにまとめる（職員用）。最初の論点に、ほかを入れます。")
class MergeTopicsInput:
    """Two or more topics of one consultation."""

    topic_ids: list[strawberry.ID]
    idempotency_key: str


@strawberry.input(description="論点から見方を取り出して、別の論点にする（職員用）")
class SplitTopicInput:
    """Viewpoints of a topic that become one of their own; at least one must stay."""

    topic_id: strawberry.ID
    viewpoint_ids: list[strawberry.ID]
    name: str = ""
    idempotency_key: str


@strawberry.type
class TopicMutations:
    """Mutations of topics. What staff decide holds when topics are made anew."""

    @strawberry.field
    async def rename_topic(self, info: Info, input: RenameTopicInput) -> EditTopicsResult:
        """Name a topic."""
        body = {"name": input.name, "idempotency_key": input.idempotency_key}
        made = await info.context.clients.insight_topics.rename(str(input.topic_id), body)
        return await _shown(info, made)

    @strawberry.field
    async def merge_topics(self, info: Info, input: MergeTopicsInput) -> EditTopicsResult:
        """Put topics together into the first of them."""
        ids = [str(one) for one in input.topic_ids]
        body = {"topic_ids": ids, "idempotency_key": input.idempotency_key}
        return await _shown(info, await info.context.clients.insight_topics.merge(body))

    @strawberry.field
    async def split_topic(self, info: Info, input: SplitTopicInput) -> EditTopicsResult:
        """Take viewpoints out of a topic into one of their own."""
        body = {
            "viewpoint_ids": [str(one) for one in input.viewpoint_ids],
            "name": input.name,
            "idempotency_key": input.idempotency_key,
        }
        made = await info.context.clients.insight_topics.split(str(input.topic_id), body)
        return await _shown(info, made)


async def _shown(info: Info, topic_id: str) -> OpinionTopic:
    found = await topic_by_id(info, topic_id)
    if found is None:  # merged away in the same moment by somebody else
        raise Unavailable
    return found
