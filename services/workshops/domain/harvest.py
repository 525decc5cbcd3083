"""After the rounds: which notes say alike things, and numbers of a report.

What is suggested is a beginning: people decide what belongs together and under which words. The
suggested title is the note in the middle of its group, letter by letter.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from shared.sudachi import words

NOTES_MAX = 3_000
# How unlike two notes of one group may be, by the cosine of their words' weights.
APART = 0.8
_HELPERS = frozenset({"非自立可能", "助動詞語幹", "数詞"})
_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞"})


@dataclass(frozen=True)
class Suggestion:
    """Notes that say alike things, and the one in their middle."""

    middle: str
    note_ids: tuple[str, ...]


def suggest_themes(texts: Mapping[str, str]) -> list[Suggestion]:
    """Group notes (id → text) by likeness, largest group first; the rest stands alone at the end.

    The same notes give the same groups, in whatever order they come.
    """
    ids = sorted(texts)[:NOTES_MAX]
    if len(ids) < 2:
        return [Suggestion(id_, (id_,)) for id_ in ids]
    said = [_content(texts[id_]) for id_ in ids]
    if not any(said):
        return [Suggestion(id_, (id_,)) for id_ in ids]
    likeness = _likeness(said)
    apart = np.clip(1 - likeness, 0, None)
    np.fill_diagonal(apart, 0)
    labels = fcluster(
        linkage(squareform(apart, checks=False), "average"), APART, criterion="distance"
    )
    groups = [np.flatnonzero(labels == label) for label in sorted(set(labels))]
    found = [_suggestion(ids, likeness, group) for group in groups]
    return sorted(found, key=lambda one: (-len(one.note_ids), one.middle))


def _likeness(said: Sequence[Sequence[str]]) -> np.ndarray:
    """The cosines of notes by their words, rare words weighing more (TF-IDF)."""
    words_used = sorted({word for content in said for word in content})
    known = {word: at for at, word in enumerate(words_used)}
    counts = np.zeros((len(said), len(known)), dtype=np.float32)
    for row, content in enumerate(said):
        for word in content:
            counts[row, known[word]] += 1
    idf = np.log((1 + len(said)) / (1 + np.count_nonzero(counts, axis=0))) + 1
    weights = np.log1p(counts) * idf
    lengths = np.linalg.norm(weights, axis=1, keepdims=True)
    unit = np.divide(weights, lengths, out=np.zeros_like(weights), where=lengths > 0)
    return np.asarray(unit @ unit.T)


def _suggestion(ids: Sequence[str], likeness: np.ndarray, group: np.ndarray) -> Suggestion:
    within = likeness[np.ix_(group, group)].sum(axis=1)
    members = [ids[int(at)] for at in group]
    order = sorted(range(len(members)), key=lambda at: (-within[at], members[at]))
    return Suggestion(members[order[0]], tuple(members[at] for at in order))


def _content(text: str) -> list[str]:
    """Return the words that say what a note is about, in their ordinary form."""
    return [
        word.normalized_form()
        for _, word in words(unicodedata.normalize("NFKC", text))
        if word.part_of_speech()[0] in _CONTENT and word.part_of_speech()[1] not in _HELPERS
    ]
