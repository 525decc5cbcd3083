"""The relay: publishes what services have written, in order, once or more, never not at all.

A change stream and a sweep only wake one path: read the pending events of the woken aggregates,
send them in one Kafka transaction (each aggregate's in array order, to the partition of its id),
then remove them. A lease picks which replica works; the broker fences the one before it, because
both use one transactional id, so a relay that was frozen and comes back cannot send anything.
After a crash between the two last steps events go out twice; consumers drop what they have seen.

Run: ``python -m shared.kafka.relay services.public_comment.store:OUTBOX``
"""

import asyncio
import contextlib
import importlib
import signal
import sys
import time
from collections.abc import Iterable, Sequence

import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.kafka.topics import ensure_topics, service_topic
from shared.logs import cause_of, configure_logs, log
from shared.mongo import Document, Mongo, Outbox, PyMongoError
from shared.mongo.lease import Lease
from shared.mongo.pending import AggregateKey, PendingEvents
from shared.settings import Settings, settings
from shared.trace import Kind, batch_span, export_traces

BATCH = 500
SWEEP_EVERY_S = 2.0
LEASE_S = 6.0
SENDING_AT_MOST_S = 15.0
_WOKEN_AT_MOST = 5_000
_REMEMBERED_AT_MOST = 20_000
_STOPPING_AT_MOST_S = 3.0

logger = log(__name__)


class Interrupted(Exception):
    """The work stopped for a reason outside of us; it is taken up again."""


class LeaseLost(Interrupted):
    """Another replica works now, or the database could not confirm that we do."""


INTERRUPTIONS = (KafkaError, PyMongoError, Interrupted, TimeoutError, OSError)


class Relay:
    """Publishes the pending events of one service."""

    def __init__(self, outbox: Outbox, mongo: Mongo, config: Settings) -> None:
        self._pending = PendingEvents(mongo, outbox)
        self._lease = Lease(self._pending.database, f"relay:{outbox.service}", LEASE_S)
        self._config = config
        self._topic = service_topic(config, outbox.service)
        self._woken: set[AggregateKey] = set()
        self._wake = asyncio.Event()
        self._sent: dict[str, None] = {}
        self._service = outbox.service
        self._gather_s = outbox.gather_s

    async def run(self) -> None:
        """Work until cancelled; whatever fails is tried again after a pause."""
        pause = 0.2
        while True:
            try:
                if await self._lease.take():
                    await self._work()
                await asyncio.sleep(LEASE_S / 6)
                pause = 0.2
            except INTERRUPTIONS as error:
                logger.warning(
                    "relay_interrupted",
                    service=self._service,
                    cause=str(error) if isinstance(error, Interrupted) else cause_of(error),
                )
                await asyncio.sleep(pause)
                pause = min(pause * 2, 3.0)

    async def _work(self) -> None:
        """Hold the lease and publish; ends only by an exception."""
        await ensure_topics(self._config, [self._topic], self._config.topic_partitions)
        producer = self._new_producer()
        try:
            await producer.start()  # from here on the broker refuses our predecessor
            logger.info("relay_started", service=self._service)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._keep_lease())
                tasks.create_task(self._listen())
                tasks.create_task(self._publish_forever(producer))
        except ExceptionGroup as group:
            expected, unexpected = group.split(INTERRUPTIONS)
            if unexpected or not expected:
                raise  # a defect: the process ends and is started anew
            raise Interrupted(cause_of(expected.exceptions[0])) from group
        finally:
            await _stop_quietly(producer)
            with contextlib.suppress(PyMongoError):  # it runs out by itself
                await self._lease.release()

    def _new_producer(self) -> AIOKafkaProducer:
        return AIOKafkaProducer(
            bootstrap_servers=self._config.kafka_bootstrap,
            transactional_id=f"{self._config.topic_prefix}.relay.{self._service}",
            transaction_timeout_ms=10_000,
            request_timeout_ms=10_000,
            retry_backoff_ms=50,
            acks="all",
        )

    async def _keep_lease(self) -> None:
        while True:
            await asyncio.sleep(LEASE_S / 3)
            async with asyncio.timeout(LEASE_S / 2):
                if not await self._lease.take():
                    raise LeaseLost

    async def _listen(self) -> None:
        async for key in self._pending.changes():
            if len(self._woken) < _WOKEN_AT_MOST:  # beyond that the sweep finds them
                self._woken.add(key)
            self._wake.set()

    async def _publish_forever(self, producer: AIOKafkaProducer) -> None:
        swept_at = -SWEEP_EVERY_S
        while True:
            # By the clock, not when idle: under steady load, too, what no wake told of is found.
            if time.monotonic() - swept_at >= SWEEP_EVERY_S:
                await self._sweep(producer)
                swept_at = time.monotonic()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SWEEP_EVERY_S):
                    await self._wake.wait()
            await asyncio.sleep(self._gather_s)
            self._wake.clear()
            keys = list(self._woken)
            self._woken.clear()
            for start in range(0, len(keys), BATCH):
                await self._publish(producer, keys[start : start + BATCH])

    async def _sweep(self, producer: AIOKafkaProducer) -> None:
        while keys := await self._pending.oldest(BATCH):
            await self._publish(producer, keys)
            if len(keys) < BATCH:
                return

    async def _publish(self, producer: AIOKafkaProducer, keys: Sequence[AggregateKey]) -> None:
        waiting = await self._pending.read(keys)
        unsent = [e for _, events in waiting for e in events if e["id"] not in self._sent]
        if unsent:
            await self._send(producer, unsent)
        await self._pending.published(waiting)

    async def _send(self, producer: AIOKafkaProducer, events: Sequence[Document]) -> None:
        traces = [event.get("traceparent") for event in events]
        with batch_span(f"send {self._service}", Kind.PRODUCER, traces):
            await self._send_in_one(producer, events)
        self._remember(event["id"] for event in events)

    async def _send_in_one(self, producer: AIOKafkaProducer, events: Sequence[Document]) -> None:
        async with asyncio.timeout(SENDING_AT_MOST_S):
            # After a failure this producer is given up, not rolled back: the next one's start
            # makes the broker abort whatever was left open.
            await producer.begin_transaction()
            acknowledged = [
                await producer.send(
                    self._topic,
                    orjson.dumps(event),
                    key=event["subject"].encode(),
                    headers=_headers(event),
                )
                for event in events
            ]
            await asyncio.gather(*acknowledged)
            await producer.commit_transaction()

    def _remember(self, ids: Iterable[str]) -> None:
        """A majority read may show an event for some milliseconds after its removal."""
        self._sent.update(dict.fromkeys(ids))
        while len(self._sent) > _REMEMBERED_AT_MOST:
            del self._sent[next(iter(self._sent))]


def _headers(event: Document) -> list[tuple[str, bytes]]:
    """Name the trace where tools of others look for it; ours read the envelope."""
    traceparent = event.get("traceparent")
    return [("traceparent", traceparent.encode())] if traceparent else []


async def _stop_quietly(producer: AIOKafkaProducer) -> None:
    """Let go of a producer that may be fenced or cut off from its broker."""
    try:
        async with asyncio.timeout(_STOPPING_AT_MOST_S):
            await producer.stop()
    except (KafkaError, TimeoutError, OSError) as error:
        logger.info("producer_abandoned", cause=cause_of(error))


async def _main(target: str) -> None:
    module, _, name = target.partition(":")
    outbox: Outbox = getattr(importlib.import_module(module), name)
    config = settings()
    configure_logs(f"{outbox.service}-relay", config.log_level)
    export_traces(f"{outbox.service}-relay", config.otlp_endpoint)
    mongo = Mongo.connect(config)
    work = asyncio.create_task(Relay(outbox, mongo, config).run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, work.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await work
    mongo.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m shared.kafka.relay services.<service>.store:OUTBOX")
    import uvloop

    uvloop.run(_main(sys.argv[1]))
