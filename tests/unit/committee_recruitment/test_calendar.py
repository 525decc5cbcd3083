"""Days as the law counts them, against a clerk who turns the calendar's leaves one by one."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.committee_recruitment.domain.calendar import (
    Length,
    Span,
    age_on,
    attained_on,
    end_after,
    fiscal_year,
    fiscal_year_span,
    fresh_days,
    length_of,
    row_of,
    runs,
    term_end,
    total_length,
)
from services.committee_recruitment.domain.errors import BirthDateInvalid, DaysReversed

DAY = timedelta(days=1)
COMMON = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# Around the ends of years, of fiscal years and of months, with the leap year 2024.
EDGES = (
    (1, 1), (1, 2), (1, 29), (1, 30), (1, 31), (2, 1), (2, 27), (2, 28), (2, 29), (3, 1), (3, 2),
    (3, 30), (3, 31), (4, 1), (4, 2), (4, 30), (5, 1), (5, 31), (6, 30), (8, 31), (12, 30),
    (12, 31),
)  # fmt: skip


def edges(year: int) -> list[date]:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return [date(year, *at) for at in EDGES if leap or at != (2, 29)]


def walked(first: date, last: date) -> Iterator[tuple[date, int, int]]:
    """Turn leaf by leaf; tell each day with the whole months and the days since them."""
    months = since = 0
    day = first
    while day <= last:
        since += 1
        tomorrow = day + DAY
        answering = tomorrow.day == first.day
        month_without_it = tomorrow.day == 1 and day.day < first.day
        if answering or month_without_it:
            months, since = months + 1, 0
        yield day, months, since
        day = tomorrow


def birthdays(birth: date, last: date) -> Iterator[tuple[date, int]]:
    """Tell each day with the age: a year more on each eve of a birthday."""
    age, day = 0, birth
    while day <= last:
        tomorrow = day + DAY
        of_leap_day = (birth.month, birth.day) == (2, 29) and (day.month, day.day) == (2, 28)
        if (tomorrow.month, tomorrow.day) == (birth.month, birth.day) or of_leap_day:
            age += 1
        yield day, age
        day = tomorrow


def test_ages_on_a_thousand_days_about_birthdays() -> None:
    wrong, ran = [], 0
    for birth in (*edges(2000), *edges(2003), *edges(2004)):
        ages = dict(birthdays(birth, date(2023, 6, 1)))
        near = [
            day + shift * DAY
            for year in (birth.year + 1, 2007, 2008, 2018, 2020, 2022)
            for day in (date(year, birth.month, min(birth.day, 28)), date(year, 3, 1))
            for shift in range(-3, 4)
        ]
        for day in near:
            ran += 1
            if age_on(birth, day) != ages[day]:
                wrong.append((birth, day))
    assert wrong == []
    assert ran >= 1_000


def test_who_attains_an_age_and_when() -> None:
    assert age_on(date(2000, 4, 2), date(2018, 4, 1)) == 18
    assert age_on(date(2000, 4, 2), date(2018, 3, 31)) == 17
    assert [attained_on(date(2004, 2, 29), age).isoformat() for age in (0, 1, 4, 18)] == [
        "2004-02-29", "2005-02-28", "2008-02-28", "2022-02-28",
    ]  # fmt: skip
    assert attained_on(date(2004, 3, 1), 4) == date(2008, 2, 29)
    assert attained_on(date(2004, 1, 1), 1) == age_first(date(2004, 1, 1)) == date(2004, 12, 31)
    with pytest.raises(BirthDateInvalid):
        age_on(date(2004, 3, 1), date(2004, 2, 29))


def age_first(birth: date) -> date:
    return next(day for day, age in birthdays(birth, date.max) if age == 1)


def test_terms_and_lengths_of_a_thousand_boundaries() -> None:
    wrong: list[object] = []
    ran = 0
    for first in (*edges(2023), *edges(2024), *edges(2027)):
        ends: dict[int, date] = {}
        for day, months, since in walked(first, first + 1_600 * DAY):
            ends.setdefault(months, day)
            # What a day or two before and after the end of each month and year comes to.
            if since <= 1 or since >= 27:
                ran += 1
                measured = Length(*divmod(months, 12), since)
                if length_of(Span(first, day)) != measured or end_after(first, measured) != day:
                    wrong.append((first, day))
        for months in range(1, 49):
            ran += 1
            if term_end(first, months=months) != ends[months]:
                wrong.append((first, months))
            if months % 12 == 0 and term_end(first, years=months // 12) != ends[months]:
                wrong.append((first, months))
    assert wrong == []
    assert ran >= 1_000


@pytest.mark.parametrize(
    ("first", "years", "months", "last"),
    [
        ("2026-04-01", 2, 0, "2028-03-31"),
        ("2024-02-29", 1, 0, "2025-02-28"),
        ("2024-02-29", 4, 0, "2028-02-28"),
        ("2023-03-01", 1, 0, "2024-02-29"),
        ("2026-01-31", 0, 1, "2026-02-28"),
        ("2026-05-31", 0, 1, "2026-06-30"),
        ("2026-12-16", 0, 2, "2027-02-15"),
        ("2026-04-01", 0, 0, "2026-03-31"),
        ("9999-06-01", 9, 0, "9999-12-31"),
    ],
)
def test_a_term_ends_on_the_eve_of_the_day_that_answers(
    first: str, years: int, months: int, last: str
) -> None:
    assert term_end(date.fromisoformat(first), years=years, months=months).isoformat() == last


def test_fiscal_years_begin_with_april() -> None:
    first = date(1999, 4, 1)
    year, day = 1998, first
    seen: dict[int, date] = {}
    while day < date(2030, 4, 1):
        year += (day.month, day.day) == (4, 1)
        assert fiscal_year(day) == year
        seen.setdefault(year, day)
        day += DAY
    for number, start in list(seen.items())[:-1]:
        assert fiscal_year_span(number) == Span(start, seen[number + 1] - DAY)


def by_hand(spans: list[Span]) -> tuple[Fraction, list[list[date]]]:
    """Tick each day once; return the months that they make up, and the days run by run."""
    ticked = sorted({one.starts_on + n * DAY for one in spans for n in range(many(one))})
    blocks: list[list[date]] = []
    for day in ticked:
        if not blocks or blocks[-1][-1] + DAY != day:
            blocks.append([])
        blocks[-1].append(day)
    months = Counter(day.month for day in ticked if (day.month, day.day) != (2, 29))
    return sum((Fraction(n, COMMON[at - 1]) for at, n in months.items()), Fraction(0)), blocks


def many(span: Span) -> int:
    return (span.ends_on - span.starts_on).days + 1


def over_by_hand(spans: list[Span], years: int) -> bool:
    """Whether a day is left after the years, in one run by the Civil Code or in all by shares."""
    months, blocks = by_hand(spans)
    for block in blocks:
        *_, (_, whole, since) = walked(block[0], block[-1])
        if (whole, since) > (years * 12, 0):
            return True
    return len(blocks) > 1 and months > years * 12


def test_a_thousand_totals_about_whole_years() -> None:
    wrong, ran = [], 0
    for first in (date(2019, 4, 1), date(2020, 2, 29), date(2020, 3, 1), date(2019, 10, 16)):
        ending = term_end(first, years=2)
        for gap in (-40, -1, 0, 1, 28, 30, 31, 365, 366, 700):
            for months in (6, 12, 24):
                again = ending + (gap + 1) * DAY
                for more in (-2, -1, 0, 1, 2):
                    spans = [
                        Span(first, ending),
                        Span(again, term_end(again, months=months) + more * DAY),
                    ]
                    total = total_length(spans)
                    for years in (2, 3, 4):
                        ran += 1
                        if total.over(years) != over_by_hand(spans, years):
                            wrong.append((spans, years))
    assert wrong == []
    assert ran >= 1_000


def test_terms_add_up_as_anybody_adds_them() -> None:
    def terms(*told: str) -> Length:
        return total_length(
            [Span(date.fromisoformat(one[:10]), date.fromisoformat(one[11:])) for one in told]
        )

    assert terms("2020-04-01/2022-03-31", "2022-04-01/2024-03-31") == Length(4, 0, 0), "touching"
    assert terms("2023-04-01/2025-03-31", "2027-04-01/2029-03-31") == Length(4, 0, 0), "leap years"
    assert terms("2019-05-15/2021-05-14", "2023-09-09/2025-09-08") == Length(4, 0, 0)
    assert terms("2018-10-01/2020-03-31", "2022-04-01/2022-09-30") == Length(2, 0, 0)
    assert terms("2018-10-01/2020-03-31", "2022-04-01/2022-10-01") == Length(2, 0, 1)
    assert terms("2018-10-01/2020-03-31", "2022-04-01/2022-09-29") == Length(1, 11, 29)
    assert terms("2020-04-01/2022-03-31", "2021-04-01/2023-03-31") == Length(3, 0, 0), "overlapping"
    assert terms("2024-02-29/2028-02-29") == Length(4, 0, 1)
    assert terms("2024-02-29/2028-02-29", "2030-02-01/2030-02-14") == Length(4, 0, 15)
    assert terms("2024-02-29/2028-02-29", "2032-02-29/2032-02-29") == Length(4, 0, 1)
    assert terms("2026-01-15/2026-02-14") == Length(0, 1, 0), "one run is as the Civil Code says"
    assert terms() == Length(0, 0, 0)


spans = st.builds(
    lambda first, long: Span(first, first + (long - 1) * DAY),
    st.dates(date(2015, 1, 1), date(2030, 12, 31)),
    st.integers(0, 1_500),
)


@given(st.lists(spans, max_size=4), st.integers(0, 8))
def test_how_they_are_told_changes_no_length(told: list[Span], years: int) -> None:
    total = total_length(told)
    assert total_length([*reversed(told), *told]) == total
    assert total.over(years) == over_by_hand(told, years)
    parts = []
    for one in told:
        middle = one.starts_on + (many(one) // 2) * DAY
        parts += [Span(middle, one.ends_on), Span(one.starts_on, middle - DAY)]
    assert total_length(parts) == total


@given(st.lists(spans, min_size=1, max_size=4), st.integers(1, 400), st.integers(0, 8))
def test_more_days_are_never_fewer_years(told: list[Span], more: int, years: int) -> None:
    longer = [Span(told[0].starts_on, told[0].ends_on + more * DAY), *told[1:]]
    assert total_length(longer).over(years) >= total_length(told).over(years)


@given(st.lists(spans, max_size=5))
def test_runs_have_the_same_days_and_a_day_off_between(told: list[Span]) -> None:
    _, blocks = by_hand(told)
    assert [(one.starts_on, one.ends_on) for one in runs(told)] == [(b[0], b[-1]) for b in blocks]


def test_rows_end_with_a_gap_of_so_many_years() -> None:
    wrong, ran = [], 0
    for ending in (*edges(2023), *edges(2024)):
        before = Span(ending - 30 * DAY, ending)
        # The leaves between the terms: how many whole years are off on the eve of the new one.
        off = [
            (ending, 0),
            *((day, months // 12) for day, months, _ in walked(ending + DAY, ending + 800 * DAY)),
        ]
        for eve, years in off:
            # A year off or two, give or take some days.
            if not any(abs((eve - ending).days - about) < 4 for about in (0, 365, 730)):
                continue
            new = Span(eve + DAY, eve + 400 * DAY)
            for gap in (0, 1, 2):
                ran += 1
                ended = years >= gap and eve > ending
                if row_of([before, new], new, gap) != ([new] if ended else [before, new]):
                    wrong.append((before, new, gap))
                if ended and fresh_days([before], gap)[0] > new.starts_on:
                    wrong.append((before, new, gap))
    assert wrong == []
    assert ran >= 1_000


def test_a_row_has_what_comes_later_too_and_nothing_after_a_gap() -> None:
    before, later, far = (
        Span(date(year, 4, 1), date(year + 1, 3, 31)) for year in (2020, 2024, 2029)
    )
    term = Span(date(2022, 4, 1), date(2023, 3, 31))
    never = Span(date(2022, 6, 1), date(2022, 5, 31))
    told = [far, never, later, term, before]
    assert row_of(told, term, 1) == [term]
    assert row_of(told, term, 2) == [later, term, before]
    assert row_of(told, term, 5) == [far, later, term, before]


def test_a_new_row_begins_after_the_gap_and_never_on_the_next_day() -> None:
    span = Span(date(2023, 3, 1), date(2024, 2, 28))
    for gap, day in enumerate((date(2024, 3, 1), date(2025, 3, 1), date(2026, 3, 1))):
        assert fresh_days([span], gap) == [day]
    april = Span(date(2024, 4, 1), date(2026, 3, 31))
    assert fresh_days([april, span], 2) == [date(2026, 3, 1), date(2028, 4, 1)]
    assert fresh_days([april], 0) == [date(2026, 4, 2)]


def test_of_no_day_and_of_days_reversed() -> None:
    eve = Span(date(2026, 4, 1), date(2026, 3, 31))
    assert not eve.began
    assert runs([eve]) == ()
    assert length_of(eve) == Length(0, 0, 0)
    with pytest.raises(DaysReversed):
        Span(date(2026, 4, 1), date(2026, 3, 30))


@given(st.dates(), st.dates())
def test_any_two_days_are_borne(one: date, other: date) -> None:
    span = Span(min(one, other), max(one, other))
    assert end_after(span.starts_on, length_of(span)) == span.ends_on
    assert total_length([span, Span(other, date.max)]) >= Length(0, 0, 0)
    assert age_on(span.starts_on, span.ends_on) >= 0
    assert fresh_days([span], 3)[0] >= span.ends_on
