"""How many inputs came which way, told so that nobody can be found out by it."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.suppression import MINIMUM, small_ones

UNITS = ("submitters", "comments", "points")
# The ways that are told together, as the published result has them: without a channel.
TOGETHER = ""

Tally = Mapping[str, int]


def counts_by_channel(figures: Mapping[str, Any]) -> list[tuple[str, Tally]]:
    """Return (channel, counts) as they may go out; ``TOGETHER`` last. Nothing if few took part.

    The published result puts together ways by which few comments came. Here each of the three units
    has to be large enough: a campaign of one person may be many comments.
    """
    if any(_is_small(figures[unit]) for unit in UNITS):
        return []
    rows = {one["channel"] or TOGETHER: one for one in figures["byChannel"]}
    few = set(small_ones({name: _least(one) for name, one in rows.items()}))
    few |= {TOGETHER} & set(rows)
    others = sorted((name for name in rows if name not in few), key=lambda n: _least(rows[n]))
    while few and others and any(_is_small(_sum(rows, few, unit)) for unit in UNITS):
        few.add(others.pop(0))
    told = [(name, _tally(one)) for name, one in rows.items() if name not in few]
    if few:
        told.append((TOGETHER, {unit: _sum(rows, few, unit) for unit in UNITS}))
    return told


def _least(one: Mapping[str, int]) -> int:
    return min((one[unit] for unit in UNITS if one[unit]), default=0)


def _sum(rows: Mapping[str, Mapping[str, int]], names: Sequence[str] | set[str], unit: str) -> int:
    return sum(rows[name][unit] for name in names)


def _tally(one: Mapping[str, int]) -> Tally:
    return {unit: one[unit] for unit in UNITS}


def _is_small(count: int) -> bool:
    return 0 < count < MINIMUM
