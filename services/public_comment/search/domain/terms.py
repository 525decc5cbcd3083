"""What a text is found by: its pairs of characters, and the ordinary form of its nouns.

Every text of two characters or more that stands in a comment is found by the pairs in it, wherever
words begin or end. That a noun is found in its other spellings, too (子ども、こども、子供), is what
the dictionary is for. Terms say where to look; whether a comment fits is decided on its text.
"""

import re
import unicodedata
from collections.abc import Iterator

from services.public_comment.search.domain.common_pairs import COMMON_PAIRS
from shared.sudachi import words

# The same letter to who reads it; NFKC keeps them apart.
_SAME: dict[int, str] = {
    **dict(zip(map(ord, "髙﨑德濵邊邉齋齊澤櫻惠廣嶋"), "高崎徳浜辺辺斎斉沢桜恵広島", strict=True)),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
}
# Marks that show nothing: variation selectors (IVS), joiners, reading directions.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
# Japanese is written without blanks: those beside its letters, and line ends, part nothing.
_BLANKS = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_NARROWS = frozenset("LNMSC")
_NOUNS = frozenset({"名詞", "代名詞", "形状詞"})


def folded(text: str) -> str:
    """Return a text in the form in which texts are compared: width, case, variants, blanks."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_SAME)
    joined = re.sub(r"\s+", " ", _BLANKS.sub("", plain))
    return unicodedata.normalize("NFKC", joined.casefold())


def pairs(plain: str) -> set[str]:
    """Return the pairs of a folded text that narrow a search; none for a text of one character."""
    narrows = [unicodedata.category(one)[0] in _NARROWS for one in plain]
    found = {plain[at : at + 2] for at in range(len(plain) - 1) if narrows[at] and narrows[at + 1]}
    return found - COMMON_PAIRS


def other_spellings(text: str) -> set[str]:
    """Return the ordinary form of each noun of a text that is spelt in another way."""
    return {normal for surface, normal in _nouns(text) if normal != surface}


def ordinary_form(word: str) -> str | None:
    """Return the ordinary form of a noun; None of what is no single noun."""
    if len(words(word)) != 1:
        return None
    return next((normal for _, normal in _nouns(word)), None)


def terms(text: str) -> list[str]:
    """Return all terms of a text, for the index."""
    return sorted(pairs(folded(text)) | {f"={normal}" for normal in other_spellings(text)})


def _nouns(text: str) -> Iterator[tuple[str, str]]:
    for _, word in words(text):
        if word.part_of_speech()[0] in _NOUNS:
            yield folded(word.surface()), folded(word.normalized_form())
