"""A seating plan: where the construction is known, by it; else by search; always with its bound."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.workshops.domain.seating.bound import least_repeats, repeats_of
from services.workshops.domain.seating.search import Layout, Seating, improve
from shared.errors import InvalidInput

# Tables smaller than this are no talk; people are put together until there are so many.
LEAST_AT_TABLE = 4
# Few people meet again whatever one does: there it pays to look longer.
STEPS, TRIES = 24_000, 4
FEW, STEPS_FOR_FEW, TRIES_FOR_FEW = 32, 40_000, 6

Round = tuple[tuple[str, ...], ...]


class TooFewSeats(InvalidInput):
    """There are fewer ``seats`` than ``people``."""


class HostNotHere(InvalidInput):
    """A host is not among the people."""


class PersonTwice(InvalidInput):
    """Somebody is there twice."""


@dataclass(frozen=True)
class Person:
    """Somebody to be seated; ``groups`` are the values by which tables are mixed, "" unknown."""

    id: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeatingPlan:
    """Tables of each planned round, and how good the whole event is with them.

    Attributes:
        rounds: round → table → ids; as many tables as there are, unused ones empty.
        repeated_pairs: repeats of past and planned rounds: a pair that meets k times has k − 1.
        bound: no seating of these table sizes has fewer; it is proven (``bound.py``).
        returns: how often somebody comes back to a table, hosts not counted.
        mix: pairs of the same kind at one table, over all planned rounds; less is better.
    """

    rounds: tuple[Round, ...]
    repeated_pairs: int
    bound: int
    returns: int
    mix: int


def plan_seating(
    people: Sequence[Person],
    seats: Sequence[int],
    rounds: int,
    *,
    past: Sequence[Round] = (),
    hosts: Mapping[int, str] | None = None,
    seed: int = 0,
) -> SeatingPlan:
    """Seat people in the rounds that are left.

    Args:
        people: who is here now.
        seats: the most people at each table.
        rounds: how many are to be planned.
        past: rounds that were held, with people who have left since and without late comers.
        hosts: table → who stays there; without hosts everybody moves.
        seed: the same input with the same seed gives the same plan.

    Raises:
        TooFewSeats, HostNotHere, PersonTwice.
    """
    staying = dict(hosts or {})
    _check(people, seats, staying)
    sizes = _sizes(len(people), seats, staying)
    ids = [person.id for person in people]
    used = [table for table, size in enumerate(sizes) if size]
    bound = least_repeats(past, [sizes[table] for table in used], rounds, ids, len(staying))
    if not rounds or not people:
        return SeatingPlan((), repeats_of(past), bound, 0, 0)
    best: SeatingPlan | None = None
    movable = [at for at, id_ in enumerate(ids) if id_ not in staying.values()]
    groups = _kinds(people)
    steps, tries = (STEPS_FOR_FEW, TRIES_FOR_FEW) if len(ids) <= FEW else (STEPS, TRIES)
    for attempt in range(tries):
        chance = random.Random(f"{seed}:{attempt}")  # noqa: S311  # no secret hangs on it
        layout = _begin(ids, sizes, used, rounds, staying, chance, len(past), attempt)
        seating = Seating(layout, len(seats), *_history(ids, past, len(seats)), groups)
        improve(seating, movable, bound - _gone(past, ids), steps, chance)
        plan = _plan(seating, ids, past, bound, movable, groups)
        if best is None or _goals(plan) < _goals(best):
            best = plan
        if best.repeated_pairs == bound and (attempt or not best.returns):
            break
    assert best is not None  # noqa: S101  # there was at least one try
    return best


def _goals(plan: SeatingPlan) -> tuple[int, int, int]:
    """What a plan is judged by, the first goal first; less is better."""
    return plan.repeated_pairs, plan.returns, plan.mix


def _check(people: Sequence[Person], seats: Sequence[int], hosts: Mapping[int, str]) -> None:
    ids = {person.id for person in people}
    if len(ids) < len(people):
        raise PersonTwice("people")
    if sum(seats) < len(people):
        raise TooFewSeats("seats", people=len(people), seats=sum(seats))
    if len(set(hosts.values())) < len(hosts):
        raise PersonTwice("hosts")
    if not set(hosts.values()) <= ids or not all(0 <= table < len(seats) for table in hosts):
        raise HostNotHere("hosts")


def _sizes(people: int, seats: Sequence[int], hosts: Mapping[int, str]) -> list[int]:
    """How many sit at each table: evenly at as many tables as have four people or more.

    Tables with a host are used in any case.
    """
    order = sorted(range(len(seats)), key=lambda table: (table not in hosts, -seats[table], table))
    wanted = max(1, len(hosts), people // LEAST_AT_TABLE)
    used = order[: min(len(order), wanted)]
    while sum(seats[table] for table in used) < people:
        used = order[: len(used) + 1]
    sizes = [0] * len(seats)
    for _ in range(people):
        open_ = [table for table in used if sizes[table] < seats[table]]
        table = min(open_, key=lambda each: (sizes[each], each))
        sizes[table] += 1
    return sizes


def _begin(
    ids: Sequence[str],
    sizes: Sequence[int],
    used: Sequence[int],
    rounds: int,
    hosts: Mapping[int, str],
    chance: random.Random,
    held: int,
    attempt: int,
) -> Layout:
    """Lay people out in rows of one per table, and shift row s by s tables each round.

    Two of the rows s and s′ meet again after r rounds only where r(s − s′) is a multiple of the
    number of tables: with more tables than (rounds − 1)(rows − 1) nobody meets twice.
    """
    host_ids = set(hosts.values())
    order = [at for at, id_ in enumerate(ids) if id_ not in host_ids]
    if held or attempt:
        chance.shuffle(order)
    layout: Layout = []
    for number in range(rounds):
        one = [-1] * len(ids)
        room = {table: sizes[table] - (1 if table in hosts else 0) for table in used}
        for table, host in hosts.items():
            one[ids.index(host)] = table
        for at, person in enumerate(order):
            row, column = divmod(at, len(used))
            shift = column + (number + held) * (row + (1 if hosts else 0))
            for further in range(len(used)):
                table = used[(shift + further) % len(used)]
                if room[table] > 0:
                    break
            room[table] -= 1
            one[person] = table
        layout.append(one)
    return layout


def _history(
    ids: Sequence[str], past: Sequence[Round], tables: int
) -> tuple[list[list[int]], list[list[int]]]:
    """How often those who are here met, and sat where."""
    number = {id_: at for at, id_ in enumerate(ids)}
    met = [[0] * len(ids) for _ in ids]
    been = [[0] * tables for _ in ids]
    for one in past:
        for table, members in enumerate(one):
            here = [number[id_] for id_ in members if id_ in number]
            for a in here:
                if table < tables:
                    been[a][table] += 1
                for b in here:
                    if a != b:
                        met[a][b] += 1
    return met, been


def _gone(past: Sequence[Round], ids: Sequence[str]) -> int:
    """Repeats of the past in which somebody had a part who is not here any more."""
    here = set(ids)
    staying = [tuple(tuple(i for i in table if i in here) for table in one) for one in past]
    return repeats_of(past) - repeats_of(staying)


def _kinds(people: Sequence[Person]) -> list[list[int]]:
    """Number the values of each attribute; unknown ones are each of a kind of their own."""
    kinds: list[list[int]] = []
    for attribute in range(max((len(person.groups) for person in people), default=0)):
        known: dict[str, int] = {}
        row = []
        for at, person in enumerate(people):
            value = person.groups[attribute] if attribute < len(person.groups) else ""
            row.append(known.setdefault(value, len(known)) if value else -at - 1)
        kinds.append(row)
    return kinds


def _plan(
    seating: Seating,
    ids: Sequence[str],
    past: Sequence[Round],
    bound: int,
    movable: Sequence[int],
    groups: Sequence[Sequence[int]],
) -> SeatingPlan:
    rounds = tuple(
        tuple(tuple(ids[at] for at in sorted(members)) for members in one)
        for one in seating.members
    )
    returns = sum(max(0, times - 1) for at in movable for times in seating.been[at])
    mix = sum(
        kinds[a] == kinds[b]
        for kinds in groups
        for one in seating.members
        for members in one
        for a in members
        for b in members
        if a < b
    )
    return SeatingPlan(rounds, repeats_of([*past, *rounds]), bound, returns, mix)
