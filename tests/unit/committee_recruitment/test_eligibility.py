"""Who may apply, against a clerk who ticks off every day; and how a committee is balanced."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.committee_recruitment.domain.calendar import Length, Span, end_after, length_of
from services.committee_recruitment.domain.eligibility import (
    Applicant,
    Finding,
    Rules,
    Service,
    Term,
    balance,
    check,
)
from services.committee_recruitment.domain.errors import BirthDateInvalid, DaysReversed
from shared.events.committee_recruitment import FindingCode, Gender, SeatKind, Tie

DAY = timedelta(days=1)
COMMON = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
HERE, OTHERS = "here", ("a", "b", "c")
APRIL = Term(HERE, Span(date(2026, 4, 1), date(2028, 3, 31)))
SERVICE_CODES = {
    FindingCode.SERVED_TOO_LONG,
    FindingCode.REAPPOINTED_TOO_OFTEN,
    FindingCode.TOO_MANY_COMMITTEES,
}


def somebody(*services: Service, birth: date = date(1980, 5, 5), **facts: bool) -> Applicant:
    said = {"is_staff": False, "is_councillor": False, **facts}
    return Applicant(birth, frozenset({Tie.LIVE}), services=services, **said)


def served(first: str, last: str, on: str = HERE, kind: SeatKind = SeatKind.PUBLIC) -> Service:
    return Service(on, kind, date.fromisoformat(first), date.fromisoformat(last))


def codes(rules: Rules, who: Applicant, term: Term = APRIL) -> set[FindingCode]:
    return {one.code for one in check(rules, who, term, term.span.starts_on)}


def ticked(span: Span | Service) -> set[date]:
    return {span.starts_on + n * DAY for n in range((span.ends_on - span.starts_on).days + 1)}


def answering(day: date, years: int) -> date:
    """The day after so many years from the beginning of a day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def blocks_of(days: set[date]) -> list[list[date]]:
    blocks: list[list[date]] = []
    for day in sorted(days):
        if not blocks or blocks[-1][-1] + DAY != day:
            blocks.append([])
        blocks[-1].append(day)
    return blocks


def row_by_hand(days: set[date], start: date, gap: int) -> set[date]:
    """Put the blocks of days together that too short a gap keeps in one row."""
    rows: list[list[date]] = []
    for block in blocks_of(days):
        if rows and block[0] < max(answering(rows[-1][-1] + DAY, gap), rows[-1][-1] + 2 * DAY):
            rows[-1] += block
        else:
            rows.append(block)
    return next(set(row) for row in rows if start in row)


def longer_by_hand(days: set[date], years: int) -> bool:
    blocks = blocks_of(days)
    if any(answering(block[0], years) <= block[-1] for block in blocks):
        return True
    months = Counter(day.month for day in days if (day.month, day.day) != (2, 29))
    shares = sum((Fraction(n, COMMON[at - 1]) for at, n in months.items()), Fraction(0))
    return len(blocks) > 1 and shares > 12 * years


def clerk(rules: Rules, who: Applicant, term: Term, on: date) -> set[FindingCode]:
    """Find the same by ticking days."""
    found: set[FindingCode] = set()
    own = [one for one in who.services if one.committee_id == term.committee_id and ticked(one)]
    new = ticked(term.span)
    days = new.union(*map(ticked, own))
    gap = rules.fresh_after_years
    if rules.longest_years is not None:
        counted = days if gap is None else row_by_hand(days, term.span.starts_on, gap)
        if longer_by_hand(counted, rules.longest_years):
            found.add(FindingCode.SERVED_TOO_LONG)
    if rules.most_reappointments is not None:
        row = row_by_hand(days, term.span.starts_on, gap or 0)
        begun = {one.starts_on for one in own} & row
        if len(begun - {term.span.starts_on}) > rules.most_reappointments:
            found.add(FindingCode.REAPPOINTED_TOO_OFTEN)
    if rules.most_committees is not None:
        seats: dict[date, set[str]] = {day: {term.committee_id} for day in new}
        for one in who.services:
            if one.seat_kind is SeatKind.PUBLIC or not rules.only_public_seats:
                for day in ticked(one) & new:
                    seats[day].add(one.committee_id)
        if max(map(len, seats.values())) > rules.most_committees:
            found.add(FindingCode.TOO_MANY_COMMITTEES)
    # On the eve of the birthday the age counts already: who is older tomorrow is so today.
    eve = on + DAY
    age = eve.year - who.birth_date.year
    age -= (eve.month, eve.day) < (who.birth_date.month, who.birth_date.day)
    if rules.youngest is not None and age < rules.youngest:
        found.add(FindingCode.TOO_YOUNG)
    if rules.oldest is not None and age > rules.oldest:
        found.add(FindingCode.TOO_OLD)
    return found


STARTS = [
    date(2026, 4, 1),
    date(2028, 2, 29),
    date(2028, 3, 1),
    date(2027, 2, 28),
    date(2029, 4, 2),
]


def boundary_cases(many: int) -> Iterator[tuple[Rules, Applicant, Term, date]]:
    """Draw terms that touch, overlap or lie apart by a day more or less than a rule says."""
    pick = random.Random(20260401)
    for _ in range(many):
        start = pick.choice(STARTS)
        new = Span(start, end_after(start, Length(pick.choice((1, 2)), 0, 0)))
        services: list[Service] = []
        later = start
        for _ in range(pick.randrange(4)):
            # The one before ends on the eve, a day off, after a year or two, or overlaps.
            off = answering(later, -pick.choice((0, 0, 0, 1, 2))) - later
            last = later + off + pick.choice((-2, -1, -1, -1, 0, 1)) * DAY
            first = (
                answering(last + DAY, -pick.choice((1, 2, 2))) + pick.choice((-1, 0, 0, 0, 1)) * DAY
            )
            services.append(Service(HERE, pick.choice(list(SeatKind)), first, last))
            later = first
        for name in OTHERS[: pick.randrange(4)]:
            first, last = pick.choice(
                [
                    (start - 400 * DAY, start + pick.choice((-2, -1, 0, 1)) * DAY),
                    (new.ends_on + pick.choice((-1, 0, 1, 2)) * DAY, new.ends_on + 400 * DAY),
                    (start + 100 * DAY, start + 200 * DAY),
                    (start + 200 * DAY, start + pick.choice((199, 200, 300)) * DAY),
                ]
            )
            services.append(Service(name, pick.choice(list(SeatKind)), first, last))
        pick.shuffle(services)
        rules = Rules(
            youngest=18,
            oldest=74,
            longest_years=pick.choice((None, 2, 3, 4, 5, 6)),
            most_reappointments=pick.choice((None, 0, 1, 2)),
            fresh_after_years=pick.choice((None, 0, 1, 2)),
            most_committees=pick.choice((None, 1, 2, 3)),
            only_public_seats=pick.random() < 0.5,
        )
        age = pick.choice((18, 40, 75))
        birth = answering(start, -age) + pick.choice((-1, 0, 1, 2, 3)) * DAY
        yield rules, somebody(*services, birth=birth), Term(HERE, new), start


def test_the_same_as_the_clerk_in_a_thousand_boundary_cases() -> None:
    wrong, ran = [], 0
    found: Counter[FindingCode] = Counter()
    for case in boundary_cases(1_500):
        ran += 1
        told = [one.code for one in check(*case)]
        expected = clerk(*case)
        found.update(expected)
        if set(told) != expected or told != sorted(told, key=list(FindingCode).index):
            wrong.append(case)
    assert wrong == []
    assert ran >= 1_000
    # Each rule has something to say in many of them, and nothing in many others.
    looked_at = SERVICE_CODES | {FindingCode.TOO_YOUNG, FindingCode.TOO_OLD}
    assert all(150 <= found[code] <= ran - 150 for code in looked_at), found


def test_it_is_allowed_on_the_day_that_is_told_and_not_on_its_eve() -> None:
    told: Counter[FindingCode] = Counter()
    for rules, who, term, on in boundary_cases(1_000):
        for one in check(rules, who, term, on):
            if one.allowed_from is None or one.code is FindingCode.TOO_YOUNG:
                continue
            told[one.code] += 1
            for start, allowed in ((one.allowed_from, True), (one.allowed_from - DAY, False)):
                moved = Span(start, end_after(start, length_of(term.span)))
                then = {found.code for found in check(rules, who, Term(HERE, moved), on)}
                assert (one.code not in then) == allowed
    assert all(told[code] >= 50 for code in SERVICE_CODES), told


def test_ages_are_told_with_the_day_on_which_they_are_attained() -> None:
    rules, who = Rules(youngest=18, oldest=74), somebody(birth=date(2008, 4, 3))
    on = date(2026, 4, 1)
    assert check(rules, who, APRIL, on) == (
        Finding(FindingCode.TOO_YOUNG, actual=17, bound=18, allowed_from=date(2026, 4, 2)),
    )
    assert check(rules, who, APRIL, date(2026, 4, 2)) == ()
    old = somebody(birth=date(1951, 4, 2))
    assert check(rules, old, APRIL, on) == (Finding(FindingCode.TOO_OLD, actual=75, bound=74),)
    assert check(rules, somebody(birth=date(1951, 4, 3)), APRIL, on) == ()
    with pytest.raises(BirthDateInvalid):
        check(rules, somebody(birth=date(2026, 4, 2)), APRIL, on)


def test_one_tie_is_enough_and_none_is_not() -> None:
    here = frozenset({Tie.LIVE, Tie.STUDY})
    for ties, asked in product(
        map(frozenset, ({Tie.LIVE}, {Tie.WORK}, here, set())), (here, set())
    ):
        told = codes(Rules(ties=frozenset(asked)), replace(somebody(), ties=ties))
        assert (told == {FindingCode.NO_TIE}) == (bool(asked) and not ties & here)


@pytest.mark.parametrize(("asked", "is_so"), list(product((False, True), repeat=2)))
def test_staff_and_councillors(asked: bool, is_so: bool) -> None:
    barred = asked and is_so
    staff = codes(Rules(no_staff=asked), somebody(is_staff=is_so))
    assert staff == ({FindingCode.CITY_STAFF} if barred else set())
    councillor = codes(Rules(no_councillors=asked), somebody(is_councillor=is_so))
    assert councillor == ({FindingCode.COUNCILLOR} if barred else set())
    assert codes(Rules(no_staff=True), somebody(is_councillor=True)) == set()


def test_service_is_told_with_what_it_comes_to_and_when_it_starts_anew() -> None:
    who = somebody(served("2022-04-01", "2024-03-31"), served("2024-04-01", "2026-03-31"))
    assert codes(Rules(longest_years=6), who) == set()
    (told,) = check(Rules(longest_years=5, fresh_after_years=2), who, APRIL, date(2026, 4, 1))
    assert told == Finding(
        FindingCode.SERVED_TOO_LONG, bound=5, length=Length(6, 0, 0), allowed_from=date(2028, 4, 1)
    )
    (told,) = check(Rules(longest_years=5), who, APRIL, date(2026, 4, 1))
    assert told.allowed_from is None, "the years are never forgotten"
    (told,) = check(Rules(longest_years=1, fresh_after_years=2), who, APRIL, date(2026, 4, 1))
    assert told.allowed_from is None, "the term alone is too long"
    (told,) = check(Rules(most_reappointments=1), who, APRIL, date(2026, 4, 1))
    assert (told.code, told.actual, told.bound) == (FindingCode.REAPPOINTED_TOO_OFTEN, 2, 1)
    assert told.allowed_from == date(2026, 4, 2)


def test_who_resigned_has_served_only_until_then_and_who_never_began_not_at_all() -> None:
    assert codes(Rules(longest_years=3), somebody(served("2024-04-01", "2025-03-31"))) == set()
    assert codes(Rules(longest_years=2), somebody(served("2024-04-01", "2024-04-01"))) != set()
    never = somebody(served("2024-04-01", "2024-03-31"), served("2026-04-01", "2026-03-31", "a"))
    strict = Rules(longest_years=2, most_reappointments=0, fresh_after_years=9, most_committees=1)
    assert codes(strict, never) == set()


def test_committees_are_counted_on_each_day_of_the_term() -> None:
    until_eve = served("2024-04-01", "2026-03-31", "a")
    one_day = served("2024-04-01", "2026-04-01", "a")
    on_last = served("2028-03-31", "2030-03-31", "b", SeatKind.LEARNED)
    assert codes(Rules(most_committees=1), somebody(until_eve)) == set()
    (told,) = check(Rules(most_committees=1), somebody(one_day), APRIL, date(2026, 4, 1))
    assert told == Finding(
        FindingCode.TOO_MANY_COMMITTEES,
        actual=2,
        bound=1,
        day=date(2026, 4, 1),
        committee_ids=("a",),
        allowed_from=date(2026, 4, 2),
    )
    both = somebody(one_day, on_last)
    (told,) = check(Rules(most_committees=1), both, APRIL, date(2026, 4, 1))
    assert (told.day, told.committee_ids) == (date(2026, 4, 1), ("a",)), "the first of two alike"
    assert codes(Rules(most_committees=2), both) == set(), "never on the same day"
    assert codes(Rules(most_committees=1), somebody(on_last)) == {FindingCode.TOO_MANY_COMMITTEES}
    assert codes(Rules(most_committees=1, only_public_seats=True), somebody(on_last)) == set()
    twice = somebody(one_day, replace(one_day, seat_kind=SeatKind.ORGANISATION))
    assert codes(Rules(most_committees=2), twice) == set(), "two seats on one committee"


def test_days_that_are_reversed_are_told() -> None:
    with pytest.raises(DaysReversed):
        Term(HERE, Span(date(2026, 4, 1), date(2026, 3, 31)))
    with pytest.raises(DaysReversed):
        check(Rules(), somebody(served("2026-04-01", "2026-03-30")), APRIL, date(2026, 4, 1))


a_service = st.builds(
    lambda on, kind, first, long: Service(on, kind, first, first + long * DAY),
    st.sampled_from((HERE, HERE, *OTHERS)),
    st.sampled_from(SeatKind),
    st.dates(date(2016, 1, 1), date(2029, 12, 31)),
    st.integers(-1, 1_500),
)
few = st.none() | st.integers(0, 3)
some_rules = st.builds(
    Rules,
    longest_years=st.none() | st.integers(0, 8),
    most_reappointments=few,
    fresh_after_years=few,
    most_committees=few,
    only_public_seats=st.booleans(),
)


@given(some_rules, st.lists(a_service, min_size=1, max_size=5), st.integers(1, 500))
def test_a_day_more_never_makes_anybody_eligible(
    rules: Rules, services: list[Service], more: int
) -> None:
    longer = replace(services[0], ends_on=services[0].ends_on + more * DAY)
    assert codes(rules, somebody(*services)) <= codes(rules, somebody(longer, *services[1:]))


@given(some_rules, st.lists(a_service, max_size=5), st.data())
def test_the_order_of_the_register_changes_nothing(
    rules: Rules, services: list[Service], data: st.DataObject
) -> None:
    mixed = data.draw(st.permutations(services))
    on = date(2026, 4, 1)
    assert check(rules, somebody(*services), APRIL, on) == check(rules, somebody(*mixed), APRIL, on)
    assert codes(rules, somebody(*services)) == clerk(rules, somebody(*services), APRIL, on)


@given(some_rules, a_service.filter(lambda one: one.starts_on < one.ends_on), st.data())
def test_a_term_in_two_parts_is_as_long(rules: Rules, whole: Service, data: st.DataObject) -> None:
    rules = replace(rules, most_reappointments=None)
    middle = data.draw(st.dates(whole.starts_on, whole.ends_on - DAY))
    parts = (replace(whole, ends_on=middle), replace(whole, starts_on=middle + DAY))
    on = date(2026, 4, 1)
    in_parts, in_one = somebody(*parts), somebody(whole)
    assert check(rules, in_parts, APRIL, on) == check(rules, in_one, APRIL, on)


GENDERS = list(Gender)
some_counts = st.tuples(*[st.integers(0, 7)] * 4).map(lambda n: dict(zip(GENDERS, n, strict=True)))
SIDES = (Gender.FEMALE, Gender.MALE)


def kept(counts: dict[Gender, int], side: Gender, share: int, whole: int | None = None) -> bool:
    return counts[side] * 100 >= share * (sum(counts.values()) if whole is None else whole)


def with_more(counts: dict[Gender, int], **more: int) -> dict[Gender, int]:
    return {gender: many + more.get(gender.value, 0) for gender, many in counts.items()}


@given(some_counts, st.integers(0, 45))
def test_the_fewest_are_wanted_that_keep_both_shares(counts: dict[Gender, int], share: int) -> None:
    wanted = balance(counts, share).wanted
    assert wanted is not None
    women, men = wanted[Gender.FEMALE], wanted[Gender.MALE]
    there = with_more(counts, FEMALE=women, MALE=men)
    assert all(kept(there, side, share) for side in SIDES)
    for fewer in range(women + men):
        for some in range(fewer + 1):
            less = with_more(counts, FEMALE=some, MALE=fewer - some)
            assert not all(kept(less, side, share) for side in SIDES)


@given(some_counts, st.integers(1, 50), st.sampled_from(GENDERS))
def test_who_can_still_be_taken_breaks_no_share(
    counts: dict[Gender, int], share: int, gender: Gender
) -> None:
    room = balance(counts, share).room[gender]
    assert room is not None
    now = [side for side in SIDES if kept(counts, side, share)]
    for many in range(room + 1):
        assert all(kept(with_more(counts, **{gender.value: many}), side, share) for side in now)
    over = with_more(counts, **{gender.value: room + 1})
    assert not all(kept(over, side, share) for side in SIDES if side is not gender)


@given(some_counts, st.integers(0, 60), st.integers(0, 9))
def test_in_a_full_committee_the_rest_can_be_filled_so_and_no_further(
    counts: dict[Gender, int], share: int, free: int
) -> None:
    seats = sum(counts.values()) + free
    ends = [
        (women, men, free - women - men)
        for women in range(free + 1)
        for men in range(free + 1 - women)
        if kept(with_more(counts, FEMALE=women), Gender.FEMALE, share, seats)
        and kept(with_more(counts, MALE=men), Gender.MALE, share, seats)
    ]
    told = balance(counts, share, seats)
    if not ends:
        assert told.wanted is None
        return
    assert told.wanted == dict(zip(SIDES, map(min, list(zip(*ends, strict=True))[:2]), strict=True))
    women, men, rest = map(max, zip(*ends, strict=True))
    assert list(told.room.values()) == [women, men, rest, rest]


def test_balance_by_examples() -> None:
    told = balance({Gender.FEMALE: 3, Gender.MALE: 6, Gender.UNANSWERED: 1}, 40)
    assert told.wanted == {Gender.FEMALE: 2, Gender.MALE: 0}
    assert told.room == {
        Gender.FEMALE: 5, Gender.MALE: 0, Gender.OTHER: 0, Gender.UNANSWERED: 0,
    }  # fmt: skip
    assert balance({Gender.FEMALE: 1, Gender.MALE: 1, Gender.OTHER: 1}, 50).wanted is None
    assert balance({Gender.FEMALE: 4, Gender.MALE: 1}, 50).wanted == {
        Gender.FEMALE: 0, Gender.MALE: 3,
    }  # fmt: skip
    far = balance({Gender.FEMALE: 1, Gender.OTHER: 3}, 49).wanted
    assert far == {Gender.FEMALE: 73, Gender.MALE: 74}, "74 of 151 each"
    assert balance({}, 40).room[Gender.MALE] == 0
    assert balance({}, 40, seats=10).room[Gender.MALE] == 6
    assert balance({Gender.MALE: 7}, 40, seats=10).wanted is None
    assert balance({Gender.MALE: 7}, 0).room[Gender.MALE] is None
