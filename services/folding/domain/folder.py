"""Placing texts as they arrive: pure, so that the service, its worker and the bench share it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from services.folding.domain.likeness import Reading, Signature, belongs, opposes, signature

# A fold is known by its first text, and by others of it that many send: who passes on what is sent
# most is compared with that.
REPRESENTATIVES = 3
COPIES_TO_REPRESENT = 2
# A text is compared with those that share most with it, and no more; and not with those that have
# but one band in common, as most have by chance.
COMPARED_MAX, SHARED_MIN = 10, 2


Known = TypeVar("Known", int, bytes)


@dataclass(frozen=True)
class Representative:
    """A text that a fold is known by."""

    fold_id: str
    bands: tuple[int, ...]
    reading: Reading


@dataclass(frozen=True)
class Arrival:
    """A text that nobody has sent in these words before; ``id`` becomes that of a new fold."""

    id: str
    signature: Signature


@dataclass(frozen=True)
class Placed:
    """Where a text belongs."""

    fold_id: str
    is_first: bool


@dataclass
class Folder:
    """The representatives of a consultation, or as many of them as may matter."""

    _known: list[Representative] = field(default_factory=list)
    _by_band: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, representative: Representative) -> None:
        """Let later texts be compared with this one."""
        place = len(self._known)
        self._known.append(representative)
        for band in representative.bands:
            self._by_band[band].append(place)

    def place(self, arrival: Arrival) -> Placed:
        """Find the fold of a text, or begin one. What comes first wins between equals."""
        bands, reading = arrival.signature.bands, arrival.signature.reading
        nearest = nearest_of(self._by_band.get(band, ()) for band in bands)
        for place in nearest:
            known = self._known[place]
            if belongs(reading, known.reading) and not self._opposed(
                reading, known.fold_id, nearest
            ):
                return Placed(known.fold_id, is_first=False)
        if bands:
            self.add(Representative(arrival.id, bands, reading))
        return Placed(arrival.id, is_first=True)

    def _opposed(self, reading: Reading, fold_id: str, nearest: Sequence[int]) -> bool:
        """Say whether another text that the fold is known by takes the other side.

        A text without the disputed sentence may have begun the fold: it must not bring both sides
        together.
        """
        return any(
            opposes(reading, known.reading)
            for known in (self._known[place] for place in nearest)
            if known.fold_id == fold_id
        )


def nearest_of(found: Iterable[Iterable[Known]]) -> list[Known]:
    """Return what was found most often, band by band; of equals what sorts first."""
    shared = Counter(one for of_band in found for one in of_band)
    enough = [(-count, one) for one, count in shared.items() if count >= SHARED_MIN]
    return [one for _, one in sorted(enough)[:COMPARED_MAX]]


def signatures(texts: Sequence[str]) -> list[Signature]:
    """Compute what texts are looked up and compared by."""
    return [signature(text) for text in texts]


def place_all(known: Iterable[Representative], arrivals: Iterable[Arrival]) -> list[Placed]:
    """Place texts in their order among what is known."""
    folder = Folder()
    for representative in known:
        folder.add(representative)
    return [folder.place(arrival) for arrival in arrivals]
