import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from shared.kafka import ProjectionRunner, ensure_topics, service_topic
from shared.kafka.dead_letters import replay, waiting_dead_letters
from shared.mongo import Mongo
from shared.settings import Settings
from tests.integration.shared.world import Counting, counts, send, until

Start = Callable[[], Awaitable[tuple[ProjectionRunner, Counting]]]


@pytest.fixture
async def start(settings: Settings, mongo: Mongo) -> AsyncIterator[Start]:
    runners: list[ProjectionRunner] = []

    async def begin() -> tuple[ProjectionRunner, Counting]:
        projection = Counting()
        runner = ProjectionRunner(projection, mongo, settings)
        runners.append(runner)
        await runner.start()
        return runner, projection

    yield begin
    for runner in runners:
        await runner.stop()


async def reaches(runner: ProjectionRunner, expected: dict[str, list[int]]) -> None:
    async def same() -> bool:
        return await counts(await runner.model()) == expected

    try:
        await until(same)
    except AssertionError:
        assert await counts(await runner.model()) == expected
        raise


async def test_duplicates_and_old_sequences_count_once(settings: Settings, start: Start) -> None:
    runner, _ = await start()
    await send(settings, [("a", 1, False), ("a", 2, False), ("b", 1, False)], times=3)
    await send(settings, [("a", 1, False), ("a", 3, False), ("b", 1, False)])
    await reaches(runner, {"a": [1, 2, 3], "b": [1]})


async def test_a_crash_at_any_point_changes_nothing(
    settings: Settings, mongo: Mongo, start: Start
) -> None:
    events = [(f"g{gate}", number, False) for number in range(1, 41) for gate in range(5)]
    sending = asyncio.create_task(send(settings, events))
    for _ in range(4):
        runner, projection = await start()
        projection.slow_s = 0.05
        await asyncio.sleep(1.2)
        assert runner._consumers or runner._task
        for consumer in runner._consumers.values():  # gone without a word, in mid-batch
            if consumer._task is not None:
                consumer._task.cancel()
        await runner.stop()
    await sending
    runner, _ = await start()
    await reaches(runner, {f"g{gate}": list(range(1, 41)) for gate in range(5)})


async def test_poison_is_set_aside_with_what_follows_it_and_comes_back_in_order(
    settings: Settings, start: Start
) -> None:
    runner, projection = await start()
    await send(
        settings,
        [("a", 1, False), ("b", 1, False), ("a", 2, True), ("a", 3, False), ("b", 2, False)],
    )
    await reaches(runner, {"a": [1], "b": [1, 2]})

    async def set_aside() -> bool:
        return bool((await runner.lag())["dead_letters"] == 2)

    await until(set_aside)
    letters = [letter async for letter in waiting_dead_letters(settings, "counting")]
    assert [letter.key for letter in letters] == [b"a", b"a"]
    assert letters[0].cause == "ValueError"
    assert letters[0].origin.startswith(service_topic(settings, "turnstile"))

    projection.healed = True
    assert len(await replay(settings, "counting")) == 2
    await reaches(runner, {"a": [1, 2, 3], "b": [1, 2]})
    await send(settings, [("a", 4, False)])
    await reaches(runner, {"a": [1, 2, 3, 4], "b": [1, 2]})
    assert (await runner.lag())["dead_letters"] == 0
    assert await replay(settings, "counting") == []


async def test_a_replay_before_the_cause_is_mended_loses_nothing(
    settings: Settings, start: Start
) -> None:
    runner, projection = await start()
    await send(settings, [("a", 1, True), ("a", 2, False), ("b", 1, False)])
    await reaches(runner, {"b": [1]})
    await replay(settings, "counting")

    async def back_again() -> bool:
        return bool((await runner.lag())["dead_letters"] >= 1)

    await until(back_again)
    projection.healed = True
    await asyncio.sleep(0.5)
    for _ in range(3):  # whatever comes back late comes back once more
        await replay(settings, "counting")
        await asyncio.sleep(1.0)
    await reaches(runner, {"a": [1, 2], "b": [1]})


async def test_bytes_that_are_no_event_do_not_stop_the_others(
    settings: Settings, start: Start
) -> None:
    runner, _ = await start()
    topic = service_topic(settings, "turnstile")
    await ensure_topics(settings, [topic], settings.topic_partitions)
    producer = AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap)
    await producer.start()
    await producer.send_and_wait(topic, b"\xff not an event", key=b"x")
    await producer.send_and_wait(
        topic, orjson.dumps({"specversion": "1.0", "sequence": -1}), key=b"y"
    )
    await producer.stop()
    await send(settings, [("x", 1, False), ("z", 1, False)])

    async def set_aside() -> bool:
        return bool((await runner.lag())["dead_letters"] >= 2)

    await until(set_aside)
    await reaches(runner, {"z": [1]})  # x waits behind what could not be read of it


async def test_two_instances_share_the_partitions(settings: Settings, start: Start) -> None:
    first, _ = await start()
    second, _ = await start()
    events = [(f"g{gate}", number, False) for number in range(1, 11) for gate in range(30)]
    await send(settings, events)
    await reaches(first, {f"g{gate}": list(range(1, 11)) for gate in range(30)})

    async def shared() -> bool:
        ours, theirs = (await first.lag())["partitions"], (await second.lag())["partitions"]
        return bool(ours) and bool(theirs) and not set(ours) & set(theirs)

    await until(shared)


async def test_a_rebuild_while_events_arrive_ends_in_the_same_numbers(
    settings: Settings, mongo: Mongo, start: Start
) -> None:
    runner, _ = await start()
    before = [(f"g{gate}", number, False) for number in range(1, 21) for gate in range(10)]
    await send(settings, before)
    await reaches(runner, {f"g{gate}": list(range(1, 21)) for gate in range(10)})
    old = await runner.model()
    await old["counts"].update_one({"_id": "g0"}, {"$set": {"order": ["spoilt"]}})

    during = [(f"g{gate}", number, False) for number in range(21, 41) for gate in range(10)]
    sending = asyncio.create_task(send(settings, during))
    await runner.rebuild()
    await sending

    async def rebuilt() -> bool:
        progress = await runner.rebuild_progress()
        moved = progress["generation"] == old.generation + 1
        return bool(moved and progress["state"] == "idle")

    await until(rebuilt)
    await reaches(runner, {f"g{gate}": list(range(1, 41)) for gate in range(10)})

    async def old_one_is_dropped() -> bool:
        names = await mongo.database("counting").list_collection_names()
        return not any(name.startswith(f"counting_g{old.generation}_") for name in names)

    await until(old_one_is_dropped)
