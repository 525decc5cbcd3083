import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from shared.kafka.relay import Relay
from shared.mongo import Mongo, StaleAggregate
from shared.mongo.lease import Lease
from shared.mongo.pending import PendingEvents
from shared.settings import Settings
from tests.integration.shared.world import OUTBOX, Turnstile, published, until

GATES, PASSES = 20, 8
EXPECTED = {f"g{gate}": list(range(1, PASSES + 1)) for gate in range(GATES)}


async def everybody_passes(turnstile: Turnstile) -> None:
    async def one(gate: str) -> None:
        for number in range(2, PASSES + 1):
            await turnstile.let_pass(gate, number)

    await asyncio.gather(*(one(f"g{gate}") for gate in range(GATES)))


async def drained(turnstile: Turnstile) -> None:
    async def nothing_waits() -> bool:
        return await turnstile.waiting() == 0

    await until(nothing_waits)


async def test_events_written_while_the_relay_runs_arrive_once_and_in_order(
    settings: Settings, mongo: Mongo
) -> None:
    turnstile = Turnstile(mongo)
    await turnstile.open(GATES)
    relay = asyncio.create_task(Relay(OUTBOX, mongo, settings).run())
    try:
        await everybody_passes(turnstile)
        await drained(turnstile)
    finally:
        relay.cancel()
    assert await published(settings) == EXPECTED


async def test_a_backlog_from_before_the_relay_started_is_swept_up(
    settings: Settings, mongo: Mongo
) -> None:
    turnstile = Turnstile(mongo)
    await turnstile.open(GATES)
    await everybody_passes(turnstile)
    relay = asyncio.create_task(Relay(OUTBOX, mongo, settings).run())
    try:
        await drained(turnstile)
    finally:
        relay.cancel()
    assert await published(settings) == EXPECTED


async def test_of_two_relays_one_works_and_the_other_takes_over(
    settings: Settings, mongo: Mongo
) -> None:
    turnstile = Turnstile(mongo)
    await turnstile.open(GATES)
    first = asyncio.create_task(Relay(OUTBOX, mongo, settings).run())
    second = asyncio.create_task(Relay(OUTBOX, mongo, settings).run())
    try:
        passing = asyncio.create_task(everybody_passes(turnstile))
        await asyncio.sleep(0.3)
        first.cancel()
        await passing
        await drained(turnstile)
    finally:
        second.cancel()
    for gate, sequences in (await published(settings)).items():
        assert list(dict.fromkeys(sequences)) == EXPECTED[gate]


async def test_a_crash_between_sending_and_removing_repeats_but_loses_nothing(
    settings: Settings, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    removals = PendingEvents.published
    crashes = 2

    async def crash_first(self: PendingEvents, sent: Sequence[Any]) -> None:
        nonlocal crashes
        if crashes:
            crashes -= 1
            raise ConnectionResetError
        await removals(self, sent)

    monkeypatch.setattr(PendingEvents, "published", crash_first)
    turnstile = Turnstile(mongo)
    await turnstile.open(GATES)
    relays = [asyncio.create_task(Relay(OUTBOX, mongo, settings).run())]
    try:
        await everybody_passes(turnstile)
        await drained(turnstile)
    finally:
        relays[0].cancel()
    for gate, sequences in (await published(settings)).items():
        assert list(dict.fromkeys(sequences)) == EXPECTED[gate]


async def test_a_relay_that_was_frozen_cannot_send_after_its_successor(
    settings: Settings, mongo: Mongo
) -> None:
    """The broker fences it: both use one transactional id."""
    turnstile = Turnstile(mongo)
    await turnstile.open(1)
    frozen = Relay(OUTBOX, mongo, settings)
    producer = frozen._new_producer()
    from shared.kafka import ensure_topics, service_topic

    await ensure_topics(settings, [service_topic(settings, "turnstile")], 6)
    await producer.start()
    successor = asyncio.create_task(Relay(OUTBOX, mongo, settings).run())
    try:
        await drained(turnstile)
        with pytest.raises(Exception, match=r"(?i)newer producer|fenced|invalid"):
            await frozen._send(producer, [{"id": "late", "subject": "g0", "sequence": 1}])
    finally:
        successor.cancel()
        await producer.stop()
    assert await published(settings) == {"g0": [1]}


async def test_a_lease_has_one_holder_until_it_runs_out(mongo: Mongo) -> None:
    database = mongo.database("turnstile")
    first, second = Lease(database, "work", 0.5), Lease(database, "work", 0.5)
    taken = await asyncio.gather(first.take(), second.take())
    assert sorted(taken) == [False, True]
    holder, other = (first, second) if taken[0] else (second, first)
    assert await holder.take()
    assert not await other.take()
    await asyncio.sleep(0.7)
    assert await other.take()
    assert not await holder.take()
    await other.release()
    assert await holder.take()


async def test_two_writers_at_once_cannot_overwrite_each_other(mongo: Mongo) -> None:
    turnstile = Turnstile(mongo)
    await turnstile.open(1)
    outcome = await asyncio.gather(
        *(turnstile.let_pass("g0", 2) for _ in range(10)), return_exceptions=True
    )
    assert sum(isinstance(one, StaleAggregate) for one in outcome) == 9
    row = await turnstile.gates.collection.find_one({"_id": "g0"})
    assert row is not None
    assert (row["passed"], row["sequence"], len(row["pending_events"])) == (2, 2, 2)
