"""What is published of a draw, and how anybody recomputes it.

Published (JSON; no traits, no salts)::

    {"version", "seats", "quotas": {category: {value: [least, most]}},
     "entries": [commitments, sorted], "pool_commitment",
     "tickets_of": {pseudonym: on how many tickets, 0 included},
     "panels": [[pseudonyms, sorted], …, sorted], "panels_commitment",
     "furthest_from_leximin": the greatest difference of a chance from the leximin chance,
     "seed_rule", "seed_value", "ticket", "drawn": [pseudonyms]}

The last three are null until the draw. The pool's own document, for auditors only::

    {"version", "seats", "quotas", "entries": [{"pseudonym", "salt", "traits"}]}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.committee_recruitment.domain.draw.drawing import Drawn, draw, missed
from services.committee_recruitment.domain.draw.leximin import (
    Gap,
    certificate_gap,
    fair_chances,
)
from services.committee_recruitment.domain.draw.panels import Tickets, chances_in, furthest
from services.committee_recruitment.domain.draw.pool import (
    VERSION,
    DrawImpossible,
    Entry,
    Panel,
    Pool,
    Quota,
    Quotas,
    panels_commitment,
    pool_commitment,
    quotas_to_json,
)
from services.committee_recruitment.domain.draw.seed import normalised

Document = dict[str, Any]
# Chances that are computed anew on another machine may differ by rounding errors.
NEARLY = 1e-6


class DocumentMalformed(DrawImpossible):
    """A document lacks something or has it in another form: ``where``."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class DoesNotAgree(DrawImpossible):
    """A document says other than what follows from it: ``what``, names of its members."""

    def __init__(self, what: tuple[str, ...]) -> None:
        super().__init__(", ".join(what))
        self.what = what


@dataclass(frozen=True)
class Recomputed:
    """What follows from a published document.

    Attributes:
        pool_commitment, panels_commitment: hexadecimal.
        chances: pseudonym → exact chance, of all who are in the pool.
        drawn: None before the draw.
    """

    pool_commitment: str
    panels_commitment: str
    chances: Mapping[str, Fraction]
    drawn: Drawn | None


@dataclass(frozen=True)
class Audited:
    """What follows from the pool's document and the published one together.

    Attributes:
        recomputed: what follows from the published one alone.
        furthest: the greatest difference of a chance from the leximin chance.
        gaps: the proof of the leximin chances; see ``leximin.certificate_gap``.
    """

    recomputed: Recomputed
    furthest: float
    gaps: tuple[Gap, ...]


def pool_to_json(pool: Pool) -> Document:
    """Return the pool's document. It holds traits and salts: it is never published."""
    return {
        "version": VERSION,
        "seats": pool.seats,
        "quotas": quotas_to_json(pool.quotas),
        "entries": [
            {"pseudonym": entry.pseudonym, "salt": entry.salt, "traits": dict(entry.traits)}
            for entry in pool.entries
        ],
    }


def pool_from_json(document: Document) -> Pool:
    """Read a pool's document.

    Raises:
        DocumentMalformed, and what ``Pool`` raises.
    """
    _version(document)
    entries = []
    for given in _get(document, "entries", list):
        traits = _get(given, "traits", dict)
        if not all(isinstance(text, str) for pair in traits.items() for text in pair):
            raise DocumentMalformed("traits")
        entries.append(Entry(_get(given, "pseudonym", str), traits, _get(given, "salt", str)))
    return Pool(tuple(entries), _get(document, "seats", int), _quotas(document))


def publication(pool: Pool, tickets: Tickets, rule: str) -> Document:
    """Return what is published before the seed is known."""
    on = tickets.chances()
    return {
        "version": VERSION,
        "seats": pool.seats,
        "quotas": quotas_to_json(pool.quotas),
        "entries": sorted(entry.commitment for entry in pool.entries),
        "pool_commitment": pool.commitment,
        "tickets_of": {
            entry.pseudonym: int(on.get(entry.pseudonym, Fraction(0)) * len(tickets.panels))
            for entry in pool.entries
        },
        "panels": [list(panel) for panel in tickets.panels],
        "panels_commitment": tickets.commitment,
        "furthest_from_leximin": tickets.furthest,
        "seed_rule": rule,
        "seed_value": None,
        "ticket": None,
        "drawn": None,
    }


def with_seed(published: Document, value: str) -> Document:
    """Return the document after the draw.

    Raises:
        DocumentMalformed, DoesNotAgree, SeedMissing.
    """
    recompute({**published, "seed_value": None, "ticket": None, "drawn": None})
    drawn = draw(_panels(published), _get(published, "seed_rule", str), value)
    return {
        **published,
        "seed_value": drawn.seed,
        "ticket": drawn.ticket,
        "drawn": list(drawn.panel),
    }


def proves(published: Document, entry: Entry) -> bool:
    """Tell whether an entry, with its salt and traits, is in the pool that was committed to.

    Raises:
        DocumentMalformed.
    """
    return entry.commitment in _get(published, "entries", list)


def recompute(published: Document) -> Recomputed:
    """Recompute commitments, chances and draw from what is published alone.

    Raises:
        DocumentMalformed; DoesNotAgree: with all that does not; SeedMissing.
    """
    _version(published)
    panels, seats = _panels(published), _get(published, "seats", int)
    entries, tickets_of = _get(published, "entries", list), _get(published, "tickets_of", dict)
    if not all(isinstance(entry, str) for entry in entries):
        raise DocumentMalformed("entries")
    pool = pool_commitment(seats, _quotas(published), entries)
    commitment, found = panels_commitment(panels), chances_in(panels)
    chances = {who: found.get(who, Fraction(0)) for who in sorted(tickets_of)}
    wrong = [
        name
        for name, agrees in (
            ("entries", entries == sorted(set(entries)) and len(entries) == len(tickets_of)),
            ("pool_commitment", published.get("pool_commitment") == pool),
            ("panels", _well_formed(panels, seats)),
            ("panels_commitment", published.get("panels_commitment") == commitment),
            (
                "tickets_of",
                found.keys() <= tickets_of.keys()
                and all(tickets_of[who] == chances[who] * len(panels) for who in chances),
            ),
        )
        if not agrees
    ]
    drawn, differs = _drawn_again(published, panels)
    wrong += differs
    if wrong:
        raise DoesNotAgree(tuple(wrong))
    return Recomputed(pool, commitment, chances, drawn)


def audit(pool_document: Document, published: Document) -> Audited:
    """Recompute all from the pool. Heavy on the CPU, as it finds the leximin chances anew.

    Raises:
        DocumentMalformed; DoesNotAgree: with all that does not; what ``Pool`` and
        ``fair_chances`` raise.
    """
    recomputed = recompute(published)
    pool = pool_from_json(pool_document)
    traits = {entry.pseudonym: entry.traits for entry in pool.entries}
    panels = _panels(published)
    wrong = [
        name
        for name, agrees in (
            ("pool_commitment", pool.commitment == recomputed.pool_commitment),
            ("tickets_of", traits.keys() == recomputed.chances.keys()),
            (
                "panels",
                recomputed.chances.keys() <= traits.keys()
                and not any(missed(pool, [traits[who] for who in panel]) for panel in panels),
            ),
        )
        if not agrees
    ]
    if wrong:
        raise DoesNotAgree(tuple(wrong))
    fair = fair_chances(pool)
    far = furthest(panels, fair.chance_of())
    if far > _get(published, "furthest_from_leximin", float) + NEARLY:
        raise DoesNotAgree(("furthest_from_leximin",))
    return Audited(recomputed, far, certificate_gap(pool, fair))


def _drawn_again(published: Document, panels: tuple[Panel, ...]) -> tuple[Drawn | None, list[str]]:
    """Draw again if there was a draw; with it the names of what does not agree."""
    value = published.get("seed_value")
    if value is None:
        said = ("ticket", "drawn")
        return None, [name for name in said if published.get(name) is not None]
    if not isinstance(value, str):
        raise DocumentMalformed("seed_value")
    drawn = draw(panels, _get(published, "seed_rule", str), value)
    expected = {
        "seed_value": normalised(value),
        "ticket": drawn.ticket,
        "drawn": list(drawn.panel),
    }
    return drawn, [name for name in expected if published.get(name) != expected[name]]


def _well_formed(panels: tuple[Panel, ...], seats: int) -> bool:
    """Tell whether tickets are in their order, and each has as many people as there are seats."""
    return list(panels) == sorted(panels) and all(
        len(panel) == seats and list(panel) == sorted(set(panel)) for panel in panels
    )


def _panels(published: Document) -> tuple[Panel, ...]:
    panels = _get(published, "panels", list)
    for panel in panels:
        if not isinstance(panel, list) or not all(isinstance(who, str) for who in panel):
            raise DocumentMalformed("panels")
    if not panels:
        raise DocumentMalformed("panels")
    return tuple(tuple(panel) for panel in panels)


def _quotas(document: Document) -> Quotas:
    found: dict[str, dict[str, Quota]] = {}
    for category, values in _get(document, "quotas", dict).items():
        if not isinstance(values, dict):
            raise DocumentMalformed("quotas")
        for value, bounds in values.items():
            if not (isinstance(bounds, list) and [type(each) for each in bounds] == [int, int]):
                raise DocumentMalformed("quotas")
            found.setdefault(category, {})[value] = Quota(*bounds)
    return found


def _version(document: Document) -> None:
    if _get(document, "version", str) != VERSION:
        raise DocumentMalformed("version")


def _get(document: Document, name: str, kind: type) -> Any:
    found = document.get(name) if isinstance(document, dict) else None
    if kind is float and isinstance(found, int) and not isinstance(found, bool):
        return float(found)
    if not isinstance(found, kind) or isinstance(found, bool):
        raise DocumentMalformed(name)
    return found
