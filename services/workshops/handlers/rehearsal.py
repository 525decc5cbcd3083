"""Participants of a rehearsal: they come, write, change tables and vote, so that one can practise.

They go through the same use cases as people do. What they have done is read from the database each
time, so a restart goes on where it was. One instance plays them (a lease).
"""

import asyncio
import random
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from services.workshops.domain.errors import NotRehearsing
from services.workshops.domain.floor import Floor
from services.workshops.domain.note import Colour, Note
from services.workshops.domain.participant import Participant
from services.workshops.domain.workshop import Movement, Workshop
from services.workshops.handlers.arrivals import Arrival, Arrivals
from services.workshops.handlers.floor import Floors, require_live
from services.workshops.handlers.notes import NewNote, Notes
from services.workshops.store import Store
from shared.caller import current_caller
from shared.errors import KyodoError
from shared.events.workshops import FloorPhase, ParticipantState, WorkshopRevised
from shared.ids import new_id
from shared.logs import cause_of, log
from shared.mongo import Lease

LOOK_EVERY_S = 2.0
LEASE_S = 15.0
# How much of them does something at each look, and how much one writes in a round.
SHARE = 0.15
NOTES_OF_ROUND = 3
_WORDS = tomllib.loads((Path(__file__).parent.parent / "rehearsal.toml").read_text("utf-8"))

logger = log(__name__)


@dataclass
class Rehearsal:
    """The use cases of simulated participants."""

    store: Store
    arrivals: Arrivals
    floors: Floors
    notes: Notes
    lease: Lease
    chance: random.Random = field(default_factory=random.Random)

    async def simulate(self, workshop_id: str, people: int) -> Workshop:
        """Let as many simulated people take part, at most one a chair; 0: no more of them act.

        Raises:
            WorkshopNotFound, NotThisWorkshopsFacilitator, WorkshopNotLive, StaleAggregate.
            NotRehearsing: in a real workshop nobody is made up.
        """
        workshop = await self.store.workshop(workshop_id)
        workshop.require_facilitator(current_caller())
        require_live(workshop)
        if not workshop.rehearsal:
            raise NotRehearsing("workshop_id")
        wanted = max(0, min(people, workshop.plan.tables * workshop.plan.seats))
        if wanted == workshop.simulated:
            return workshop
        event = WorkshopRevised(
            workshop_id=workshop.id,
            changed=("simulated",),
            starts_at=workshop.plan.starts_at,
            ends_at=workshop.plan.ends_at,
        )
        change = {"$set": {"simulated": wanted}}
        return await self.store.update_workshop(workshop, change, event)

    async def run_forever(self) -> None:
        """Play them as long as the service runs; ends by cancellation only."""
        while True:
            try:
                await self.run_once()
            except Exception as error:  # they go on at the next look
                logger.warning("rehearsal_waits", cause=cause_of(error))
            await asyncio.sleep(LOOK_EVERY_S)

    async def run_once(self) -> None:
        """Let some of them do something, in every rehearsal that goes on."""
        playing = await self.store.rehearsing()
        if not playing or not await self.lease.take():
            return
        for workshop in playing:
            people = await self._come(workshop)
            await self._act(workshop, people)

    async def _come(self, workshop: Workshop) -> list[Participant]:
        """Let those in who are not there yet, some at each look; return who is there."""
        here = await self.store.participants_of(workshop.id, (ParticipantState.HERE,))
        known = {person.nickname for person in here}
        played = names(workshop.simulated)
        missing = [(at, name) for at, name in enumerate(played) if name not in known]
        for at, name in missing[: max(2, len(missing) // 4)]:
            arrival = Arrival(
                idempotency_key=f"rehearsal-{workshop.id}-{at}",
                hall_code=workshop.hall_code,
                nickname=name,
                consents=self.chance.random() < 0.8,
            )
            await self.arrivals.check_in(workshop.id, arrival)
        return [person for person in here if person.nickname in set(played)]

    async def _act(self, workshop: Workshop, people: Sequence[Participant]) -> None:
        floor = await self.store.floor(workshop.id)
        some = [person for person in people if self.chance.random() < SHARE]
        notes = await self.store.notes_of(workshop.id) if some else []
        for person in some:
            try:
                await self._one(workshop, floor, person, notes)
            except KyodoError:  # the phase has just changed, the table has just filled up
                continue

    async def _one(
        self, workshop: Workshop, floor: Floor, person: Participant, notes: Sequence[Note]
    ) -> None:
        match floor.phase:
            case FloorPhase.ROUND:
                await self._write(workshop, floor, person, notes)
            case FloorPhase.MOVING if workshop.plan.programme.movement is Movement.FREE:
                table = self.chance.randint(1, workshop.plan.tables)
                await self.floors.seat(workshop, person.id, table, by_staff=False)
            case FloorPhase.VOTING:
                await self._vote(workshop, person, notes)

    async def _write(
        self, workshop: Workshop, floor: Floor, person: Participant, notes: Sequence[Note]
    ) -> None:
        mine = Counter((note.author, note.round) for note in notes)
        table = floor.seats.get(person.id)
        if table is None or mine[person.id, floor.round] >= NOTES_OF_ROUND:
            return
        note = NewNote(
            id=new_id(),
            table=table,
            round=floor.round,
            text=self.chance.choice(_WORDS["notes"]),
            colour=self.chance.choice(list(Colour)),
        )
        await self.notes.write(workshop.id, person, note)

    async def _vote(self, workshop: Workshop, person: Participant, notes: Sequence[Note]) -> None:
        shown = [note.id for note in notes if not note.hidden]
        if person.dots or not shown:
            return
        put = self.chance.choices(shown, k=workshop.plan.programme.dots)
        await self.notes.put_dots(workshop.id, person, Counter(put))


def names(count: int) -> list[str]:
    """Return as many names, each once: はる, みどり and so on, then はる2."""
    known: list[str] = _WORDS["names"]
    return [
        known[at % len(known)] + (str(at // len(known) + 1) if at >= len(known) else "")
        for at in range(count)
    ]
