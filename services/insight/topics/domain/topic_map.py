"""The map of a consultation: what it takes to say to which viewpoint a statement belongs.

It holds no word of anybody: hashes, weights and vectors only. A statement that was there when the
map was made has its place in it; any other goes to the viewpoint whose centre is nearest. So where
a statement belongs depends on its text and the map alone, whenever and by whom it is asked.
"""

import hashlib
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.insight.topics.domain.groups import Numbers
from services.insight.topics.domain.meaning import Matrix, Weights, meanings
from services.insight.topics.domain.words import read
from shared.word_vectors import WordVectors

# The drawing is a grid; what lies outside is drawn at its edge.
COLUMNS, ROWS = 48, 32


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement belongs; ``near``: how like the viewpoint's centre it is, at most 1.

    ``cell`` is its place in the drawing: row × COLUMNS + column. ``settled``: it was there when the
    map was made.
    """

    viewpoint_id: str
    near: float
    cell: int
    settled: bool = False


@dataclass(frozen=True)
class TopicMap:
    """See the module. Row by row: ``known`` (sorted), ``viewpoint``, ``near``, ``cell``."""

    weights: Weights
    viewpoint_ids: tuple[str, ...]
    centres: Matrix
    axes: Matrix
    bounds: NDArray[np.float32]
    known: NDArray[np.uint64]
    viewpoint: Numbers
    near: NDArray[np.float32]
    cell: Numbers

    def place_of(self, key: int) -> Place | None:
        """Return the place of a statement that was there when the map was made."""
        row = self._row_of.get(key)
        if row is None:
            return None
        number = int(self.viewpoint[row])
        return Place(
            self.viewpoint_ids[number], float(self.near[row]), int(self.cell[row]), settled=True
        )

    def find_places(self, texts: Sequence[str], vectors: WordVectors) -> list[Place]:
        """Find the viewpoints that statements are most like."""
        if not texts:
            return []
        rows = meanings([read(text) for text in texts], self.weights, vectors)
        likeness = rows @ self.centres.T
        numbers, cells = np.argmax(likeness, axis=1), cells_of(rows @ self.axes, self.bounds)
        return [
            Place(self.viewpoint_ids[number], round(float(like[number]), 4), int(cell))
            for number, like, cell in zip(numbers.tolist(), likeness, cells, strict=True)
        ]

    @cached_property
    def _row_of(self) -> dict[int, int]:
        return {key: row for row, key in enumerate(self.known.tolist())}

    def to_bytes(self) -> bytes:
        """Write it for the database."""
        words = sorted(self.weights.of_word.items())
        file = io.BytesIO()
        np.savez_compressed(
            file,
            allow_pickle=False,
            words=np.array([key for key, _ in words], dtype=np.int64),
            weights=np.array([weight for _, weight in words], dtype=np.float32),
            unknown=np.float32(self.weights.unknown),
            mean=self.weights.mean,
            viewpoint_ids=np.array(self.viewpoint_ids),
            centres=self.centres.astype(np.float16),
            axes=self.axes,
            bounds=self.bounds,
            known=self.known,
            viewpoint=self.viewpoint.astype(np.int32),
            near=self.near.astype(np.float32),
            cell=self.cell.astype(np.int32),
        )
        return file.getvalue()

    @classmethod
    def of_bytes(cls, written: bytes) -> "TopicMap":
        """Read what ``to_bytes`` wrote."""
        with np.load(io.BytesIO(written), allow_pickle=False) as file:
            words = zip(file["words"].tolist(), file["weights"].tolist(), strict=True)
            return cls(
                Weights(dict(words), float(file["unknown"]), file["mean"]),
                tuple(file["viewpoint_ids"].tolist()),
                file["centres"].astype(np.float32),
                file["axes"],
                file["bounds"],
                file["known"],
                file["viewpoint"].astype(np.int64),
                file["near"],
                file["cell"].astype(np.int64),
            )


def mark_of(written: bytes) -> str:
    """Return what tells a map from every other."""
    return hashlib.blake2b(written, digest_size=16).hexdigest()


def wording_key(text: str) -> int:
    """Return 63 bits that stand for a wording: texts that differ in width or blanks are one."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return int.from_bytes(hashlib.blake2b(plain.encode(), digest_size=8).digest()) >> 1


def bounds_of(points: Matrix) -> NDArray[np.float32]:
    """Return the frame of a drawing: the lowest and highest of most points, by direction."""
    low, high = np.percentile(points, [1, 99], axis=0)
    return np.stack([low, np.maximum(high, low + 1e-6)]).astype(np.float32)


def cells_of(points: Matrix, bounds: NDArray[np.float32]) -> Numbers:
    """Return the cell of the grid that each point is in."""
    share = np.clip((points - bounds[0]) / (bounds[1] - bounds[0]), 0, 0.9999)
    columns, rows = (share * np.array([COLUMNS, ROWS])).astype(np.int64).T
    cells: Numbers = rows * COLUMNS + columns
    return cells
