"""Tickets: a list of concrete panels, each as likely as any other, near the leximin chances.

Whoever draws a number from a list needs neither software nor trust: with 1,000 tickets a lottery
machine of three digits will do. The chance of each person is the number of tickets with the
person over the number of all, exactly. After Flanigan, Kehne and Procaccia, "Fair sortition made
transparent", NeurIPS 2021, who show how little such a rounding has to cost; here each next ticket
is the panel that serves those best who are furthest behind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

import numpy as np

from services.committee_recruitment.domain.draw.kinds import Counts, Kinds, kinds_of
from services.committee_recruitment.domain.draw.leximin import Leximin
from services.committee_recruitment.domain.draw.pool import Panel, Pool, panels_commitment
from services.committee_recruitment.domain.draw.portfolio import Spreading, Stock

TICKETS = 1000
# The stock is good enough for all but the last tickets, which have to make up for the others.
FRESH = 300


@dataclass(frozen=True)
class Tickets:
    """Panels by ticket number; nothing in it tells anybody's traits.

    Attributes:
        panels: in their canonical order; the ticket's number is the place, from 0.
        furthest: by how much the chance that is furthest from leximin differs from it.
    """

    panels: tuple[Panel, ...]
    furthest: float

    @property
    def commitment(self) -> str:
        """SHA-256 over the list of panels."""
        return panels_commitment(self.panels)

    def chances(self) -> dict[str, Fraction]:
        """Pseudonym → chance, of all who are on a ticket."""
        return chances_in(self.panels)


def tickets_for(pool: Pool, fair: Leximin, tickets: int = TICKETS) -> Tickets:
    """Make tickets whose chances are near the leximin ones. Heavy on the CPU: some seconds.

    Members of one kind differ by one ticket at most.

    Raises:
        ValueError: no tickets; SolverFailed.
    """
    if tickets < 1:
        raise ValueError("tickets")
    kinds = kinds_of(pool)
    panels = tuple(sorted(_with_names(kinds, _counts(kinds, fair, tickets))))
    return Tickets(panels, furthest(panels, fair.chance_of()))


def chances_in(panels: Sequence[Panel]) -> dict[str, Fraction]:
    """Pseudonym → share of the panels that it is on, in the order of pseudonyms."""
    on: dict[str, int] = {}
    for panel in panels:
        for who in panel:
            on[who] = on.get(who, 0) + 1
    return {who: Fraction(on[who], len(panels)) for who in sorted(on)}


def furthest(panels: Sequence[Panel], chances: dict[str, float]) -> float:
    """Return the greatest difference between a chance and the share of panels."""
    shares = chances_in(panels)
    return max(abs(float(shares.get(who, 0)) - chance) for who, chance in chances.items())


def _counts(kinds: Kinds, fair: Leximin, tickets: int) -> list[Counts]:
    """Choose how many of each kind every ticket has."""
    begun = [np.array(counts, dtype=np.int64) for counts in fair.near[:tickets]]
    stock = Stock()
    for counts, _ in fair.portfolio:
        stock.add(np.array(counts, dtype=np.int64))
    spreading = Spreading(kinds, np.array(fair.chances), stock, begun)
    while len(spreading.panels) < tickets:
        spreading.next(fresh=len(spreading.panels) >= tickets - FRESH)
    return spreading.panels


def _with_names(kinds: Kinds, counts: Sequence[Counts]) -> Iterator[Panel]:
    """Give the places of a kind to its members in turn."""
    turns = [_Turns(members) for members in kinds.members]
    for panel in counts:
        yield tuple(
            sorted(who for at, turn in enumerate(turns) for who in turn.next(int(panel[at])))
        )


class _Turns:
    """Members of a kind one after the other, each once in every cycle.

    Each cycle has another order, so that the same people do not always meet; the order hangs on
    the hash of cycle and pseudonym only.
    """

    def __init__(self, members: Sequence[str]) -> None:
        self._members = members
        self._cycle = 0
        self._waiting: list[str] = []

    def next(self, count: int) -> list[str]:
        """Return so many different members."""
        taken = self._waiting[:count]
        self._waiting = self._waiting[count:]
        if len(taken) < count:
            self._cycle += 1
            order = sorted(self._members, key=self._place)
            # Who is on this ticket already has the turn of the new cycle at its end.
            fresh = [who for who in order if who not in taken]
            self._waiting = [*fresh, *(who for who in order if who in taken)]
            more = count - len(taken)
            taken += self._waiting[:more]
            self._waiting = self._waiting[more:]
        return taken

    def _place(self, who: str) -> bytes:
        return sha256(f"{self._cycle}:{who}".encode()).digest()
