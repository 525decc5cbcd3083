"""The words by which a public issue is found, and which issues are alike."""

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sudachipy import Morpheme

from shared.sudachi import words

_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞"})
_BLANK = frozenset({"非自立可能", "助動詞語幹", "数詞", "代名詞"})
TERMS_MAX, TERM_CHARS_MAX = 400, 40
# Terms that say most of what is typed; each is looked up by itself.
ASKED_MAX = 8
# Less of what is asked in common is chance.
ALIKE_LEAST = 0.3


@dataclass(frozen=True)
class Alike:
    """An issue with how much of what is asked it shares (0 to 1), and the words that both have."""

    id: str
    score: float
    words: tuple[str, ...]


def has_meaning(word: Morpheme) -> bool:
    """Say whether a word carries meaning by itself."""
    kind, finer, *_ = word.part_of_speech()
    return kind in _CONTENT and finer not in _BLANK


def terms_of(text: str) -> list[str]:
    """Return the ordinary forms of a text's content words, each once, in their order.

    Loads the dictionary (some 200 MB): call it in a worker process.
    """
    found = dict.fromkeys(
        word.normalized_form().lower()
        for _, word in words(unicodedata.normalize("NFKC", text))
        if has_meaning(word)
    )
    return [term for term in found if len(term) <= TERM_CHARS_MAX][:TERMS_MAX]


def rarest(terms: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    """Return the terms that tell most: those that some issue has, the rarest first."""
    known = [term for term in terms if counts[term]]
    return sorted(known, key=lambda term: (counts[term], term))[:ASKED_MAX]


def most_alike(
    asked: Sequence[str],
    counts: Mapping[str, int],
    candidates: Iterable[tuple[str, Sequence[str]]],
    most: int,
) -> list[Alike]:
    """Rank candidates (id, terms) by the weight of the asked terms that they have.

    A term weighs more the fewer issues have it; newer ones come first among equals.
    """
    weights = {term: 1 / math.log2(2 + counts[term]) for term in asked}
    whole = sum(weights.values())
    found = []
    for id_, terms in candidates:
        shared = [term for term in asked if term in set(terms)]
        score = sum(weights[term] for term in shared) / whole if whole else 0.0
        if score >= ALIKE_LEAST:
            found.append(Alike(id_, round(score, 4), tuple(shared)))
    newest_first = sorted(found, key=lambda one: one.id, reverse=True)
    return sorted(newest_first, key=lambda one: -one.score)[:most]
