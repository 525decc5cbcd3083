"""The course of a consultation: what follows from the clock, what is decided, what is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.public_comment.domain.errors import (
    ConsultationClosed,
    ConsultationNotMovable,
    ConsultationNotOpenYet,
    ConsultationWithdrawn,
    ExtensionNotLater,
    ExtensionTooLate,
    PeriodTooShort,
    ReasonMissing,
)
from services.public_comment.domain.period import ConsultationState as State
from services.public_comment.domain.period import Period
from services.public_comment.domain.procedure import (
    Course,
    announcements,
    checked_extension,
    checked_length,
    checked_reason,
    days_of,
)

# 2027-02-01 to 2027-03-02 in Japan, whole days: 30 of them, both counted.
OPENS = datetime(2027, 1, 31, 15, tzinfo=UTC)
CLOSES = datetime(2027, 3, 2, 15, tzinfo=UTC)
PERIOD = Period(OPENS, CLOSES)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (OPENS - SECOND, State.PLANNED),
        (OPENS, State.OPEN),
        (CLOSES - SECOND, State.OPEN),
        (CLOSES, State.CLOSED),
    ],
)
def test_without_decisions_the_clock_decides(moment: datetime, state: State) -> None:
    assert Course(PERIOD).state(moment) is state


def test_decisions_go_before_the_clock_and_the_last_one_counts() -> None:
    later = CLOSES + DAY
    assert Course(PERIOD, considered_at=later).state(later) is State.UNDER_CONSIDERATION
    published = Course(PERIOD, considered_at=later, published_at=later)
    assert published.state(later) is State.PUBLISHED
    assert Course(PERIOD, withdrawn_at=OPENS).state(OPENS) is State.WITHDRAWN


def test_a_period_that_was_extended_after_consideration_began_is_open_again() -> None:
    longer = Period(OPENS, CLOSES + 5 * DAY)
    course = Course(longer, considered_at=CLOSES + SECOND)
    assert course.state(CLOSES + DAY) is State.OPEN
    assert course.state(CLOSES + 5 * DAY) is State.UNDER_CONSIDERATION


def test_comments_from_the_web_pass_while_it_is_open_only() -> None:
    Course(PERIOD).require_open(OPENS)
    with pytest.raises(ConsultationNotOpenYet):
        Course(PERIOD).require_open(OPENS - SECOND)
    with pytest.raises(ConsultationClosed):
        Course(PERIOD).require_open(CLOSES)
    with pytest.raises(ConsultationWithdrawn):
        Course(PERIOD, withdrawn_at=OPENS).require_open(OPENS)
    with pytest.raises(ConsultationNotMovable):
        Course(PERIOD).require(OPENS, State.CLOSED)


def test_the_first_and_the_last_day_count() -> None:
    assert days_of(PERIOD) == 30
    assert days_of(Period(OPENS, OPENS + DAY)) == 1
    assert days_of(Period(OPENS, OPENS + DAY + SECOND)) == 2
    # From the middle of a day to the middle of the next: two days in the calendar.
    assert days_of(Period(OPENS + timedelta(hours=12), OPENS + timedelta(hours=36))) == 2


def test_a_leap_day_is_a_day() -> None:
    leap = Period(datetime(2028, 1, 31, 15, tzinfo=UTC), datetime(2028, 3, 1, 15, tzinfo=UTC))
    assert days_of(leap) == 30


def test_a_period_shorter_than_the_rule_says_why() -> None:
    assert checked_length(PERIOD, 30, "書かれていても、要らない理由") == ""
    shorter = Period(OPENS, CLOSES - DAY)
    with pytest.raises(PeriodTooShort) as told:
        checked_length(shorter, 30, "  ")
    assert told.value.params == {"days": 29, "least": 30}
    assert checked_length(shorter, 30, " 緊急のため ") == "緊急のため"


def test_an_extension_is_later_than_the_end_and_than_now() -> None:
    longer = checked_extension(PERIOD, CLOSES + DAY, CLOSES + SECOND, 14)
    assert longer.closes_at == CLOSES + DAY
    for closes_at, moment in ((CLOSES, OPENS), (CLOSES - DAY, OPENS), (CLOSES + DAY, CLOSES + DAY)):
        with pytest.raises(ExtensionNotLater):
            checked_extension(PERIOD, closes_at, moment, 14)


def test_after_an_outage_a_period_opens_again_for_a_while_only() -> None:
    end = CLOSES + 40 * DAY
    assert checked_extension(PERIOD, end, CLOSES + 14 * DAY, 14).closes_at == end
    with pytest.raises(ExtensionTooLate) as told:
        checked_extension(PERIOD, end, CLOSES + 14 * DAY + SECOND, 14)
    assert told.value.params == {"days": 14}


@pytest.mark.parametrize("nothing", ["", " ", "\n\t　"])
def test_a_reason_is_something_that_can_be_read(nothing: str) -> None:
    with pytest.raises(ReasonMissing):
        checked_reason(nothing)


def a_row(**decided: Any) -> dict[str, Any]:
    return {
        **{"opens_at": OPENS, "closes_at": CLOSES, "paper_rule": "ARRIVAL"},
        **{"created_at": OPENS - 7 * DAY, **decided},
    }


def kinds(row: dict[str, Any], moment: datetime) -> list[str]:
    return [one["kind"] for one in announcements(row, moment, 3 * DAY)]


def test_announcements_come_as_time_goes_by() -> None:
    assert kinds(a_row(), OPENS - DAY) == ["planned"]
    assert kinds(a_row(), OPENS) == ["planned", "open"]
    assert kinds(a_row(), CLOSES - 3 * DAY) == ["planned", "open", "closing_soon"]
    whole = a_row(considered_at=CLOSES + DAY, published_at=CLOSES + 9 * DAY)
    assert kinds(whole, CLOSES + 9 * DAY) == [
        *("planned", "open", "closing_soon", "closed", "under_consideration", "published"),
    ]


def test_what_was_entered_once_it_was_open_was_not_announced_before() -> None:
    assert kinds(a_row(created_at=OPENS + DAY), OPENS + DAY) == ["open"]


def test_what_was_called_off_is_not_announced_to_begin() -> None:
    assert kinds(a_row(withdrawn_at=OPENS - DAY), CLOSES) == ["planned", "withdrawn"]


@given(st.integers(0, 60 * 24 * 60))
def test_what_was_announced_stays_and_stands_in_order(minutes: int) -> None:
    first, second = CLOSES - 10 * DAY, CLOSES - 5 * DAY
    row = a_row(
        extensions=[
            {"closed_at": first, "at": first - 5 * DAY},
            {"closed_at": second, "at": second + DAY},
        ],
        considered_at=CLOSES + DAY,
    )
    moment = OPENS - 8 * DAY + timedelta(minutes=minutes)
    now = [(one["at"], one["kind"]) for one in announcements(row, moment, 3 * DAY)]
    later = [(one["at"], one["kind"]) for one in announcements(row, moment + DAY, 3 * DAY)]
    assert [at for at, _ in now] == sorted(at for at, _ in now)
    assert set(now) <= set(later)


def test_an_end_that_passed_stays_announced_when_the_period_opens_again() -> None:
    after_an_outage = [{"closed_at": CLOSES - 9 * DAY, "at": CLOSES - 8 * DAY}]
    assert kinds(a_row(extensions=after_an_outage), CLOSES) == [
        *("planned", "open", "closing_soon", "closed", "extended", "closing_soon", "closed"),
    ]
    in_time = [{"closed_at": CLOSES - 9 * DAY, "at": CLOSES - 10 * DAY}]
    assert kinds(a_row(extensions=in_time), CLOSES - 4 * DAY) == [
        *("planned", "open", "closing_soon", "extended"),
    ]


def test_a_period_of_three_days_is_not_announced_to_end_before_it_begins() -> None:
    assert kinds(a_row(closes_at=OPENS + 3 * DAY), OPENS + DAY) == ["planned", "open"]
