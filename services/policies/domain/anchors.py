"""Where a clause, or a passage of it, stands in a later revision of the plan.

A passage is known by its position in the text of a clause of one revision (which never changes)
and by the words that stand there, after the Web Annotation model's TextPositionSelector and
TextQuoteSelector (W3C, 2017). It is placed only where that is sure; where more than one answer
could be right it is UNSURE, and a person decides.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from services.policies.domain.edges import map_span
from services.policies.domain.errors import ClauseNotInRevision, PassageNotInClause
from services.policies.domain.units import Pairing, Side, Unit

_GONE_TOO_MUCH = 0.25  # of a passage; then the rest is not what was meant
_ELSEWHERE = 0.25  # of a clause; then it has been taken apart
_ELSEWHERE_RENAMED = 0.12  # of one under another heading: it may have gone where they stand
_ALONG = 0.5  # of a clause that was deleted, with a passage of it: then it was taken along
_WHOLE = 0.9  # of a clause, in another one: it was taken into that one


class Fate(StrEnum):
    """What became of an anchor."""

    PLACED = "PLACED"
    GONE = "GONE"
    UNSURE = "UNSURE"


class Reason(StrEnum):
    """How an anchor came to its place, or why it has none."""

    UNCHANGED = "UNCHANGED"
    MOVED = "MOVED"
    REWORDED = "REWORDED"
    MERGED = "MERGED"
    SPLIT = "SPLIT"
    DELETED = "DELETED"
    PARTLY_DELETED = "PARTLY_DELETED"
    REWRITTEN = "REWRITTEN"  # what stands there may be it in other words, or something new
    IN_SEVERAL_PLACES = "IN_SEVERAL_PLACES"
    TAKEN_APART = "TAKEN_APART"
    ENDS_UNCLEAR = "ENDS_UNCLEAR"
    DECIDED = "DECIDED"  # a person said so
    CAME_BACK = "CAME_BACK"  # deleted in one revision, and a later one says it again


@dataclass(frozen=True)
class Passage:
    """Code points ``start`` to ``end`` (exclusive) of a clause's text (``units.text_of``)."""

    start: int
    end: int


@dataclass(frozen=True)
class Anchor:
    """A clause of a revision, and a passage of it if one was selected."""

    clause_id: str
    passage: Passage | None = None


@dataclass(frozen=True)
class Location:
    """What became of an anchor.

    ``at``: its place, if PLACED. ``candidates``: for a person to choose from, if UNSURE; empty
    where nothing comes near. ``near``: of what is GONE, the clause that stands where it stood.
    """

    fate: Fate
    reason: Reason
    at: Anchor | None = None
    candidates: tuple[Anchor, ...] = ()
    near: str | None = None


def require_in(side: Side, anchor: Anchor, field: str) -> None:
    """Let an anchor pass that a revision has.

    Raises:
        ClauseNotInRevision, PassageNotInClause.
    """
    place = side.place_of.get(anchor.clause_id)
    if place is None:
        raise ClauseNotInRevision(field)
    text, passage = side.texts[place], anchor.passage
    if passage is not None:
        inside = 0 <= passage.start < passage.end <= len(text)
        if not inside or not text[passage.start : passage.end].strip():
            raise PassageNotInClause(field, length=len(text))


class Locator:
    """Locates anchors of one revision in a later one. Making it costs, asking it does not.

    CPU work of up to seconds for the longest plans: do not make one on the event loop.
    """

    def __init__(self, old: Side, new: Side) -> None:
        self._old, self._new = old, new
        self._pairing = Pairing(old, new)

    def locate(self, anchor: Anchor) -> Location:
        """Say where an anchor is now.

        Raises:
            ClauseNotInRevision: the old revision has no such clause.
            PassageNotInClause: it ends beyond the clause's text, or holds nothing.
        """
        require_in(self._old, anchor, "passage" if anchor.passage else "clause_id")
        place = self._old.place_of[anchor.clause_id]
        if anchor.passage is None:
            return self._clause(place)
        return self._passage(place, anchor.passage.start, anchor.passage.end)

    # Clauses.

    def _clause(self, place: int) -> Location:
        units = self._old.of_clause[place]
        weight = {at: len(self._old.units[at].plain) for at in units}
        total = sum(weight.values()) or 1
        shares: Counter[int] = Counter()
        for at in units:
            if at in self._pairing.pairs:
                shares[self._new.units[self._pairing.pairs[at]].place] += weight[at]
        home = self._new.place_of.get(self._old.clauses[place].id)
        if home is not None:
            maybe = sum(weight[at] for at in units if self._maybe_elsewhere(at, home))
            away = (sum(shares.values()) - shares[home] + maybe) / total
            parts = self._parts(place, home)
            if not shares:
                return self._unsure(Reason.REWRITTEN, [home])
            renamed = self._old.clauses[place].heading != self._new.clauses[home].heading
            if away >= (_ELSEWHERE_RENAMED if renamed else _ELSEWHERE) or parts:
                return self._unsure(Reason.TAKEN_APART, [home, *shares, *parts])
            return self._placed_clause(place, home)
        return self._clause_without_id(place, shares)

    def _maybe_elsewhere(self, unit: int, home: int) -> bool:
        maybe = self._pairing.open[unit]
        return any(self._new.units[at].place != home for at in maybe)

    def _parts(self, place: int, home: int) -> list[int]:
        """Clauses that are new and hold what this one said: it was split."""
        said = self._pairing.said_now_in
        places = [
            self._new.units[new].place
            for at in self._old.of_clause[place]
            for new in (*said(at), *self._pairing.close_to(at))
            if self._new.units[new].place != home
        ]
        return [at for at in places if self._is_new(at)]

    def _is_new(self, there: int) -> bool:
        """A clause that was not there, or stood under another heading."""
        clause = self._new.clauses[there]
        before = self._old.place_of.get(clause.id)
        return before is None or self._old.clauses[before].heading != clause.heading

    def _clause_without_id(self, place: int, shares: Counter[int]) -> Location:
        units, body = self._old.of_clause[place], self._body(place)
        length = self._length(body)
        for there, share in shares.most_common(1):
            if body and share >= _WHOLE * length and len(shares) == 1:
                at = Anchor(self._new.clauses[there].id)
                return Location(Fate.PLACED, Reason.MERGED, at)
        open_ = [self._new.units[one].place for at in units for one in self._pairing.open[at]]
        if shares or open_:
            reason = Reason.TAKEN_APART if shares else Reason.REWRITTEN
            return self._unsure(reason, [*shares, *open_])
        return Location(Fate.GONE, Reason.DELETED, near=self._near(place))

    def _placed_clause(self, place: int, home: int) -> Location:
        new = self._new.clauses[home]
        reason = self._how(place, home)
        if reason is Reason.UNCHANGED and self._old.texts[place] != self._new.texts[home]:
            reason = Reason.REWORDED
        return Location(Fate.PLACED, reason, Anchor(new.id))

    def _how(self, place: int, home: int) -> Reason:
        """The same clause, a clause that was moved, or another one."""
        old, new = self._old.clauses[place], self._new.clauses[home]
        if old.id == new.id:
            return Reason.UNCHANGED if old.parent_id == new.parent_id else Reason.MOVED
        if old.id in self._new.place_of:
            return Reason.MOVED if new.id in self._old.place_of else Reason.SPLIT
        return Reason.MERGED if new.id in self._old.place_of else Reason.MOVED

    # Passages.

    def _passage(self, place: int, start: int, end: int) -> Location:
        units = [
            at
            for at in self._old.of_clause[place]
            if self._old.units[at].start < end and start < self._old.units[at].end
        ]
        open_ = [one for at in units for one in self._pairing.open[at]]
        if open_:
            return self._open(units, open_)
        kept = [at for at in units if at in self._pairing.pairs]
        if not kept:
            return Location(Fate.GONE, Reason.DELETED, near=self._near(place))
        news = [self._pairing.pairs[at] for at in kept]
        if len({self._new.units[at].place for at in news}) > 1:
            return self._unsure_units(Reason.TAKEN_APART, news)
        if news != sorted(news) or self._stranger_between(units, news):
            return self._unsure_units(Reason.TAKEN_APART, news)
        if self._went_and_is_said_twice(place, news):
            return self._unsure_units(Reason.IN_SEVERAL_PLACES, news)
        if self._went_without_its_clause(place, news):
            return self._unsure_units(Reason.TAKEN_APART, news)
        return self._span(place, (start, end), kept, news)

    def _went_and_is_said_twice(self, place: int, news: Sequence[int]) -> bool:
        home = self._new.clauses[self._new.units[news[0]].place].id
        twice = any(self._new.copies[self._new.units[at].plain] > 1 for at in news)
        return twice and home != self._old.clauses[place].id

    def _went_without_its_clause(self, place: int, news: Sequence[int]) -> bool:
        """Its clause was deleted, and of what it said little stands where this stands now.

        Taken along, or a copy that was made before the clause was deleted?
        """
        there = self._new.units[news[0]].place
        if self._old.clauses[place].id in self._new.place_of:
            return False
        body = self._body(place)
        went = [at for at in body if self._goes_to(at) == there]
        return self._length(went) < _ALONG * self._length(body)

    def _goes_to(self, unit: int) -> int | None:
        new = self._pairing.pairs.get(unit)
        return None if new is None else self._new.units[new].place

    def _body(self, place: int) -> list[int]:
        units = self._old.of_clause[place]
        return units[1:] if self._old.clauses[place].heading else units

    def _length(self, units: Sequence[int]) -> int:
        return sum(len(self._old.units[at].plain) for at in units)

    def _open(self, units: Sequence[int], open_: Sequence[int]) -> Location:
        words = {self._old.units[at].plain for at in units}
        again = any(self._new.units[at].plain in words for at in open_)
        reason = Reason.IN_SEVERAL_PLACES if again else Reason.REWRITTEN
        sure = [self._pairing.pairs[at] for at in units if at in self._pairing.pairs]
        return self._unsure_units(reason, [*sure, *open_])

    def _stranger_between(self, units: Sequence[int], news: Sequence[int]) -> bool:
        """A sentence that stood elsewhere, or may have, stands between the passage's now."""
        known = {self._old.units[at].plain for at in units}
        between = range(news[0], news[-1] + 1)
        return (
            any(
                self._old.copies[self._new.units[at].plain]
                and self._new.units[at].plain not in known
                for at in between
            )
            or any(old not in units and new in between for old, new in self._pairing.pairs.items())
            or any(
                old not in units and any(new in between for new in open_)
                for old, open_ in self._pairing.open.items()
            )
        )

    def _span(
        self, place: int, span: tuple[int, int], kept: Sequence[int], news: Sequence[int]
    ) -> Location:
        mapped = []
        for old_at, new_at in zip(kept, news, strict=True):
            old, new = self._old.units[old_at], self._new.units[new_at]
            found = map_span(old.raw, new.raw, *_within(old, span))
            if found is None:
                return self._unsure_units(Reason.ENDS_UNCLEAR, news)
            mapped.append((new.start + found.start, new.start + found.end, found.kept))
        filled = [one for one in mapped if one[0] < one[1]]
        if not filled:
            return Location(Fate.GONE, Reason.DELETED, near=self._near(place))
        if self._lost(span, place, kept, filled) >= _GONE_TOO_MUCH:
            return self._unsure_units(Reason.PARTLY_DELETED, news)
        home = self._new.units[news[0]].place
        start, end = filled[0][0], filled[-1][1]
        reason = self._how(place, home)
        said = self._old.texts[place][slice(*span)]
        if reason is Reason.UNCHANGED and said != self._new.texts[home][start:end]:
            reason = Reason.REWORDED
        at = Anchor(self._new.clauses[home].id, Passage(start, end))
        return Location(Fate.PLACED, reason, at)

    def _lost(
        self,
        span: tuple[int, int],
        place: int,
        kept: Sequence[int],
        filled: Sequence[tuple[int, int, int]],
    ) -> float:
        """How much of the passage has nothing in its place: whole sentences, or cut out words."""
        wanted = len("".join(self._old.texts[place][slice(*span)].split()))
        stays = 0
        for at in kept:
            start, end = _within(self._old.units[at], span)
            stays += end - start
        there = sum(end - start for start, end, _ in filled)
        return 1 - min(stays, there) / wanted if wanted else 1.0

    # Answers.

    def _unsure(self, reason: Reason, places: Sequence[int]) -> Location:
        clauses = [Anchor(self._new.clauses[at].id) for at in dict.fromkeys(places)]
        return Location(Fate.UNSURE, reason, candidates=tuple(clauses))

    def _unsure_units(self, reason: Reason, units: Sequence[int]) -> Location:
        found = [self._new.units[at] for at in sorted(set(units))]
        spans = tuple(
            Anchor(self._new.clauses[unit.place].id, Passage(unit.start, unit.end))
            for unit in found
        )
        return Location(Fate.UNSURE, reason, candidates=spans)

    def _near(self, place: int) -> str | None:
        """The clause itself, or what stood above it, before it, or over it and still does."""
        for at in range(place, -1, -1):
            if self._old.clauses[at].id in self._new.place_of:
                return self._old.clauses[at].id
        return None


def _within(unit: Unit, span: tuple[int, int]) -> tuple[int, int]:
    """The part of a span that lies in a sentence, counted from the sentence's start."""
    return max(span[0], unit.start) - unit.start, min(span[1], unit.end) - unit.start


class Way:
    """Follows anchors from revision to revision, and looks from the first to the last as well.

    A clause of which each revision took a little may be taken apart in the end; and what a
    revision deleted a later one may say again. CPU work, as ``Locator``.
    """

    def __init__(self, sides: Sequence[Side]) -> None:
        self._sides = sides
        self.first, self.last = sides[0], sides[-1]
        self._steps = [Locator(old, new) for old, new in pairwise(sides)]
        self._whole = Locator(sides[0], sides[-1]) if len(sides) > 2 else None

    def locate(self, anchor: Anchor) -> Location:
        """Say where an anchor of the first revision is in the last.

        Raises:
            ClauseNotInRevision, PassageNotInClause.
        """
        found = self._follow(anchor)
        if self._whole is None or found.fate is Fate.UNSURE:
            return found
        other = self._whole.locate(anchor)
        if found.fate is Fate.GONE:
            return other if other.fate is Fate.UNSURE else found
        elsewhere = other.fate is Fate.PLACED and other.at != found.at
        went = found.at is not None and found.at.clause_id != anchor.clause_id
        copied = went and other.reason is Reason.IN_SEVERAL_PLACES
        if elsewhere or copied or other.reason is Reason.TAKEN_APART:
            both = [one for one in (found.at, other.at, *other.candidates) if one]
            candidates = tuple(dict.fromkeys(both))
            return Location(Fate.UNSURE, Reason.TAKEN_APART, candidates=candidates)
        return found

    def _follow(self, anchor: Anchor) -> Location:
        here, how = anchor, Reason.UNCHANGED
        for step in self._steps:
            found = step.locate(here)
            if found.at is None:
                return _ended(self._sides, anchor, found)
            here = found.at
            how = how if found.reason is Reason.UNCHANGED else found.reason
        return Location(Fate.PLACED, how, here)


def _ended(sides: Sequence[Side], anchor: Anchor, found: Location) -> Location:
    """Candidates of a revision in between are none of the last one: name those that are there."""
    last = sides[-1]
    words = _words(sides[0], anchor)
    again = [
        Anchor(clause.id, Passage(at, at + len(words)))
        for clause, text in zip(last.clauses, last.texts, strict=True)
        if words and (at := text.find(words)) >= 0
    ]
    still = [one for one in found.candidates if one.clause_id in last.place_of]
    if found.fate is Fate.GONE and not again:
        near = found.near if found.near in last.place_of else None
        return Location(Fate.GONE, found.reason, near=near)
    if len(sides) == 2:
        return found
    reason = Reason.CAME_BACK if found.fate is Fate.GONE else found.reason
    clauses = [Anchor(one.clause_id) for one in still]
    return Location(Fate.UNSURE, reason, candidates=tuple(dict.fromkeys([*again, *clauses])))


def _words(side: Side, anchor: Anchor) -> str:
    text = side.texts[side.place_of[anchor.clause_id]]
    return text[anchor.passage.start : anchor.passage.end] if anchor.passage else text
