"""Failures first: duplicates, crashes, two instances, rebuilds, poison."""

import asyncio
import os
import sys
from collections.abc import Sequence

from services.insight import handlers
from services.insight.events import InsightProjection
from shared.events import EventData, envelop
from shared.events.common import Stage, SubmitterKind
from shared.kafka import Batch, Model, ProjectionRunner
from shared.kafka.dead_letters import replay, waiting_dead_letters
from tests.integration.insight.world import World, eventually
from tests.unit.insight.facts import comment, consultation, correction, policy, withdrawal


async def test_duplicates_count_once(world: World) -> None:
    first = comment("c1", points=2)
    events = await world.tell(first, comment("c1"), correction(first, 2, "x"), withdrawal(first))
    for _ in range(3):
        await world.publish(events)
    await world.publish(reversed(events))
    await world.tell(comment("c1"))
    async with world.instance() as runner:
        await world.settled(runner)
        assert await world.total(runner) == (2, 2, 2, 1)


async def test_killed_between_apply_and_commit(world: World, environment: dict[str, str]) -> None:
    """A real process, a real ``kill -9``: nothing of the batch is seen, and nothing is lost.

    The database ends the orphaned transaction after 5 s as we start it, or, as it comes, after
    60 to 90 s.
    """
    await world.tell(policy("p1"), consultation("c1", "p1"), *(comment("c1") for _ in range(40)))
    doomed = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.insight.dies_before_commit",
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
    )
    assert doomed.stdout is not None
    try:
        async with asyncio.timeout(30):
            assert await doomed.stdout.readline() == b"written\n"
    finally:
        doomed.kill()
        await doomed.wait()
    model = world.committed()
    assert await model["inputs"].count_documents({}) == 0
    assert await model["counters"].count_documents({}) == 0
    async with world.instance() as runner:
        await eventually(lambda: world.total(runner), (40, 40, 40, 0), within_s=120)


async def test_an_instance_that_dies_hands_over_without_loss_or_doubling(world: World) -> None:
    facts = [comment("c1", submitter=f"s{n % 50}") for n in range(600)]
    await world.tell(policy("p1"), consultation("c1", "p1"))
    async with world.instance() as survivor:
        async with world.instance():
            telling = asyncio.create_task(_slowly(world, facts))
            await asyncio.sleep(1)
        await telling
        await eventually(lambda: world.total(survivor), (50, 600, 600, 0))


async def test_two_instances_share_partitions_and_the_sums_are_right(world: World) -> None:
    """The same few submitters come in on every partition, so both instances meet them."""
    facts = [comment("c1", submitter=f"s{n % 7}") for n in range(400)]
    await world.tell(policy("p1"), consultation("c1", "p1"))
    async with world.instance() as one, world.instance() as other:

        async def shares() -> bool:
            held = [(await runner.lag())["partitions"] for runner in (one, other)]
            topics = len(InsightProjection.services)
            return all(held) and sum(map(len, held)) == topics * world.settings.topic_partitions + 1

        await eventually(shares, True)
        await _slowly(world, facts)
        await world.tell(*(withdrawal(fact) for fact in facts if fact.submitter_id == "s0"))
        gone = len([fact for fact in facts if fact.submitter_id == "s0"])
        expected = (6, 400 - gone, 400 - gone, gone)
        await eventually(lambda: world.total(one), expected)
        assert await world.total(other) == expected
        rows = (await one.model())["counters"].find({"kind": "total"})
        assert len({row["partition"] async for row in rows}) > 1


async def test_a_rebuild_while_events_arrive_ends_in_the_same_numbers(world: World) -> None:
    kinds = list(SubmitterKind)
    facts = [
        comment("c1", submitter=f"s{n % 30}", clause_id=f"k{n % 3}", kind=kinds[n % 7 == 0])
        for n in range(300)
    ]
    await world.tell(policy("p1"), consultation("c1", "p1"), *facts[:150])
    async with world.instance() as runner:
        await eventually(lambda: world.total(runner), (30, 150, 150, 0))
        telling = asyncio.create_task(_slowly(world, facts[150:]))
        await runner.rebuild()
        await telling
        await world.tell(*(withdrawal(fact) for fact in facts[::10]))
        await eventually(lambda: _building(runner), ("idle", 2))
        await world.settled(runner)
        assert await world.total(runner) == (30 - 3, 270, 270, 30)
        before = (await handlers.overview(await runner.model())).model_dump(exclude={"as_of"})
        await runner.rebuild()
        await eventually(lambda: _building(runner), ("idle", 3))
        after = (await handlers.overview(await runner.model())).model_dump(exclude={"as_of"})
        assert after == before
        stage = await handlers.stage_counts(await runner.model(), "p1", 1, Stage.PLANNING)
        kept = [fact for n, fact in enumerate(facts) if n % 10]
        assert {kind: of.comments for kind, of in stage.by_submitter_kind.items()} == {
            kind: sum(fact.submitter_kind is kind for fact in kept) for kind in kinds
        }


async def test_poison_is_set_aside_alone_with_what_follows_it(world: World) -> None:
    poisoned = comment("c1")
    good = [comment("c1") for _ in range(40)]
    await world.tell(policy("p1"), consultation("c1", "p1"), *good[:20])
    broken = envelop(poisoned, 1)
    del broken["data"]["channel"]
    await world.publish([broken])
    await world.tell(*good[20:])
    async with world.instance() as runner:
        await eventually(lambda: world.total(runner), (40, 40, 40, 0))
        await eventually(lambda: _dead_letters(runner), 1)
        [letter] = [row async for row in waiting_dead_letters(world.settings, "insight")]
        assert "channel" in letter.cause
        world.sequences[poisoned.comment_id] = 1
        await world.tell(withdrawal(poisoned), withdrawal(good[0]))
        await eventually(lambda: world.total(runner), (39, 39, 39, 1))
        await eventually(lambda: _dead_letters(runner), 2)


async def test_replay_brings_back_what_an_older_version_could_not_read(world: World) -> None:
    [event] = await world.tell(comment("c1"))
    async with world.instance(_TooOld()) as runner:
        await eventually(lambda: _dead_letters(runner), 1)
        assert await world.total(runner) == (0, 0, 0, 0)
    assert event["type"].endswith("comment_accepted.v1")
    async with world.instance() as runner:
        moved = await replay(world.settings, InsightProjection.name)
        assert [letter.key for letter in moved] == [event["subject"].encode()]
        await eventually(lambda: world.total(runner), (1, 1, 1, 0))
        await eventually(lambda: _dead_letters(runner), 0)


class _TooOld(InsightProjection):
    async def apply(self, batch: Batch, model: Model) -> None:
        if any("comment" in event.type for event in batch.events):
            raise ValueError("not for me")
        await super().apply(batch, model)


async def _slowly(world: World, facts: Sequence[EventData]) -> None:
    for start in range(0, len(facts), 10):
        await world.tell(*facts[start : start + 10])
        await asyncio.sleep(0.05)


async def _dead_letters(runner: ProjectionRunner) -> int:
    waiting: int = (await runner.lag())["dead_letters"]
    return waiting


async def _building(runner: ProjectionRunner) -> tuple[str, int]:
    progress = await runner.rebuild_progress()
    return progress["state"], progress["generation"]
