"""How few repeated meetings are possible at all: a number below which no seating can come.

A repeat is a meeting of two people who met before; a pair that meets k times has k − 1. Four
arguments, each of which holds by itself; the largest number counts.

- Counting pairs: all tables of all rounds make M meetings, and N people have N(N − 1)/2 pairs. What
  is over are repeats.
- Counting persons: somebody who sits with Σ(m − 1) others in all, of whom only N − 1 exist, has the
  rest as repeats; each repeat has two ends, so half of the sum counts.
- Pigeonholes: m people at a table of round r sat at the k tables of an earlier round q. However
  they are spread, at least Σ C(nᵢ, 2) of their pairs were together there, with the nᵢ as even as
  can be. Who was not there in q is put where it saves most. In each round the worst earlier one
  counts: a pair that met in it has met before.
- Hosts who stay: a host sees Σ(m − 1) guests, of whom only N − H exist. These are pairs of a host
  and a guest, so the same arguments for the guests alone are added to them.

- Two tables, three rounds: who sat at which table in each round is a word of three signs. Pairs of
  opposite words never meet, all others do; all ways of giving words to few people are looked at.

All arguments are made for the sizes of the tables that the plan uses.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb

Tables = Sequence[Sequence[str]]
# The ways of giving eight words to so many people are some ten thousand.
FEW = 12


def least_repeats(
    past: Sequence[Tables], sizes: Sequence[int], rounds: int, people: Sequence[str], hosts: int
) -> int:
    """Return a proven lower bound on the repeats of past and planned rounds together.

    Args:
        past: rounds that were held, as they were.
        sizes: how many sit at each table that is used in the planned rounds.
        rounds: how many are planned.
        people: who sits in them.
        hosts: how many of them stay at a table of their own, one at a table.
    """
    before = repeats_of(past)
    if not rounds:
        return before
    everybody = set(people) | {who for one in past for table in one for who in table}
    found = max(
        _by_pairs(past, sizes, rounds, len(everybody)),
        _by_persons(past, sizes, rounds, people, everybody),
        before + _by_pigeonholes(past, sizes, rounds, people, 0),
    )
    if len(sizes) == 2 and rounds == 3 and not past and len(people) <= FEW:
        found = max(found, _by_words(sizes))
    if hosts:
        guests = len(people) - hosts
        seen = sum(max(0, rounds * (size - 1) - guests) for size in sorted(sizes)[-hosts:])
        alone = _by_pigeonholes(past, sizes, rounds, people, hosts)
        found = max(found, before + seen + alone)
    return found


def repeats_of(rounds: Sequence[Tables]) -> int:
    """Count repeats of whole rounds: a pair that meets k times has k − 1."""
    met: Counter[frozenset[str]] = Counter()
    for one in rounds:
        for table in one:
            met.update(frozenset(pair) for pair in combinations(table, 2))
    return sum(times - 1 for times in met.values())


def _by_pairs(past: Sequence[Tables], sizes: Sequence[int], rounds: int, everybody: int) -> int:
    held = sum(comb(len(table), 2) for one in past for table in one)
    planned = rounds * sum(comb(size, 2) for size in sizes)
    return held + planned - comb(everybody, 2)


def _by_persons(
    past: Sequence[Tables],
    sizes: Sequence[int],
    rounds: int,
    people: Sequence[str],
    everybody: set[str],
) -> int:
    """The least that anybody sees in a planned round are those of the smallest table."""
    seen = Counter(dict.fromkeys(everybody, 0))
    for one in past:
        for table in one:
            for who in table:
                seen[who] += len(table) - 1
    least = rounds * (min(sizes) - 1)
    for who in people:
        seen[who] += least
    over = sum(max(0, met - (len(everybody) - 1)) for met in seen.values())
    return -(-over // 2)


def _by_pigeonholes(
    past: Sequence[Tables], sizes: Sequence[int], rounds: int, people: Sequence[str], hosts: int
) -> int:
    """Sum over planned rounds of the worst earlier round; with ``hosts``, of guests alone."""
    moving = [size - (1 if at < hosts else 0) for at, size in enumerate(sorted(sizes)[::-1])]
    here = set(people)
    earlier = [_at_least(moving, len([t for t in one if t]), _late(one, here)) for one in past]
    between = _at_least(moving, len(sizes), 0)
    total = 0
    for planned in range(rounds):
        candidates = [*earlier, between] if planned else earlier
        # Hosts of the past may be others: only rounds planned here are known to have the same.
        total += max(candidates[len(past) :] if hosts else candidates, default=0)
    return total


def _late(one: Tables, here: set[str]) -> int:
    """How many of those who are here were not there then."""
    return len(here - {who for table in one for who in table})


def _at_least(sizes: Sequence[int], tables: int, late: int) -> int:
    """Pairs of one round that met in an earlier one of so many tables, late comers left out."""
    if not tables:
        return 0
    left = list(sizes)
    for _ in range(min(late, sum(left))):
        at = max(range(len(left)), key=lambda each: _gain(left[each], tables))
        left[at] -= 1
    return sum(_even_pairs(size, tables) for size in left)


def _gain(size: int, tables: int) -> int:
    return _even_pairs(size, tables) - _even_pairs(size - 1, tables) if size else -1


def _even_pairs(size: int, tables: int) -> int:
    share, more = divmod(size, tables)
    return more * comb(share + 1, 2) + (tables - more) * comb(share, 2)


def _by_words(sizes: Sequence[int]) -> int:
    """Repeats are meetings less pairs that met, and all pairs met but those of opposite words."""
    first, people = sizes[0], sum(sizes)
    meetings = 3 * sum(comb(size, 2) for size in sizes)
    opposite = min(
        sum(counts[word] * counts[7 - word] for word in range(4))
        for counts in _shares(people, 8)
        if all(
            sum(n for word, n in enumerate(counts) if not word >> bit & 1)
            in (first, people - first)
            for bit in range(3)
        )
    )
    return meetings - (comb(people, 2) - opposite)


def _shares(people: int, words: int) -> Iterator[tuple[int, ...]]:
    """Yield all ways of giving words to people."""
    if words == 1:
        yield (people,)
        return
    for n in range(people + 1):
        for rest in _shares(people - n, words - 1):
            yield (n, *rest)
