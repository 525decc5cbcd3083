"""What statements mean, as vectors: the words' own, weighted by how few others use them.

The weights are those of one consultation: what everybody writes there (計画, 思う) does not tell
its statements apart.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.insight.topics.domain.words import Read
from shared.word_vectors import DIMENSIONS, Vector, WordVectors

# A noun says more about the matter than a verb does.
NOUNS_COUNT = 2.0
# Beside meanings, the nouns themselves, each at a place drawn by its hash: two statements that
# share a rare one are closer than their meanings tell. Used to find groups, not topics.
LEXICAL_DIMENSIONS = 256
LEXICAL_WEIGHT = 0.5
LEXICAL_SHARE_MAX = 0.05

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """How much each word counts, by its hash, and the mean of all statements' vectors."""

    of_word: dict[int, float]
    unknown: float
    mean: Vector

    def of(self, normal: str) -> float:
        """Return a word's weight; a word that nobody used before counts most."""
        return self.of_word.get(word_key(normal), self.unknown)


def word_key(normal: str) -> int:
    """Return 63 bits that stand for a word, so that a model holds no words of anybody."""
    return int.from_bytes(hashlib.blake2b(normal.encode(), digest_size=8).digest()) >> 1


def document_frequencies(reads: Iterable[Read]) -> Counter[str]:
    """Count in how many statements each word is."""
    return Counter(normal for read in reads for normal in {word.normal for word in read.words})


def rarity(statements: int, frequency: int) -> float:
    """Weigh a word: inverse document frequency, smoothed."""
    return math.log((1 + statements) / (1 + frequency)) + 1


def learn(reads: Sequence[Read], vectors: WordVectors) -> tuple[Weights, Matrix]:
    """Return the weights of a consultation and its statements' vectors."""
    frequencies = document_frequencies(reads)
    of_word = {word_key(word): rarity(len(reads), n) for word, n in frequencies.items()}
    flat = np.zeros(DIMENSIONS, dtype=np.float32)
    weights = Weights(of_word, rarity(len(reads), 0), flat)
    raw = _unit(np.stack([_sum(read, weights, vectors) for read in reads]))
    centred = Weights(of_word, weights.unknown, raw.mean(axis=0))
    return centred, _unit(raw - centred.mean)


def meanings(reads: Sequence[Read], weights: Weights, vectors: WordVectors) -> Matrix:
    """Return the vectors of other statements of the same consultation."""
    raw = _unit(np.stack([_sum(read, weights, vectors) for read in reads]))
    return _unit(raw - weights.mean)


def lexical(reads: Sequence[Read]) -> Matrix:
    """Return the nouns that a few statements share, at hashed places."""
    frequencies = document_frequencies(reads)
    most = LEXICAL_SHARE_MAX * len(reads)
    found = np.zeros((len(reads), LEXICAL_DIMENSIONS), dtype=np.float32)
    for row, read in zip(found, reads, strict=True):
        nouns = {word.normal for word in read.words if word.is_noun and len(word.normal) > 1}
        # In a fixed order: sums of floats depend on it.
        for normal in sorted(nouns):
            if 2 <= frequencies[normal] <= most:
                key = word_key(normal)
                sign = 1 if key >> 40 & 1 else -1
                row[key % LEXICAL_DIMENSIONS] += sign * rarity(len(reads), frequencies[normal])
    return LEXICAL_WEIGHT * _unit(found)


def _sum(read: Read, weights: Weights, vectors: WordVectors) -> Vector:
    total = np.zeros(DIMENSIONS, dtype=np.float32)
    for word in read.words:
        vector = vectors.of(word.forms)
        if vector is not None:
            total += vector * weights.of(word.normal) * (NOUNS_COUNT if word.is_noun else 1.0)
    return total


def _unit(rows: Matrix) -> Matrix:
    unit: Matrix = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    return unit
