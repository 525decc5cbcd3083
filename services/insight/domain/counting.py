"""How comments are counted: submitters (人・団体), comments (通) and points (件) apart.

A :class:`Tally` takes what one batch of events says, on top of what is already known of the
comments and submitters it touches, and holds the changes that follow. It knows no database: the
store loads what it needs before and writes what it holds after.

Rules:
- A submitter counts once per consultation however many comments they sent, once per channel
  they used, once per channel and day, and once per kind (個人, 団体) as which they wrote.
- A withdrawn comment counts as withdrawn and in nothing else; a submitter all of whose comments
  are withdrawn does not count.
- An undivided comment is one point; one that staff split is as many as they found in it.
- A corrected comment stays one comment; it moves to the clause of its newest version.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from shared.events.common import Channel
from shared.events.public_comment import (
    CommentAccepted,
    CommentCorrected,
    CommentCountedInTime,
    CommentMarkedDuplicate,
    CommentPointsSet,
    CommentWithdrawn,
)


class InputState(StrEnum):
    """What became of an input."""

    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"


class Slot(NamedTuple):
    """Where a submitter was seen: one channel on one day (date of receipt, ISO), as what kind."""

    channel: str
    day: str
    submitter_kind: str = ""


class Counter(NamedTuple):
    """One row of figures.

    Of ``channel``, ``day`` and ``clause_id`` those that do not apply are
    None; the clause rows are told apart by ``kind``, as None is a clause too (計画全体).
    """

    consultation_id: str
    kind: str
    channel: str | None = None
    day: str | None = None
    clause_id: str | None = None
    submitter_kind: str | None = None


TOTAL, CHANNEL, DAY, CLAUSE = "total", "channel", "day", "clause"
SUBMITTER_KIND = "submitter_kind"


@dataclass(slots=True)
class Numbers:
    """The units, never added to each other: 人・団体, 通, 件, and 通 withdrawn."""

    submitters: int = 0
    comments: int = 0
    points: int = 0
    withdrawn: int = 0

    def add(self, other: "Numbers") -> None:
        """Add unit by unit."""
        self.submitters += other.submitters
        self.comments += other.comments
        self.points += other.points
        self.withdrawn += other.withdrawn


@dataclass(slots=True)
class Input:
    """One comment as far as figures and lists need it; its words stay with their service.

    ``submitter_kind`` is empty where it was counted before kinds were: a rebuild fills it.
    """

    comment_id: str
    consultation_id: str
    clause_id: str | None
    channel: Channel
    submitter_id: str
    points: int
    received_on: date
    accepted_at: datetime
    late: bool
    version: int = 1
    state: InputState = InputState.ACCEPTED
    submitter_kind: str = ""

    @property
    def slot(self) -> Slot:
        """Where and when it came in."""
        return Slot(self.channel.value, self.received_on.isoformat(), self.submitter_kind)


class CommentNotAccepted(ValueError):
    """A later fact of a comment came without its acceptance, which the order of events forbids."""


Presence = dict[Slot, int]  # comments of one submitter that count, by slot
SubmitterKey = tuple[str, str]  # consultation, submitter


@dataclass
class Tally:
    """Counts one batch. ``inputs`` and ``submitters`` begin as what the store knows."""

    inputs: dict[str, Input]
    submitters: dict[SubmitterKey, Presence]
    increments: dict[Counter, Numbers] = field(default_factory=lambda: defaultdict(Numbers))
    changed_inputs: set[str] = field(default_factory=set)
    changed_submitters: set[SubmitterKey] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Remember what the store holds already: that is updated, the rest inserted."""
        self.known_inputs = frozenset(self.inputs)
        self.known_submitters = frozenset(self.submitters)

    def accept(self, fact: CommentAccepted) -> None:
        """Count a comment; hearing of it a second time changes nothing."""
        if fact.comment_id in self.inputs:
            return
        new = Input(
            comment_id=fact.comment_id,
            consultation_id=fact.consultation_id,
            clause_id=fact.clause_id,
            channel=fact.channel,
            submitter_id=fact.submitter_id,
            points=fact.points,
            received_on=fact.received_on,
            accepted_at=fact.accepted_at,
            late=fact.late,
            submitter_kind=fact.submitter_kind.value,
        )
        self.inputs[fact.comment_id] = new
        self.changed_inputs.add(fact.comment_id)
        self._count(new, 1)

    def correct(self, fact: CommentCorrected) -> None:
        """Move a comment to the clause of its newest version; it stays one comment.

        Raises:
            CommentNotAccepted: its acceptance was never seen.

        """
        known = self._known(fact.comment_id)
        if fact.version <= known.version:
            return
        if known.state is InputState.ACCEPTED:
            self._clause(known).comments -= 1
        known.version, known.clause_id = fact.version, fact.clause_id
        if known.state is InputState.ACCEPTED:
            self._clause(known).comments += 1

    def count_in_time(self, fact: CommentCountedInTime) -> None:
        """Show a paper comment inside of the period, which was extended; numbers do not change.

        Raises:
            CommentNotAccepted: its acceptance was never seen.
        """
        self._known(fact.comment_id).late = False

    def split(self, fact: CommentPointsSet) -> None:
        """Count the opinions (件) that a comment holds; it stays one comment (通).

        Raises:
            CommentNotAccepted: its acceptance was never seen.
        """
        known = self._known(fact.comment_id)
        points = max(1, len(fact.points))
        if known.state is InputState.ACCEPTED:
            for counter in _counters(known):
                self.increments[counter].points += points - known.points
        known.points = points

    def withdraw(self, fact: CommentWithdrawn) -> None:
        """Take a comment out of all figures and count it as withdrawn.

        Raises:
            CommentNotAccepted: its acceptance was never seen.

        """
        known = self._known(fact.comment_id)
        if known.state is not InputState.ACCEPTED:
            return
        known.state = InputState.WITHDRAWN
        self._count(known, -1)
        for counter in _counters(known):
            self.increments[counter].withdrawn += 1

    def drop(self, fact: CommentMarkedDuplicate) -> None:
        """Take out of all figures what was entered twice; nobody took it back.

        Raises:
            CommentNotAccepted: its acceptance was never seen.
        """
        known = self._known(fact.comment_id)
        if known.state is InputState.ACCEPTED:
            known.state = InputState.DUPLICATE
            self._count(known, -1)

    def _known(self, comment_id: str) -> Input:
        known = self.inputs.get(comment_id)
        if known is None:
            raise CommentNotAccepted(comment_id)
        self.changed_inputs.add(comment_id)
        return known

    def _count(self, known: Input, step: int) -> None:
        for counter in _counters(known):
            row = self.increments[counter]
            row.comments += step
            row.points += step * known.points
        self._clause(known).comments += step
        self._count_submitter(known, step)

    def _count_submitter(self, known: Input, step: int) -> None:
        key = (known.consultation_id, known.submitter_id)
        self.changed_submitters.add(key)
        presence = self.submitters.setdefault(key, {})
        before = _seen(presence, known.slot)
        presence[known.slot] = presence.get(known.slot, 0) + step
        if not presence[known.slot]:
            del presence[known.slot]
        after = _seen(presence, known.slot)
        for counter, was, is_now in zip(_counters(known), before, after, strict=True):
            self.increments[counter].submitters += is_now - was

    def _clause(self, known: Input) -> Numbers:
        return self.increments[Counter(known.consultation_id, CLAUSE, clause_id=known.clause_id)]


def submitters_in(facts: Iterable[object], known: Iterable[Input]) -> set[SubmitterKey]:
    """Whose presence a batch may change: of new comments, and of those it speaks of again."""
    new = {
        (fact.consultation_id, fact.submitter_id)
        for fact in facts
        if isinstance(fact, CommentAccepted)
    }
    return new | {(row.consultation_id, row.submitter_id) for row in known}


def _counters(known: Input) -> tuple[Counter, Counter, Counter, Counter]:
    channel, day, kind = known.slot
    consultation = known.consultation_id
    return (
        Counter(consultation, TOTAL),
        Counter(consultation, CHANNEL, channel),
        Counter(consultation, DAY, channel, day),
        Counter(consultation, SUBMITTER_KIND, submitter_kind=kind),
    )


def _seen(presence: Presence, slot: Slot) -> tuple[bool, bool, bool, bool]:
    """Whether the submitter counts in all, in the channel, on the channel's day, as the kind."""
    return (
        bool(presence),
        any(other.channel == slot.channel for other in presence),
        any(other[:2] == slot[:2] for other in presence),
        any(other.submitter_kind == slot.submitter_kind for other in presence),
    )
