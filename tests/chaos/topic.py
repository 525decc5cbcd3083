"""The topic of a service, read from its beginning as a consumer would see it."""

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from tests.bench.system import System


@dataclass
class TopicOrder:
    """What was found. ``last`` is the highest sequence of each aggregate.

    ``kinds`` counts the events of an aggregate by their type, each once.
    """

    events: int = 0
    republished: int = 0
    out_of_order: int = 0
    last: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    _seen: set[str] = field(default_factory=set)

    def add(self, event_id: str, aggregate: str, sequence: int, kind: str = "") -> None:
        """Take the next event of a partition.

        An event that comes again is the relay's right after a crash; consumers drop it. Any other
        must carry the very next number of its aggregate.
        """
        self.events += 1
        if event_id in self._seen:
            self.republished += 1
            return
        self._seen.add(event_id)
        self.kinds[aggregate, kind] += 1
        if sequence != self.last[aggregate] + 1:
            self.out_of_order += 1
        self.last[aggregate] = max(self.last[aggregate], sequence)


async def read_topic(system: System, service: str) -> TopicOrder:
    """Read all that is committed now, partition by partition, from the first offset on.

    Raises:
        KafkaError: the broker cannot be reached.
        TimeoutError: the end was not reached in two minutes.
    """
    consumer = AIOKafkaConsumer(
        f"{system.topic_prefix}.{service}",  # without a group it is given every partition
        bootstrap_servers=system.kafka_bootstrap,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )
    order = TopicOrder()
    await consumer.start()
    try:
        partitions = list(consumer.assignment())
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        async with asyncio.timeout(120):
            while not await _at_end(consumer, ends):
                batches = await consumer.getmany(timeout_ms=500)
                for records in batches.values():
                    for record in records:
                        event = orjson.loads(record.value)
                        order.add(event["id"], event["subject"], event["sequence"], event["type"])
    finally:
        await consumer.stop()
    return order


async def _at_end(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    positions = [await consumer.position(partition) >= end for partition, end in ends.items()]
    return all(positions)
