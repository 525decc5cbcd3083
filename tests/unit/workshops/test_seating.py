"""Seating plans: everybody once a round, seats kept, counts as a plain recount has them."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.workshops.domain.seating import (
    HostNotHere,
    Person,
    PersonTwice,
    SeatingPlan,
    TooFewSeats,
    least_repeats,
    plan_seating,
)

Rounds = Sequence[Sequence[Sequence[str]]]


def persons(count: int, kinds: int = 0) -> list[Person]:
    return [Person(f"p{at}", (str(at % kinds),) if kinds else ()) for at in range(count)]


def recount(rounds: Rounds) -> int:
    met = Counter(
        tuple(sorted(pair)) for one in rounds for table in one for pair in combinations(table, 2)
    )
    return sum(times - 1 for times in met.values())


def check(plan: SeatingPlan, people: Sequence[Person], seats: Sequence[int]) -> None:
    for one in plan.rounds:
        seated = Counter(who for table in one for who in table)
        assert seated == Counter(person.id for person in people)
        assert all(len(table) <= most for table, most in zip(one, seats, strict=True))
    assert plan.bound <= plan.repeated_pairs


@settings(max_examples=25)
@given(
    count=st.integers(1, 24),
    tables=st.integers(1, 6),
    rounds=st.integers(1, 3),
    hosts=st.booleans(),
    held=st.booleans(),
)
def test_everybody_sits_once_a_round_and_the_bound_holds(
    count: int, tables: int, rounds: int, hosts: bool, held: bool
) -> None:
    people, seats = persons(count), [max(2, -(-count // tables))] * tables
    staying = {table: f"p{table}" for table in range(min(tables, count))} if hosts else {}
    past = [tuple(tuple(f"p{at}" for at in range(t, count, tables)) for t in range(tables))]
    before = past if held else []

    plan = plan_seating(people, seats, rounds, past=before, hosts=staying)

    check(plan, people, seats)
    assert plan.repeated_pairs == recount([*before, *plan.rounds])
    for one in plan.rounds:
        assert all(host in one[table] for table, host in staying.items())


@pytest.mark.parametrize(
    ("tables", "seats", "rounds", "repeats"),
    [(4, 5, 3, 8), (3, 5, 3, 12), (2, 5, 3, 18), (4, 4, 3, 0), (5, 5, 4, 0), (40, 5, 3, 0)],
)
def test_the_least_possible_is_reached_and_proven(
    tables: int, seats: int, rounds: int, repeats: int
) -> None:
    plan = plan_seating(persons(tables * seats), [seats] * tables, rounds)
    assert (plan.repeated_pairs, plan.bound) == (repeats, repeats)


@pytest.mark.parametrize(("count", "size"), [(4, 2), (6, 3), (5, 3)])
def test_on_tiny_cases_no_seating_at_all_beats_the_bound(count: int, size: int) -> None:
    """Look at every second round there can be."""
    ids = [f"p{at}" for at in range(count)]
    first = (tuple(ids[:size]), tuple(ids[size:]))
    sizes = [size, count - size]
    best = min(recount([first, (order[:size], order[size:])]) for order in permutations(ids))
    assert least_repeats([first], sizes, 1, ids, 0) <= best
    plan = plan_seating(persons(count), [size, size], 1, past=[first])
    assert plan.repeated_pairs == best


def test_late_comers_and_leavers_are_seated_with_what_was() -> None:
    past = [tuple(tuple(f"p{4 * t + s}" for s in range(4)) for t in range(5))]
    people = [*persons(20)[3:], Person("late-1"), Person("late-2")]
    plan = plan_seating(people, [5] * 5, 2, past=past)
    check(plan, people, [5] * 5)
    assert plan.repeated_pairs == plan.bound == 3, "19 people sit at four tables from then on"


def test_kinds_are_mixed_where_it_costs_no_meeting() -> None:
    people = [Person(f"p{at}", ("young" if at < 20 else "old",)) for at in range(40)]
    mixed = plan_seating(people, [5] * 8, 3)
    plain = plan_seating([Person(one.id) for one in people], [5] * 8, 3)
    kind = {one.id: one.groups[0] for one in people}

    def alike(plan: SeatingPlan) -> int:
        tables = [table for one in plan.rounds for table in one]
        return sum(kind[a] == kind[b] for table in tables for a, b in combinations(table, 2))

    assert mixed.repeated_pairs == plain.repeated_pairs == 0
    assert mixed.mix == alike(mixed) < alike(plain)


def test_the_same_input_gives_the_same_plan() -> None:
    people = persons(23)
    assert plan_seating(people, [5] * 5, 3, seed=4) == plan_seating(people, [5] * 5, 3, seed=4)


def test_what_cannot_be_seated_says_why() -> None:
    with pytest.raises(TooFewSeats):
        plan_seating(persons(5), [2, 2], 1)
    with pytest.raises(HostNotHere):
        plan_seating(persons(4), [2, 2], 1, hosts={0: "nobody"})
    with pytest.raises(PersonTwice):
        plan_seating([*persons(2), Person("p0")], [4], 1)
