"""Runs a projection: consumes, retries, dead-letters, rebuilds, and says how far behind it is."""

import asyncio
import contextlib
from typing import Any

from aiokafka import AIOKafkaProducer, ConsumerRecord
from aiokafka.errors import KafkaError

from shared.kafka.consumer import GenerationConsumer
from shared.kafka.dead_letters import dead_letter_headers
from shared.kafka.delivery import count_parked
from shared.kafka.generations import Generations, GenerationStore
from shared.kafka.projection import Model, Projection
from shared.kafka.topics import dead_letter_topic, ensure_topics, retry_topic, service_topic
from shared.logs import cause_of, log
from shared.mongo import Mongo, PyMongoError
from shared.settings import Settings

LOOK_EVERY_S = 1.0

logger = log(__name__)


class ProjectionRunner:
    """One instance's share of a read model; several instances share the partitions."""

    def __init__(self, projection: Projection, mongo: Mongo, settings: Settings) -> None:
        self._projection = projection
        self._settings = settings
        self._store = GenerationStore(projection, mongo.database(projection.name))
        self._generations: Generations | None = None
        self._consumers: dict[int, GenerationConsumer] = {}
        self._task: asyncio.Task[None] | None = None
        self._drops: set[asyncio.Task[None]] = set()
        self._undertaker: AIOKafkaProducer | None = None

    async def start(self) -> None:
        """Begin in the background; broker and database may come later."""
        self._task = asyncio.create_task(self._supervise(), name=self._projection.name)

    async def stop(self) -> None:
        """Give the partitions back and stop."""
        for task in (self._task, *self._drops):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        for consumer in self._consumers.values():
            await consumer.stop()
        self._consumers.clear()
        if self._undertaker is not None:
            await self._undertaker.stop()
            self._undertaker = None

    async def model(self) -> Model:
        """The generation that readers read now."""
        if self._generations is None:
            self._generations = await self._store.read()
        return self._store.model(self._generations.current)

    async def lag(self) -> dict[str, Any]:
        """``{"partitions": {name: events behind}, "total", "dead_letters"}``.

        The partitions are those of this instance; the dead letters are all events that the read
        model still lacks, until a replay has brought them back.

        Raises:
            KafkaError: the broker cannot be asked.
        """
        model = await self.model()
        consumer = self._consumers.get(model.generation)
        partitions = await consumer.lag() if consumer else {}
        return {
            "partitions": partitions,
            "total": sum(partitions.values()),
            "dead_letters": await count_parked(model),
        }

    async def rebuild(self) -> None:
        """Begin to rebuild the read model from the first event on, while the old one serves."""
        self._generations = await self._store.begin()

    async def rebuild_progress(self) -> dict[str, Any]:
        """``{"state": "idle"|"building", "done", "total", "generation"}`` in events."""
        generations = await self._store.read()
        consumer = self._consumers.get(generations.building or 0)
        done, total = await consumer.progress() if consumer else (0, 0)
        return {
            "state": "idle" if generations.building is None else "building",
            "done": done,
            "total": total,
            "generation": generations.current,
        }

    async def _supervise(self) -> None:
        while True:
            try:
                await self._look()
            except (KafkaError, PyMongoError, OSError, TimeoutError) as error:
                logger.warning(
                    "projection_waits", cause=cause_of(error), name=self._projection.name
                )
            await asyncio.sleep(LOOK_EVERY_S)

    async def _look(self) -> None:
        """Run a consumer for the generation in use and one for that being built; no others."""
        self._generations = generations = await self._store.read()
        wanted = {generations.current, generations.building or generations.current}
        for generation in set(self._consumers) - wanted:
            await self._consumers.pop(generation).stop()
        for generation in wanted - set(self._consumers):
            await self._start_consumer(generation)
        if generations.building is not None:
            await self._try_to_switch(generations.building)

    async def _start_consumer(self, generation: int) -> None:
        topics = [service_topic(self._settings, name) for name in self._projection.services]
        retry = retry_topic(self._settings, self._projection.name)
        dead = dead_letter_topic(self._settings, self._projection.name)
        await ensure_topics(self._settings, topics, self._settings.topic_partitions)
        await ensure_topics(self._settings, [retry, dead], 1)
        consumer = GenerationConsumer(
            self._projection,
            self._store.model(generation),
            self._settings,
            topics=topics,
            retry=retry,
            bury=self._bury,
        )
        await consumer.start()
        self._consumers[generation] = consumer

    async def _try_to_switch(self, generation: int) -> None:
        consumer = self._consumers[generation]
        done, total = await consumer.caught_up()
        if done and await self._store.caught_up(generation, done, total):
            logger.info("read_model_rebuilt", name=self._projection.name, generation=generation)
            task = asyncio.create_task(self._store.drop_before(generation))
            self._drops.add(task)
            task.add_done_callback(self._drops.discard)

    async def _bury(self, record: ConsumerRecord, cause: str) -> None:
        if self._undertaker is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._settings.kafka_bootstrap, enable_idempotence=True
            )
            await producer.start()
            self._undertaker = producer
        logger.error(
            "dead_letter",
            name=self._projection.name,
            cause=cause,
            origin=f"{record.topic}/{record.partition}/{record.offset}",
            replay=f"kyodo replay {self._projection.name}",
        )
        await self._undertaker.send_and_wait(
            dead_letter_topic(self._settings, self._projection.name),
            record.value,
            key=record.key,
            headers=dead_letter_headers(record, self._projection.name, cause),
        )
