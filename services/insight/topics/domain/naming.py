"""Names of topics and viewpoints: the phrases of citizens that are said there and little elsewhere.

A name is never made up: each of its words stands in statements, which are kept beside it, so that a
word that nobody says any more is shown no longer.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from services.insight.topics.domain.groups import Numbers
from services.insight.topics.domain.words import Read

# Characters of a name that staff give, or that a language model suggests to them.
NAME_MAX = 40
WORDS_OF_TOPIC, WORDS_OF_VIEWPOINT = 3, 2
SUPPORT_MAX = 8
# A phrase keeps its place in a name while it is among this many times the phrases of a name.
KEPT_AMONG = 4


@dataclass(frozen=True)
class NameWord:
    """A phrase of a name, and some of the statements (by number) that it stands in."""

    phrase: str
    support: tuple[int, ...]


def name_groups(
    reads: Sequence[Read], group_of: Numbers, before: Sequence[Sequence[str]], words: int
) -> list[tuple[NameWord, ...]]:
    """Name each group by up to ``words`` phrases, the most telling first.

    ``before``: the name that each group had. Its phrases stay as long as they still tell about it,
    so that a name does not jump with every statement that comes in.
    """
    everywhere: Counter[str] = Counter()
    within: list[Counter[str]] = [Counter() for _ in before]
    said: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for number, (read, own) in enumerate(zip(reads, group_of.tolist(), strict=True)):
        everywhere.update(read.phrases)
        within[own].update(read.phrases)
        for phrase in read.phrases:
            if len(said[own, phrase]) < SUPPORT_MAX:
                said[own, phrase].append(number)
    sizes = Counter(group_of.tolist())
    named = []
    for own, counts in enumerate(within):
        # One person's phrase names no group that several speak in.
        least = 2 if sizes[own] >= 2 and max(counts.values(), default=0) >= 2 else 1
        telling = sorted(
            (phrase for phrase, count in counts.items() if count >= least),
            key=lambda phrase: (
                -_telling(counts[phrase], everywhere[phrase], len(reads)),
                -len(phrase),
                phrase,
            ),
        )
        chosen = _apart(_kept(before[own], telling, words) + telling, counts, words)
        named.append(tuple(NameWord(one, tuple(said[own, one])) for one in chosen))
    return named


def _kept(before: Sequence[str], telling: Sequence[str], words: int) -> list[str]:
    """Return the phrases of the former name that are still among the most telling."""
    good = telling[: words * KEPT_AMONG]
    return [phrase for phrase in before if phrase in good]


def _telling(here: int, everywhere: int, statements: int) -> float:
    """How much a phrase tells of a group: said often there, rarely in all, and mostly there."""
    return here * math.log(1 + statements / everywhere) * math.sqrt(here / everywhere)


def _apart(telling: list[str], counts: Counter[str], words: int) -> list[str]:
    """Choose phrases that do not repeat each other: of 防災 and 防災倉庫 the one said more often.

    The longer one, if it is said nearly as often as its part.
    """
    chosen: list[str] = []
    for phrase in telling:
        if len(chosen) == words:
            break
        longer = next(
            (
                other
                for other in telling
                if phrase in other and phrase != other and counts[other] * 4 >= counts[phrase] * 3
            ),
            phrase,
        )
        if not any(longer in one or one in longer for one in chosen):
            chosen.append(longer)
    return chosen
