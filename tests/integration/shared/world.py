"""A tiny service for tests of the common ground: counters that are incremented, and who counts."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import ClassVar

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from shared.events import Envelope, EventData, envelop
from shared.kafka import Batch, Model, Projection, ensure_topics, service_topic
from shared.mongo import Aggregates, Mongo, Outbox, UpdateOne
from shared.settings import Settings

OUTBOX = Outbox("turnstile", ("gates",))


class PersonPassed(EventData):
    """Somebody went through a gate."""

    TYPE: ClassVar[str] = "turnstile.person_passed.v1"
    SUBJECT: ClassVar[str] = "gate_id"

    gate_id: str
    number: int
    poison: bool = False


class Turnstile:
    """Writes events as a service does."""

    def __init__(self, mongo: Mongo) -> None:
        self.gates = Aggregates(mongo.database("turnstile"), "gates")

    async def open(self, gates: int) -> None:
        await self.gates.create_indexes()
        for gate in range(gates):
            await self.gates.insert({"_id": f"g{gate}", "passed": 1}, _passed(f"g{gate}", 1))

    async def let_pass(self, gate: str, number: int) -> None:
        await self.gates.update(
            gate, {"$inc": {"passed": 1}}, _passed(gate, number), sequence=number - 1
        )

    async def waiting(self) -> int:
        return await self.gates.collection.count_documents({"pending_events.0": {"$exists": True}})


def _passed(gate: str, number: int) -> PersonPassed:
    return PersonPassed(gate_id=gate, number=number)


class Counting(Projection):
    """Counts per gate with a plain $inc, which is exact only if every event comes once."""

    name: ClassVar[str] = "counting"
    services: ClassVar[tuple[str, ...]] = ("turnstile",)
    collections: ClassVar[tuple[str, ...]] = ("counts",)

    def __init__(self) -> None:
        self.healed = False
        self.slow_s = 0.0

    async def create_indexes(self, model: Model) -> None:
        await model["counts"].create_index("n")

    async def apply(self, batch: Batch, model: Model) -> None:
        await asyncio.sleep(self.slow_s)
        changes = []
        for event in batch.events:
            body = event.body
            assert isinstance(body, PersonPassed)
            if body.poison and not self.healed:
                raise ValueError("this event cannot be processed")
            changes.append(
                UpdateOne(
                    {"_id": body.gate_id},
                    {"$inc": {"n": 1}, "$push": {"order": body.number}},
                    upsert=True,
                )
            )
        await model["counts"].bulk_write(changes, session=model.session)


async def send(settings: Settings, events: list[tuple[str, int, bool]], times: int = 1) -> None:
    """Put events (gate, number, poison) on the topic by hand, as a relay that repeats would."""
    topic = service_topic(settings, "turnstile")
    await ensure_topics(settings, [topic], settings.topic_partitions)
    producer = AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap, acks="all")
    await producer.start()
    try:
        for gate, number, poison in events:
            body = PersonPassed(gate_id=gate, number=number, poison=poison)
            raw = orjson.dumps(envelop(body, number))
            for _ in range(times):
                await producer.send_and_wait(topic, raw, key=gate.encode())
    finally:
        await producer.stop()


async def published(settings: Settings) -> dict[str, list[int]]:
    """What a careful reader finds on the topic: the sequences of each gate, in order."""
    topic = service_topic(settings, "turnstile")
    reader = AIOKafkaConsumer(
        topic,
        bootstrap_servers=settings.kafka_bootstrap,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )
    await reader.start()
    found: dict[str, list[int]] = defaultdict(list)
    try:
        while batches := await reader.getmany(timeout_ms=1_000):
            for records in batches.values():
                for record in records:
                    event = Envelope.read(record.value)
                    found[event.subject].append(event.sequence)
    finally:
        await reader.stop()
    return found


async def counts(model: Model) -> dict[str, list[int]]:
    """What the projection holds: per gate the numbers in the order in which they were counted."""
    return {row["_id"]: row["order"] async for row in model["counts"].find({})}


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 30.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < end, "it did not come to pass in time"
        await asyncio.sleep(0.1)
