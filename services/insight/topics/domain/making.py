"""Making the map of a consultation: groups, ids, names and rare views, in one pure step.

The same statements and the same past give the same result, in whatever order they come.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from services.insight.topics.domain.groups import Groups, axes, group, rare
from services.insight.topics.domain.identity import Before, Identities, identify
from services.insight.topics.domain.meaning import Matrix, Weights, learn, lexical
from services.insight.topics.domain.naming import (
    WORDS_OF_TOPIC,
    WORDS_OF_VIEWPOINT,
    NameWord,
    name_groups,
)
from services.insight.topics.domain.regroup import is_another_size, regroup, start_of
from services.insight.topics.domain.topic_map import TopicMap, bounds_of, cells_of
from services.insight.topics.domain.words import Read, read
from shared.word_vectors import WordVectors


@dataclass(frozen=True)
class Wording:
    """A text, as its key, that ``copies`` statements have."""

    key: int
    text: str
    copies: int = 1


@dataclass(frozen=True)
class Named:
    """A topic or viewpoint: its words, each with some of the wordings that it stands in."""

    id: str
    words: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Viewpoint(Named):
    """A group of statements that say much the same, and the topic it belongs to."""

    topic_id: str = ""
    pinned: bool = False


@dataclass(frozen=True)
class Made:
    """A map, as written, with its topics in an order in which neighbours are alike.

    ``rare``: the wordings that fewest others are like, the rarest first. ``apart``: a statement
    that is less like its viewpoint than this is as rare as those.
    """

    written: bytes
    topics: tuple[Named, ...]
    viewpoints: tuple[Viewpoint, ...]
    rare: tuple[int, ...]
    apart: float
    centres: Mapping[str, list[float]] = field(default_factory=dict)
    scratch_of: int = 0


def make(case_id: str, wordings: Sequence[Wording], before: Before, vectors: WordVectors) -> Made:
    """Make the map of a consultation with at least one wording. Takes seconds to minutes."""
    ordered = sorted(wordings, key=lambda one: one.key)
    reads = [read(one.text) for one in ordered]
    weights, rows = learn(reads, vectors)
    keys = [one.key for one in ordered]
    scratch = is_another_size(len(keys), before.scratch_of)
    shared = lexical(reads)
    groups = (group if scratch else _from_before(keys, before))(rows, shared)
    ids = identify(case_id, keys, groups.viewpoint.tolist(), groups.topic.tolist(), before)
    few = rare(np.hstack([rows, shared]), np.array([one.copies for one in ordered]))
    return Made(
        _map(rows, weights, keys, groups, ids).to_bytes(),
        _topics(reads, keys, groups, ids, before),
        _viewpoints(reads, keys, groups, ids, before),
        tuple(keys[row] for row in few),
        float(np.quantile(groups.near, 0.02)),
        _centres(groups, ids),
        len(keys) if scratch else before.scratch_of,
    )


def _from_before(keys: list[int], before: Before) -> Callable[[Matrix, Matrix], Groups]:
    """Return how to group, beginning with the groups that there are."""
    viewpoints = {id_: number for number, id_ in enumerate(sorted(before.topic_of))}
    topics = {id_: number for number, id_ in enumerate(sorted(set(before.topic_of.values())))}
    start = start_of(
        keys,
        {key: viewpoints[id_] for key, id_ in before.viewpoint_of.items() if id_ in viewpoints},
        [topics[before.topic_of[id_]] for id_ in viewpoints],
    )
    if not (start.viewpoint >= 0).any():
        return group
    return lambda rows, words: regroup(rows, words, start)


def _map(
    rows: Matrix, weights: Weights, keys: list[int], groups: Groups, ids: Identities
) -> TopicMap:
    directions = axes(groups)
    points = rows @ directions
    bounds = bounds_of(points)
    return TopicMap(
        weights,
        ids.viewpoints,
        groups.centres,
        directions,
        bounds,
        np.array(keys, dtype=np.uint64),
        groups.viewpoint,
        np.round(groups.near, 4),
        cells_of(points, bounds),
    )


def _topics(
    reads: list[Read], keys: list[int], groups: Groups, ids: Identities, before: Before
) -> tuple[Named, ...]:
    # Topics that staff put together are one here, at the place of the first.
    order = {ids.topics[row]: None for row in np.argsort(groups.topic, kind="stable")}
    number_of = {id_: number for number, id_ in enumerate(order)}
    of_viewpoint = np.array([number_of[id_] for id_ in ids.topics])
    names = [before.names.get(id_, ()) for id_ in order]
    named = name_groups(reads, of_viewpoint[groups.viewpoint], names, WORDS_OF_TOPIC)
    return tuple(
        Named(id_, _with_keys(words, keys)) for id_, words in zip(order, named, strict=True)
    )


def _viewpoints(
    reads: list[Read], keys: list[int], groups: Groups, ids: Identities, before: Before
) -> tuple[Viewpoint, ...]:
    names = [before.names.get(id_, ()) for id_ in ids.viewpoints]
    named = name_groups(reads, groups.viewpoint, names, WORDS_OF_VIEWPOINT)
    return tuple(
        Viewpoint(id_, _with_keys(words, keys), topic_id, pinned)
        for id_, words, topic_id, pinned in zip(
            ids.viewpoints, named, ids.topics, ids.pinned, strict=True
        )
    )


def _centres(groups: Groups, ids: Identities) -> dict[str, list[float]]:
    """Return the middle of each topic: topics of other consultations are held against it."""
    sums: dict[str, Matrix] = {}
    sizes = np.bincount(groups.viewpoint, minlength=len(groups.centres))
    for centre, size, topic_id in zip(groups.centres, sizes, ids.topics, strict=True):
        sums[topic_id] = sums.get(topic_id, np.zeros_like(centre)) + centre * size
    return {
        id_: np.round(row / max(float(np.linalg.norm(row)), 1e-9), 4).astype(float).tolist()
        for id_, row in sums.items()
    }


def _with_keys(
    words: Sequence[NameWord], keys: Sequence[int]
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    return tuple((word.phrase, tuple(keys[row] for row in word.support)) for word in words)
