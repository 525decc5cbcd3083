"""Which offers may help with a need, and why.

Needs and offers are seldom written in the same words (「歩道が凍る」「融雪剤」). Four things are
weighed: what both mean, as the mean of their words' vectors; the situations of life that both
speak of (``situations.toml``); the kanji that both have (「雪かき」「除雪機」); and whether the
offer is of the kind that is needed, as it was chosen or as the words ask for it beside
(``kinds.toml``). How near an offer is counts against how near the others are, so that what all
have in common weighs nothing.
"""

import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.issue_proposals.domain.terms import has_meaning
from shared.sudachi import words
from shared.word_vectors import DIMENSIONS, word_vectors

SITUATIONS = Path(__file__).parent / "situations.toml"
KINDS = Path(__file__).parent / "kinds.toml"
# Of meaning and situations per standard deviation over the register; fitted to both labelled sets
# (tests/bench/matching) and alike when fitted to either half of the second one.
MEANING_WEIGHT, SITUATIONS_WEIGHT, KANJI_WEIGHT = 0.74, 0.43, 0.09
KIND_WEIGHT, HEARD_WEIGHT, MONEY_WEIGHT = 1.63, 0.98, 1.64
# In a register of a few offers, all alike, small differences are no reason.
SPREAD_LEAST = 0.05
# Directions in which all texts of a register lie ("we have", "please use it"): they tell nothing.
COMMON_DIRECTIONS = 2
SHOWN_WORDS = 3
# What has a meaning this near is a reason by itself.
NEAR = 0.25

_MONEY = "MONEY"
_KANJI = re.compile(r"[\u4e00-\u9fff々]")

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Text:
    """A need or an offer."""

    id: str
    kind: str
    text: str


@dataclass(frozen=True)
class Ranked:
    """An offer with its score and the reasons.

    Attributes:
        same_kind: it is of the kind that was chosen, or that the words ask for beside.
        situations: of life, that both speak of. words: that both use.
    """

    id: str
    score: float
    same_kind: bool
    situations: tuple[str, ...]
    words: tuple[str, ...]


def rank(need: Text, offers: Sequence[Text], most: int) -> list[Ranked]:
    """Return the offers that may help, best first; those with no reason are left out.

    Takes about 1 ms for an offer that is new to the process, and next to nothing for the register
    that was asked about last: call it in a worker process.
    """
    if not offers:
        return []
    meanings, told_situations, kanji = _index(tuple(offers))
    meaning, situations = meanings.near(need), told_situations.near(need)
    heard = _kinds_in(need)
    kind = np.array([_fit(need, heard, offer) for offer in offers], dtype=np.float32)
    scores = (
        MEANING_WEIGHT * _standing_out(meaning)
        + SITUATIONS_WEIGHT * _standing_out(situations)
        + KANJI_WEIGHT * _standing_out(kanji.near(need))
        + kind
    )
    asked, about = {word.normal for word in _words(need.text)}, set(_profile(need.text))
    found = [
        Ranked(
            id=offer.id,
            score=round(float(scores[at]), 4),
            same_kind=need.kind == offer.kind or offer.kind in heard,
            situations=tuple(name for name in _profile(offer.text) if name in about),
            words=_shared(offer, asked),
        )
        for at, offer in enumerate(offers)
    ]
    with_reason = [
        one
        for one, near, offer in zip(found, meaning, offers, strict=True)
        if one.situations or one.words or near >= NEAR or (offer.kind == _MONEY and one.same_kind)
    ]
    return sorted(with_reason, key=lambda one: (-one.score, one.id))[:most]


def _fit(need: Text, heard: frozenset[str], offer: Text) -> float:
    """Return how well the kind of an offer fits. Money has no topic: being asked for is enough."""
    same, asked = need.kind == offer.kind, offer.kind in heard
    money = MONEY_WEIGHT if offer.kind == _MONEY and (same or asked) else 0.0
    return money + (KIND_WEIGHT if same else HEARD_WEIGHT if asked else 0.0)


def _standing_out(near: Matrix) -> Matrix:
    """Return how much nearer each offer is than the others, in standard deviations."""
    out: Matrix = (near - near.mean()) / max(float(near.std()), SPREAD_LEAST)
    return out


class _Meanings:
    """What offers mean beside each other: rare words count more, what all say counts nothing."""

    def __init__(self, offers: Sequence[Text]) -> None:
        self._count = len(offers)
        self._in = Counter(
            normal for offer in offers for normal in {one.normal for one in _words(offer.text)}
        )
        rows: Matrix = np.stack([self._sum(offer.text) for offer in offers])
        self._mean: Matrix = rows.mean(axis=0)
        rows -= self._mean
        # Of a 300 × 300 matrix, however many offers there are. Few offers have nothing in common.
        _, directions = np.linalg.eigh(rows.T @ rows)
        common = COMMON_DIRECTIONS if self._count > DIMENSIONS // 10 else 0
        self._common: Matrix = directions[:, DIMENSIONS - common :].astype(np.float32)
        along = np.asarray(rows @ self._common @ self._common.T, dtype=np.float32)
        self._rows = _unit(rows - along)

    def near(self, need: Text) -> Matrix:
        """Return how near each offer is, from -1 to 1."""
        row = self._sum(need.text) - self._mean
        return self._rows @ _unit(row - self._common @ (self._common.T @ row))

    def _sum(self, text: str) -> Matrix:
        total = np.zeros(DIMENSIONS, dtype=np.float32)
        for word in _words(text):
            vector = word_vectors().of(word.forms)
            if vector is not None:
                total += vector * self._rarity(word.normal)
        return _unit(total)

    def _rarity(self, normal: str) -> float:
        return math.log((1 + self._count) / (1 + self._in[normal])) + 1


class _Situations:
    """The situations that offers speak of: those that few speak of tell more."""

    def __init__(self, offers: Sequence[Text]) -> None:
        self._names = list(_situations())
        rows = np.stack([self._row(offer.text) for offer in offers])
        self._weights = np.log(1 + len(offers) / (1 + (rows > 0).sum(axis=0))).astype(np.float32)
        self._rows = _unit(rows * self._weights)

    def near(self, need: Text) -> Matrix:
        """Return how much each offer speaks of the same, from 0 to 1."""
        return self._rows @ _unit(self._row(need.text) * self._weights)

    def _row(self, text: str) -> Matrix:
        profile = _profile(text)
        return np.array([profile.get(name, 0.0) for name in self._names], dtype=np.float32)


class _Kanji:
    """The kanji of offers: those that few have tell more, long texts no more than short ones."""

    def __init__(self, offers: Sequence[Text]) -> None:
        told = [set(_KANJI.findall(offer.text)) for offer in offers]
        count = len(offers)
        within = Counter(one for each in told for one in each)
        self._rarity = {
            one: max(0.0, math.log((count - many + 0.5) / (many + 0.5)))
            for one, many in within.items()
        }
        self._told = [(each, math.sqrt(4 + len(each))) for each in told]

    def near(self, need: Text) -> Matrix:
        """Return how much each offer has of the need's kanji."""
        asked = set(_KANJI.findall(need.text))
        return np.array(
            [
                sum(self._rarity[one] for one in asked & each) / length
                for each, length in self._told
            ],
            dtype=np.float32,
        )


@lru_cache(maxsize=2)
def _index(offers: tuple[Text, ...]) -> tuple[_Meanings, _Situations, _Kanji]:
    """Read a register once; it is asked about many needs before it changes."""
    return _Meanings(offers), _Situations(offers), _Kanji(offers)


def _shared(offer: Text, asked: set[str]) -> tuple[str, ...]:
    both = dict.fromkeys(word.normal for word in _words(offer.text) if word.normal in asked)
    return tuple(both)[:SHOWN_WORDS]


def _unit(rows: Matrix) -> Matrix:
    unit: Matrix = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    return unit


@dataclass(frozen=True, slots=True)
class _Word:
    normal: str
    forms: tuple[str, ...]


@lru_cache(maxsize=30_000)
def _words(text: str) -> tuple[_Word, ...]:
    """Return the words that carry meaning, in their normal form and as a dictionary has them."""
    return tuple(
        _Word(
            word.normalized_form(),
            (word.normalized_form(), word.surface(), word.dictionary_form()),
        )
        for _, word in words(unicodedata.normalize("NFKC", text))
        if has_meaning(word)
    )


@lru_cache(maxsize=30_000)
def _profile(text: str) -> Mapping[str, float]:
    """Return how much a text speaks of each situation, the most first."""
    plain = unicodedata.normalize("NFKC", text)
    heard = {
        name: math.sqrt(sum(len(part) for part in parts if part in plain))
        for name, parts in _situations().items()
    }
    told = sorted(heard.items(), key=lambda one: -one[1])
    return {name: weight for name, weight in told if weight}


def _kinds_in(need: Text) -> frozenset[str]:
    """Return the kinds that the words of a need ask for."""
    plain = unicodedata.normalize("NFKC", need.text)
    return frozenset(
        kind for kind, parts in _kinds().items() if any(part in plain for part in parts)
    )


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, tuple[str, ...]]:
    """Read by what words each kind is asked for."""
    return {kind: tuple(parts) for kind, parts in tomllib.loads(KINDS.read_text("utf-8")).items()}


@lru_cache(maxsize=1)
def _situations() -> Mapping[str, tuple[str, ...]]:
    """Read the words of each situation."""
    found = tomllib.loads(SITUATIONS.read_text("utf-8"))
    return {
        name: tuple(unicodedata.normalize("NFKC", word) for word in dict.fromkeys(one["words"]))
        for name, one in found.items()
    }
