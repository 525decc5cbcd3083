"""As equal chances as quotas allow (leximin), the lottery that gives them, and its proof.

The least chance is as great as possible; among all lotteries with that, the second least; and so
on. After Flanigan, Gölz, Gupta, Hennig and Procaccia, "Fair algorithms for selecting citizens'
assemblies", Nature 596 (2021), who find it by column generation. Here leximin is taken over outer
bounds (``levels.py``) that are tightened until a lottery over panels reaches it
(``portfolio.py``): mostly at once, as the quotas alone are nearly always the only bounds.
"""

from dataclasses import dataclass

import numpy as np

from services.committee_recruitment.domain.draw.kinds import Counts, Floats, Kinds, kinds_of
from services.committee_recruitment.domain.draw.levels import Known, Round, levels
from services.committee_recruitment.domain.draw.pool import DrawImpossible, Pool
from services.committee_recruitment.domain.draw.portfolio import (
    Cut,
    Spreading,
    Stock,
    chances_of,
    never_chosen,
    reach,
)
from services.committee_recruitment.domain.draw.solver import NoPanel, best_panel

# Shares below NOTHING, and differences below NEARLY, are rounding errors of the LP.
NOTHING, NEARLY = 1e-12, 1e-9


class QuotasCannotBeMet(DrawImpossible):
    """No panel of the pool keeps all quotas; ``quotas.check`` says why and what could be."""


class CertificateDoesNotHold(DrawImpossible):
    """A result is none of this pool, or contradicts itself; the text says where."""


@dataclass(frozen=True)
class Leximin:
    """A leximin lottery over panels.

    Attributes:
        kinds: pseudonyms of those who cannot be told apart by the quotas; K kinds.
        chances: the chance of each member of a kind, from the portfolio; K.
        portfolio: panels as counts per kind, each with its share; shares sum to 1.
        rounds: the levels, lowest first, each with its proof; see ``certificate_gap``.
        near: panels of which each beginning has nearly the wanted chances, for ``panels.py``.
    """

    kinds: tuple[tuple[str, ...], ...]
    chances: tuple[float, ...]
    portfolio: tuple[tuple[tuple[int, ...], float], ...]
    rounds: tuple[Round, ...]
    near: tuple[tuple[int, ...], ...]

    def chance_of(self) -> dict[str, float]:
        """Pseudonym → chance."""
        return {
            who: chance
            for members, chance in zip(self.kinds, self.chances, strict=True)
            for who in members
        }

    @property
    def never(self) -> tuple[str, ...]:
        """Whom no panel that keeps the quotas can have."""
        return tuple(sorted(who for who, chance in self.chance_of().items() if chance == 0))


@dataclass(frozen=True)
class Gap:
    """What any lottery could still change about a round without taking from those below it.

    Attributes:
        level: by how much all who were open in it could be raised together, at most.
        single: by how much one of those whom it fixed could be raised, at most.
    """

    level: float
    single: float


def fair_chances(pool: Pool) -> Leximin:
    """Return the leximin lottery. Heavy on the CPU: seconds for hundreds of people.

    Raises:
        QuotasCannotBeMet; SolverFailed.
    """
    kinds = kinds_of(pool)
    stock, known = Stock(), Known.of(kinds)
    try:
        stock.add(best_panel(kinds, np.ones(len(kinds.sizes)))[0])
    except NoPanel:
        raise QuotasCannotBeMet("no panel keeps all quotas") from None
    rounds, wanted = levels(known)
    near = _spread(kinds, wanted, stock)
    never = never_chosen(kinds, stock)
    if never.any():
        known, near = known.without(never), ()
        rounds, wanted = levels(known)
    while isinstance(found := reach(kinds, wanted, stock), Cut):
        known, near = known.cut(found.row, found.most), ()
        rounds, wanted = levels(known)
    kept = found.shares > NOTHING
    panels, shares = stock.matrix[kept], found.shares[kept] / found.shares[kept].sum()
    chances = chances_of(kinds, panels, shares)
    return Leximin(
        kinds.members,
        tuple(map(float, chances)),
        tuple((_whole(one), float(share)) for one, share in zip(panels, shares, strict=True)),
        rounds,
        near,
    )


def certificate_gap(pool: Pool, result: Leximin) -> tuple[Gap, ...]:
    """Check a result by itself, and return for each round what could still be gained.

    Nothing of the search is used: the best panel is priced by the weights of each round. If no
    panel is worth more than ``base``, no lottery is. Zeros, but for rounding errors, are a proof
    that the lottery is leximin.

    Raises:
        CertificateDoesNotHold: the result is not one of this pool; SolverFailed.
    """
    kinds = kinds_of(pool)
    _check(kinds, result)
    chances, open_ = np.array(result.chances), np.ones(len(kinds.sizes), dtype=bool)
    gaps = []
    for one in result.rounds:
        fixed, weights = list(one.fixed), np.array(one.weights)
        base = np.where(open_, chances[open_].min(), chances)
        _, bound = best_panel(kinds, weights / kinds.sizes)
        excess = max(0.0, bound - float(weights @ base))
        gaps.append(Gap(excess / float(weights[open_].sum()), excess / float(weights[fixed].min())))
        open_[fixed] = False
    return tuple(gaps)


def _check(kinds: Kinds, result: Leximin) -> None:
    """Compare what can be compared without solving anything.

    Raises:
        CertificateDoesNotHold.
    """
    if result.kinds != kinds.members:
        raise CertificateDoesNotHold("kinds")
    panels = np.array([counts for counts, _ in result.portfolio], dtype=np.float64)
    shares = np.array([share for _, share in result.portfolio])
    if panels.shape[1:] != kinds.sizes.shape or not all(map(kinds.holds, panels)):
        raise CertificateDoesNotHold("a panel breaks a quota")
    if (shares < 0).any() or abs(shares.sum() - 1) > NEARLY:
        raise CertificateDoesNotHold("shares")
    if np.abs(chances_of(kinds, panels, shares) - np.array(result.chances)).max() > NEARLY:
        raise CertificateDoesNotHold("chances")
    if sorted(at for one in result.rounds for at in one.fixed) != list(range(len(kinds.sizes))):
        raise CertificateDoesNotHold("rounds")
    for one in result.rounds:
        weights = np.array(one.weights)
        if weights.shape != kinds.sizes.shape or (weights < 0).any() or not one.fixed:
            raise CertificateDoesNotHold("weights")
        if weights[list(one.fixed)].min() < 1 - NEARLY:
            raise CertificateDoesNotHold("weights")


def _spread(kinds: Kinds, wanted: Floats, stock: Stock) -> tuple[tuple[int, ...], ...]:
    """Collect about as many panels as there are kinds."""
    spreading = Spreading(kinds, wanted, stock)
    return tuple(_whole(spreading.next()) for _ in range(len(wanted) + 20))


def _whole(counts: Floats | Counts) -> tuple[int, ...]:
    return tuple(int(count) for count in counts)
