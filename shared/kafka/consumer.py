"""One consumer that fills one generation of a read model, and never gives an event up.

Auto-commit is off; a position counts once the database has it. What passes by itself (database
or broker away, a write conflict) is tried again without end; what cannot be processed goes to the
dead letters alone.
"""

import asyncio
import contextlib
import time
from collections.abc import Iterable

import orjson
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from shared.errors import Unavailable
from shared.kafka.delivery import OFFSETS, Bury, Delivery, PoisonEvent
from shared.kafka.projection import Model, Projection
from shared.logs import cause_of, log
from shared.mongo import PyMongoError, UpdateOne
from shared.settings import Settings

CONTESTED_TRIES = 5
_PAUSE_S, _PAUSE_MAX_S = 0.1, 3.0
_PASSED_KEPT_EVERY_S = 2.0

logger = log(__name__)


class GenerationConsumer(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka is untyped
    """Consumes all topics of a projection into one generation, sharing them with its group."""

    def __init__(
        self,
        projection: Projection,
        model: Model,
        settings: Settings,
        *,
        topics: list[str],
        retry: str,
        bury: Bury,
    ) -> None:
        self._projection = projection
        self._model = model
        self._topics = [*topics, retry]
        self._retry = retry
        self._bury = bury
        self._group = f"{settings.topic_prefix}.{projection.name}.g{model.generation}"
        self._bootstrap = settings.kafka_bootstrap
        self._consumer: AIOKafkaConsumer | None = None
        self._task: asyncio.Task[None] | None = None
        self._picks = type(projection).wants is not Projection.wants
        self._passed: dict[TopicPartition, int] = {}
        self._passed_kept = time.monotonic()

    async def start(self) -> None:
        """Join the group and begin to consume in the background.

        Raises:
            KafkaError: the broker cannot be reached.
        """
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            session_timeout_ms=6_000,
            heartbeat_interval_ms=2_000,
            request_timeout_ms=15_000,
            fetch_max_wait_ms=250,
            max_partition_fetch_bytes=1_048_576,
            retry_backoff_ms=100,
        )
        consumer.subscribe(self._topics, listener=self)
        try:
            await consumer.start()
        except BaseException:  # a cancelled start, too, must not stay behind as a silent member
            await consumer.stop()
            raise
        self._consumer = consumer
        self._task = asyncio.create_task(self._consume(consumer), name=self._group)

    async def stop(self) -> None:
        """Finish the batch in hand or roll it back, leave the group."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if self._consumer is not None:
            with contextlib.suppress(KafkaError, TimeoutError):
                async with asyncio.timeout(5):
                    await self._consumer.stop()

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Give nothing back: a batch that still runs is judged by the offset in the database."""

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Go on where the database stands, which is the truth, whatever was committed to Kafka."""
        for partition in assigned:
            position = await self._stored_position(partition)
            if position is not None and self._consumer is not None:
                self._consumer.seek(partition, position)

    async def lag(self) -> dict[str, int]:
        """Events behind, per partition that this instance holds."""
        behind: dict[str, int] = {}
        if self._consumer is None:
            return behind
        partitions = list(self._consumer.assignment())
        ends = await self._consumer.end_offsets(partitions) if partitions else {}
        for partition in partitions:
            with contextlib.suppress(IllegalStateError):  # given away since we asked
                position = await self._consumer.position(partition)
                behind[_name(partition)] = max(0, ends[partition] - position)
        return behind

    async def caught_up(self) -> tuple[list[str], int]:
        """Partitions of ours without lag, and how many partitions there are in all."""
        if self._consumer is None:
            return [], 0
        total = sum(len(self._consumer.partitions_for_topic(t) or ()) for t in self._topics)
        return [name for name, behind in (await self.lag()).items() if behind == 0], total

    async def progress(self) -> tuple[int, int]:
        """Events done and events there are, over the partitions of this instance."""
        if self._consumer is None or not (partitions := list(self._consumer.assignment())):
            return 0, 0
        ends = await self._consumer.end_offsets(partitions)
        done = 0
        for partition in partitions:
            with contextlib.suppress(IllegalStateError):  # given away since we asked
                done += await self._consumer.position(partition)
        return done, sum(ends.values())

    async def _stored_position(self, partition: TopicPartition) -> int | None:
        while True:
            try:
                row = await self._model[OFFSETS].find_one({"_id": _name(partition)})
                return int(row["next"]) if row else None
            except PyMongoError as error:
                logger.warning("position_unknown", group=self._group, cause=cause_of(error))
                await asyncio.sleep(_PAUSE_MAX_S)

    async def _consume(self, consumer: AIOKafkaConsumer) -> None:
        most = self._projection.batch_max
        while True:
            try:
                batches = await consumer.getmany(timeout_ms=1_000, max_records=most)
            except KafkaError as error:
                logger.warning("fetch_failed", group=self._group, cause=cause_of(error))
                await asyncio.sleep(_PAUSE_S)
                continue
            for partition, records in batches.items():
                if self._passes_over(partition, records):
                    self._passed[partition] = records[-1].offset + 1
                else:
                    await self._deliver(consumer, partition, records)
            await self._keep_passed(consumer)
            if sum(map(len, batches.values())) < most:
                await asyncio.sleep(self._projection.gather_s)

    def _passes_over(self, partition: TopicPartition, records: list[ConsumerRecord]) -> bool:
        """Say whether none of the records is anything to the read model."""
        if not self._picks or partition.topic == self._retry:
            return False
        return not any(map(self._is_wanted, records))

    def _is_wanted(self, record: ConsumerRecord) -> bool:
        try:
            event = orjson.loads(record.value)
        except orjson.JSONDecodeError:
            return True  # it is set aside in the usual way
        return not isinstance(event, dict) or self._projection.wants(event)

    async def _keep_passed(self, consumer: AIOKafkaConsumer) -> None:
        """Note now and then how far was passed over: what is lost of it is passed over again."""
        if not self._passed or time.monotonic() < self._passed_kept + _PASSED_KEPT_EVERY_S:
            return
        self._passed_kept = time.monotonic()
        passed, self._passed = self._passed, {}
        changes = [
            UpdateOne({"_id": _name(partition)}, {"$max": {"next": position}}, upsert=True)
            for partition, position in passed.items()
        ]
        try:
            await self._model[OFFSETS].bulk_write(changes, ordered=False)
            for partition, position in passed.items():
                await _tell_broker(consumer, partition, position)
        except (PyMongoError, KafkaError) as error:
            logger.info("passed_not_kept", group=self._group, cause=cause_of(error))

    async def _deliver(
        self, consumer: AIOKafkaConsumer, partition: TopicPartition, records: list[ConsumerRecord]
    ) -> None:
        """Process records until they are in the database or the partition is another's."""
        pause = _PAUSE_S
        while partition in consumer.assignment():
            try:
                await self._process(partition, records)
                await _tell_broker(consumer, partition, records[-1].offset + 1)
                return
            except (PyMongoError, KafkaError, OSError, TimeoutError, Unavailable) as error:
                logger.warning("delivery_waits", group=self._group, cause=cause_of(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, _PAUSE_MAX_S)

    async def _process(
        self,
        partition: TopicPartition,
        records: list[ConsumerRecord],
        tries_left: int = CONTESTED_TRIES,
    ) -> None:
        """All in one transaction; if one is poison, each alone, so that only it is set aside."""
        try:
            await self._delivery(partition).process(records)
        except PoisonEvent as poison:
            if poison.contested and tries_left:
                await self._process(partition, records, tries_left - 1)
                return
            if len(records) == 1:
                await self._delivery(partition).park(records[0], poison.cause)
                return
            for record in records:
                await self._process(partition, [record])

    def _delivery(self, partition: TopicPartition) -> Delivery:
        return Delivery(
            self._projection,
            self._model,
            _name(partition),
            is_retry=partition.topic == self._retry,
            bury=self._bury,
        )


async def _tell_broker(
    consumer: AIOKafkaConsumer, partition: TopicPartition, position: int
) -> None:
    """Commit to Kafka too, for those who watch the group's lag; the database is what counts."""
    try:
        await consumer.commit({partition: position})
    except (CommitFailedError, IllegalStateError):
        logger.info("commit_after_rebalance", partition=_name(partition))


def _name(partition: TopicPartition) -> str:
    return f"{partition.topic}-{partition.partition}"
