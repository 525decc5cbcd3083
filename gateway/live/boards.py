"""The live boards of workshops: what changed is read once and told to all who watch it.

For each workshop that somebody watches in this process there is one :class:`Board`. An event names
what changed; the board reads it from the service that owns it, many changes in one request, and
hands it to the watchers. A watcher begins with a whole reading and then gets what changes; notes
carry their sequence, so that one that comes twice, or late, does no harm. When events may have
passed unseen all is read anew. Who does not take what is sent is let go (gateway/live/socket.py)
and comes back to a whole reading.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from gateway.clients.base import Refused, ServiceBroken
from gateway.clients.workshops import (
    DotsAnswer,
    FloorAnswer,
    NoteAnswer,
    WorkshopAnswer,
    WorkshopsClient,
)
from shared.caller import STRANGER, act_as
from shared.errors import Unavailable
from shared.logs import cause_of, log

TOGETHER_S = 0.02  # what comes together is read together
FLOOR_APART_S = 0.2
DOTS_APART_S = 1.0
AWAY_S = 1.0
# Three times what one whole board costs to write out: between two of them others have their turn.
WHOLE_APART_S = 0.015
IDS_AT_ONCE = 100
# A watcher that is so far behind begins anew.
WAITING_MOST = 2_000

_AWAY = (Refused, Unavailable, ServiceBroken)

logger = log(__name__)


@dataclass(eq=False)
class Tray:
    """What waits for one watcher: the newest of each thing, so it cannot grow without end."""

    # Whether all tables are watched, with how many notes each has; or else which one.
    sees_all: bool = False
    table: int | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    notes: dict[str, NoteAnswer] = field(default_factory=dict)
    floor: bool = False
    dots: bool = False
    anew: bool = False

    def take(self) -> "Tray":
        """Hand over what waits and begin an empty one."""
        taken = Tray(notes=self.notes, floor=self.floor, dots=self.dots, anew=self.anew)
        self.notes, self.floor, self.dots, self.anew = {}, False, False, False
        self.news.clear()
        return taken

    def put(self, notes: Mapping[str, NoteAnswer]) -> None:
        """Add notes; an older state of a note is replaced."""
        self.notes.update(notes)
        if len(self.notes) > WAITING_MOST:
            self.notes, self.anew = {}, True
        self.news.set()


class Board:
    """One workshop as this process knows it."""

    def __init__(self, workshop: WorkshopAnswer, client: WorkshopsClient) -> None:
        self.workshop = workshop
        self.floor: FloorAnswer | None = None
        self.spotlight: NoteAnswer | None = None
        self.counts: Counter[int] = Counter()
        self.dots: list[DotsAnswer] = []
        self.trays: set[Tray] = set()
        self._id = workshop["id"]
        self._client = client
        self._changed: set[str] = set()
        self._floor_due = self._dots_due = self._anew = True
        self._counts_due = False
        self._next_turn = 0.0
        self._wake = asyncio.Event()
        self._first = asyncio.Event()
        # All notes as the watchers were given them: who begins to watch costs no reading.
        self._notes: dict[str, NoteAnswer] = {}

    # Told by the feed

    def note_changed(self, note_id: str, sequence: int) -> None:
        """A note is new or another, unless the watchers have it already."""
        known = self._notes.get(note_id)
        if known is None or known["sequence"] < sequence:
            self._changed.add(note_id)
            self._wake.set()

    def written(self, note: NoteAnswer) -> None:
        """A note was written through this process: its watchers need not wait for the event."""
        if self._first.is_set() and not note["hidden"]:
            self._hand_out([note])
            if self._counts_due or self._floor_due:
                self._wake.set()

    def floor_moved(self) -> None:
        """The floor is another."""
        self._floor_due = True
        self._wake.set()

    def dots_put(self) -> None:
        """Somebody put dots."""
        self._dots_due = True
        self._wake.set()

    def missed(self) -> None:
        """Something may have passed unseen."""
        self._anew = self._floor_due = self._dots_due = True
        self._wake.set()

    # Read and hand on

    async def run(self) -> None:
        """Read what changed and hand it to the watchers, until cancelled."""
        act_as(STRANGER)
        clock = asyncio.get_running_loop().time
        floor_at = dots_at = counts_at = -DOTS_APART_S
        while True:
            try:
                if self._anew:
                    await self._read_anew()
                if self._changed:
                    await self._read_notes()
                if self._floor_due and clock() - floor_at >= FLOOR_APART_S:
                    await self._read_floor()
                    floor_at = clock()
                if self._dots_due and clock() - dots_at >= DOTS_APART_S:
                    await self._read_dots()
                    dots_at = clock()
                if self._counts_due and clock() - counts_at >= DOTS_APART_S:
                    self._tell_counts()
                    counts_at = clock()
                self._first.set()
            except _AWAY as error:
                logger.warning("board_waits", cause=cause_of(error))
                await asyncio.sleep(AWAY_S)
                continue
            await self._until_due(clock, floor_at, dots_at, counts_at)

    async def ready(self) -> None:
        """Wait until all was read once."""
        await self._first.wait()

    async def turn(self) -> None:
        """Wait until it is one's turn to be sent a whole board.

        A hall that changes tables asks for all of them at once; what is written meanwhile must
        not wait behind them.
        """
        moment = asyncio.get_running_loop().time()
        at = max(moment, self._next_turn)
        self._next_turn = at + WHOLE_APART_S
        await asyncio.sleep(at - moment)

    def notes(self, table: int | None) -> list[NoteAnswer]:
        """Return all notes of a table, or of all, in the order of their ids."""
        found = [n for n in self._notes.values() if table is None or n["table"] == table]
        return sorted(found, key=lambda note: note["id"])

    async def _until_due(
        self, clock: Any, floor_at: float, dots_at: float, counts_at: float
    ) -> None:
        """Wait for news; what is held back for a while comes when that is over."""
        due = [
            at
            for wanted, at in (
                (self._floor_due, floor_at + FLOOR_APART_S),
                (self._dots_due, dots_at + DOTS_APART_S),
                (self._counts_due, counts_at + DOTS_APART_S),
            )
            if wanted
        ]
        wait = max(0.0, min(due) - clock()) if due else None
        if not self._changed and not self._anew:
            try:
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                pass
            await asyncio.sleep(TOGETHER_S)
        self._wake.clear()

    async def _read_anew(self) -> None:
        self._anew = False
        try:
            (self.workshop,) = await self._client.by_id([self._id])
            found = await self._client.board(self._id)
        except _AWAY:
            self._anew = True
            raise
        self._notes = {note["id"]: note for note in found}
        self.counts = Counter(note["table"] for note in found)
        for tray in self.trays:
            tray.anew = True
            tray.news.set()

    async def _read_notes(self) -> None:
        ids = sorted(self._changed)
        self._changed.clear()
        try:
            for start in range(0, len(ids), IDS_AT_ONCE):
                part = ids[start : start + IDS_AT_ONCE]
                self._hand_out(await self._client.board(self._id, ids=part))
        except _AWAY:
            self._changed.update(ids)
            raise

    def _hand_out(self, found: list[NoteAnswer]) -> None:
        notes = {note["id"]: note for note in found if self._is_news(note)}
        fresh = Counter(note["table"] for id_, note in notes.items() if id_ not in self._notes)
        if fresh:
            self.counts += fresh
            self._counts_due = True
        self._notes.update(notes)
        if self.spotlight is not None and self.spotlight["id"] in notes:
            self.spotlight = notes[self.spotlight["id"]]
            self._floor_due = True
        tables = {note["table"] for note in notes.values()}
        for tray in self.trays:
            if tray.sees_all or tray.table in tables:
                tray.put(notes)

    def _is_news(self, note: NoteAnswer) -> bool:
        known = self._notes.get(note["id"])
        return known is None or known["sequence"] < note["sequence"]

    def _tell_counts(self) -> None:
        """Tell those who see all tables how many notes each has; nothing need be read for it."""
        self._counts_due = False
        for tray in self.trays:
            if tray.sees_all:
                tray.floor = True
                tray.news.set()

    async def _read_floor(self) -> None:
        self._floor_due = False
        try:
            floor = await self._client.floor(self._id)
            wanted = floor["spotlight"]
            found = await self._client.board(self._id, ids=[wanted]) if wanted else []
        except _AWAY:
            self._floor_due = True
            raise
        self.floor, self.spotlight = floor, found[0] if found else None
        for tray in self.trays:
            tray.floor = True
            tray.news.set()

    async def _read_dots(self) -> None:
        self._dots_due = False
        try:
            dots = await self._client.dots(self._id)
        except _AWAY:
            self._dots_due = True
            raise
        if dots != self.dots:
            self.dots = dots
            for tray in self.trays:
                tray.dots = True
                tray.news.set()


class Boards:
    """All boards of this process. The feed tells them of events."""

    def __init__(self) -> None:
        self._boards: dict[str, tuple[Board, asyncio.Task[None]]] = {}

    def arrived(self, kind: str, data: Mapping[str, Any], sequence: int) -> None:
        """Tell the board that an event concerns; ``sequence`` is that of the event's subject."""
        known = self._boards.get(str(data.get("workshop_id")))
        if known is None:
            return
        board = known[0]
        match kind.removeprefix("kyodo.workshops."):
            case "note_written.v1" | "note_changed.v1":
                board.note_changed(str(data.get("note_id")), sequence)
            case "floor_moved.v1" | "participant_moved.v1":
                board.floor_moved()
            case "dots_put.v1":
                board.dots_put()
            case _:
                board.missed()

    def written(self, workshop_id: str, note: NoteAnswer) -> None:
        """Hand on a note that was just written through this process."""
        if known := self._boards.get(workshop_id):
            known[0].written(note)

    def missed(self) -> None:
        """Events may have passed unseen."""
        for board, _ in self._boards.values():
            board.missed()

    @contextmanager
    def watch(
        self, workshop: WorkshopAnswer, client: WorkshopsClient
    ) -> Iterator[tuple[Board, Tray]]:
        """Watch a workshop; the last one who does closes its board."""
        id_, tray = workshop["id"], Tray()
        if id_ not in self._boards:
            board = Board(workshop, client)
            self._boards[id_] = (board, asyncio.create_task(board.run()))
        board, task = self._boards[id_]
        board.trays.add(tray)
        try:
            yield board, tray
        finally:
            board.trays.discard(tray)
            if not board.trays and self._boards.get(id_) == (board, task):
                del self._boards[id_]
                task.cancel()
