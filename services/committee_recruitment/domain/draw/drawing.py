"""The draw itself, and who follows for a seat that becomes vacant (補欠)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from services.committee_recruitment.domain.draw.kinds import kinds_of
from services.committee_recruitment.domain.draw.pool import (
    DrawImpossible,
    Panel,
    Pool,
    panels_commitment,
)
from services.committee_recruitment.domain.draw.seed import normalised, shuffled, ticket_of


class NotOnThePanel(DrawImpossible):
    """Who leaves is not on the panel, or somebody on it is not in the pool: ``pseudonym``."""

    def __init__(self, pseudonym: str) -> None:
        super().__init__(pseudonym)
        self.pseudonym = pseudonym


@dataclass(frozen=True)
class Drawn:
    """A ticket that was drawn.

    Attributes:
        commitment: of the panels.
        rule: what the seed is.
        seed: its value, normalised.
        ticket: the number, from 0.
        panel: who is chosen.
    """

    commitment: str
    rule: str
    seed: str
    ticket: int
    panel: Panel


def draw(panels: Sequence[Panel], rule: str, value: str) -> Drawn:
    """Draw one of the panels; the same panels, rule and value always give the same.

    Args:
        panels: by ticket number.
        rule: the text in the call that says what the seed is.
        value: what the source printed.

    Raises:
        SeedMissing; ValueError: no panels.
    """
    commitment = panels_commitment(panels)
    ticket = ticket_of(commitment, rule, value, len(panels))
    return Drawn(commitment, rule, normalised(value), ticket, tuple(panels[ticket]))


def reserves(
    pool: Pool, drawn: Drawn, panel: Panel, leaving: str, gone: Collection[str] = ()
) -> tuple[str, ...]:
    """Return who follows for the seat of ``leaving``, the first first.

    First those who are like the one who leaves in all that has quotas, then those with whom the
    quotas are missed by the fewest places; among equals the order that the seed gives. Ask anew
    for each seat, as the panel is another then.

    Args:
        pool: all entries.
        drawn: whose seed gives the order.
        panel: who sits now, ``leaving`` included.
        leaving: whose seat becomes vacant.
        gone: who left before or does not want to be asked; never returned.

    Raises:
        NotOnThePanel.
    """
    traits = {entry.pseudonym: entry.traits for entry in pool.entries}
    if leaving not in panel or leaving not in traits:
        raise NotOnThePanel(leaving)
    if unknown := sorted(set(panel) - traits.keys()):
        raise NotOnThePanel(unknown[0])
    like = next(set(members) for members in kinds_of(pool).members if leaving in members)
    staying = [traits[who] for who in panel if who != leaving]
    free = traits.keys() - set(panel) - set(gone)
    order = shuffled(drawn.commitment, drawn.rule, drawn.seed, free)
    # sorted() keeps the seed's order among equals.
    return tuple(
        sorted(
            order,
            key=lambda who: (who not in like, missed(pool, [*staying, traits[who]])),
        )
    )


def missed(pool: Pool, members: Sequence[Mapping[str, str]]) -> int:
    """Count the places by which people with these traits miss the quotas."""
    places = 0
    for category, value, quota in pool.bounds():
        have = sum(traits.get(category) == value for traits in members)
        places += max(0, quota.least - have, have - quota.most)
    return places
