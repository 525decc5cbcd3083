"""A lottery over panels that gives everybody the wanted chance, or a proof that there is none.

Panels are collected one after the other (``Spreading``): each serves those best who are furthest
behind their chance so far, within the nearest whole numbers of every expected count and sum. About
as many panels as there are kinds have the wanted chances in their midst. An LP then finds the
shares. Where it does not, column generation goes on with exact prices, until the chances are
reached or a weighting of kinds is found by which every panel comes out below them: a cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_array, csr_array, hstack

from services.committee_recruitment.domain.draw.kinds import Counts, Floats, Kinds
from services.committee_recruitment.domain.draw.solver import (
    TIGHT,
    Box,
    SolverFailed,
    best_panel,
    good_panel,
)

# Chances are reached when nobody is short of more; a cut has to say at least this part of it.
EXACT, DEEP = 1e-8, 0.9
# With so many kinds the interior point method is faster than the simplex method.
MANY = 400
# So many panels beside the best one are looked for with the weights of one LP.
MORE = 20
# So many vain searches in a row show that the expected counts have few panels near them.
VAIN = 10


class Stock:
    """The panels found so far, each once, in the order in which they were found."""

    def __init__(self) -> None:
        self._at: dict[bytes, int] = {}
        self._panels: list[Counts] = []
        self._matrix: Floats | None = None

    def add(self, panel: Counts) -> bool:
        """Keep a panel; tell whether it is new."""
        key = panel.astype(np.int64).tobytes()
        if key in self._at:
            return False
        self._at[key] = len(self._panels)
        self._panels.append(panel)
        self._matrix = None
        return True

    @property
    def matrix(self) -> Floats:
        """[panels, K] of counts."""
        if self._matrix is None:
            self._matrix = np.array(self._panels, dtype=np.float64)
        return self._matrix

    def nearest(self, counts: Floats, sizes: Floats) -> Counts:
        """Return the panel of the least sum of (difference from counts)² / size."""
        matrix = self.matrix
        return self._panels[int(np.argmax((2 * counts - matrix) * matrix @ (1 / sizes)))]

    def __len__(self) -> int:
        return len(self._panels)


class Spreading:
    """Panels whose running sums stay as near as possible to those of the chances.

    ``begun`` are the first of them, chosen before.
    """

    def __init__(
        self, kinds: Kinds, chances: Floats, stock: Stock, begun: Sequence[Counts] = ()
    ) -> None:
        self._kinds, self._stock = kinds, stock
        self._expected = kinds.sizes * chances
        sums = kinds.rows @ self._expected
        # A little under or over a whole number is that number.
        self._box = Box(
            np.floor(self._expected + 1e-7),
            np.minimum(kinds.sizes, np.ceil(self._expected - 1e-7)),
            np.maximum(kinds.least, np.floor(sums + 1e-7)),
            np.minimum(kinds.most, np.ceil(sums - 1e-7)),
        )
        self.panels: list[Counts] = list(begun)
        self._behind = self._expected * len(begun)
        for panel in begun:
            self._behind -= panel
        self._vain = 0  # how many searches in a row found nothing

    def next(self, *, fresh: bool = True) -> Counts:
        """Add the panel that leaves the least sum of (counts behind)² / size, among those tried.

        Tried are all of the stock and, if ``fresh``, a new panel near the expected counts. Once the
        chances are in the midst of the stock, nobody can fall behind for ever.

        Raises:
            NoPanel, SolverFailed.
        """
        self._behind += self._expected
        # For the one more or less that the box leaves open, the squares make these weights.
        weights = (self._behind - self._box.low - 0.5) / self._kinds.sizes
        new = good_panel(self._kinds, weights, self._box) if fresh and self._vain < VAIN else None
        self._vain = 0 if new is not None or not fresh else self._vain + 1
        if new is not None:
            self._stock.add(new)
        elif not len(self._stock):
            self._stock.add(best_panel(self._kinds, weights)[0])
        found = self._stock.nearest(self._behind, self._kinds.sizes)
        self._behind -= found
        self.panels.append(found)
        return found


@dataclass(frozen=True, eq=False)
class Reached:
    """Shares of the panels of a stock, which sum to 1."""

    shares: Floats


@dataclass(frozen=True, eq=False)
class Cut:
    """``row @ counts ≤ most`` holds for every panel, but not for the wanted chances."""

    row: Floats
    most: float


def reach(kinds: Kinds, chances: Floats, stock: Stock) -> Reached | Cut:
    """Find shares of panels that give each kind its chance, adding panels to the stock.

    Raises:
        SolverFailed.
    """
    while True:
        short, shares, weights, price = _nearest(kinds, chances, stock)
        if short <= EXACT:
            return Reached(shares)
        row = weights / kinds.sizes
        panel, bound = best_panel(kinds, row)
        proven = float(weights @ chances) - bound
        if proven >= max(DEEP * short, EXACT):
            return Cut(row, bound)
        found = stock.add(panel)
        found |= _add_more(kinds, chances, row, price, panel, stock)
        if not found:
            if proven <= EXACT:
                return Reached(shares)
            return Cut(row, bound)


def never_chosen(kinds: Kinds, stock: Stock) -> Floats:
    """Mark the kinds that no panel can have by 1; panels with the others are in the stock then."""
    never = np.zeros(len(kinds.sizes))
    for at in map(int, np.flatnonzero(stock.matrix.sum(axis=0) == 0)):
        if stock.matrix[:, at].any():
            continue
        alone = np.zeros(len(kinds.sizes))
        alone[at] = 1.0
        panel, bound = best_panel(kinds, alone)
        if bound < 0.5:
            never[at] = 1.0
        else:
            stock.add(panel)
    return never


def chances_of(kinds: Kinds, panels: Floats, shares: Sequence[float] | Floats) -> Floats:
    """Return the chance of each kind, [K], in a lottery over [P, K] panels."""
    return np.asarray(shares) @ panels / kinds.sizes


def _nearest(kinds: Kinds, chances: Floats, stock: Stock) -> tuple[float, Floats, Floats, float]:
    """Find shares such that who falls shortest of the chance falls as little short as possible.

    Returns: by how much; the shares; weights of chances (≥ 0, sum 1); the panels' greatest sum by
    these weights.
    """
    panels, count = stock.matrix, len(kinds.sizes)
    given = csc_array((panels / kinds.sizes).T)
    result = linprog(
        np.append(np.zeros(len(panels)), 1.0),
        A_ub=hstack([-given, csc_array(-np.ones((count, 1)))]),
        b_ub=-chances,
        A_eq=csr_array(np.append(np.ones(len(panels)), 0.0)[None, :]),
        b_eq=[1.0],
        method="highs-ipm" if count > MANY else "highs-ds",
        options={"primal_feasibility_tolerance": TIGHT, "dual_feasibility_tolerance": TIGHT},
    )
    if result.status != 0:
        raise SolverFailed(result.status, result.message)
    shares = np.maximum(0.0, result.x[:-1])
    shares /= shares.sum()
    weights = np.maximum(0.0, -result.ineqlin.marginals)
    weights /= max(float(weights.sum()), 1e-300)  # all 0 where nobody falls short
    short = max(0.0, float((chances - shares @ panels / kinds.sizes).max()))
    return short, shares, weights, float((panels @ (weights / kinds.sizes)).max())


def _add_more(
    kinds: Kinds, chances: Floats, row: Floats, price: float, panel: Counts, stock: Stock
) -> bool:
    """Look for other panels above the price, each time with who was taken counting for less."""
    box = Box(np.zeros(len(row)), kinds.sizes, kinds.least, kinds.most)
    weights, found = row.copy(), False
    for _ in range(MORE):
        weights = np.where(panel > 0, 0.7 * weights, weights)
        other = good_panel(kinds, weights, box)
        if other is None:
            break
        if float(row @ other) > price + EXACT:
            found |= stock.add(other)
        panel = other
    return found
