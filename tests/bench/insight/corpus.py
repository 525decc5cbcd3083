"""Opinions in the shape of a large consultation: 207,850 of which 8,277 are distinct.

That is the shape of a Japanese consultation of 2025. The words are drawn from real comments (see
``../shared/data`` beside the checkout) where that file is there, else from the labelled statements:
each distinct text is made of one to four of their sentences. How often each is sent falls off as in
campaigns: a few thousand times, and mostly once.
"""

import csv
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from infra.local.paths import ROOT
from tests.bench.insight.labelled import minority, statements

REAL = ROOT.parent / "shared" / "data" / "comments-ja.csv"
SENT, DISTINCT = 207_850, 8_277
_SENTENCE = re.compile(r"[^。！？\n]{12,300}[。！？]?")


@dataclass(frozen=True)
class Opinion:
    """A distinct text and how many send it."""

    text: str
    copies: int


def opinions(seed: int, sent: int = SENT, distinct: int = DISTINCT) -> list[Opinion]:
    """Make ``distinct`` texts that ``sent`` people send in all."""
    dice = random.Random(f"opinions-{seed}")  # seeded data, not a secret
    sentences = _sentences()
    texts: dict[str, None] = {}
    while len(texts) < distinct:
        texts["".join(dice.choice(sentences) for _ in range(dice.choice((1, 2, 2, 3, 4))))] = None
    copies = _copies(sent, distinct)
    return [Opinion(text, count) for text, count in zip(texts, copies, strict=True)]


def in_order_of_arrival(seed: int, made: Sequence[Opinion]) -> Iterator[str]:
    """Yield each opinion as often as it is sent, mixed."""
    sent = [number for number, opinion in enumerate(made) for _ in range(opinion.copies)]
    random.Random(f"arrival-{seed}").shuffle(sent)  # seeded data, not a secret
    for number in sent:
        yield made[number].text


def _sentences() -> list[str]:
    if not REAL.exists():
        return [one.text for one in (*statements(), *minority())]
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        found = [
            sentence.strip()
            for row in csv.DictReader(file)
            for sentence in _SENTENCE.findall(row["comment"])
        ]
    return sorted(set(found))


def _copies(sent: int, distinct: int) -> list[int]:
    """Share out copies by Zipf's law, each text at least once."""
    weights = [1 / rank for rank in range(1, distinct + 1)]
    left = sent - distinct
    counts = [1 + int(left * weight / sum(weights)) for weight in weights]
    counts[0] += sent - sum(counts)
    return counts
