"""Whether quotas can be met by a pool; if not, why not, and the nearest ones that can."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from services.committee_recruitment.domain.draw.kinds import Floats, Kinds, kinds_of
from services.committee_recruitment.domain.draw.pool import Pool, Quota, Quotas
from services.committee_recruitment.domain.draw.solver import NoPanel, SolverFailed, best_panel


class Why(StrEnum):
    """What stands in the way, of a value, of a category, or of all together."""

    TOO_FEW_PEOPLE = "TOO_FEW_PEOPLE"  # fewer people have the value than its least
    LEASTS_OVER_SEATS = "LEASTS_OVER_SEATS"  # the leasts of a category are more than the seats
    MOSTS_UNDER_SEATS = "MOSTS_UNDER_SEATS"  # a category cannot fill the seats within its mosts
    ONLY_TOGETHER = "ONLY_TOGETHER"  # each category could be met, but not all at once


@dataclass(frozen=True)
class Reason:
    """One thing that makes quotas impossible.

    Attributes:
        category, value: what it is about; "" where it is about all values, or categories.
        asked: how many are asked for: the least, the sum of leasts, or the seats.
        there: how many there can be: people with the value, seats, or people within the mosts.
    """

    why: Why
    category: str
    value: str
    asked: int
    there: int


@dataclass(frozen=True)
class Verdict:
    """Whether a panel exists.

    Attributes:
        possible: one does.
        reasons: why none does; empty if one does.
        nearest: quotas that can be met and move bounds by the fewest places; the given ones if
            they can be met. Of equally near ones those that move fewer bounds, then those that
            leave the bounds earlier in the order of names alone.
        moved: the sum of places by which their bounds are moved.
    """

    possible: bool
    reasons: tuple[Reason, ...]
    nearest: Quotas
    moved: int


def check(pool: Pool) -> Verdict:
    """Find out whether the quotas can be met, and what is nearest if not.

    Raises:
        SolverFailed.
    """
    kinds = kinds_of(pool)
    try:
        best_panel(kinds, np.ones(len(kinds.sizes)))
    except NoPanel:
        nearest, moved = _nearest(pool, kinds)
        return Verdict(False, _reasons(pool), nearest, moved)
    return Verdict(True, (), pool.quotas, 0)


def _reasons(pool: Pool) -> tuple[Reason, ...]:
    found = []
    for category, values in pool.quotas.items():
        people = Counter(entry.traits.get(category) for entry in pool.entries)
        for value, quota in values.items():
            if people[value] < quota.least:
                found.append(
                    Reason(Why.TOO_FEW_PEOPLE, category, value, quota.least, people[value])
                )
        leasts = sum(quota.least for quota in values.values())
        if leasts > pool.seats:
            found.append(Reason(Why.LEASTS_OVER_SEATS, category, "", leasts, pool.seats))
        places = sum(
            min(count, values[value].most) if value is not None and value in values else count
            for value, count in people.items()
        )
        if places < pool.seats:
            found.append(Reason(Why.MOSTS_UNDER_SEATS, category, "", pool.seats, places))
    return tuple(found) or (Reason(Why.ONLY_TOGETHER, "", "", pool.seats, 0),)


class _Moves:
    """The MILP of moved bounds. Q quotas, K kinds.

    Variables: [K] counts of a panel; [Q] by how much each least is lowered; [Q] by how much each
    most is raised; [2Q] whether a bound is moved at all.
    """

    def __init__(self, kinds: Kinds) -> None:
        self.count = len(kinds.rows) - 1
        q, k = self.count, len(kinds.sizes)
        rows, least, most = kinds.rows[:q], kinds.least[:q], kinds.most[:q]
        eye, none, nones = np.eye(q), np.zeros((q, q)), np.zeros((q, 2 * q))
        counted = np.zeros((2 * q, k))
        # A least can fall to 0, a most need not be raised over the seats.
        room = np.concatenate([least, np.maximum(0.0, kinds.seats - most)])
        self._rows = csr_array(
            np.vstack(
                [
                    np.hstack([rows, eye, none, nones]),
                    np.hstack([rows, none, -eye, nones]),
                    np.hstack([kinds.rows[q:], np.zeros((1, 4 * q))]),
                    np.hstack([counted, np.eye(2 * q), -np.diag(room)]),
                ]
            )
        )
        far = np.full(q, np.inf)
        self._least = np.concatenate([least, -far, kinds.least[q:], np.full(2 * q, -np.inf)])
        self._most = np.concatenate([far, most, kinds.most[q:], np.zeros(2 * q)])
        self._low = np.zeros(k + 4 * q)
        self._high = np.concatenate([kinds.sizes, room, np.ones(2 * q)])
        self.moves = slice(k, k + 2 * q)
        self.moved = slice(k + 2 * q, k + 4 * q)

    def fewest(self, part: slice) -> int:
        """Minimise the sum of some variables and hold it there from now on.

        Raises:
            SolverFailed.
        """
        costs = np.zeros(len(self._high))
        costs[part] = 1.0
        result = milp(
            costs,
            integrality=np.ones(len(costs)),
            bounds=Bounds(self._low, self._high),
            constraints=LinearConstraint(self._rows, self._least, self._most),
            options={"mip_rel_gap": 0.0},
        )
        if result.x is None:
            raise SolverFailed(result.status, result.message)
        found = round(float(result.fun))
        self._rows = csr_array(np.vstack([self._rows.toarray(), costs]))
        self._least, self._most = np.append(self._least, -np.inf), np.append(self._most, found)
        self.found: Floats = np.rint(result.x)
        return found


def _nearest(pool: Pool, kinds: Kinds) -> tuple[Quotas, int]:
    moves = _Moves(kinds)
    total = moves.fewest(moves.moves)
    moves.fewest(moves.moved)
    for at in range(moves.count):
        both = slice(moves.moves.start + at, moves.moves.stop, moves.count)
        moves.fewest(both)
    by = moves.found[moves.moves]
    nearest: dict[str, dict[str, Quota]] = {}
    for at, (category, value, quota) in enumerate(pool.bounds()):
        lowered, raised = int(by[at]), int(by[moves.count + at])
        changed = Quota(quota.least - lowered, quota.most + raised)
        nearest.setdefault(category, {})[value] = changed
    return nearest, total
