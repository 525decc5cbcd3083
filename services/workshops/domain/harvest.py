"""After the rounds: which notes say alike things, and numbers of a report.

What is suggested is a beginning: people decide what belongs together and under which words. The
suggested title is the note in the middle of its group, letter by letter.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from shared.sudachi import words

NOTES_MAX = 5_000
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
    vectors = TfidfVectorizer(analyzer=lambda each: each, sublinear_tf=True).fit_transform(said)
    likeness = np.asarray((vectors @ vectors.T).todense())
    labels = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=APART
    ).fit_predict(np.clip(1 - likeness, 0, None))
    groups = [np.flatnonzero(labels == label) for label in range(labels.max() + 1)]
    found = [_suggestion(ids, likeness, group) for group in groups]
    return sorted(found, key=lambda one: (-len(one.note_ids), one.middle))


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
