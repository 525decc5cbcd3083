"""What the insight tests need: facts to tell, a broker to tell them to, instances that listen."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
from aiokafka import AIOKafkaProducer

from services.insight import handlers
from services.insight.events import InsightProjection
from shared.events import EventData, envelop
from shared.events.common import Channel, Method, Stage, StageRef, SubmitterKind
from shared.events.policies import ActivityRecorded, PlannedStage, PolicyCreated
from shared.events.public_comment import (
    CommentAccepted,
    CommentCorrected,
    CommentWithdrawn,
    ConsultationOpened,
)
from shared.ids import new_id
from shared.kafka import Model, ProjectionRunner, ensure_topics, service_topic
from shared.mongo import Mongo
from shared.settings import Settings

_FIRST = datetime(2026, 6, 1, 0, 0, tzinfo=UTC)


def policy(policy_id: str, *, methods: tuple[Method, ...] = ()) -> PolicyCreated:
    """A policy with its four stages in one cycle."""
    return PolicyCreated(
        policy_id=policy_id,
        title=f"計画 {policy_id}",
        field="環境",
        area="全域",
        department="環境政策課",
        stages=tuple(PlannedStage(cycle=1, stage=at, planned_methods=methods) for at in Stage),
    )


def consultation(
    consultation_id: str, *policies: str, stage: Stage = Stage.PLANNING
) -> ConsultationOpened:
    """A consultation that serves a stage of each of the policies."""
    return ConsultationOpened(
        consultation_id=consultation_id,
        title=f"意見募集 {consultation_id}",
        document_id="document",
        revision_id="revision",
        links=tuple(StageRef(policy_id=p, cycle=1, stage=stage) for p in policies),
        opens_at=_FIRST,
        closes_at=_FIRST + timedelta(days=30),
        channels=tuple(Channel),
    )


def comment(
    consultation_id: str,
    *,
    comment_id: str | None = None,
    submitter: str | None = None,
    channel: Channel = Channel.WEB,
    clause_id: str | None = None,
    points: int = 1,
    day: date = date(2026, 6, 1),
    after_s: float = 0,
) -> CommentAccepted:
    """A comment, by a submitter of its own unless one is named."""
    return CommentAccepted(
        comment_id=comment_id or new_id(),
        consultation_id=consultation_id,
        clause_id=clause_id,
        channel=channel,
        submitter_id=submitter or new_id(),
        submitter_kind=SubmitterKind.PERSON,
        points=points,
        received_on=day,
        accepted_at=_FIRST + timedelta(seconds=after_s),
        late=False,
        commitment="0" * 64,
    )


def correction(of: CommentAccepted, version: int, clause_id: str | None) -> CommentCorrected:
    """The comment's next version, on another clause."""
    return CommentCorrected(
        comment_id=of.comment_id,
        consultation_id=of.consultation_id,
        version=version,
        clause_id=clause_id,
        commitment="1" * 64,
    )


def withdrawal(of: CommentAccepted) -> CommentWithdrawn:
    """The comment is taken back."""
    return CommentWithdrawn(comment_id=of.comment_id, consultation_id=of.consultation_id)


def activity(policy_id: str, method: Method, **numbers: int | None) -> ActivityRecorded:
    """An activity held elsewhere at the planning stage."""
    return ActivityRecorded(
        policy_id=policy_id,
        activity_id=new_id(),
        cycle=1,
        stage=Stage.PLANNING,
        method=method,
        title="地区別市民カフェ",
        held_on=date(2026, 5, 20),
        **numbers,
    )


@dataclass
class World:
    """A topic prefix and a database of its own on the real broker and database."""

    settings: Settings
    mongo: Mongo
    producer: AIOKafkaProducer
    sequences: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def tell(self, *facts: EventData) -> list[dict[str, Any]]:
        """Publish facts as the relay does: key is the aggregate, sequences count up."""
        events = []
        for fact in facts:
            self.sequences[fact.subject] += 1
            events.append(envelop(fact, self.sequences[fact.subject]))
        await self.publish(events)
        return events

    async def publish(self, events: Iterable[dict[str, Any]]) -> None:
        """Publish envelopes as they are."""
        waiting = []
        for event in events:
            service = event["source"].rpartition("/")[2]
            topic = service_topic(self.settings, service)
            key, value = event["subject"].encode(), orjson.dumps(event)
            waiting.append(await self.producer.send(topic, value, key=key))
        await asyncio.gather(*waiting)

    def committed(self) -> Model:
        """The first generation as everybody sees it."""
        return Model(self.mongo.database(InsightProjection.name), InsightProjection.name, 1)

    async def total(self, runner: ProjectionRunner) -> tuple[int, int, int, int]:
        """Submitters, comments, points, withdrawn: every input once."""
        seen = (await handlers.overview(await runner.model())).total
        return seen.submitters, seen.comments, seen.points, seen.withdrawn

    @asynccontextmanager
    async def instance(
        self, projection: InsightProjection | None = None
    ) -> AsyncIterator[ProjectionRunner]:
        """One instance of the service's consumer."""
        runner = ProjectionRunner(projection or InsightProjection(), self.mongo, self.settings)
        await runner.start()
        try:
            yield runner
        finally:
            await runner.stop()


@asynccontextmanager
async def a_world(settings: Settings) -> AsyncIterator[World]:
    """Make the topics; what was made is deleted by whoever made the settings."""
    mongo = Mongo.connect(settings)
    topics = [service_topic(settings, name) for name in InsightProjection.services]
    await ensure_topics(settings, topics, settings.topic_partitions)
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap, enable_idempotence=True, acks="all"
    )
    await producer.start()
    try:
        yield World(settings, mongo, producer)
    finally:
        await producer.stop()
        mongo.close()


async def eventually(
    look: Callable[[], Awaitable[Any]], expected: Any, within_s: float = 30.0
) -> None:
    """Look until what is seen is what is expected; say what was seen last if it never is."""
    deadline = time.monotonic() + within_s
    while True:
        seen = await look()
        if seen == expected:
            return
        assert time.monotonic() < deadline, f"expected {expected!r}, last seen {seen!r}"
        await asyncio.sleep(0.05)
