"""Names and settings of topics: one per service, kept without limit."""

from collections.abc import Iterable

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from shared.settings import Settings

_KEPT_FOR_EVER = {"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"}


def service_topic(settings: Settings, service: str) -> str:
    """The topic of a service's events."""
    return f"{settings.topic_prefix}.{service}"


def dead_letter_topic(settings: Settings, consumer: str) -> str:
    """Where a consumer puts what it cannot process."""
    return f"{settings.topic_prefix}.{consumer}.dead"


def retry_topic(settings: Settings, consumer: str) -> str:
    """Where ``kyodo replay`` puts dead letters for the consumer to try again."""
    return f"{settings.topic_prefix}.{consumer}.retry"


async def partitions_of(settings: Settings, topic: str) -> list[int]:
    """Return the numbers of a topic's partitions.

    Raises:
        KafkaError: there is no such topic, or the broker cannot be reached.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap)
    try:
        await admin.start()
        (described,) = await admin.describe_topics([topic])
    finally:
        await admin.close()
    if described["error_code"]:
        raise for_code(described["error_code"])(topic)
    return sorted(one["partition"] for one in described["partitions"])


async def ensure_topics(settings: Settings, topics: Iterable[str], partitions: int) -> None:
    """Create those that are missing; an existing topic is left as it is.

    Raises:
        KafkaError: the broker cannot be reached or refuses.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap)
    try:
        await admin.start()
        existing = set(await admin.list_topics())
        missing = [
            NewTopic(
                name,
                num_partitions=partitions,
                replication_factor=settings.topic_replication,
                topic_configs=_KEPT_FOR_EVER,
            )
            for name in topics
            if name not in existing
        ]
        if not missing:
            return
        answer = await admin.create_topics(missing)
        for name, code, *_ in answer.topic_errors:
            if code and for_code(code) is not TopicAlreadyExistsError:
                raise for_code(code)(name)
    finally:
        await admin.close()
