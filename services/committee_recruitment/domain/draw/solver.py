"""The three questions that are put to HiGHS: an LP, the best panel, and a good panel quickly.

HiGHS (Huangfu and Hall, 2018) runs on one core with a fixed seed: the same question gets the same
answer. No time limits are set, as these would make answers depend on the machine.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from services.committee_recruitment.domain.draw.kinds import Counts, Floats, Kinds

# HiGHS stops at an absolute gap of 1e-6: weights are scaled up so that it means less than 1e-10.
WEIGHT = 1e4
TIGHT = 1e-10
# How many counts are left open when a solution of the LP is rounded, in times of the rows: the
# first is enough nearly always, and the fewer, the faster.
OPEN = (3, 6, 12)


class SolverFailed(RuntimeError):
    """HiGHS gave up on something that has a solution; ``status`` and message are its own."""


class NoPanel(SolverFailed):
    """No panel keeps all quotas."""


@dataclass(frozen=True, eq=False)
class Box:
    """Bounds within which a panel is looked for: [K] of counts, [R] of the rows' sums."""

    low: Floats
    high: Floats
    least: Floats
    most: Floats


@dataclass(frozen=True, eq=False)
class Solved:
    """An LP's optimum: its variables, and by how much each lower bound costs (≥ 0)."""

    value: float
    variables: Floats
    of_lower: Floats


def maximum(
    gains: Floats, rows: Floats | csr_array, least: Floats, most: Floats, low: Floats, high: Floats
) -> Solved | None:
    """Maximise ``gains @ x`` over least ≤ rows @ x ≤ most, low ≤ x ≤ high; None if impossible.

    Raises:
        SolverFailed.
    """
    rows = csr_array(rows)
    same = least == most
    over, under = ~same & np.isfinite(most), ~same & np.isfinite(least)
    parts = [rows[np.flatnonzero(over)].toarray(), -rows[np.flatnonzero(under)].toarray()]
    result = linprog(
        -gains,
        A_eq=rows[np.flatnonzero(same)],
        b_eq=most[same],
        A_ub=csr_array(np.vstack(parts)),
        b_ub=np.concatenate([most[over], -least[under]]),
        bounds=np.column_stack([low, high]),
        method="highs-ds",
        options={"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": TIGHT},
    )
    if result.status == 2:
        return None
    if result.status != 0:
        raise SolverFailed(result.status, result.message)
    return Solved(-float(result.fun), result.x, np.maximum(0.0, result.lower.marginals))


def best_panel(kinds: Kinds, weights: Floats) -> tuple[Counts, float]:
    """Return a panel of the greatest ``weights @ counts``, and a proven bound on that.

    The bound is over the sum of the panel by no more than rounding errors.

    Raises:
        NoPanel, SolverFailed.
    """
    scale = WEIGHT / max(float(np.abs(weights).max(initial=0.0)), 1e-300)
    result = milp(
        -weights * scale,
        integrality=np.ones(len(weights)),
        bounds=Bounds(0, kinds.sizes),
        constraints=LinearConstraint(csr_array(kinds.rows), kinds.least, kinds.most),
        options={"mip_rel_gap": 0.0},
    )
    if result.x is None:
        raise (NoPanel if result.status == 2 else SolverFailed)(result.status, result.message)
    counts = np.rint(result.x).astype(np.int64)
    if not kinds.holds(counts):
        raise SolverFailed(result.status, "a panel that breaks a quota")
    bound = -float(result.mip_dual_bound) / scale
    return counts, max(bound, float(weights @ counts))


def good_panel(kinds: Kinds, weights: Floats, box: Box) -> Counts | None:
    """Return a panel within the box of nearly the greatest sum, or None if none was found.

    The LP without the condition of whole numbers has at most R broken counts. Only these and the
    counts whose change would cost least are then made whole by a small MILP.
    """
    base = kinds.rows @ box.low
    room = box.high - box.low
    scaled = weights / max(float(np.abs(weights).max(initial=0.0)), 1e-300)
    least, most = box.least - base, box.most - base
    solved = _relaxed(kinds, scaled, least, most, room)
    if solved is None:
        return None
    broken, whole, costs = solved
    order = np.argsort(np.where(broken, -1.0, costs), kind="stable")
    if not broken.any():
        return _checked(kinds, whole + box.low)
    for times in OPEN:
        chosen = order[: times * len(least)]
        rest = whole.copy()
        rest[chosen] = 0
        fixed = kinds.rows @ rest
        result = milp(
            -scaled[chosen],
            integrality=np.ones(len(chosen)),
            bounds=Bounds(0, room[chosen]),
            constraints=LinearConstraint(
                csr_array(kinds.rows[:, chosen]), least - fixed, most - fixed
            ),
            # The first panel that is found is good enough: it is one of many.
            options={"mip_rel_gap": 10.0},
        )
        if result.x is not None:
            rest[chosen] = np.rint(result.x)
            return _checked(kinds, rest + box.low)
        if len(chosen) == len(order):
            break
    return None


def _relaxed(
    kinds: Kinds, weights: Floats, least: Floats, most: Floats, room: Floats
) -> tuple[Floats, Floats, Floats] | None:
    """Solve without whole numbers: which counts are broken, all rounded, cost of changing them."""
    same = least == most
    rows = kinds.rows
    result = linprog(
        -weights,
        A_eq=csr_array(rows[same]),
        b_eq=most[same],
        A_ub=csr_array(np.vstack([rows[~same], -rows[~same]])),
        b_ub=np.concatenate([most[~same], -least[~same]]),
        bounds=np.column_stack([np.zeros(len(room)), room]),
        method="highs-ds",
    )
    if result.status != 0:
        return None
    whole = np.rint(result.x)
    broken = np.abs(result.x - whole) > 1e-6
    return broken, whole, np.abs(result.lower.marginals + result.upper.marginals)


def _checked(kinds: Kinds, counts: Floats) -> Counts | None:
    found = counts.astype(np.int64)
    return found if kinds.holds(found) else None
