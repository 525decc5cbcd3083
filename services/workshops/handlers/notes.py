"""Notes and dots: accepted once, never lost, never altered without a trace."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.workshops.domain import note as on_note
from services.workshops.domain.errors import (
    NoteOfAnotherTable,
    PhaseDoesNotAllow,
    TooManyDots,
    TooManyNotes,
    WorkshopNotLive,
)
from services.workshops.domain.note import Change, Colour, Edit, Note, Wording
from services.workshops.domain.participant import Participant
from services.workshops.domain.workshop import Workshop, require_place
from services.workshops.handlers.floor import require_live
from services.workshops.store import Store
from shared.caller import current_caller
from shared.clock import now
from shared.errors import InvalidInput
from shared.events.workshops import (
    DotsPut,
    FloorPhase,
    NoteChange,
    NoteChanged,
    NoteWritten,
    WorkshopState,
)
from shared.idempotency import IdempotencyKeyReused, checked_key
from shared.mongo import DuplicateKeyError, StaleAggregate

_TRIES = 12
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
# A phone's clock may be wrong; what it says about when something was written is kept within this.
CLOCKS_DIFFER = timedelta(minutes=5)


class NoteIdMalformed(InvalidInput):
    """A note's id is a UUID in small letters, which the phone draws."""


@dataclass(frozen=True)
class NewNote:
    """A note as the phone has it; its id is the key by which a repetition is known."""

    id: str
    table: int
    round: int
    text: str
    colour: Colour = Colour.YELLOW
    x: int = 0
    y: int = 0
    group: str = ""
    clause_id: str | None = None
    earlier_note: str | None = None
    written_at: datetime | None = None


@dataclass
class Notes:
    """The use cases of notes. ``author`` is a participant, or None for who runs the workshop."""

    store: Store

    async def write(self, workshop_id: str, author: Participant | None, new: NewNote) -> Note:
        """Accept a note; when this returns, it and its event are durable.

        The same note again returns the first. A note written while the phone had no net is taken
        as long as the report is not published.

        Raises:
            WorkshopNotFound, NotThisWorkshopsFacilitator, WorkshopNotLive, TableNotThere,
            RoundNotThere, TooManyNotes, NoteIdMalformed; TextEmpty and the like.
            IdempotencyKeyReused: another note has this id.
        """
        workshop = await self.store.workshop(workshop_id)
        by = self._writer(workshop, author)
        note = self._checked(workshop, by, new, transcribed=author is None)
        if await self.store.notes_at(workshop_id, new.table) >= on_note.NOTES_OF_TABLE_MAX:
            raise TooManyNotes("table", max=on_note.NOTES_OF_TABLE_MAX)
        written = NoteWritten(
            note_id=note.id,
            workshop_id=workshop_id,
            table=note.table,
            round=note.round,
            transcribed=note.transcribed,
            commitment=note.commitment,
        )
        try:
            await self.store.insert_note(note, written)
        except DuplicateKeyError:
            found = await self.store.notes_by_id(workshop_id, [note.id])
            return _first(found[0] if found else None, note)
        return replace(note, sequence=1)

    async def edit(
        self, workshop_id: str, author: Participant | None, note_id: str, edit: Edit, key: str
    ) -> Note:
        """Change a note; the same key again changes nothing more.

        Raises:
            WorkshopNotFound, NotThisWorkshopsFacilitator, WorkshopNotLive, NoteNotFound,
            NoteOfAnotherTable, NoteHidden, PlaceOutOfRange, BaseVersionNotKnown; TextEmpty …
        """
        workshop = await self.store.workshop(workshop_id)
        by = self._writer(workshop, author)
        checked_key(key)
        if author is not None:
            await self._require_table(author, workshop_id, note_id)
        return await self._change(
            workshop_id, note_id, key, lambda note: on_note.edited(note, edit, by, now())
        )

    async def hide(self, workshop_id: str, note_id: str, reason: str, key: str) -> Note:
        """Hide a note with a reason; who wrote it is shown the reason.

        Raises:
            as ``edit``; TextEmpty: without a reason.
        """
        workshop = await self.store.workshop(workshop_id)
        workshop.require_facilitator(current_caller())
        by = current_caller().person_id or ""
        change = (NoteChange.HIDDEN,)
        return await self._change(
            workshop_id, note_id, key, lambda note: (on_note.hidden(note, reason, by), change)
        )

    async def show(self, workshop_id: str, note_id: str, key: str) -> Note:
        """Show a hidden note again. Raises: as ``edit``."""
        workshop = await self.store.workshop(workshop_id)
        workshop.require_facilitator(current_caller())
        change = (NoteChange.SHOWN,)
        return await self._change(
            workshop_id, note_id, key, lambda note: (on_note.shown(note), change)
        )

    async def put_dots(
        self, workshop_id: str, participant: Participant, dots: Mapping[str, int]
    ) -> Participant:
        """Put somebody's dots; what they put before is replaced as a whole. Again changes nothing.

        Raises:
            WorkshopNotLive, PhaseDoesNotAllow, TooManyDots, NoteNotFound, StaleAggregate.
        """
        put = on_note.checked_dots(dots)
        if put == dict(participant.dots):
            return participant  # also when the vote is over and the answer alone was lost
        workshop = await self.store.workshop(workshop_id)
        require_live(workshop)
        floor = await self.store.floor(workshop_id)
        if floor.phase is not FloorPhase.VOTING:
            raise PhaseDoesNotAllow("dots", phase=floor.phase.value)
        most = workshop.plan.programme.dots
        if sum(put.values()) > most:
            raise TooManyDots("dots", max=most, actual=sum(put.values()))
        for note_id in put:
            await self.store.note(workshop_id, note_id)
        event = DotsPut(
            participant_id=participant.id, workshop_id=workshop_id, dots=sum(put.values())
        )
        return await self.store.update_participant(participant, {"$set": {"dots": put}}, event)

    async def _change(
        self,
        workshop_id: str,
        note_id: str,
        key: str,
        change: Change,
    ) -> Note:
        for left in reversed(range(_TRIES)):
            before, done = await self.store.note(workshop_id, note_id)
            if key in done:
                return before
            after, changes = change(before)
            if not changes or after == before:
                return before
            commitment = after.commitment if after.text != before.text else None
            event = NoteChanged(
                note_id=note_id,
                workshop_id=workshop_id,
                table=before.table,
                changes=changes,
                commitment=commitment,
            )
            try:
                return await self.store.update_note(before, after, key, event)
            except StaleAggregate:
                if not left:
                    raise
        raise StaleAggregate

    async def _require_table(self, author: Participant, workshop_id: str, note_id: str) -> None:
        note, _ = await self.store.note(workshop_id, note_id)
        if note.author == author.id:
            return
        floor = await self.store.floor(workshop_id)
        was_there = any(seats.get(author.id) == note.table for seats in (floor.seats, *floor.past))
        if not was_there:
            raise NoteOfAnotherTable("note_id")

    def _writer(self, workshop: Workshop, author: Participant | None) -> str:
        if workshop.state not in (WorkshopState.LIVE, WorkshopState.ENDED):
            raise WorkshopNotLive("workshop_id", state=workshop.state.value)
        if author is not None:
            return author.id
        workshop.require_facilitator(current_caller())
        return current_caller().person_id or ""

    def _checked(self, workshop: Workshop, by: str, new: NewNote, *, transcribed: bool) -> Note:
        if not _UUID.fullmatch(new.id):
            raise NoteIdMalformed("id")
        require_place(workshop, new.table, new.round)
        moment = now()
        latest = moment + CLOCKS_DIFFER
        written_at = min(new.written_at, latest) if new.written_at else moment
        blank = Note(
            id=new.id,
            workshop_id=workshop.id,
            table=new.table,
            round=new.round,
            author=by,
            wordings=(Wording(on_note.checked_words(new.text), by, moment),),
            salt=secrets.token_bytes(16),
            written_at=written_at,
            accepted_at=moment,
            transcribed=transcribed,
            colour=new.colour,
        )
        placed = Edit(
            x=new.x,
            y=new.y,
            group=new.group,
            clause_id=new.clause_id,
            earlier_note=new.earlier_note,
        )
        return on_note.edited(blank, placed, by, moment)[0]


def _first(found: Note | None, again: Note) -> Note:
    """Return the note that an earlier request made, if it is this one."""
    if (
        found is None
        or found.author != again.author
        or found.table != again.table
        or found.wordings[0].text != again.wordings[0].text
    ):
        raise IdempotencyKeyReused("id")
    return found
