"""What a live board is told, and to whom: phones their table, consoles and projectors all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import strawberry

from gateway.clients.workshops import DotsAnswer, FloorAnswer, NoteAnswer, WorkshopsClient
from gateway.words import moment
from gateway.workshops.types import NoteDots, WorkshopNote
from gateway.workshops.words import FloorPhase
from shared.errors import NotFound


class Watching(StrEnum):
    """As what somebody watches."""

    RUNNER = "RUNNER"
    PARTICIPANT = "PARTICIPANT"
    VIEWER = "VIEWER"


@dataclass(frozen=True)
class Watcher:
    """Who watches. A participant sees the table at which they sit, the others all tables."""

    watching: Watching
    participant_id: str | None = None

    @property
    def sees_all(self) -> bool:
        """Say whether all tables are seen."""
        return self.watching is not Watching.PARTICIPANT

    def table_on(self, floor: FloorAnswer) -> int | None:
        """Return the table at which the watcher sits."""
        people = floor["people"]
        return next((p["table"] for p in people if p["id"] == self.participant_id), None)

    def shown(self, note: NoteAnswer) -> NoteAnswer:
        """Cut a hidden note, for others than who runs it, to that it was hidden, and why."""
        if not note["hidden"] or self.watching is Watching.RUNNER:
            return note
        return {**note, "text": "", "others": [], "group": ""}


class WorkshopNotFound(NotFound):
    """No workshop has this id."""


async def admitted(client: WorkshopsClient, workshop_id: str, key: str, hall_code: str) -> Watcher:
    """Return as what somebody may watch.

    Raises:
        Refused: what is shown opens nothing.
    """
    admission = await client.admit(workshop_id, {"key": key, "hall_code": hall_code})
    return Watcher(Watching(admission["as"]), admission["participant_id"])


@strawberry.type(description="テーブルの人")
class LivePerson:
    """Somebody at a table; ``called`` is the name they chose, or their number."""

    id: strawberry.ID
    badge: int
    called: str
    table: int | None
    host: bool
    consents: bool | None


@strawberry.type(description="テーブルの混み具合")
class LiveTable:
    """A table in use or free."""

    number: int
    people: int
    notes: int
    host: strawberry.ID | None


@strawberry.type(description="会場のいま")
class LiveFloor:
    """The floor as one watcher sees it.

    ``people`` and ``table`` are those of the watcher's own table; who runs the workshop sees all
    people, a projector none.
    """

    round: int
    phase: FloorPhase
    ends_at: datetime | None
    left_s: int | None = strawberry.field(description="一時停止中の、残りの秒数")
    message: str
    spotlight: WorkshopNote | None
    on_paper: bool
    table: int | None
    people: list[LivePerson]
    tables: list[LiveTable]
    here: int
    repeated_pairs: int | None
    bound: int | None
    sequence: int


@strawberry.type(
    description="会場とボードの変化。beginsのときは、それまでに知っていたことを捨てます。"
)
class LiveUpdate:
    """What changed. Notes replace those of the same id with a lower sequence."""

    begins: bool
    server_time: datetime
    floor: LiveFloor | None
    notes: list[WorkshopNote]
    dots: list[NoteDots] | None


@dataclass(frozen=True)
class View:
    """A floor as one watcher sees it, comparable: the same view is not told twice."""

    told: Mapping[str, Any]

    @property
    def table(self) -> int | None:
        """The table whose notes are shown; None: all."""
        table: int | None = self.told["table"]
        return table


def view_of(
    floor: FloorAnswer,
    watcher: Watcher,
    spotlight: NoteAnswer | None,
    counts: Mapping[int, int],
    tables: int,
    *,
    to_choose: bool = False,
) -> View:
    """Cut a floor to what a watcher may see.

    Args:
        floor: all of it.
        watcher: who looks.
        spotlight: the note that all look at; a hidden one is for who runs the workshop.
        counts: table → notes, for those who see all tables.
        tables: how many tables there are.
        to_choose: a participant is told how full all tables are, too.
    """
    hosts = {host: int(table) for table, host in floor["hosts"].items()}
    own, sees_all = watcher.table_on(floor), watcher.sees_all
    if spotlight is not None and watcher.shown(spotlight) is not spotlight:
        spotlight = None
    people = [
        {**person, "host": hosts.get(person["id"]) == person["table"]}
        for person in floor["people"]
        if watcher.watching is Watching.RUNNER
        or (own is not None and person["table"] == own and not sees_all)
    ]
    told: dict[str, Any] = {
        name: floor[name]
        for name in (
            *("round", "phase", "ends_at", "left_s", "message", "on_paper"),
            *("repeated_pairs", "bound"),
        )
    }
    told |= {
        "table": own,
        "people": people,
        "spotlight": spotlight,
        "here": len(floor["people"]) if sees_all else len(people),
        "tables": _tables(floor, counts, tables) if sees_all or to_choose else [],
    }
    return View(told)


def _tables(floor: FloorAnswer, counts: Mapping[int, int], tables: int) -> list[dict[str, Any]]:
    taken: dict[int, int] = {}
    for person in floor["people"]:
        if person["table"] is not None:
            taken[person["table"]] = taken.get(person["table"], 0) + 1
    return [
        {
            "number": number,
            "people": taken.get(number, 0),
            "notes": counts.get(number, 0),
            "host": floor["hosts"].get(str(number)),
        }
        for number in range(1, tables + 1)
    ]


def floor_type(view: View, sequence: int) -> LiveFloor:
    """Make what the schema tells of a view."""
    told = view.told
    ends_at, spotlight = told["ends_at"], told["spotlight"]
    return LiveFloor(
        round=told["round"],
        phase=FloorPhase(told["phase"]),
        ends_at=moment(ends_at) if ends_at else None,
        left_s=told["left_s"],
        message=told["message"],
        spotlight=WorkshopNote.of(spotlight) if spotlight else None,
        on_paper=told["on_paper"],
        table=told["table"],
        people=[
            LivePerson(
                id=strawberry.ID(person["id"]),
                badge=person["badge"],
                called=person["called"],
                table=person["table"],
                host=person["host"],
                consents=person["consents"],
            )
            for person in told["people"]
        ],
        tables=[
            LiveTable(
                number=table["number"],
                people=table["people"],
                notes=table["notes"],
                host=strawberry.ID(table["host"]) if table["host"] else None,
            )
            for table in told["tables"]
        ],
        here=told["here"],
        repeated_pairs=told["repeated_pairs"],
        bound=told["bound"],
        sequence=sequence,
    )


def dots_types(dots: Sequence[DotsAnswer]) -> list[NoteDots]:
    """Make what the schema tells of dots."""
    return [NoteDots(note_id=strawberry.ID(one["note_id"]), dots=one["dots"]) for one in dots]
