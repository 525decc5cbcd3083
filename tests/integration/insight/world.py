"""What the insight tests need: a broker to tell facts to, and instances that listen."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiokafka import AIOKafkaProducer

from services.insight import handlers
from services.insight.events import InsightProjection
from shared.events import EventData, envelop
from shared.kafka import Model, ProjectionRunner, ensure_topics, service_topic
from shared.mongo import Mongo
from shared.settings import Settings


@dataclass
class World:
    """A topic prefix and a database of its own on the real broker and database."""

    settings: Settings
    mongo: Mongo
    producer: AIOKafkaProducer
    sequences: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    published: int = 0

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
        self.published += len(waiting)
        await asyncio.gather(*waiting)

    async def settled(self, runner: ProjectionRunner) -> None:
        """Wait until everything that was told is in the read model or set aside.

        There is no order between topics: that the comments are counted says nothing of whether
        their policy is known.
        """

        async def applied() -> int:
            offsets = (await runner.model())["offsets"].find({"_id": {"$not": {"$regex": "retry"}}})
            return sum([row["next"] async for row in offsets])

        await eventually(applied, self.published)

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
