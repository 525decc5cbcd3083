"""Whole topics, event by event, as they lie there: for backup and restore."""

from collections.abc import AsyncIterator, Iterable, Sequence

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from shared.kafka.topics import partitions_of
from shared.settings import Settings

RawEvent = tuple[bytes, bytes]


async def read_topic(settings: Settings, topic: str) -> AsyncIterator[RawEvent]:
    """Yield ``(key, value)`` of all events that a topic has now, in the order of each partition.

    Raises:
        UnknownTopicOrPartitionError: there is no such topic.
        KafkaError: the broker cannot be reached.
    """
    reader = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_bootstrap,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )
    await reader.start()
    try:
        for number in await partitions_of(settings, topic):
            partition = TopicPartition(topic, number)
            reader.assign([partition])
            await reader.seek_to_beginning(partition)
            end = (await reader.end_offsets([partition]))[partition]
            while await reader.position(partition) < end:
                for record in (await reader.getmany(timeout_ms=500)).get(partition, []):
                    if record.offset < end:
                        yield record.key or b"", record.value
    finally:
        await reader.stop()


async def write_topic(settings: Settings, topic: str, events: Iterable[Sequence[RawEvent]]) -> None:
    """Append events, batch by batch, each aggregate's in the order given; acknowledged by all.

    Raises:
        KafkaError: the broker refused, or cannot be reached; what was acknowledged is there.
    """
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap, enable_idempotence=True, acks="all"
    )
    await producer.start()
    try:
        for batch in events:
            sent = [await producer.send(topic, value, key=key) for key, value in batch]
            for future in sent:
                await future
    finally:
        await producer.stop()
