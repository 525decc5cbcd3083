"""Reading topics."""

import strawberry

from gateway.context import Info
from gateway.topics.types import (
    OpinionTopic,
    OpinionTopics,
    TopicDrawing,
    TopicLikeness,
    TopicStatement,
    TopicSuggestion,
)


@strawberry.type
class TopicQueries:
    """Queries about topics; for staff."""

    @strawberry.field
    async def opinion_topics(self, info: Info, consultation_id: strawberry.ID) -> OpinionTopics:
        """Return the topics of a consultation, neighbours alike, never by number."""
        case_id = str(consultation_id)
        found = await info.context.clients.insight_topics.topics(case_id)
        return OpinionTopics.of(found, ours=await in_charge(info, case_id))

    @strawberry.field
    async def opinion_topic(self, info: Info, id: strawberry.ID) -> OpinionTopic | None:
        """Return one topic; null where it became part of another."""
        return await topic_by_id(info, str(id))

    @strawberry.field
    async def rare_views(self, info: Info, consultation_id: strawberry.ID) -> list[TopicStatement]:
        """List statements that few others are like, at most 70."""
        case_id = str(consultation_id)
        ours = await in_charge(info, case_id)
        found = await info.context.clients.insight_topics.rare(case_id)
        return [TopicStatement.of(one, ours=ours) for one in found]

    @strawberry.field
    async def topic_drawing(self, info: Info, consultation_id: strawberry.ID) -> TopicDrawing:
        """Return the statements of a consultation as a grid: alike is near."""
        found = await info.context.clients.insight_topics.drawing(str(consultation_id))
        return TopicDrawing.of(found)

    @strawberry.field
    async def topic_likenesses(
        self, info: Info, consultation_id: strawberry.ID, others: list[strawberry.ID]
    ) -> list[TopicLikeness]:
        """Return, for each topic, the one of other consultations (at most 50) it is most like."""
        ids = [str(one) for one in others[:50]]
        found = await info.context.clients.insight_topics.compared(str(consultation_id), ids)
        return [TopicLikeness.of(one) for one in found]

    @strawberry.field
    async def topic_suggestion(self, info: Info, topic_id: strawberry.ID) -> TopicSuggestion:
        """Ask the language model about a topic, once; nothing of it is kept."""
        found = await info.context.clients.insight_topics.suggestion(str(topic_id))
        return TopicSuggestion.of(found)


async def topic_by_id(info: Info, topic_id: str) -> OpinionTopic | None:
    """Return a topic as the caller may see it."""
    found = await info.context.topics.topic.load(topic_id)
    if found is None:
        return None
    return OpinionTopic.of(found, ours=await in_charge(info, found["case_id"]))


async def in_charge(info: Info, case_id: str) -> bool:
    """Say whether the caller is of the department in charge of a consultation or a workshop."""
    consultation = await info.context.public_comment.consultation.load(case_id)
    found = consultation or await info.context.workshops.workshop.load(case_id)
    return found is not None and found["department_id"] in info.context.caller.departments
