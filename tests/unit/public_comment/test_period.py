from datetime import UTC, date, datetime, timedelta

import pytest

from services.public_comment.domain.errors import (
    ConsultationClosed,
    ConsultationNotOpenYet,
    DateInFuture,
    PeriodInvalid,
)
from services.public_comment.domain.period import (
    ConsultationState,
    PaperRule,
    Period,
    require_past,
)
from shared.clock import JST

OPENS = datetime(2026, 4, 1, 9, 0, tzinfo=JST)
CLOSES = datetime(2026, 5, 1, 0, 0, tzinfo=JST)
PERIOD = Period.checked(OPENS, CLOSES, PaperRule.ARRIVAL)


def test_the_web_is_open_to_the_second_in_japan() -> None:
    last = datetime(2026, 4, 30, 14, 59, 59, 999000, tzinfo=UTC)
    PERIOD.require_open(last)
    with pytest.raises(ConsultationClosed) as closed:
        PERIOD.require_open(last + timedelta(milliseconds=1))
    assert closed.value.params == {"closes_at": "2026-04-30T15:00:00.000Z"}


def test_the_first_second_counts_and_the_one_before_does_not() -> None:
    PERIOD.require_open(OPENS)
    with pytest.raises(ConsultationNotOpenYet):
        PERIOD.require_open(OPENS - timedelta(milliseconds=1))
    assert PERIOD.state(OPENS - timedelta(days=1)) is ConsultationState.PLANNED


@pytest.mark.parametrize(
    ("received", "late"),
    [
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
        (date(2026, 4, 30), False),
        (date(2026, 5, 1), True),
    ],
)
def test_on_paper_the_day_of_receipt_decides(received: date, late: bool) -> None:
    assert PERIOD.is_late(received, None) is late


def test_a_postmark_counts_only_where_the_consultation_says_so() -> None:
    by_postmark = Period.checked(OPENS, CLOSES, PaperRule.POSTMARK)
    assert by_postmark.is_late(date(2026, 5, 3), date(2026, 4, 30)) is False
    assert PERIOD.is_late(date(2026, 5, 3), date(2026, 4, 30)) is True
    assert by_postmark.is_late(date(2026, 5, 3), None) is True


@pytest.mark.parametrize(
    ("opens", "closes", "field"),
    [
        (OPENS, OPENS, "closes_at"),
        (OPENS.replace(tzinfo=None), CLOSES, "opens_at"),
        (OPENS, CLOSES.replace(microsecond=1000), "closes_at"),
    ],
)
def test_a_period_must_be_one(opens: datetime, closes: datetime, field: str) -> None:
    with pytest.raises(PeriodInvalid) as invalid:
        Period.checked(opens, closes, PaperRule.ARRIVAL)
    assert invalid.value.field == field


def test_a_date_that_has_not_come_is_a_slip() -> None:
    require_past("received_on", date(2026, 4, 1), date(2026, 4, 1))
    require_past("received_on", None, date(2026, 4, 1))
    with pytest.raises(DateInFuture):
        require_past("received_on", date(2026, 4, 2), date(2026, 4, 1))
