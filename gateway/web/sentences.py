"""Where a Japanese text may be cut: after the end of a sentence, and at the end of a line."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# As many as a page offers to cut before; what follows stays with the last one.
SENTENCES_MAX = 400

# A mark that ends a sentence, with the brackets that close after it; or the end of a line.
_END = re.compile(r"[。．！？!?]+[」』）)】〉》”\"']*|\n+")


@dataclass(frozen=True)
class Sentence:
    """``[start, end)`` in code points of the text, and its words."""

    start: int
    end: int
    text: str


def sentences(text: str) -> list[Sentence]:
    """Cut a text into sentences, each with the blanks after it; together they are the text."""
    starts = [0]
    for found in _END.finditer(text):
        rest = text[found.end() :]
        place = found.end() + len(rest) - len(rest.lstrip())
        if starts[-1] < place < len(text) and text[starts[-1] : place].strip():
            starts.append(place)
    starts = starts[:SENTENCES_MAX]
    ends = [*starts[1:], len(text)]
    return [Sentence(a, b, text[a:b]) for a, b in zip(starts, ends, strict=True)]


# What may be chosen for a sentence.
SAME, OPINION, NO_OPINION = "", "OPINION", "NO_OPINION"


def chosen_parts(found: list[Sentence], chosen: Mapping[int, str]) -> list[dict[str, int | str]]:
    """Return ``{"start", "end", "kind"}`` of each part, by what was chosen for each sentence."""
    parts: list[dict[str, int | str]] = []
    for number, sentence in enumerate(found):
        kind = chosen.get(number, SAME)
        if kind not in (OPINION, NO_OPINION):
            kind = SAME
        if not parts:
            kind = kind or OPINION
        if kind == SAME:
            parts[-1]["end"] = sentence.end
        else:
            parts.append({"start": sentence.start, "end": sentence.end, "kind": kind})
    return parts


def choices_of(found: list[Sentence], parts: Iterable[Mapping[str, int | str]]) -> dict[int, str]:
    """Return what is chosen for each sentence, by how the text is split now."""
    kinds = {part["start"]: str(part["kind"]) for part in parts}
    return {number: kinds[one.start] for number, one in enumerate(found) if one.start in kinds}
