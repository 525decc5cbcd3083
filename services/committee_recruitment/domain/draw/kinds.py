"""A pool as the solvers see it: kinds of people who cannot be told apart by the quotas.

A panel is then how many of each kind it takes. People of one kind are interchangeable, and the
leximin chances are the same for all of them (they are unique, and swapping two of a kind changes
nothing), so nothing is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.committee_recruitment.domain.draw.pool import Entry, Pool

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]  # how many a panel takes of each kind


@dataclass(frozen=True, eq=False)
class Kinds:
    """K kinds and R rows that bound a panel's counts; the last row is the seats.

    Attributes:
        members: pseudonyms of each kind, kinds and members in canonical order.
        sizes: [K] how many people are of each kind.
        rows: [R, K] of 0 and 1: which kinds a row counts.
        least, most: [R] bounds of ``rows @ counts``.
    """

    members: tuple[tuple[str, ...], ...]
    sizes: Floats
    rows: Floats
    least: Floats
    most: Floats

    @property
    def seats(self) -> int:
        """How many a panel has."""
        return int(self.most[-1])

    def holds(self, counts: Sequence[int] | Counts) -> bool:
        """Tell whether counts are those of a panel that keeps all quotas."""
        taken = np.asarray(counts, dtype=np.float64)
        sums = self.rows @ taken
        return bool(
            (taken >= 0).all()
            and (taken <= self.sizes).all()
            and (sums >= self.least).all()
            and (sums <= self.most).all()
        )


def kinds_of(pool: Pool) -> Kinds:
    """Sort people by the values that have quotas."""
    found: dict[tuple[str, ...], list[str]] = {}
    categories = list(pool.quotas)
    for entry in pool.entries:
        key = tuple(_mark(entry, category, pool) for category in categories)
        found.setdefault(key, []).append(entry.pseudonym)
    keys = sorted(found)
    rows, least, most = [], [], []
    for category, value, quota in pool.bounds():
        at = categories.index(category)
        rows.append([1.0 if key[at] == "=" + value else 0.0 for key in keys])
        least.append(float(quota.least))
        most.append(float(quota.most))
    return Kinds(
        members=tuple(tuple(found[key]) for key in keys),
        sizes=np.array([len(found[key]) for key in keys], dtype=np.float64),
        rows=np.array([*rows, [1.0] * len(keys)]),
        least=np.array([*least, float(pool.seats)]),
        most=np.array([*most, float(pool.seats)]),
    )


def _mark(entry: Entry, category: str, pool: Pool) -> str:
    """All values without a quota are alike; the sign keeps an empty value apart from them."""
    value = entry.traits.get(category)
    return "" if value is None or value not in pool.quotas[category] else "=" + value
