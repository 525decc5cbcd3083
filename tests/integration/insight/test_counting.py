"""What is counted, where it is shown, and that joining waits for what comes late."""

from datetime import UTC, date, datetime

from services.insight import handlers
from shared.events.common import Channel, Method, Stage, StageRef
from shared.events.issue_proposals import IssueLinked, IssueMoved, IssueState
from shared.events.policies import StageClosed, StageOpened
from shared.events.workshops import WorkshopPublished
from tests.integration.insight.world import World, eventually
from tests.unit.insight.facts import activity, comment, consultation, correction, policy, withdrawal


async def test_units_are_counted_apart_and_joined_with_their_stage(world: World) -> None:
    facts = [
        comment("c1", submitter="A", points=3, channel=Channel.WEB),
        comment("c1", submitter="A", points=1, channel=Channel.FAX, day=date(2026, 6, 2)),
        comment("c1", submitter="B", points=2, channel=Channel.FAX, day=date(2026, 6, 2)),
    ]
    await world.tell(policy("p1", methods=(Method.PUBLIC_COMMENT, Method.SURVEY)))
    await world.tell(consultation("c1", "p1"), *facts)
    async with world.instance() as runner:
        await world.settled(runner)
        assert await world.total(runner) == (2, 3, 6, 0)
        seen = await handlers.overview(await runner.model())
        stage = seen.policies[0].stages[0]
        assert (stage.submitters, stage.comments, stage.points) == (2, 3, 6)
        assert stage.planned_methods == (Method.PUBLIC_COMMENT, Method.SURVEY)
        assert stage.used_methods == (Method.PUBLIC_COMMENT,)
        assert {name: tuple(of.model_dump().values()) for name, of in stage.by_channel.items()} == {
            Channel.WEB: (1, 1, 3),
            Channel.FAX: (2, 2, 3),
        }
        counts = await handlers.stage_counts(await runner.model(), "p1", 1, Stage.PLANNING)
        assert [
            (d.day.day, d.channel, d.submitters, d.comments, d.points) for d in counts.by_day
        ] == [
            (1, Channel.WEB, 1, 1, 3),
            (2, Channel.FAX, 2, 2, 3),
        ]
        assert seen.unlinked.comments == 0


async def test_a_comment_before_its_consultation_waits_in_the_unlinked_row(world: World) -> None:
    await world.tell(comment("late", points=2), comment("stray"))
    async with world.instance() as runner:
        await world.settled(runner)
        assert await world.total(runner) == (2, 2, 3, 0)
        unlinked = (await handlers.overview(await runner.model())).unlinked
        assert (unlinked.submitters, unlinked.comments, unlinked.points) == (2, 2, 3)
        items, _ = await handlers.newest_inputs(await runner.model())
        assert [item.policy_id for item in items] == [None, None]

        await world.tell(consultation("late", "p1"))  # the policy is not known yet

        async def links() -> int:
            return await (await runner.model())["consultations"].count_documents({})

        await eventually(links, 1)
        assert (await handlers.overview(await runner.model())).unlinked.comments == 2

        await world.tell(policy("p1"))

        async def rows() -> tuple[int, list[int]]:
            seen = await handlers.overview(await runner.model())
            return seen.unlinked.comments, [p.stages[0].comments for p in seen.policies]

        await eventually(rows, (1, [1]))


async def test_withdrawn_and_corrected(world: World) -> None:
    kept = comment("c1", submitter="A", clause_id="1")
    gone = comment("c1", submitter="B", points=2, clause_id="2")
    second = comment("c1", submitter="A", clause_id="2")
    await world.tell(policy("p1"), consultation("c1", "p1"), kept, gone, second)
    await world.tell(withdrawal(gone), correction(kept, 2, "3"), correction(kept, 3, "4"))
    async with world.instance() as runner:
        await world.settled(runner)
        assert await world.total(runner) == (1, 2, 2, 1)
        counts = await handlers.stage_counts(await runner.model(), "p1", 1, Stage.PLANNING)
        assert [(c.clause_id, c.comments) for c in counts.by_clause] == [("2", 1), ("4", 1)]
        await world.tell(withdrawal(second))
        await eventually(lambda: world.total(runner), (1, 1, 1, 2))
        await world.tell(withdrawal(kept))
        await world.settled(runner)
        assert await world.total(runner) == (0, 0, 0, 3)
        items, _ = await handlers.newest_inputs(await runner.model())
        assert {item.state for item in items} == {"withdrawn"}


async def test_activities_held_elsewhere_count_with_their_own_numbers(world: World) -> None:
    held = activity("p1", Method.WORKSHOP, participants=38, points=112)
    await world.tell(policy("p1", methods=(Method.WORKSHOP, Method.SURVEY)), held)
    await world.tell(
        StageOpened(policy_id="p1", cycle=1, stage=Stage.PLANNING, on=date(2026, 4, 1)),
        StageClosed(policy_id="p1", cycle=1, stage=Stage.PLANNING, on=date(2026, 9, 1)),
        StageOpened(policy_id="p1", cycle=2, stage=Stage.PLANNING, on=date(2027, 4, 1)),
    )
    async with world.instance() as runner:
        await world.settled(runner)
        assert await world.total(runner) == (0, 0, 112, 0)
        seen = (await handlers.overview(await runner.model())).policies[0]
        first, again = (s for s in seen.stages if s.stage is Stage.PLANNING)
        assert (first.state, again.state, again.cycle) == ("CLOSED", "OPEN", 2)
        workshop = first.by_method[Method.WORKSHOP]
        assert (workshop.participants, workshop.points, workshop.activities) == (38, 112, 1)
        assert first.used_methods == (Method.WORKSHOP,)
        counts = await handlers.stage_counts(await runner.model(), "p1", 1, Stage.PLANNING)
        assert counts.activities[0].comments is None
        assert [(d.channel, d.points) for d in counts.by_day] == [(None, 112)]


async def test_a_consultation_of_two_policies_shows_at_both_and_counts_once(world: World) -> None:
    await world.tell(policy("p1"), policy("p2"), consultation("c1", "p1", "p2"), comment("c1"))
    async with world.instance() as runner:
        await world.settled(runner)
        assert await world.total(runner) == (1, 1, 1, 0)
        seen = await handlers.overview(await runner.model())
        assert [p.stages[0].comments for p in seen.policies] == [1, 1]
        items, _ = await handlers.newest_inputs(await runner.model(), policy_id="p2")
        assert [item.policy_id for item in items] == ["p2"]


async def test_newest_inputs_page_without_gap_or_overlap(world: World) -> None:
    same_moment = [comment("c1", after_s=7) for _ in range(5)]
    facts = [*(comment("c1", after_s=n) for n in range(12)), *same_moment, comment("c2")]
    await world.tell(policy("p1"), consultation("c1", "p1"), consultation("c2"), *facts)
    async with world.instance() as runner:
        await world.settled(runner)
        assert await world.total(runner) == (18, 18, 18, 0)
        found, cursor = [], None
        while True:
            items, cursor = await handlers.newest_inputs(
                await runner.model(), policy_id="p1", stage=Stage.PLANNING, after=cursor, limit=4
            )
            found += [(item.accepted_at, item.comment_id) for item in items]
            if cursor is None:
                break
        assert found == sorted(found, reverse=True)
        assert {identity for _, identity in found} == {
            fact.comment_id for fact in facts if fact.consultation_id == "c1"
        }
        assert len(found) == 17


async def test_every_query_has_an_index(world: World) -> None:
    await world.tell(policy("p1"), consultation("c1", "p1"), comment("c1"))
    async with world.instance() as runner:
        await world.settled(runner)
        assert await world.total(runner) == (1, 1, 1, 0)
        model = await runner.model()
        database = model.database
        await database.command("profile", 2)
        await handlers.stage_counts(model, "p1", 1, Stage.PLANNING)
        await handlers.newest_inputs(model)
        await handlers.newest_inputs(model, policy_id="p1")
        await runner.lag()
        await database.command("profile", 0)
        plans = [
            row["planSummary"]
            async for row in database["system.profile"].find(
                {"ns": {"$regex": "insight_g1"}, "planSummary": {"$exists": True}}
            )
        ]
        assert len(plans) >= 10
        assert not [plan for plan in plans if "COLLSCAN" in plan]


async def test_a_published_workshop_is_what_was_held_at_each_of_its_stages(world: World) -> None:
    stages = [StageRef(policy_id="p1", cycle=1, stage=Stage.PLANNING)]
    held = WorkshopPublished(
        workshop_id="w1",
        title="公園を話す市民カフェ",
        links=tuple(stages),
        held_at=datetime(2026, 6, 1, 16, tzinfo=UTC),  # already the next day in Japan
        participants=38,
        notes=120,
        theme_ids=("t1",),
    )
    practice = held.model_copy(update={"workshop_id": "w2", "rehearsal": True})
    await world.tell(policy("p1"))
    await world.tell(held, practice, held)
    async with world.instance() as runner:
        await world.settled(runner)
        counts = await handlers.stage_counts(await runner.model(), "p1", 1, Stage.PLANNING)
        (shown,) = counts.activities
        assert (shown.method, shown.held_on) == (Method.WORKSHOP, date(2026, 6, 2))
        assert (shown.participants, shown.points, shown.comments) == (38, 120, None)


async def test_an_issue_is_one_proposal_at_each_stage_that_it_serves_now(world: World) -> None:
    first, second = (StageRef(policy_id=one, cycle=1, stage=Stage.PLANNING) for one in ("p1", "p2"))
    received = datetime(2026, 6, 1, 16, tzinfo=UTC)  # already the next day in Japan
    linked = IssueLinked(issue_id="i1", links=(first, second), received_at=received)
    other = linked.model_copy(update={"issue_id": "i2", "links": (first,)})
    moved = linked.model_copy(update={"links": (second,)})
    await world.tell(policy("p1"), policy("p2"))
    talk = IssueMoved(issue_id="i1", state=IssueState.DISCUSSION)
    await world.tell(talk, linked, other, moved, linked, moved)
    async with world.instance() as runner:
        await world.settled(runner)
        for id_, issues in (("p1", 1), ("p2", 1)):
            counts = await handlers.stage_counts(await runner.model(), id_, 1, Stage.PLANNING)
            (shown,) = counts.activities
            assert (shown.method, shown.held_on) == (Method.ISSUE_PROPOSAL, date(2026, 6, 2))
            assert (shown.submitters, shown.comments, shown.points) == (1, 1, issues)
