"""Events of the workshops service (市民カフェ).

One workshop consists of several aggregates, each with an order of its own: the workshop (its plan
and what came of it), its floor (rounds, clock, who sits where), each participant and each note.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from shared.events.common import StageRef
from shared.events.envelope import EventData, full_type


class WorkshopState(StrEnum):
    """予定, 参加受付中, 実施中, 終了, 結果公表, 中止."""

    PLANNED = "PLANNED"
    REGISTRATION = "REGISTRATION"
    LIVE = "LIVE"
    ENDED = "ENDED"
    PUBLISHED = "PUBLISHED"
    CANCELLED = "CANCELLED"


class FloorPhase(StrEnum):
    """開始前, ラウンド, 一時停止, 席の移動, シール投票, 全体共有, 終了."""

    BEFORE = "BEFORE"
    ROUND = "ROUND"
    PAUSED = "PAUSED"
    MOVING = "MOVING"
    VOTING = "VOTING"
    PLENARY = "PLENARY"
    ENDED = "ENDED"


class ParticipantState(StrEnum):
    """申込済, キャンセル待ち, 取消, 来場, 退出."""

    REGISTERED = "REGISTERED"
    WAITING = "WAITING"
    CANCELLED = "CANCELLED"
    HERE = "HERE"
    LEFT = "LEFT"


class NoteChange(StrEnum):
    """What was done to a note (付箋)."""

    TEXT = "TEXT"
    PLACE = "PLACE"
    COLOUR = "COLOUR"
    LINKS = "LINKS"
    HIDDEN = "HIDDEN"
    SHOWN = "SHOWN"
    SETTLED = "SETTLED"


def theme_subject(workshop_id: str, theme_id: str) -> str:
    """Return the id by which a theme is answered: a theme's own id holds in its workshop only."""
    return f"{workshop_id}.{theme_id}"


def wanted_of_workshops(event: Mapping[str, Any], *kinds: type[EventData]) -> bool:
    """Say whether an event, as it stands in a topic, is of one of the kinds, or no workshop's."""
    kind = str(event.get("type"))
    return not kind.startswith("kyodo.workshops.") or kind in map(full_type, kinds)


class WorkshopPlanned(EventData):
    """A workshop was set up."""

    TYPE: ClassVar[str] = "workshops.workshop_planned.v1"
    SUBJECT: ClassVar[str] = "workshop_id"

    workshop_id: str
    title: str
    links: tuple[StageRef, ...]
    department_id: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    rehearsal: bool = False
    # The issue from which it was called, if from one.
    issue_id: str = ""


class WorkshopRevised(EventData):
    """Something of the plan was changed; ``changed`` names the fields."""

    TYPE: ClassVar[str] = "workshops.workshop_revised.v1"
    SUBJECT: ClassVar[str] = "workshop_id"

    workshop_id: str
    changed: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


class WorkshopMoved(EventData):
    """The workshop went on to another state."""

    TYPE: ClassVar[str] = "workshops.workshop_moved.v1"
    SUBJECT: ClassVar[str] = "workshop_id"

    workshop_id: str
    state: WorkshopState


class ThemesArranged(EventData):
    """People put notes together into themes (まとめ); each theme has an id."""

    TYPE: ClassVar[str] = "workshops.themes_arranged.v1"
    SUBJECT: ClassVar[str] = "workshop_id"

    workshop_id: str
    theme_ids: tuple[str, ...]
    notes: int


class WorkshopPublished(EventData):
    """The report was published, with its numbers; what is said stays with the service."""

    TYPE: ClassVar[str] = "workshops.workshop_published.v1"
    SUBJECT: ClassVar[str] = "workshop_id"

    workshop_id: str
    title: str
    links: tuple[StageRef, ...]
    held_at: datetime
    participants: int
    notes: int
    theme_ids: tuple[str, ...]
    # A facilitator's practice is counted nowhere.
    rehearsal: bool = False


class FloorMoved(EventData):
    """Something on the floor changed: the round, the clock, a message, who sits where."""

    TYPE: ClassVar[str] = "workshops.floor_moved.v1"
    SUBJECT: ClassVar[str] = "floor_id"

    floor_id: str
    workshop_id: str
    round: int
    phase: FloorPhase


class ParticipantMoved(EventData):
    """A participant registered, moved up, cancelled, came or left."""

    TYPE: ClassVar[str] = "workshops.participant_moved.v1"
    SUBJECT: ClassVar[str] = "participant_id"

    participant_id: str
    workshop_id: str
    state: ParticipantState


class ParticularsOpened(EventData):
    """Somebody in charge looked at participants' private data, for a purpose; never the data."""

    TYPE: ClassVar[str] = "workshops.particulars_opened.v1"
    SUBJECT: ClassVar[str] = "access_id"

    access_id: str
    workshop_id: str
    participant_ids: tuple[str, ...]
    purpose: str


class DotsPut(EventData):
    """A participant put dots (シール投票) on notes, or took them back."""

    TYPE: ClassVar[str] = "workshops.dots_put.v1"
    SUBJECT: ClassVar[str] = "participant_id"

    participant_id: str
    workshop_id: str
    dots: int


class SheetPhotographed(EventData):
    """A photograph of a table's paper sheet was attached."""

    TYPE: ClassVar[str] = "workshops.sheet_photographed.v1"
    SUBJECT: ClassVar[str] = "photograph_id"

    photograph_id: str
    workshop_id: str
    table: int
    round: int


class NoteWritten(EventData):
    """A note (付箋) was accepted.

    ``commitment`` is the salted SHA-256 of its words. ``transcribed``: staff wrote it from paper.
    """

    TYPE: ClassVar[str] = "workshops.note_written.v1"
    SUBJECT: ClassVar[str] = "note_id"

    note_id: str
    workshop_id: str
    table: int
    round: int
    transcribed: bool
    commitment: str


class NoteChanged(EventData):
    """A note was changed; every wording is kept by the service.

    ``commitment`` is of the words that hold from now on, where they are others than before.
    """

    TYPE: ClassVar[str] = "workshops.note_changed.v1"
    SUBJECT: ClassVar[str] = "note_id"

    note_id: str
    workshop_id: str
    table: int
    changes: tuple[NoteChange, ...]
    commitment: str | None = None
