"""Groups made anew without jumping: what there was is where it begins, and what grew is split.

Groups from scratch differ a good deal when one statement in a hundred is new, though none of them
is better than the other. So that is done when the number of statements has changed by half.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.insight.topics.domain.groups import (
    Groups,
    Numbers,
    centres_of,
    cut,
    in_order,
    nearest,
    topics_for,
    viewpoints_for,
)
from services.insight.topics.domain.meaning import Matrix

GREW = 1.5


@dataclass(frozen=True)
class Start:
    """The former groups: the viewpoint of each row (-1: it is new), and the topic of each."""

    viewpoint: Numbers
    topic: Numbers


def is_another_size(count: int, before: int) -> bool:
    """Say whether so much came or went that groups are to be made from scratch."""
    return not before / GREW <= count <= before * GREW


def regroup(meanings: Matrix, words: Matrix, start: Start) -> Groups:
    """Group statements, beginning with the groups that there are."""
    viewpoint, topic = _those_left(start)
    known = viewpoint >= 0
    viewpoint[~known] = nearest(meanings, centres_of(meanings[known], viewpoint[known]))[~known]
    rows = np.hstack([meanings, words])
    target = viewpoints_for(len(rows))
    viewpoint, parents = _split(rows, viewpoint, target)
    topic = topic[parents]
    centres = centres_of(meanings, viewpoint)
    topic, _ = _split(centres, topic, min(topics_for(len(rows)), len(centres)))
    topic_centres = centres_of(meanings, topic[viewpoint])
    order, rank = in_order(topic_centres)
    near = np.einsum("ij,ij->i", meanings, centres[viewpoint]).astype(np.float32)
    return Groups(viewpoint, near, centres, rank[topic], topic_centres[order])


def _those_left(start: Start) -> tuple[Numbers, Numbers]:
    """Number anew the viewpoints that still have a statement, and their topics."""
    left, viewpoint = np.unique(start.viewpoint, return_inverse=True)
    if left[0] < 0:
        left, viewpoint = left[1:], viewpoint - 1
    _, topic = np.unique(start.topic[left], return_inverse=True)
    return viewpoint.astype(np.int64), topic.astype(np.int64)


def _split(rows: Matrix, labels: Numbers, target: int) -> tuple[Numbers, Numbers]:
    """Split the widest groups in two until there are ``target``.

    Returns the labels, and of which former group each one is a part.
    """
    labels = labels.copy()
    count = int(labels.max()) + 1
    parents = list(range(count))
    width = [_width(rows[labels == number]) for number in range(count)]
    while count < target:
        widest = int(np.argmax(width))
        if width[widest] <= 0:
            break
        members = np.flatnonzero(labels == widest)
        part = members[cut(rows[members], 2) == 1]
        labels[part] = count
        parents.append(parents[widest])
        width[widest] = _width(rows[labels == widest])
        width.append(_width(rows[part]))
        count += 1
    return labels, np.array(parents, dtype=np.int64)


def _width(rows: Matrix) -> float:
    """Return how far a group's rows are from its middle, squared and added up."""
    return float(np.square(rows - rows.mean(axis=0)).sum()) if len(rows) > 1 else 0.0


def start_of(keys: Sequence[int], viewpoint_of: dict[int, int], topic_of: Sequence[int]) -> Start:
    """Make a start of what is known by key."""
    viewpoint = np.array([viewpoint_of.get(key, -1) for key in keys], dtype=np.int64)
    return Start(viewpoint, np.array(topic_of, dtype=np.int64))
