"""Leximin chances over everything that is known to bound them, with a proof of each level.

What is known are the quotas, which hold for the chances as they hold for every panel, and cuts:
inequalities that all panels keep, although the quotas alone do not say so. Leximin over them is a
row of small LPs. Whether a lottery over panels reaches it is another question (``portfolio.py``);
if one does, it is leximin, as no lottery leaves these bounds.

A level is proven like this. Let ``base`` be what everybody has for certain (those fixed before
their chance, all others the level z). Of those who have just z, take the set C of whom none can
have more, however the others are placed at or above their base: the LP that maximises the sum of
what C has above z has the optimum 0. Its dual is weights w ≥ 0 with w ≥ 1 on C such that
w @ chances ≤ w @ base for all chances within the bounds. So each of C is fixed for good.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack, vstack

from services.committee_recruitment.domain.draw.kinds import Floats, Kinds
from services.committee_recruitment.domain.draw.solver import Solved, SolverFailed, maximum

Marks = NDArray[np.bool_]
# Everybody who can be raised is raised by up to STEP; less than SURE is a rounding error.
STEP, SURE = 1e-4, 1e-8
# By how much bases are lowered where rounding errors make them seem impossible.
LESS = (0.0, 1e-9, 1e-8, 1e-7)


@dataclass(frozen=True)
class Round:
    """One level of leximin.

    Attributes:
        level: the least chance of those who were not fixed before.
        fixed: the kinds that have it and cannot have more.
        weights: [K] of chances, ≥ 0, and ≥ 1 on ``fixed``: the proof of both (see above).
    """

    level: float
    fixed: tuple[int, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Known:
    """What bounds chances: ``least ≤ rows @ expected counts ≤ most``, and chances ≤ ``highest``."""

    sizes: Floats
    rows: Floats
    least: Floats
    most: Floats
    highest: Floats

    @classmethod
    def of(cls, kinds: Kinds) -> "Known":
        """Return what the quotas say."""
        return cls(kinds.sizes, kinds.rows, kinds.least, kinds.most, np.ones(len(kinds.sizes)))

    def cut(self, row: Floats, most: float) -> "Known":
        """Add that ``row @ counts ≤ most`` for every panel."""
        return Known(
            self.sizes,
            np.vstack([self.rows, row]),
            np.append(self.least, -np.inf),
            np.append(self.most, most),
            self.highest,
        )

    def without(self, never: Floats) -> "Known":
        """Add that kinds marked by 1 are in no panel."""
        return Known(self.sizes, self.rows, self.least, self.most, self.highest * (1 - never))


def levels(known: Known) -> tuple[tuple[Round, ...], Floats]:
    """Return the rounds and the leximin chance of each kind, [K].

    Raises:
        SolverFailed: no chances fit the bounds, or HiGHS gave up.
    """
    count = len(known.sizes)
    rounds: list[Round] = []
    chances, open_ = np.zeros(count), np.ones(count, dtype=bool)
    while open_.any():
        level, above = _raised_together(known, chances, open_)
        fixed, weights = _stuck(known, chances, open_, level, open_ & (above <= SURE))
        chances[fixed] = level
        open_ &= ~fixed
        rounds.append(
            Round(level, tuple(map(int, np.flatnonzero(fixed))), tuple(map(float, weights)))
        )
    return tuple(rounds), chances


def _raised_together(known: Known, chances: Floats, open_: Marks) -> tuple[float, Floats]:
    """Find the greatest level that all open kinds can have, and who has how much above it.

    Variables: the level, and what each kind has above its base.
    """
    count = len(chances)
    expected = known.rows * known.sizes
    at = np.flatnonzero(open_)
    caps = csr_array((np.ones(len(at)), (np.arange(len(at)), at)), shape=(len(at), count))
    rows = vstack(
        [
            csr_array(np.column_stack([expected @ open_.astype(np.float64), expected])),
            hstack([csr_array(np.ones((len(at), 1))), caps]),
        ]
    )
    for less in LESS:
        base = np.where(open_, 0.0, np.maximum(0.0, chances - less))
        sums = expected @ base
        solved = maximum(
            np.append(1.0, np.zeros(count)),
            rows,
            np.append(known.least - sums, np.full(len(at), -np.inf)),
            np.append(known.most - sums, known.highest[at]),
            np.zeros(count + 1),
            np.append(1.0, np.maximum(0.0, known.highest - base)),
        )
        if solved is not None:
            return max(0.0, float(solved.variables[0])), solved.variables[1:]
    raise SolverFailed("no chances fit the bounds")


def _stuck(
    known: Known, chances: Floats, open_: Marks, level: float, candidates: Marks
) -> tuple[Marks, Floats]:
    """Return who cannot have more than the level, and the weights that prove it."""
    while True:
        solved = _raised_alone(known, np.where(open_, level, chances), candidates)
        still = candidates & (solved.variables <= SURE)
        # None at all would contradict the level: only rounding errors can make it seem so.
        if not still.any() or (still == candidates).all():
            return candidates, candidates + solved.of_lower
        candidates = still


def _raised_alone(known: Known, base: Floats, candidates: Marks) -> Solved:
    """Maximise the sum of what candidates have above the base, with nobody below it.

    Raises:
        SolverFailed.
    """
    expected = known.rows * known.sizes
    for less in LESS:
        lower = np.maximum(0.0, base - less)
        sums, room = expected @ lower, np.maximum(0.0, known.highest - lower)
        solved = maximum(
            candidates.astype(np.float64),
            expected,
            known.least - sums,
            known.most - sums,
            np.zeros(len(base)),
            np.where(candidates, np.minimum(STEP, room), room),
        )
        if solved is not None:
            return solved
    raise SolverFailed("no chances fit the bounds")
