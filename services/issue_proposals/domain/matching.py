"""Which offers may help with a need, and why.

Needs and offers are seldom written in the same words. Three things are weighed: the situations of
life that both speak of (``situations.toml``), the words that they share (BM25 on Sudachi's
normalized words), and whether the offer is of the kind that is needed.
"""

import math
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from shared.sudachi import words

SITUATIONS = Path(__file__).parent / "situations.toml"
KIND_WEIGHT, WORDS_WEIGHT = 0.3, 0.3
SHOWN_WORDS = 3
# BM25's usual constants (Robertson and Zaragoza 2009).
K1, B = 1.2, 0.75
_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞"})
_BLANK = frozenset({"非自立可能", "数詞", "代名詞"})


@dataclass(frozen=True)
class Text:
    """A need or an offer."""

    id: str
    kind: str
    text: str


@dataclass(frozen=True)
class Ranked:
    """An offer with its score and the reasons: what both speak of, and words that both use."""

    id: str
    score: float
    same_kind: bool
    situations: tuple[str, ...]
    words: tuple[str, ...]


def rank(need: Text, offers: Sequence[Text], most: int) -> list[Ranked]:
    """Return the offers that may help, best first; those with no reason are left out.

    Takes about 0.1 ms an offer that was seen before, 1 ms a new one: call it in a worker process.
    """
    index = _Index([_words(offer.text) for offer in offers])
    wanted, asked = _profile(need.text), set(_words(need.text))
    best = max((index.score(asked, at) for at in range(len(offers))), default=0.0) or 1.0
    found = [
        _ranked(need, offer, wanted, asked, index.score(asked, at) / best)
        for at, offer in enumerate(offers)
    ]
    with_reason = [one for one in found if one.situations or one.words]
    return sorted(with_reason, key=lambda one: (-one.score, one.id))[:most]


def _ranked(
    need: Text, offer: Text, wanted: Mapping[str, float], asked: set[str], shared_words: float
) -> Ranked:
    given = _profile(offer.text)
    both = {name: wanted[name] * given[name] for name in wanted if name in given}
    same_kind = need.kind == offer.kind
    score = sum(both.values()) + WORDS_WEIGHT * shared_words + KIND_WEIGHT * same_kind
    words_of_both = [word for word in dict.fromkeys(_words(offer.text)) if word in asked]
    return Ranked(
        id=offer.id,
        score=round(score, 4),
        same_kind=same_kind,
        situations=tuple(sorted(both, key=lambda name: -both[name])),
        words=tuple(words_of_both[:SHOWN_WORDS]),
    )


class _Index:
    """BM25 over the words of all offers."""

    def __init__(self, documents: Sequence[tuple[str, ...]]) -> None:
        self._counts = [Counter(words_of) for words_of in documents]
        self._lengths = [len(words_of) for words_of in documents]
        self._average = sum(self._lengths) / max(1, len(documents)) or 1.0
        self._in = Counter(word for counts in self._counts for word in counts)

    def score(self, asked: set[str], at: int) -> float:
        """Return how well document ``at`` answers the words."""
        counts = self._counts[at]
        norm = K1 * (1 - B + B * self._lengths[at] / self._average)
        return sum(
            self._rarity(word) * counts[word] * (K1 + 1) / (counts[word] + norm)
            for word in asked
            if word in counts
        )

    def _rarity(self, word: str) -> float:
        count = self._in[word]
        return math.log(1 + (len(self._counts) - count + 0.5) / (count + 0.5))


@lru_cache(maxsize=30_000)
def _words(text: str) -> tuple[str, ...]:
    """Return the words that carry meaning, in their normal form."""
    return tuple(
        word.normalized_form()
        for _, word in words(text)
        if word.part_of_speech()[0] in _CONTENT and word.part_of_speech()[1] not in _BLANK
    )


@lru_cache(maxsize=30_000)
def _profile(text: str) -> Mapping[str, float]:
    """Return how much a text speaks of each situation; as a whole of length 1."""
    plain = unicodedata.normalize("NFKC", text)
    heard = {
        name: sum(len(part) for part in parts if part in plain)
        for name, parts in _situations().items()
    }
    weights = {name: math.sqrt(length) for name, length in heard.items() if length}
    whole = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {name: weight / whole for name, weight in weights.items()}


@lru_cache(maxsize=1)
def _situations() -> Mapping[str, tuple[str, ...]]:
    """Read the words of each situation."""
    found = tomllib.loads(SITUATIONS.read_text("utf-8"))
    return {
        name: tuple(unicodedata.normalize("NFKC", word) for word in dict.fromkeys(one["words"]))
        for name, one in found.items()
    }
