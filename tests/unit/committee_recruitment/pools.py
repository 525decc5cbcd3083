"""Tiny pools, and what is true of them found by looking at every panel there is."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from services.committee_recruitment.domain.draw import Entry, Pool, Quota

CATEGORIES = {"年代": ("若", "中", "老"), "性別": ("女", "男"), "区": ("北", "南")}


def pool_of(
    people: Sequence[Mapping[str, str]],
    seats: int,
    quotas: Mapping[str, Mapping[str, tuple[int, int]]] | None = None,
) -> Pool:
    """People are p00, p01, … with salts of their own."""
    return Pool(
        tuple(Entry(f"p{at:02}", traits, f"salt{at}") for at, traits in enumerate(people)),
        seats,
        {
            category: {value: Quota(*bounds) for value, bounds in values.items()}
            for category, values in (quotas or {}).items()
        },
    )


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    """Up to nine people, up to four seats, and quotas that some panels keep, or none."""
    people = draw(
        st.lists(
            st.fixed_dictionaries({c: st.sampled_from(v) for c, v in CATEGORIES.items()}),
            min_size=2,
            max_size=9,
        )
    )
    seats = draw(st.integers(1, min(4, len(people))))
    quotas: dict[str, dict[str, tuple[int, int]]] = {}
    for category, values in CATEGORIES.items():
        for value in draw(st.sets(st.sampled_from(values))):
            least = draw(st.integers(0, 2))
            quotas.setdefault(category, {})[value] = (least, least + draw(st.integers(0, 2)))
    return pool_of(people, seats, quotas)


def misses(pool: Pool, panel: Sequence[Entry]) -> list[int]:
    """By how many places a panel misses each least, in the order of names, then each most."""
    have = [
        (quota, sum(entry.traits.get(category) == value for entry in panel))
        for category in sorted(pool.quotas)
        for value, quota in sorted(pool.quotas[category].items())
    ]
    return [
        max(0, miss) for quota, count in have for miss in (quota.least - count, count - quota.most)
    ]


def all_panels(pool: Pool) -> list[tuple[Entry, ...]]:
    """Every panel that keeps the quotas."""
    return [
        panel for panel in combinations(pool.entries, pool.seats) if not any(misses(pool, panel))
    ]


def leximin_by_all_panels(pool: Pool) -> dict[str, float]:
    """Raise everybody together, fix whoever cannot be raised alone, and go on with the rest."""
    names = [entry.pseudonym for entry in pool.entries]
    on = np.array(
        [[entry in panel for panel in all_panels(pool)] for entry in pool.entries], dtype=float
    )
    fixed: dict[int, float] = {}
    while len(fixed) < len(names):
        free = [at for at in range(len(names)) if at not in fixed]
        level = _most(on, {**fixed}, free, free, 0.0)
        for at in free:
            if _most(on, {**fixed, **dict.fromkeys(free, level)}, [at], [], level) < level + 1e-7:
                fixed[at] = level
    return {names[at]: chance for at, chance in fixed.items()}


def _most(
    on: NDArray[np.float64],
    floor: Mapping[int, float],
    raised: Sequence[int],
    free: Sequence[int],
    level: float,
) -> float:
    """Maximise z such that those raised have z and the others at least their floor."""
    rows, right = [], []
    for at in range(len(on)):
        if at in raised:
            rows.append(np.append(-on[at], 1.0))
            right.append(0.0)
        if at in floor and at not in free:
            rows.append(np.append(-on[at], 0.0))
            right.append(-floor[at] + 1e-9)
    panels = on.shape[1]
    result = linprog(
        np.append(np.zeros(panels), -1.0),
        A_ub=np.array(rows),
        b_ub=right,
        A_eq=[np.append(np.ones(panels), 0.0)],
        b_eq=[1.0],
        bounds=[(0, None)] * panels + [(level, 1)],
    )
    assert result.status == 0
    return float(-result.fun)
