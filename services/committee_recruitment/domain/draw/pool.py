"""Who may be chosen for how many seats under which quotas; canonical form and commitments.

A commitment is the lower-case hexadecimal SHA-256 over canonical JSON (UTF-8, keys in the order of
their code points, no blanks): of an entry over ``[salt, pseudonym, traits]``, of a pool over the
sorted commitments of its entries with seats, quotas and the version of these rules. Who knows an
entry's salt, pseudonym and traits proves that it is in the pool; nobody else learns anything from
it, provided that salts cannot be guessed (32 random bytes or so each).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import Any, NamedTuple

# Whoever changes how panels, tickets or commitments come about raises it.
VERSION = "kyodo-draw/1"


class DrawImpossible(ValueError):
    """What was asked of a draw cannot be; the classes below say why."""


class PoolTooSmall(DrawImpossible):
    """There are ``people`` for more ``seats``."""

    def __init__(self, people: int, seats: int) -> None:
        super().__init__(f"{people} people for {seats} seats")
        self.people, self.seats = people, seats


class NoSeats(DrawImpossible):
    """There is no seat to be drawn for."""


class PseudonymTwice(DrawImpossible):
    """Two entries have the same ``pseudonym``."""

    def __init__(self, pseudonym: str) -> None:
        super().__init__(pseudonym)
        self.pseudonym = pseudonym


class QuotaReversed(DrawImpossible):
    """A quota asks for less than nobody, or its least is over its most."""

    def __init__(self, category: str, value: str) -> None:
        super().__init__(f"{category}: {value}")
        self.category, self.value = category, value


class Quota(NamedTuple):
    """How many of a panel have a value: from ``least`` to ``most``, both included."""

    least: int
    most: int


Quotas = Mapping[str, Mapping[str, Quota]]
Panel = tuple[str, ...]  # pseudonyms in their order


@dataclass(frozen=True)
class Entry:
    """Somebody who may be chosen.

    Attributes:
        pseudonym: what is published of the entry.
        traits: category → value (年代 → 30代, 性別 → 回答しない); a category that is missing
            counts towards no quota. Never published.
        salt: hides the traits in the commitment; known to the city and to the applicant.
    """

    pseudonym: str
    traits: Mapping[str, str] = field(repr=False)
    salt: str = field(default="", repr=False)

    @property
    def commitment(self) -> str:
        """SHA-256 over ``[salt, pseudonym, traits]``."""
        return digest([self.salt, self.pseudonym, dict(self.traits)])


@dataclass(frozen=True)
class Pool:
    """Entries, seats and quotas, brought into their canonical order.

    Attributes:
        entries: in the order of pseudonyms.
        seats: how many are chosen.
        quotas: category → value → from least to most; values without one are unbounded.

    Raises:
        NoSeats, PoolTooSmall, PseudonymTwice, QuotaReversed.
    """

    entries: tuple[Entry, ...]
    seats: int
    quotas: Quotas

    def __post_init__(self) -> None:
        entries = tuple(sorted(self.entries, key=lambda entry: entry.pseudonym))
        quotas = {
            category: {value: Quota(*self.quotas[category][value]) for value in sorted(values)}
            for category, values in sorted(self.quotas.items())
            if values
        }
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "quotas", quotas)
        for one, other in pairwise(entries):
            if one.pseudonym == other.pseudonym:
                raise PseudonymTwice(one.pseudonym)
        for category, value, quota in self.bounds():
            if not 0 <= quota.least <= quota.most:
                raise QuotaReversed(category, value)
        if self.seats < 1:
            raise NoSeats("seats")
        if len(entries) < self.seats:
            raise PoolTooSmall(len(entries), self.seats)

    def bounds(self) -> Iterable[tuple[str, str, Quota]]:
        """Yield category, value and quota in the order of names."""
        for category, values in self.quotas.items():
            for value, quota in values.items():
                yield category, value, quota

    @property
    def commitment(self) -> str:
        """SHA-256 over version, seats, quotas and the sorted commitments of the entries."""
        return pool_commitment(
            self.seats, self.quotas, sorted(entry.commitment for entry in self.entries)
        )


def pool_commitment(seats: int, quotas: Quotas, entries: Iterable[str]) -> str:
    """Return a pool's commitment from what is published: ``entries`` are commitments."""
    return digest(
        {
            "version": VERSION,
            "seats": seats,
            "quotas": quotas_to_json(quotas),
            "entries": sorted(entries),
        }
    )


def panels_commitment(panels: Iterable[Panel]) -> str:
    """Return the SHA-256 over the list of panels, in the order of their tickets."""
    return digest([list(panel) for panel in panels])


def quotas_to_json(quotas: Quotas) -> dict[str, dict[str, list[int]]]:
    """Category → value → [least, most]."""
    return {
        category: {value: [quota[0], quota[1]] for value, quota in values.items()}
        for category, values in quotas.items()
    }


def canonical(value: Any) -> bytes:
    """Return the one way in which a JSON value is written for hashing.

    Raises:
        TypeError, ValueError: it is no JSON, or holds NaN or lone surrogates.
    """
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def digest(value: Any) -> str:
    """Return the lower-case hexadecimal SHA-256 of a JSON value's canonical form."""
    return sha256(canonical(value)).hexdigest()
