"""A clause's text in its sentences, and which sentence of one revision is which of another.

A clause's text is its heading and its body, a line end between them. Sentences that say the same
in the same clause, or but once in both revisions, are one and the same; sentences that are close
are so only where nothing else comes near. What could be either is left open, never guessed.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from services.policies.domain.identity import Clause

CLOSE = 0.6  # a sentence this close in its own clause is the same one, reworded
CLOSE_ALONE = 0.8  # where nothing else of the clause is left it has to be closer
FAR = 0.22  # a sentence less close than this to another has nothing to do with it
MARGIN = 0.15  # the next best must stay this far behind
SHORT = 8  # shorter sentences are equal by chance

_NEVER = 2.0
_SENTENCE = re.compile(r"[^。\n]*[。\n]*")
_CANDIDATES = 6
_BOILERPLATE = 64


def text_of(clause: Clause) -> str:
    """Return the text in which passages are counted: heading, line end, body."""
    return "\n".join(part for part in (clause.heading, clause.body) if part)


@dataclass(frozen=True)
class Unit:
    """A sentence (or a heading): where it stands and what it says, width and blanks aside."""

    place: int  # of its clause
    start: int  # in the clause's text, without the line ends around it
    end: int
    raw: str
    plain: str


@dataclass(frozen=True)
class Side:
    """A revision taken apart."""

    clauses: Sequence[Clause]

    @cached_property
    def texts(self) -> list[str]:
        """The clauses' texts."""
        return [text_of(clause) for clause in self.clauses]

    @cached_property
    def units(self) -> list[Unit]:
        """All sentences in the order of the text."""
        return [unit for place, text in enumerate(self.texts) for unit in _units(place, text)]

    @cached_property
    def of_clause(self) -> list[list[int]]:
        """For each clause, the places of its sentences in ``units``."""
        found: list[list[int]] = [[] for _ in self.clauses]
        for at, unit in enumerate(self.units):
            found[unit.place].append(at)
        return found

    @cached_property
    def copies(self) -> Counter[str]:
        """How often each sentence stands in the whole text."""
        return Counter(unit.plain for unit in self.units)

    @cached_property
    def place_of(self) -> dict[str, int]:
        """The place of a clause by its id."""
        return {clause.id: place for place, clause in enumerate(self.clauses)}


def _units(place: int, text: str) -> list[Unit]:
    found = []
    for match in _SENTENCE.finditer(text):
        raw = match[0].strip()
        if raw:
            start = match.start() + match[0].index(raw)
            found.append(Unit(place, start, start + len(raw), raw, plain(raw)))
    return found


def plain(text: str) -> str:
    """Width, blanks and line ends are the typesetter's, not the text's."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def closeness(one: str, other: str) -> float:
    """How alike two sentences are, 0 to 1, whatever stands before or behind."""
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.quick_ratio() < FAR:
        return 0.0
    return matcher.ratio()


class Pairing:
    """Which sentence of the old text is which of the new.

    ``pairs``: old → new, sure. ``open``: old → those of the new text it may be, for a person.
    """

    def __init__(self, old: Side, new: Side) -> None:
        self._old, self._new = old, new
        self.pairs: dict[int, int] = {}
        self._back: dict[int, int] = {}
        self.open: defaultdict[int, set[int]] = defaultdict(set)
        self._in_place()
        self._anywhere()
        self._beside()
        self._close()
        self._doubt_twins()
        self._doubt_moves()
        self._leave_open()

    def said_now_in(self, old: int) -> list[int]:
        """Where a sentence is now: surely, or maybe and in the same words."""
        if old in self.pairs:
            return [self.pairs[old]]
        words = self._old.units[old].plain
        return [new for new in self.open[old] if self._new.units[new].plain == words]

    def close_to(self, old: int) -> list[int]:
        """Where a sentence may be now, in words close to its own."""
        scores = self._scores.get(old, {})
        return [new for new in self.open[old] if scores.get(new, 0.0) >= CLOSE]

    def _keep(self, old: int, new: int) -> None:
        self.pairs[old], self._back[new] = new, old

    def _left(self) -> tuple[list[int], list[int]]:
        olds = [at for at in range(len(self._old.units)) if at not in self.pairs]
        news = [at for at in range(len(self._new.units)) if at not in self._back]
        return olds, news

    def _in_place(self) -> None:
        """The same sentence in the same clause, as often as before, in the same order."""
        for new_place, clause in enumerate(self._new.clauses):
            old_place = self._old.place_of.get(clause.id)
            if old_place is not None:
                self._pair_equal(self._old.of_clause[old_place], self._new.of_clause[new_place])

    def _pair_equal(self, olds: Sequence[int], news: Sequence[int]) -> None:
        left, right = _grouped(olds, self._said_before), _grouped(news, self._said_now)
        for words, ours in left.items():
            theirs = right.get(words, [])
            if len(ours) == len(theirs):
                more = self._new.copies[words] > self._old.copies[words]
                for one, other in zip(ours, theirs, strict=True):
                    if not more or self._same_company(one, other):
                        self._keep(one, other)

    def _same_company(self, old: int, new: int) -> bool:
        """Beside the same sentence as before: not a copy that came where the first one went."""
        return any(
            0 <= old + step < len(self._old.units)
            and 0 <= new + step < len(self._new.units)
            and self._old.units[old + step].place == self._old.units[old].place
            and self._new.units[new + step].place == self._new.units[new].place
            and self._said_before(old + step) == self._said_now(new + step)
            for step in (-1, 1)
        )

    def _anywhere(self) -> None:
        """The same sentence wherever, if it stands once on both sides and says enough."""
        olds, news = self._left()
        left, right = _grouped(olds, self._said_before), _grouped(news, self._said_now)
        for words, ours in left.items():
            theirs = right.get(words, [])
            if len(words) >= SHORT and len(ours) == 1 and len(theirs) == 1:
                alone = self._old.copies[words] == 1 == self._new.copies[words]
                if alone:
                    self._keep(ours[0], theirs[0])

    def _beside(self) -> None:
        """A sentence that stands more than once, beside one that went the same way."""
        for step in (1, -1):
            order = range(len(self._old.units))
            for at in order if step == 1 else reversed(order):
                self._follow(at, step)

    def _follow(self, at: int, step: int) -> None:
        if at in self.pairs or at - step not in self.pairs:
            return
        new = self.pairs[at - step] + step
        old_units, new_units = self._old.units, self._new.units
        if not 0 <= new < len(new_units) or new in self._back:
            return
        same_clause = (
            old_units[at].place == old_units[at - step].place
            and new_units[new].place == new_units[new - step].place
        )
        if not same_clause or old_units[at].plain != new_units[new].plain:
            return
        if not self._came_beside(at, new) or self._between_the_same(at, new):
            self._keep(at, new)

    def _came_beside(self, old: int, new: int) -> bool:
        """The clause says it more often than before: which of them stood there already?"""
        before = self._old.of_clause[self._old.units[old].place]
        now = self._new.of_clause[self._new.units[new].place]
        words = self._said_before(old)
        return sum(self._said_now(at) == words for at in now) > sum(
            self._said_before(at) == words for at in before
        )

    def _between_the_same(self, old: int, new: int) -> bool:
        """Between the same two sentences as before, or first or last in the clause as before."""
        return all(
            self.pairs.get(old + step) == new + step
            if self._at_home(self._old, old, step)
            else not self._at_home(self._new, new, step)
            for step in (-1, 1)
        )

    @staticmethod
    def _at_home(side: Side, at: int, step: int) -> bool:
        other = at + step
        return 0 <= other < len(side.units) and side.units[other].place == side.units[at].place

    def _close(self) -> None:
        """Reworded: close, and nothing else near, on either side; first at home, then away."""
        olds, news = self._left()
        self._scores = self._compare(olds, news)
        sure = {at for at in self._scores if self._old.copies[self._said_before(at)] == 1}
        for old in sure:
            found = self._scores[old]
            score, new = max((score, new) for new, score in found.items())
            rivals = [s for other, s in found.items() if other != new]
            rivals += [
                scores[new] for one, scores in self._scores.items() if one != old and new in scores
            ]
            alone = all(rival < score - MARGIN for rival in rivals)
            if alone and score >= self._wanted(old, new):
                self._keep(old, new)

    def _wanted(self, old: int, new: int) -> float:
        """How close is close enough: it depends on the company in which both stand.

        Beside a heading or a sentence that stayed, a sentence is known by its place. Alone in the
        clause of its id (a numbered sentence) it must say the same figures, too. Elsewhere nobody
        can tell a sentence that was moved and reworded from another one on the same matter.
        """
        place, there = self._old.units[old].place, self._new.units[new].place
        if any(self._new.units[self.pairs[at]].place == there for at in self._kept_of(place)):
            return CLOSE
        same_id = self._old.clauses[place].id == self._new.clauses[there].id
        same_figures = _figures(self._said_before(old)) == _figures(self._said_now(new))
        return CLOSE_ALONE if same_id and same_figures else _NEVER

    def _kept_of(self, place: int) -> list[int]:
        """A clause's sentences of which it is known in which words they stand now."""
        return [
            at
            for at in self._old.of_clause[place]
            if at in self.pairs and self._said_before(at) == self._said_now(self.pairs[at])
        ]

    def _compare(self, olds: Sequence[int], news: Sequence[int]) -> dict[int, dict[int, float]]:
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for new in news:
            for run in _runs(self._new.units[new].plain):
                holders[run].append(new)
        scores: dict[int, dict[int, float]] = {}
        for old in olds:
            words = self._old.units[old].plain
            found = {
                new: score
                for new in self._candidates(old, holders)
                if (score := closeness(words, self._new.units[new].plain)) >= FAR
            }
            if found:
                scores[old] = found
        return scores

    def _candidates(self, old: int, holders: dict[str, list[int]]) -> list[int]:
        shared: Counter[int] = Counter()
        for run in _runs(self._old.units[old].plain):
            places = holders.get(run, ())
            if len(places) <= _BOILERPLATE:
                shared.update(places)
        return [new for new, _ in shared.most_common(_CANDIDATES)]

    def _doubt_twins(self) -> None:
        """Two clauses became one, and of a sentence that both had, one is left: whose?"""
        for at, unit in enumerate(self._old.units):
            if at in self.pairs or self._old.copies[unit.plain] == 1:
                continue
            homes = {self._new.units[one].place for one in self._went(unit.place)}
            for other in [one for one in self.pairs if self._said_before(one) == unit.plain]:
                if self._new.units[self.pairs[other]].place in homes:
                    del self._back[self.pairs.pop(other)]

    def _doubt_moves(self) -> None:
        """A sentence stands elsewhere now, and one like it in the gap it left.

        It may as well have been reworded at home after it had been copied.
        """
        for old, new in list(self.pairs.items()):
            if self._is_home(old, new):
                continue
            words = self._said_before(old)
            gap = [
                at
                for at in self._gap(old)
                if at not in self._back and closeness(words, self._said_now(at)) >= FAR
            ]
            if gap:
                del self._back[self.pairs.pop(old)]
                self.open[old].update(gap)

    def _is_home(self, old: int, new: int) -> bool:
        place, there = self._old.units[old].place, self._new.units[new].place
        return self._old.clauses[place].id == self._new.clauses[there].id

    def _went(self, place: int) -> list[int]:
        """The new sentences that a clause's sentences became."""
        return [self.pairs[at] for at in self._old.of_clause[place] if at in self.pairs]

    def _leave_open(self) -> None:
        """What is neither sure nor surely gone: near others, equal to others, or in a gap."""
        equal = _grouped(range(len(self._new.units)), self._said_now)
        for old, unit in enumerate(self._old.units):
            if old in self.pairs:
                continue
            same = equal.get(unit.plain, [])
            near = [at for at in self._scores.get(old, {}) if at not in self._back]
            gap = [at for at in self._gap(old) if at not in self._back]
            self.open[old].update(same, near, gap)

    def _gap(self, old: int) -> list[int]:
        """The new sentences between those that its neighbours became, in the same clause."""
        place = self._old.units[old].place
        before = next((self.pairs[at] for at in self._back_from(old, place)), None)
        after = next((self.pairs[at] for at in self._on_from(old, place)), None)
        if before is not None and after is not None:
            first, last = self._new.units[before].place, self._new.units[after].place
            return list(range(before + 1, after)) if first == last else []
        if before is not None:
            home = self._new.of_clause[self._new.units[before].place]
            return [at for at in home if at > before]
        if after is not None:
            home = self._new.of_clause[self._new.units[after].place]
            return [at for at in home if at < after]
        return []

    def _back_from(self, old: int, place: int) -> list[int]:
        home = self._old.of_clause[place]
        return [at for at in reversed(home) if at < old and at in self.pairs]

    def _on_from(self, old: int, place: int) -> list[int]:
        return [at for at in self._old.of_clause[place] if at > old and at in self.pairs]

    def _said_before(self, at: int) -> str:
        return self._old.units[at].plain

    def _said_now(self, at: int) -> str:
        return self._new.units[at].plain


def _grouped(places: Sequence[int], words: Callable[[int], str]) -> dict[str, list[int]]:
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for at in places:
        groups[words(at)].append(at)
    return groups


def _runs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(max(1, len(text) - 1))}


def _figures(text: str) -> list[str]:
    return re.findall(r"[0-9]+", text)
