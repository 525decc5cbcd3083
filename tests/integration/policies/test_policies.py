"""Policies and activities: repeated, at once, refused, on the real database."""

import asyncio
from datetime import timedelta

import pytest

from services.policies.domain import errors
from services.policies.handlers import Policies
from services.policies.store import Store
from shared.clock import today_jst
from shared.errors import KyodoError
from shared.events import Envelope
from shared.events.common import Stage, StageState
from shared.events.policies import ActivityRecorded, PolicyCreated
from shared.idempotency import IdempotencyKeyMalformed, IdempotencyKeyReused
from shared.mongo import StaleAggregate
from shared.mongo.cursors import CursorMalformed
from tests.integration.policies.conftest import Kept, a_policy, an_activity

KEY = "the-key-of-one-policy"
BODY = {"title": "交通計画"}


async def test_state_and_event_lie_in_one_document(policies: Policies, kept: Kept) -> None:
    made = await policies.create_policy(a_policy(), KEY, BODY)
    document = await kept.one("policies", made.id)
    (pending,) = document["pending_events"]
    event = Envelope.model_validate(pending)
    assert document["sequence"] == event.sequence == made.sequence == 1
    assert isinstance(event.body, PolicyCreated)
    assert event.subject == made.id
    assert [s.stage for s in event.body.stages] == [Stage.PLANNING, Stage.IMPLEMENTATION]


async def test_a_repeated_key_returns_the_first_policy(policies: Policies, kept: Kept) -> None:
    first = await policies.create_policy(a_policy(), KEY, BODY)
    again = await policies.create_policy(a_policy(), KEY, BODY)
    assert again == first
    assert len(await kept.all("policies")) == 1
    assert await kept.events("policies", first.id) == [("kyodo.policies.policy_created.v1", 1)]


async def test_a_key_with_another_body_is_refused(policies: Policies, kept: Kept) -> None:
    await policies.create_policy(a_policy(), KEY, BODY)
    with pytest.raises(IdempotencyKeyReused):
        await policies.create_policy(a_policy(), KEY, {"title": "別の計画"})
    assert len(await kept.all("policies")) == 1


async def test_the_same_request_many_times_at_once_makes_one_policy(
    policies: Policies, kept: Kept
) -> None:
    made = await asyncio.gather(*(policies.create_policy(a_policy(), KEY, BODY) for _ in range(16)))
    assert len({policy.id for policy in made}) == 1
    assert len(await kept.all("policies")) == 1


@pytest.mark.parametrize("key", ["", "short", "a" * 129, "key with blanks here", "鍵" * 20])
async def test_a_key_that_is_none_is_refused(policies: Policies, kept: Kept, key: str) -> None:
    with pytest.raises(IdempotencyKeyMalformed):
        await policies.create_policy(a_policy(), key, BODY)
    assert await kept.all("policies") == []


async def test_a_refused_policy_leaves_nothing(policies: Policies, kept: Kept) -> None:
    with pytest.raises(errors.StagesMissing):
        await policies.create_policy(a_policy(stages=()), KEY, BODY)
    assert await kept.all("policies") == []


async def test_a_stage_opens_and_closes_with_an_event_each(policies: Policies, kept: Kept) -> None:
    made = await policies.create_policy(a_policy(), KEY, BODY)
    today = today_jst()
    await policies.open_stage(made.id, 1, Stage.PLANNING, today - timedelta(days=2))
    moved = await policies.close_stage(made.id, 1, Stage.PLANNING, today)
    stage = moved.stage(1, Stage.PLANNING)
    assert (stage.state, stage.opened_on, stage.closed_on) == (
        StageState.CLOSED,
        today - timedelta(days=2),
        today,
    )
    assert moved.stage(1, Stage.IMPLEMENTATION).state is StageState.PLANNED
    assert await kept.events("policies", made.id) == [
        ("kyodo.policies.policy_created.v1", 1),
        ("kyodo.policies.stage_opened.v1", 2),
        ("kyodo.policies.stage_closed.v1", 3),
    ]


async def test_opening_twice_at_once_makes_one_event(policies: Policies, kept: Kept) -> None:
    made = await policies.create_policy(a_policy(), KEY, BODY)
    today = today_jst()
    await asyncio.gather(
        *(policies.open_stage(made.id, 1, Stage.PLANNING, today) for _ in range(8))
    )
    assert [sequence for _, sequence in await kept.events("policies", made.id)] == [1, 2]


async def test_a_refused_move_changes_nothing(policies: Policies, kept: Kept) -> None:
    made = await policies.create_policy(a_policy(), KEY, BODY)
    before = await kept.one("policies", made.id)
    with pytest.raises(errors.StageNotOpen):
        await policies.close_stage(made.id, 1, Stage.PLANNING, today_jst())
    with pytest.raises(errors.StageNotFound):
        await policies.open_stage(made.id, 9, Stage.PLANNING, today_jst())
    with pytest.raises(errors.PolicyNotFound):
        await policies.open_stage("nothing", 1, Stage.PLANNING, today_jst())
    assert await kept.one("policies", made.id) == before


async def test_a_change_decided_on_an_old_state_is_refused(
    policies: Policies, store: Store, kept: Kept
) -> None:
    made = await policies.create_policy(a_policy(), KEY, BODY)
    await policies.open_stage(made.id, 1, Stage.PLANNING, today_jst())
    event = ActivityRecorded(
        policy_id=made.id,
        activity_id="a",
        cycle=1,
        stage=Stage.PLANNING,
        method=an_activity().method,
        title="説明会",
        held_on=today_jst(),
    )
    with pytest.raises(StaleAggregate):
        await store.update_stage(made, made.stages[0], event)
    assert len(await kept.events("policies", made.id)) == 2


async def test_activities_recorded_at_once_are_all_kept(policies: Policies, kept: Kept) -> None:
    made = await policies.create_policy(a_policy(), KEY, BODY)
    await asyncio.gather(
        *(
            policies.record_activity(
                made.id, an_activity(title=f"説明会{n}"), f"activity-key-of-{n:04}", {"n": n}
            )
            for n in range(5)
        )
    )
    document = await kept.one("policies", made.id)
    assert {a["title"] for a in document["activities"]} == {f"説明会{n}" for n in range(5)}
    assert [sequence for _, sequence in await kept.events("policies", made.id)] == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]


async def test_a_repeated_activity_is_recorded_once(policies: Policies, kept: Kept) -> None:
    made = await policies.create_policy(a_policy(), KEY, BODY)
    key = "the-key-of-an-activity"
    first = await policies.record_activity(made.id, an_activity(), key, BODY)
    again = await asyncio.gather(
        *(policies.record_activity(made.id, an_activity(), key, BODY) for _ in range(6))
    )
    assert all(policy == first for policy in again)
    assert len((await kept.one("policies", made.id))["activities"]) == 1
    assert len(await kept.events("policies", made.id)) == 2


async def test_an_activitys_key_serves_no_other_body_and_no_other_policy(
    policies: Policies, kept: Kept
) -> None:
    one = await policies.create_policy(a_policy(), KEY, BODY)
    other = await policies.create_policy(a_policy(), f"{KEY}-2", BODY)
    key = "the-key-of-an-activity"
    await policies.record_activity(one.id, an_activity(), key, BODY)
    for policy_id, body in ((one.id, {"title": "別"}), (other.id, BODY)):
        with pytest.raises(IdempotencyKeyReused):
            await policies.record_activity(policy_id, an_activity(), key, body)
    assert (await kept.one("policies", other.id))["activities"] == []


async def test_activities_are_read_back_as_they_were_given(policies: Policies) -> None:
    made = await policies.create_policy(a_policy(), KEY, BODY)
    activity = an_activity(submitters=3, comments=4, points=9, results="結果です。")
    policy = await policies.record_activity(made.id, activity, "the-key-of-an-activity", BODY)
    assert policy.activities == (activity,)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"stage": Stage.EVALUATION}, errors.StageNotFound),
        ({"participants": -1}, errors.NumberNegative),
        ({"submitters": 2, "comments": 1}, errors.NumbersInconsistent),
    ],
)
async def test_a_refused_activity_leaves_nothing(
    policies: Policies, kept: Kept, change: dict[str, object], error: type[KyodoError]
) -> None:
    made = await policies.create_policy(a_policy(), KEY, BODY)
    with pytest.raises(error):
        await policies.record_activity(made.id, an_activity(**change), "the-key-of-an-activity", {})
    assert (await kept.one("policies", made.id))["activities"] == []
    assert len(await kept.events("policies", made.id)) == 1


async def test_pages_follow_the_cursor_while_new_policies_come_in(
    policies: Policies, store: Store
) -> None:
    made = [
        await policies.create_policy(a_policy(), f"the-key-of-policy-{n}", {}) for n in range(7)
    ]
    first, cursor = await store.policies_page(None, 3)
    await policies.create_policy(a_policy(), "the-key-of-a-late-policy", {})
    second, cursor = await store.policies_page(cursor, 3)
    third, end = await store.policies_page(cursor, 3)
    assert [p.id for p in [*first, *second, *third]] == [p.id for p in reversed(made)]
    assert end is None


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "eyJhIjoxfQ", "WzFd", "鍵"])
async def test_a_cursor_of_ones_own_making_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(CursorMalformed):
        await store.policies_page(cursor, 3)


async def test_many_are_read_by_id_in_the_order_asked_for(policies: Policies, store: Store) -> None:
    made = [
        await policies.create_policy(a_policy(), f"the-key-of-policy-{n}", {}) for n in range(3)
    ]
    asked = [made[2].id, "nothing", made[0].id, made[2].id]
    assert [p.id for p in await store.policies(asked)] == [made[2].id, made[0].id]
