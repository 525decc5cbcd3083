"""Rules of policies, stages and recorded activities."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.policies.domain import errors
from services.policies.domain.policy import (
    STAGES_MAX,
    Activity,
    Policy,
    PolicyStage,
    checked_activity,
    checked_policy,
    checked_stages,
    closed,
    opened,
)
from shared import texts
from shared.errors import KyodoError
from shared.events.common import Method, Stage, StageState

TODAY = date(2026, 4, 1)
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)

POLICY = Policy(
    id="p",
    title="青葉野市地域公共交通計画",
    summary="だれもが安心して移動できるまちを守る計画です。",
    field="都市・交通",
    area="市全域",
    department="交通政策課",
    stages=(PolicyStage(1, Stage.PLANNING, TODAY, TOMORROW),),
    activities=(),
    created_at=datetime(2026, 4, 1, tzinfo=UTC),
    sequence=0,
)
ACTIVITY = Activity(
    id="a",
    cycle=1,
    stage=Stage.PLANNING,
    method=Method.BRIEFING,
    title="説明会",
    held_on=TODAY,
    place="市民ホール",
    results="",
)


def test_texts_are_trimmed_and_line_ends_are_the_same_everywhere() -> None:
    checked = checked_policy(
        replace(POLICY, title="　交通\n計画 ", summary=" 一行目\r\n二行目\r "), TODAY
    )
    assert (checked.title, checked.summary) == ("交通 計画", "一行目\n二行目")


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"title": " 　 "}, texts.TextEmpty, "title"),
        ({"title": "あ" * 201}, texts.TextTooLong, "title"),
        ({"title": "計\x07画"}, texts.TextHasControlCharacters, "title"),
        ({"summary": ""}, texts.TextEmpty, "summary"),
        ({"summary": "あ" * 10_001}, texts.TextTooLong, "summary"),
        ({"department": "\u202e課"}, texts.TextHasControlCharacters, "department"),
        ({"stages": ()}, errors.StagesMissing, "stages"),
    ],
)
def test_refuses_a_policy(change: dict[str, Any], error: type[KyodoError], field: str) -> None:
    with pytest.raises(error) as refused:
        checked_policy(replace(POLICY, **change), TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("stages", "error", "field"),
    [
        (
            [PolicyStage(1, Stage.PLANNING), PolicyStage(1, Stage.PLANNING)],
            errors.StageRepeated,
            "stages",
        ),
        ([PolicyStage(0, Stage.PLANNING)], errors.CycleOutOfRange, "stages.0.cycle"),
        ([PolicyStage(51, Stage.PLANNING)], errors.CycleOutOfRange, "stages.0.cycle"),
        (
            [PolicyStage(1, Stage.PLANNING, TODAY, YESTERDAY)],
            errors.PeriodInvalid,
            "stages.0.ends_on",
        ),
        (
            [PolicyStage(1, Stage.PLANNING, date(1946, 1, 1))],
            errors.DateOutOfRange,
            "stages.0.starts_on",
        ),
        (
            [PolicyStage(1, Stage.PLANNING, None, date(2077, 1, 1))],
            errors.DateOutOfRange,
            "stages.0.ends_on",
        ),
        (
            [PolicyStage(1 + n, Stage.PLANNING) for n in range(STAGES_MAX + 1)],
            errors.TooManyStages,
            "stages",
        ),
    ],
)
def test_refuses_stages(stages: list[PolicyStage], error: type[KyodoError], field: str) -> None:
    with pytest.raises(error) as refused:
        checked_stages(stages, TODAY)
    assert refused.value.field == field


def test_stages_may_overlap_repeat_in_cycles_and_have_open_dates() -> None:
    given_ = [
        PolicyStage(2, Stage.PLANNING),
        PolicyStage(1, Stage.IMPROVEMENT, TODAY, TOMORROW),
        PolicyStage(1, Stage.PLANNING, TODAY, TOMORROW, (Method.SURVEY, Method.SURVEY)),
    ]
    checked = checked_stages(given_, TODAY)
    assert [(s.cycle, s.stage) for s in checked] == [
        (1, Stage.PLANNING),
        (1, Stage.IMPROVEMENT),
        (2, Stage.PLANNING),
    ]
    assert checked[0].planned_methods == (Method.SURVEY,)


PLANNED = PolicyStage(1, Stage.PLANNING)
OPEN = replace(PLANNED, state=StageState.OPEN, opened_on=YESTERDAY)
CLOSED = replace(OPEN, state=StageState.CLOSED, closed_on=TODAY)


def test_a_stage_opens_and_closes() -> None:
    assert opened(PLANNED, YESTERDAY, TODAY) == OPEN
    assert closed(OPEN, TODAY, TODAY) == CLOSED


def test_a_repeated_move_changes_nothing() -> None:
    assert opened(OPEN, YESTERDAY, TODAY) is None
    assert opened(CLOSED, YESTERDAY, TODAY) is None
    assert closed(CLOSED, TODAY, TODAY) is None


@pytest.mark.parametrize(
    ("move", "stage", "on", "error"),
    [
        (opened, OPEN, TODAY, errors.StageAlreadyOpen),
        (opened, CLOSED, TODAY, errors.StageAlreadyClosed),
        (opened, PLANNED, TOMORROW, errors.DateInFuture),
        (opened, PLANNED, date(1900, 1, 1), errors.DateOutOfRange),
        (closed, PLANNED, TODAY, errors.StageNotOpen),
        (closed, CLOSED, YESTERDAY, errors.StageAlreadyClosed),
        (closed, OPEN, TODAY - timedelta(days=2), errors.StageClosesBeforeItOpened),
        (closed, OPEN, TOMORROW, errors.DateInFuture),
    ],
)
def test_refuses_a_move(move: Any, stage: PolicyStage, on: date, error: type[KyodoError]) -> None:
    with pytest.raises(error):
        move(stage, on, TODAY)


def test_names_a_stage_that_the_policy_does_not_have() -> None:
    with pytest.raises(errors.StageNotFound) as refused:
        POLICY.stage(2, Stage.PLANNING)
    assert refused.value.params == {"cycle": 2, "stage": "PLANNING"}


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"participants": -1}, errors.NumberNegative, "participants"),
        ({"points": 100_000_001}, errors.NumberTooLarge, "points"),
        ({"submitters": 3, "comments": 2}, errors.NumbersInconsistent, "comments"),
        ({"comments": 3, "points": 2}, errors.NumbersInconsistent, "points"),
        ({"submitters": 3, "points": 2}, errors.NumbersInconsistent, "points"),
        ({"held_on": TOMORROW, "participants": 0}, errors.DateInFuture, "held_on"),
        ({"held_on": TOMORROW, "results": "盛況でした。"}, errors.DateInFuture, "held_on"),
        ({"held_on": TODAY + timedelta(days=367)}, errors.DateInFuture, "held_on"),
        ({"held_on": date(1900, 1, 1)}, errors.DateOutOfRange, "held_on"),
        ({"title": ""}, texts.TextEmpty, "title"),
    ],
)
def test_refuses_an_activity(change: dict[str, Any], error: type[KyodoError], field: str) -> None:
    with pytest.raises(error) as refused:
        checked_activity(replace(ACTIVITY, **change), TODAY)
    assert refused.value.field == field


def test_an_activity_may_be_announced_and_counts_may_be_unknown() -> None:
    announced = replace(ACTIVITY, held_on=TODAY + timedelta(days=366))
    assert checked_activity(announced, TODAY) == announced
    partly = replace(ACTIVITY, participants=3, comments=5)
    assert checked_activity(partly, TODAY) == partly


# How long an example takes says nothing on a busy machine.
steady = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
counts = st.one_of(st.none(), st.integers(min_value=0, max_value=20))


@steady
@given(counts, counts, counts, counts)
def test_accepts_exactly_the_numbers_that_fit(
    participants: int | None, submitters: int | None, comments: int | None, points: int | None
) -> None:
    activity = replace(
        ACTIVITY,
        participants=participants,
        submitters=submitters,
        comments=comments,
        points=points,
    )
    known = [n for n in (submitters, comments, points) if n is not None]
    if known == sorted(known):
        assert checked_activity(activity, TODAY) == activity
    else:
        with pytest.raises(errors.NumbersInconsistent):
            checked_activity(activity, TODAY)
