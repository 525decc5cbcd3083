"""Days as the law counts them: ages, terms of office, fiscal years, length of service.

A span has a first and a last day, both included. Days outside the years 1 to 9999 become the
nearest day inside, so that an appointment without an end can be entered as ``date.max``.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.committee_recruitment.domain.errors import BirthDateInvalid, DaysReversed

_MONTHS, _CYCLE_YEARS, _CYCLE_DAYS = 12, 400, 146_097
_COMMON_YEAR = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# The least common multiple of 28, 30 and 31: each day's share of its month is whole.
_SHARES, _SHOWN_DAYS = 13_020, 30


@dataclass(frozen=True)
class Span:
    """From ``starts_on`` to ``ends_on``, both included; none at all if it ends on the eve.

    Raises:
        DaysReversed: it ends earlier than on the eve of its first day.
    """

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < day_before(self.starts_on):
            raise DaysReversed("ends_on")

    @property
    def began(self) -> bool:
        """Say whether it has a day."""
        return self.starts_on <= self.ends_on

    def on(self, day: date) -> bool:
        """Say whether a day lies in it."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, order=True)
class Length:
    """Whole years, months of the rest (0 to 11) and days of the rest (0 to 30)."""

    years: int
    months: int
    days: int

    def over(self, years: int) -> bool:
        """Say whether it is longer than so many years, by a day or more."""
        return self > Length(years, 0, 0)


def age_on(birth_date: date, day: date) -> int:
    """Return how many whole years somebody is old on a day.

    The day of birth counts (年齢計算ニ関する法律1項), so an age is attained at the end of the day
    before the birthday (2項, 民法143条), and that day counts as one of that age: who was born on
    2 April 2000 is 18 on 1 April 2018.

    Raises:
        BirthDateInvalid: born later than on this day.
    """
    if day < birth_date:
        raise BirthDateInvalid("birth_date")
    # Who was born on 1 January is a year older on 31 December already.
    age = day.year - birth_date.year + 1
    while age > 0 and _last(birth_date, age * _MONTHS) > day.toordinal():
        age -= 1
    return age


def attained_on(birth_date: date, age: int) -> date:
    """Return the day at whose end an age is attained, which counts as the first of that age.

    It is the last of a term of so many years that begins with the day of birth. Who was born on
    29 February attains each age on 28 February: a common year has no 29th, so the term ends with
    the month (民法143条2項ただし書); a leap year has one, and the day before it is the 28th.
    """
    return birth_date if age <= 0 else term_end(birth_date, years=age)


def term_end(starts_on: date, *, years: int = 0, months: int = 0) -> date:
    """Return the last day of a term of office.

    A term begins at 0:00, so its first day counts (民法140条ただし書); it ends on the day before
    the one that answers to the first, or where the month has no such day on the month's last
    (民法143条2項): 「任期2年」 from 1 April 2026 ends on 31 March 2028. A term of no time ends on
    the eve.
    """
    return _day(_last(starts_on, years * _MONTHS + months))


def end_after(starts_on: date, length: Length) -> date:
    """Return the last day of a span of this length, as ``length_of`` measures it."""
    return _day(_last(starts_on, length.years * _MONTHS + length.months) + length.days)


def fiscal_year(day: date) -> int:
    """Return the fiscal year (会計年度, 地方自治法208条1項): 1 April to 31 March."""
    return day.year - (day.month < 4)


def fiscal_year_span(year: int) -> Span:
    """Return the first and the last day of a fiscal year from 1 to 9998."""
    return Span(date(year, 4, 1), date(year + 1, 3, 31))


def runs(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans in which somebody served without a day between, by their first day.

    Spans that overlap, or of which one begins on the day after the other, are one run.
    """
    found: list[Span] = []
    for span in sorted(filter(lambda one: one.began, spans), key=lambda one: one.starts_on):
        if found and span.starts_on <= day_after(found[-1].ends_on):
            found[-1] = Span(found[-1].starts_on, max(found[-1].ends_on, span.ends_on))
        else:
            found.append(span)
    return tuple(found)


def length_of(span: Span) -> Length:
    """Return how long a span is: the most whole months from its first day, then days.

    A month ends as in ``term_end``, so a term of N years is exactly N years, from any day.
    """
    first, last = span.starts_on, span.ends_on
    months = (last.year - first.year) * _MONTHS + last.month - first.month + 1
    while months > 0 and _last(first, months) > last.toordinal():
        months -= 1
    months = max(months, 0)
    return Length(*divmod(months, _MONTHS), last.toordinal() - _last(first, months))


def total_length(spans: Sequence[Span]) -> Length:
    """Return how long somebody served in all; no day counts twice.

    One run is as long as ``length_of`` says. Several runs with gaps between are added day by day:
    each calendar month is a twelfth of a year, each of its days an equal share of it (of February
    one of 28, the 29th adds nothing), and what remains of a month is shown in thirtieths, rounded
    up. So terms of whole years from any day, and terms of whole calendar months, add up to exactly
    what anybody adds by hand (1年6か月 + 2年 + 6か月 = 4年), in leap years too, which a sum of days
    would not do; and a day more never makes the sum less, which carrying 30 days as a month would.
    ``total_length(…).over(N)`` is exact: true as soon as one day is served beyond N years.
    """
    parts = runs(spans)
    longest = max(map(length_of, parts), default=Length(0, 0, 0))
    if len(parts) < 2:
        return longest
    shares = sum(_shares(one.ends_on) - _shares(day_before(one.starts_on)) for one in parts)
    months, rest = divmod(shares, _SHARES)
    days = -(-rest * _SHOWN_DAYS // _SHARES)
    # From one 29 February to another is a day over whole years by the Civil Code, not by shares.
    return max(longest, Length(*divmod(months, _MONTHS), days))


def row_of(spans: Sequence[Span], term: Span, gap_years: int) -> list[Span]:
    """Return those of the spans that are in one row with ``term``, which is one of them.

    A gap of so many years ends a row: one in which a term of that length could have been served.
    Of 0 years: any day off.
    """
    row: list[Span] = []
    for run in runs(spans):
        if row and run.starts_on > term_end(day_after(row[-1].ends_on), years=gap_years):
            if row[-1].ends_on >= term.starts_on:
                break
            row = []
        row.append(run)
    return [one for one in spans if one.began and any(run.on(one.starts_on) for run in row)]


def fresh_days(spans: Sequence[Span], gap_years: int) -> list[date]:
    """Return the days from which a new row may begin: the first after each gap."""
    days = [day_after(run.ends_on) for run in runs(spans)]
    return [day_after(max(day, term_end(day, years=gap_years))) for day in days]


def day_after(day: date) -> date:
    """Return the next day."""
    return _day(day.toordinal() + 1)


def day_before(day: date) -> date:
    """Return the eve."""
    return _day(day.toordinal() - 1)


def _last(starts_on: date, months: int) -> int:
    """Return the ordinal of a term's last day; it may lie after the year 9999."""
    year, month = divmod(starts_on.year * _MONTHS + starts_on.month - 1 + months, _MONTHS)
    # The calendar repeats after 400 years.
    cycles, year = divmod(year - 1, _CYCLE_YEARS)
    longest = monthrange(year + 1, month + 1)[1]
    end = date(year + 1, month + 1, min(starts_on.day, longest)).toordinal()
    return end - (starts_on.day <= longest) + cycles * _CYCLE_DAYS


def _day(ordinal: int) -> date:
    return date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal()))


def _shares(until: date) -> int:
    """Return the shares of all days up to one, counted from the year 0."""
    many = _COMMON_YEAR[until.month - 1]
    whole = until.year * _MONTHS + until.month - 1
    return whole * _SHARES + min(until.day, many) * (_SHARES // many)
