"""Which inputs wait for an answer, kept up to date event by event.

Each input is told of by events of several aggregates in any order: that it came, that it was split
into points, that a response answers it. What follows from them (``waits``, ``answered``,
``outdated``) is written with it, and every change of it moves a tally, so that the progress of a
case costs the same however many inputs it has.

- A comment that was split does not wait: its points do, in its place.
- A point counts as answered by its own response, or by one that answered its comment as a whole.
- A theme of a workshop waits from the publication of its report.
- A comment that was corrected after it was split is ``outdated`` until staff split it anew.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from shared.events import EventData
from shared.events.public_comment import (
    CommentAccepted,
    CommentCorrected,
    CommentCountedInTime,
    CommentMarkedDuplicate,
    CommentPointsSet,
    CommentWithdrawn,
)
from shared.events.responses import ResponseDrafted, ResponseWithdrawn, SubjectsChanged
from shared.events.workshops import WorkshopPublished, theme_subject

CommentFact = (
    CommentAccepted
    | CommentCorrected
    | CommentCountedInTime
    | CommentMarkedDuplicate
    | CommentPointsSet
    | CommentWithdrawn
)
ThemeFact = WorkshopPublished
AnswerFact = ResponseDrafted | ResponseWithdrawn | SubjectsChanged
COMMENT, POINT, THEME = "COMMENT", "POINT", "THEME"
ANNOUNCED = (COMMENT, POINT, THEME)


@dataclass
class Input:
    """An input as it is known; ``counts``: in time and not withdrawn, of comments only."""

    id: str
    kind: str = ""
    case_id: str | None = None
    clause_id: str | None = None
    topic_id: str | None = None
    comment_id: str | None = None
    counts: bool = False
    gone: bool = False
    version: int = 1
    of_version: int = 0
    point_ids: list[str] = field(default_factory=list)
    answered_by: list[str] = field(default_factory=list)
    waits: bool = False
    answered: bool = False
    outdated: bool = False


class Place(NamedTuple):
    """Where an input is counted."""

    case_id: str
    clause_id: str | None


@dataclass
class Steps:
    """By how much a tally moves."""

    waiting: int = 0
    answered: int = 0
    outdated: int = 0


@dataclass
class Waiting:
    """Takes one batch of events. ``inputs`` begins with all that the batch may touch."""

    inputs: dict[str, Input]
    steps: dict[Place, Steps] = field(default_factory=lambda: defaultdict(Steps))

    def take(self, facts: Iterable[EventData]) -> None:
        """Take facts in their order, and let the tallies follow."""
        for one in list(self.inputs.values()):
            self._count(one, -1)
        for fact in facts:
            self._take(fact)
        for one in self.inputs.values():
            self._follow(one)
            self._count(one, 1)

    def _take(self, fact: EventData) -> None:
        match fact:
            case CommentAccepted():
                known = self._input(fact.comment_id, COMMENT)
                known.case_id, known.clause_id = fact.consultation_id, fact.clause_id
                known.counts = not fact.late
            case CommentCountedInTime():
                self._input(fact.comment_id, COMMENT).counts = True
            case CommentWithdrawn() | CommentMarkedDuplicate():
                self._input(fact.comment_id, COMMENT).counts = False
            case CommentCorrected():
                known = self._input(fact.comment_id, COMMENT)
                known.version, known.clause_id = fact.version, fact.clause_id
            case CommentPointsSet():
                self._split(fact)
            case WorkshopPublished():
                for id_ in _themes(fact):
                    known = self._input(id_, THEME)
                    known.case_id, known.counts = fact.workshop_id, True
            case ResponseDrafted():
                self._answer(fact.response_id, fact.subjects, ())
            case SubjectsChanged():
                self._answer(fact.response_id, fact.added, fact.removed)
            case ResponseWithdrawn():
                self._answer(fact.response_id, (), fact.subjects)

    def _split(self, fact: CommentPointsSet) -> None:
        comment = self._input(fact.comment_id, COMMENT)
        ids = [one.point_id for one in fact.points]
        for id_ in comment.point_ids:
            self._input(id_, POINT).gone = id_ not in ids
        comment.point_ids, comment.of_version = ids, fact.of_version
        for one in fact.points:
            point = self._input(one.point_id, POINT)
            point.case_id, point.comment_id = fact.consultation_id, fact.comment_id
            point.clause_id, point.topic_id, point.gone = one.clause_id, one.topic_id, False

    def _answer(self, response_id: str, added: Iterable[str], removed: Iterable[str]) -> None:
        for kind, id_ in map(split_key, removed):
            if kind in ANNOUNCED:
                held = self._input(id_, kind).answered_by
                held[:] = [one for one in held if one != response_id]
        for kind, id_ in map(split_key, added):
            if kind in ANNOUNCED:
                held = self._input(id_, kind).answered_by
                if response_id not in held:
                    held.append(response_id)

    def _input(self, id_: str, kind: str) -> Input:
        known = self.inputs.setdefault(id_, Input(id_))
        known.kind = kind
        return known

    def _follow(self, one: Input) -> None:
        comment = self.inputs.get(one.comment_id or "") if one.kind == POINT else one
        there = one.case_id is not None and comment is not None and comment.counts
        split = one.kind == COMMENT and bool(one.point_ids)
        stands = there and not split and not one.gone
        answered = bool(one.answered_by) or bool(comment and comment.answered_by)
        one.waits, one.answered = stands and not answered, stands and answered
        one.outdated = there and split and one.version != one.of_version

    def _count(self, one: Input, step: int) -> None:
        if one.case_id is not None:
            steps = self.steps[Place(one.case_id, one.clause_id)]
            steps.waiting += step * one.waits
            steps.answered += step * one.answered
            steps.outdated += step * one.outdated


def _themes(fact: WorkshopPublished) -> list[str]:
    """The themes that wait for an answer; a facilitator's practice asks for none."""
    if fact.rehearsal:
        return []
    return [theme_subject(fact.workshop_id, id_) for id_ in fact.theme_ids]


def split_key(key: str) -> tuple[str, str]:
    """Take a subject's key apart: its kind and its id."""
    kind, _, id_ = key.partition(":")
    return kind, id_


def ids_in(facts: Iterable[EventData]) -> set[str]:
    """The inputs that facts name themselves."""
    found: set[str] = set()
    for fact in facts:
        match fact:
            case ResponseDrafted() | ResponseWithdrawn():
                found |= {split_key(key)[1] for key in fact.subjects}
            case SubjectsChanged():
                found |= {split_key(key)[1] for key in (*fact.added, *fact.removed)}
            case WorkshopPublished():
                found |= set(_themes(fact))
            case CommentPointsSet():
                found |= {fact.comment_id, *(one.point_id for one in fact.points)}
            case (
                CommentAccepted()
                | CommentCorrected()
                | CommentCountedInTime()
                | CommentMarkedDuplicate()
                | CommentWithdrawn()
            ):
                found.add(fact.comment_id)
    return found


def document(one: Input) -> dict[str, Any]:
    """Write an input, but for its id."""
    return {name: value for name, value in vars(one).items() if name != "id"}
