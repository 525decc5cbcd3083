"""Groups on two levels: viewpoints, of a few statements that say much the same, within topics.

Both are cuts of Ward's trees, so that nothing is drawn by chance: the same statements give the same
groups. How many there are follows from how many statements there are, not from anybody's guess.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, leaves_list, linkage

from services.insight.topics.domain.meaning import Matrix

# A tree costs by the square: of more statements every n-th, in the order of their hashes, makes it,
# and the others join the viewpoint that is nearest.
TREE_MAX = 10_000
PER_VIEWPOINT, VIEWPOINTS_MAX = 3, 2_000
TOPICS_MAX = 40
REFINED = 5
# Rare is what fewer than this share of statements say anything like.
RARE_SHARE, RARE_LISTED, RARE_PART = 0.05, 50, 0.125
AT_ONCE = 1_024

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Groups:
    """``viewpoint`` of each statement, ``topic`` of each viewpoint, and their centres (length 1).

    ``near``: how like its viewpoint's centre each statement is, at most 1. Topics are numbered so
    that neighbours are alike.
    """

    viewpoint: Numbers
    near: NDArray[np.float32]
    centres: Matrix
    topic: Numbers
    topic_centres: Matrix


def group(meanings: Matrix, words: Matrix) -> Groups:
    """Group statements; row by row their vectors, and the rare nouns they share (``lexical``)."""
    count = len(meanings)
    sampled = np.arange(0, count, -(-count // TREE_MAX))
    core = meanings[sampled]
    of_core = cut(np.hstack([core, words[sampled]]), viewpoints_for(len(core)))
    centres = centres_of(core, of_core)
    viewpoint = nearest(meanings, centres)
    viewpoint[sampled] = of_core
    topics = min(topics_for(count), len(centres))
    topic_centres = centres_of(core, _refined(core, cut(core, topics)))
    topic_centres = topic_centres[in_order(topic_centres)[0]]
    topic = nearest(centres, topic_centres)
    near = np.einsum("ij,ij->i", meanings, centres[viewpoint]).astype(np.float32)
    return Groups(viewpoint, near, centres, topic, topic_centres)


def viewpoints_for(statements: int) -> int:
    """Return how many viewpoints so many statements are grouped into."""
    return max(1, min(statements // PER_VIEWPOINT, VIEWPOINTS_MAX))


def topics_for(statements: int) -> int:
    """Return how many topics so many statements are grouped into."""
    return max(1, min(round(float(np.sqrt(statements))), TOPICS_MAX))


def nearest(rows: Matrix, centres: Matrix) -> Numbers:
    """Return the number of the nearest centre of each row; of equals the first."""
    parts = [
        np.argmax(rows[start : start + AT_ONCE] @ centres.T, axis=1)
        for start in range(0, len(rows), AT_ONCE)
    ]
    return np.concatenate(parts).astype(np.int64)


def rare(rows: Matrix, copies: Numbers) -> Numbers:
    """Return the statements that fewest others are like, the rarest first.

    What many sent in the same words is no small voice, however alone its words stand.
    """
    count = len(rows)
    neighbour = max(1, min(count - 1, round(RARE_SHARE * count)))
    if count < 2:
        return np.zeros(0, dtype=np.int64)
    step = -(-count // TREE_MAX)
    others = rows[::step]
    place = max(1, min(len(others) - 1, neighbour // step))
    alone = np.concatenate(
        [
            # One more than ``place``: each is most like itself.
            -np.partition(-(rows[start : start + AT_ONCE] @ others.T), place, axis=1)[:, place]
            for start in range(0, count, AT_ONCE)
        ]
    )
    order = np.lexsort((np.arange(count), alone))
    few = order[copies[order] <= max(1.0, RARE_SHARE / 2 * float(copies.sum()))]
    return few[: max(1, min(RARE_LISTED, round(RARE_PART * count)))].astype(np.int64)


def axes(groups: Groups) -> Matrix:
    """Return the two directions (rows × 2) in which the topics are furthest apart, for drawing."""
    centred = groups.topic_centres - groups.topic_centres.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    two = np.zeros((2, groups.centres.shape[1]), dtype=np.float32)
    two[: len(directions[:2])] = directions[:2]
    # A direction has no sign of its own: take that in which its largest part is positive.
    largest = np.argmax(np.abs(two), axis=1)
    signs = np.where(two[np.arange(2), largest] < 0, -1, 1)
    turned: Matrix = (two * signs[:, None]).T
    return turned


def cut(rows: Matrix, most: int) -> Numbers:
    """Cut Ward's tree of some rows into groups, at most so many."""
    if len(rows) < 2 or most < 2:
        return np.zeros(len(rows), dtype=np.int64)
    labels = fcluster(linkage(rows, "ward"), most, "maxclust")
    # Numbered by their first statement, whatever the tree calls them.
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    numbered: Numbers = rank[inverse]
    return numbered


def _refined(rows: Matrix, labels: Numbers) -> Numbers:
    """Let each statement go to the centre that is nearest, a few times."""
    for _ in range(REFINED):
        labels = nearest(rows, centres_of(rows, labels))
    return labels


def centres_of(rows: Matrix, labels: Numbers) -> Matrix:
    """Return the middle of each group, of length 1."""
    _, labels = np.unique(labels, return_inverse=True)
    sums = np.zeros((labels.max() + 1, rows.shape[1]), dtype=np.float32)
    np.add.at(sums, labels, rows)
    unit: Matrix = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return unit


def in_order(centres: Matrix) -> tuple[Numbers, Numbers]:
    """Return an order in which neighbours are alike, and the place of each centre in it."""
    order = np.arange(len(centres))
    if len(centres) > 2:
        order = leaves_list(linkage(centres, "ward", optimal_ordering=True)).astype(np.int64)
        # Either end may come first: let it be the same one each time.
        if centres[order[0]].sum() > centres[order[-1]].sum():
            order = order[::-1]
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return order, rank
