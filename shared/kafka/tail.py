"""What comes into the topics from now on, for views that are live: nothing is kept, none shares."""

import asyncio
from collections.abc import Callable, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared.kafka.topics import ensure_topics, service_topic
from shared.logs import cause_of, log
from shared.settings import Settings

_PAUSE_S = 2.0

logger = log(__name__)


async def follow(
    settings: Settings,
    services: Sequence[str],
    *,
    arrived: Callable[[bytes], None],
    missed: Callable[[], None],
) -> None:
    """Hand on each event of some services as it comes, in each partition's order, until cancelled.

    Args:
        settings: where the broker is.
        services: whose events.
        arrived: told the bytes of each event; it must not block or raise.
        missed: told once whenever events may have passed unseen, the first time at the beginning:
            what is shown must be read anew. Nothing passes unseen after that call.
    """
    while True:
        try:
            await _follow(settings, services, arrived, missed)
        except (KafkaError, OSError, TimeoutError) as error:
            logger.warning("tail_waits", cause=cause_of(error))
            await asyncio.sleep(_PAUSE_S)


async def _follow(
    settings: Settings,
    services: Sequence[str],
    arrived: Callable[[bytes], None],
    missed: Callable[[], None],
) -> None:
    topics = [service_topic(settings, service) for service in services]
    await ensure_topics(settings, topics, settings.topic_partitions)
    reader = AIOKafkaConsumer(
        *topics,
        bootstrap_servers=settings.kafka_bootstrap,
        enable_auto_commit=False,
        auto_offset_reset="latest",
        isolation_level="read_committed",
        fetch_max_wait_ms=250,
        request_timeout_ms=15_000,
        retry_backoff_ms=100,
    )
    await reader.start()
    try:
        partitions: set[TopicPartition] = reader.assignment()
        await reader.seek_to_end(*partitions)
        for partition in partitions:
            await reader.position(partition)
        missed()
        while True:
            for records in (await reader.getmany(timeout_ms=1_000)).values():
                for record in records:
                    arrived(record.value)
    finally:
        await reader.stop()
