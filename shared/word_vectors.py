"""What words mean, as vectors: those of chiVe that come with the package ja-ginza, as data.

Nothing of the package's code is used. ``key2row`` names the row of a word by the hash that spaCy
uses (MurmurHash64A of its UTF-8 form, seed 1); ``vectors`` holds 20,000 rows of 300 numbers.
"""

from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import msgpack
import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 300
_FOLDER = "ja_ginza/ja_ginza-5.3.0/vocab"
_MULTIPLIER = 0xC6A4A7935BD1E995
_64_BITS = (1 << 64) - 1

Vector = NDArray[np.float32]


class WordVectors:
    """Vectors of length 1 by word. Takes some 120 MB: in worker processes only."""

    def __init__(self, folder: Path) -> None:
        rows: Any = np.load(folder / "vectors")
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        self._rows: Vector = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
        self._row_of: dict[int, int] = msgpack.unpackb(
            (folder / "key2row").read_bytes(), strict_map_key=False
        )

    def of(self, forms: Iterable[str]) -> Vector | None:
        """Return the vector of the first of a word's forms that is known."""
        for form in forms:
            row = self._row_of.get(murmur64(form.encode()))
            if row is not None:
                vector: Vector = self._rows[row]
                return vector
        return None


@lru_cache(maxsize=1)
def word_vectors() -> WordVectors:
    """Load the vectors, once per process."""
    return WordVectors(Path(str(distribution("ja-ginza").locate_file(_FOLDER))))


@lru_cache(maxsize=200_000)
def murmur64(data: bytes, seed: int = 1) -> int:
    """Hash as MurmurHash64A does (Austin Appleby, public domain)."""
    state = (seed ^ (len(data) * _MULTIPLIER)) & _64_BITS
    whole = len(data) - len(data) % 8
    for start in range(0, whole, 8):
        part = int.from_bytes(data[start : start + 8], "little") * _MULTIPLIER & _64_BITS
        part = (part ^ part >> 47) * _MULTIPLIER & _64_BITS
        state = (state ^ part) * _MULTIPLIER & _64_BITS
    if rest := data[whole:]:
        state = (state ^ int.from_bytes(rest, "little")) * _MULTIPLIER & _64_BITS
    state = (state ^ state >> 47) * _MULTIPLIER & _64_BITS
    return state ^ state >> 47
