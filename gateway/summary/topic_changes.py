"""What a stage speaks of that the stage before did not: topics beside those they are most like."""

import asyncio
from typing import Self

import strawberry

from gateway.clients.insight_topics import LikenessAnswer
from gateway.context import Info
from gateway.summary.gathering import stage_before, stage_counts
from gateway.topics.queries import topic_by_id
from gateway.topics.types import OpinionTopic
from gateway.words import Stage


@strawberry.type(description="この段階の論点と、前の段階でいちばん近い論点")
class TopicChange:
    """A topic and the one before that it is most like; ``likeness`` is 1 where they are the same.

    How like two topics have to be to be one, a reader decides, with the originals at hand.
    """

    topic: OpinionTopic
    before: OpinionTopic
    likeness: float

    @classmethod
    async def of(cls, info: Info, answer: LikenessAnswer) -> Self | None:
        """Make it of the service's answer; None where one of them is no more."""
        topic, before = await asyncio.gather(
            topic_by_id(info, answer["topic_id"]), topic_by_id(info, answer["other_topic_id"])
        )
        if topic is None or before is None:
            return None
        return cls(topic=topic, before=before, likeness=answer["likeness"])


@strawberry.type(description="論点の、前の段階との違い")
class TopicChanges:
    """The topics of a stage, those first that are least like anything in the stage before."""

    cycle_before: int
    stage_before: Stage
    changes: list[TopicChange]


async def topic_changes(
    info: Info, policy_id: str, cycle: int, stage: Stage
) -> TopicChanges | None:
    """Return them; None where there is no such stage or none before it."""
    earlier = await stage_before(info, policy_id, cycle, stage)
    if earlier is None:
        return None
    here, before = await asyncio.gather(
        stage_counts(info, policy_id, cycle, stage), stage_counts(info, policy_id, *earlier)
    )
    if here is None or before is None:
        return None
    others = [one["consultation_id"] for one in before["consultations"]]
    client = info.context.clients.insight_topics
    found = await asyncio.gather(
        *(client.compared(one["consultation_id"], others) for one in here["consultations"])
    )
    told = sorted(
        (one for answer in found for one in answer),
        key=lambda one: (one["likeness"], one["topic_id"]),
    )
    changes = await asyncio.gather(*(TopicChange.of(info, one) for one in told))
    return TopicChanges(
        cycle_before=earlier[0],
        stage_before=earlier[1],
        changes=[change for change in changes if change is not None],
    )
