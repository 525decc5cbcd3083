"""Which parts of a text staff chose to mask: by ticking what was proposed, or by its very words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

_PLACE = re.compile(r"[0-9]{1,7}")
KINDS = ("PERSONAL_DATA", "DEFAMATION", "OTHER")


@dataclass(frozen=True)
class Choice:
    """``[start, end)`` in code points of the text, why it is masked, and what may be there."""

    start: int
    end: int
    kind: str = KINDS[0]
    reason: str = ""
    # What was found there (電話番号 …), where it was proposed.
    found: str = ""

    @property
    def value(self) -> str:
        """As a form carries it."""
        return f"{self.start}:{self.end}:{self.kind}:{self.reason}"

    @classmethod
    def read(cls, value: str) -> "Choice | None":
        """Read it back; None for what no form of ours holds."""
        start, end, kind, reason = (*value.split(":", 3), "", "", "", "")[:4]
        numbers = all(_PLACE.fullmatch(one) for one in (start, end))
        if not numbers or kind not in KINDS or len(value) > 1_000:
            return None
        return cls(int(start), int(end), kind, reason)

    def given(self) -> dict[str, Any]:
        """As GraphQL takes it."""
        return {"start": self.start, "end": self.end, "kind": self.kind, "reason": self.reason}


@dataclass(frozen=True)
class WordsRow:
    """A row of the form: mask these words, everywhere or where they stand the ``nth`` time."""

    words: str
    nth: str
    kind: str
    reason: str


class WordsNotThere(Exception):
    """The words do not occur as often: ``count`` times, 0 where they do not occur at all."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count


def chosen_by_words(text: str, row: WordsRow) -> list[Choice]:
    """Return where the words of a row stand, character by character; blanks around them are none.

    Raises:
        WordsNotThere.
    """
    words = row.words.strip()
    places = list(_places(text, words))
    if row.nth.strip():
        nth = int(row.nth) if row.nth.strip().isdecimal() else 0
        if not 1 <= nth <= len(places):
            raise WordsNotThere(len(places))
        places = [places[nth - 1]]
    elif not places:
        raise WordsNotThere(0)
    kind = row.kind if row.kind in KINDS else KINDS[0]
    return [Choice(start, start + len(words), kind, row.reason) for start in places]


def united(choices: Iterable[Choice]) -> list[Choice]:
    """Return them in the text's order; those that overlap become one, of the kind of the first."""
    joined: list[Choice] = []
    for one in sorted(choices, key=lambda each: (each.start, -each.end)):
        if joined and one.start < joined[-1].end:
            last = joined[-1]
            reason = last.reason or one.reason
            joined[-1] = replace(last, end=max(last.end, one.end), reason=reason)
        else:
            joined.append(one)
    return joined


def proposed(
    suggestions: Sequence[Mapping[str, Any]], chosen: Sequence[Choice]
) -> list[tuple[Choice, bool]]:
    """Return what the form offers to tick, and whether it is ticked: the chosen, and the rest."""
    offered = [(one, True) for one in chosen]
    for one in suggestions:
        place = (one["start"], one["end"])
        if not any(each.start <= place[0] and place[1] <= each.end for each in chosen):
            offered.append((Choice(*place, found=one["kind"]), False))
    return sorted(offered, key=lambda each: each[0].start)


def marked(text: str, places: Iterable[Choice]) -> list[tuple[str, bool]]:
    """Cut a text into pieces, and tell of each whether it is to be looked at."""
    shown = [
        replace(one, start=min(one.start, len(text)), end=min(one.end, len(text)))
        for one in united(places)
    ]
    cuts = [0, *(edge for one in shown for edge in (one.start, one.end)), len(text)]
    pieces = [(text[a:b], number % 2 == 1) for number, (a, b) in enumerate(pairwise(cuts))]
    return [piece for piece in pieces if piece[0]]


def _places(text: str, words: str) -> Iterator[int]:
    """Where the words stand; also where they begin within themselves, so that none is left over."""
    place = text.find(words) if words else -1
    while place >= 0:
        yield place
        place = text.find(words, place + 1)
