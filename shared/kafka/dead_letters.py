"""Events that a consumer could not process: kept with their cause, and brought back by command.

A dead letter has the original bytes as its value and says in its headers where it came from and
why. Its aggregate is parked: later events of it follow it, so that their order survives.
``kyodo replay CONSUMER`` copies the dead letters to the retry topic, which the consumer reads.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition

from shared.clock import iso, now
from shared.kafka.topics import dead_letter_topic, ensure_topics, retry_topic
from shared.settings import Settings

_Headers = Sequence[tuple[str, bytes]]


@dataclass(frozen=True)
class DeadLetter:
    """One event that waits for a replay."""

    value: bytes
    key: bytes | None
    cause: str
    origin: str
    at: str
    offset: int


def dead_letter_headers(record: ConsumerRecord, consumer: str, cause: str) -> _Headers:
    """Say why, from where, when, and how to bring it back. Never a value of the event."""
    return [
        ("cause", cause[:500].encode()),
        ("origin", origin_of(record).encode()),
        ("consumer", consumer.encode()),
        ("at", iso(now()).encode()),
        ("replay", f"kyodo replay {consumer}".encode()),
    ]


def origin_of(record: ConsumerRecord) -> str:
    """Where an event lay first, as ``topic/partition/offset``: its name among the dead letters."""
    return _header(record.headers, "origin") or f"{record.topic}/{record.partition}/{record.offset}"


async def waiting_dead_letters(
    settings: Settings, consumer: str, *, commit: bool = False
) -> AsyncIterator[DeadLetter]:
    """Yield those that no replay has taken up yet, oldest first.

    With ``commit``, what was yielded counts as taken up once the iteration has ended.
    """
    topic = dead_letter_topic(settings, consumer)
    await ensure_topics(settings, [topic], 1)
    reader = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_bootstrap,
        group_id=f"{topic}.replay",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )
    await reader.start()
    try:
        partition = TopicPartition(topic, 0)
        reader.assign([partition])
        end = (await reader.end_offsets([partition]))[partition]
        while await reader.position(partition) < end:
            for record in (await reader.getmany(timeout_ms=500)).get(partition, []):
                yield _dead_letter(record)
        if commit:
            await reader.commit()
    finally:
        await reader.stop()


async def replay(settings: Settings, consumer: str) -> list[DeadLetter]:
    """Copy the waiting dead letters to the consumer's retry topic and return them.

    Safe to repeat: a copy that arrives twice is dropped by its sequence.

    Raises:
        KafkaError: the broker cannot be reached; nothing is lost, run it again.
    """
    target = retry_topic(settings, consumer)
    await ensure_topics(settings, [target], 1)
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap, enable_idempotence=True, acks="all"
    )
    moved: list[DeadLetter] = []
    await producer.start()
    try:
        async for letter in waiting_dead_letters(settings, consumer, commit=True):
            headers = [("origin", letter.origin.encode()), ("cause", letter.cause.encode())]
            await producer.send_and_wait(target, letter.value, key=letter.key, headers=headers)
            moved.append(letter)
    finally:
        await producer.stop()
    return moved


def _dead_letter(record: ConsumerRecord) -> DeadLetter:
    return DeadLetter(
        value=record.value,
        key=record.key,
        cause=_header(record.headers, "cause"),
        origin=_header(record.headers, "origin"),
        at=_header(record.headers, "at"),
        offset=record.offset,
    )


def _header(headers: _Headers, name: str) -> str:
    return next((value.decode() for key, value in headers if key == name), "")
