"""The day itself: rounds and their clock, who sits where, who hosts, what all are told."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from services.workshops.domain import floor as on_floor
from services.workshops.domain.errors import RoundNotThere, WorkshopNotLive
from services.workshops.domain.floor import Floor, Seats
from services.workshops.domain.participant import Participant
from services.workshops.domain.workshop import Movement, Workshop
from services.workshops.handlers.turns import Turns
from services.workshops.handlers.work import Work
from services.workshops.store import Store
from shared.caller import current_caller
from shared.clock import now
from shared.events.workshops import FloorMoved, FloorPhase, ParticipantState, WorkshopState
from shared.idempotency import checked_key
from shared.mongo import DuplicateKeyError, StaleAggregate
from shared.texts import clean_text

_TRIES = 20
MESSAGE_MAX = 300

Change = Callable[[Floor], Floor]


@dataclass
class Floors:
    """The use cases of a live floor.

    Another instance's changes are told by the aggregate's sequence, and the change is made anew on
    what holds then.
    """

    store: Store
    work: Work
    turns: Turns

    async def start_round(self, workshop_id: str, number: int) -> Floor:
        """Begin a round: people sit where the programme's way of moving puts them.

        Beginning the round that runs changes nothing.

        Raises:
            WorkshopNotFound, NotThisWorkshopsFacilitator, WorkshopNotLive, PhaseDoesNotAllow,
            RoundNotThere. Unavailable: try again.
        """
        workshop = await self._run_by_caller(workshop_id)
        if not 1 <= number <= len(workshop.plan.programme.rounds):
            raise RoundNotThere("round", rounds=len(workshop.plan.programme.rounds))
        floor = await self.store.floor(workshop_id)
        if floor.phase is FloorPhase.ROUND and floor.round == number:
            return floor
        here = await self.store.participants_of(workshop_id, (ParticipantState.HERE,))
        planned = await self._seats(workshop, floor, here, number)

        def begin(floor: Floor) -> Floor:
            known = {person.id for person in here}
            late = {who: table for who, table in floor.seats.items() if who not in known}
            seats = {**late, **planned.seats}
            next_floor = on_floor.begun(floor, workshop.plan, number, seats, now())
            return replace(next_floor, repeated_pairs=planned.repeated, bound=planned.bound)

        return await self.change(workshop_id, begin)

    async def pause(self, workshop_id: str) -> Floor:
        """Stop the clock. Raises: as ``start_round``."""
        return await self._by_facilitator(workshop_id, lambda f: on_floor.paused(f, now()))

    async def resume(self, workshop_id: str) -> Floor:
        """Let the clock go on. Raises: as ``start_round``."""
        return await self._by_facilitator(workshop_id, lambda f: on_floor.resumed(f, now()))

    async def extend(self, workshop_id: str, seconds: int, key: str) -> Floor:
        """Give the round more time, or less, once a key. Raises: as ``start_round``."""
        checked_key(key)
        return await self._by_facilitator(
            workshop_id, lambda f: on_floor.extended(f, seconds, now(), key)
        )

    async def end_round(self, workshop_id: str) -> Floor:
        """End the round; people move. Raises: as ``start_round``."""
        return await self._by_facilitator(workshop_id, on_floor.ended)

    async def turn_to(self, workshop_id: str, phase: FloorPhase) -> Floor:
        """Go on to voting, to the plenary, or end. Raises: as ``start_round``."""
        return await self._by_facilitator(workshop_id, lambda f: on_floor.turned_to(f, phase))

    async def tell(self, workshop_id: str, message: str) -> Floor:
        """Show all a message; an empty one takes it away. Raises: as ``start_round``."""
        said = clean_text("message", message, max_chars=MESSAGE_MAX, required=False)
        return await self._by_facilitator(workshop_id, lambda f: replace(f, message=said))

    async def spotlight(self, workshop_id: str, note_id: str | None) -> Floor:
        """Show all one note, or none. Raises: as ``start_round``; NoteNotFound."""
        if note_id is not None:
            await self.store.note(workshop_id, note_id)
        return await self._by_facilitator(workshop_id, lambda f: replace(f, spotlight=note_id))

    async def go_by_paper(self, workshop_id: str, on_paper: bool) -> Floor:
        """Say that the hall goes on by paper, or that it is back. Raises: as ``start_round``."""
        return await self._by_facilitator(workshop_id, lambda f: replace(f, on_paper=on_paper))

    async def host(self, workshop_id: str, table: int, participant_id: str | None) -> Floor:
        """Make somebody a table's host, or leave it without.

        Raises:
            as ``start_round``; ParticipantNotFound, TableNotThere.
        """
        workshop = await self._run_by_caller(workshop_id)
        if participant_id is not None:
            await self.store.participant(participant_id)
        return await self.change(
            workshop_id, lambda f: on_floor.hosted(f, workshop.plan, table, participant_id)
        )

    async def seat(
        self, workshop: Workshop, participant_id: str, table: int | None, *, by_staff: bool
    ) -> Floor:
        """Sit somebody at a table.

        Raises:
            WorkshopNotLive, TableNotThere, TableFull, PhaseDoesNotAllow.
        """
        require_live(workshop)
        return await self.change(
            workshop.id,
            lambda f: on_floor.seated(f, workshop.plan, participant_id, table, by_staff=by_staff),
        )

    async def seat_anywhere(self, workshop: Workshop, participant_id: str) -> Floor:
        """Sit somebody who has just come at the table that has most room."""

        def sit(floor: Floor) -> Floor:
            if participant_id in floor.seats:
                return floor
            table = on_floor.emptiest_table(floor, workshop.plan)
            return on_floor.seated(floor, workshop.plan, participant_id, table, by_staff=True)

        return await self.change(workshop.id, sit)

    async def change(self, workshop_id: str, change: Change) -> Floor:
        """Make a change on what holds, until no other has come between.

        Raises:
            StaleAggregate: others came between again and again. What ``change`` raises.
        """
        async with self.turns.of(workshop_id):
            for left in reversed(range(_TRIES)):
                before = await self.store.floor(workshop_id)
                after = change(before)
                if after == before:
                    return before
                moved = FloorMoved(
                    floor_id=before.id,
                    workshop_id=workshop_id,
                    round=after.round,
                    phase=after.phase,
                )
                try:
                    return await self.store.keep_floor(before, after, moved)
                except (StaleAggregate, DuplicateKeyError):
                    if not left:
                        raise
            raise StaleAggregate

    async def _by_facilitator(self, workshop_id: str, change: Change) -> Floor:
        await self._run_by_caller(workshop_id)
        return await self.change(workshop_id, change)

    async def _run_by_caller(self, workshop_id: str) -> Workshop:
        workshop = await self.store.workshop(workshop_id)
        workshop.require_facilitator(current_caller())
        require_live(workshop)
        return workshop

    async def _seats(
        self, workshop: Workshop, floor: Floor, here: list[Participant], number: int
    ) -> "_Planned":
        """Decide who sits where in a round."""
        movement = workshop.plan.programme.movement
        if movement is Movement.ASSIGNED:
            return await self._assigned(workshop, floor, here, number)
        known = {person.id for person in here}
        seats = {who: table for who, table in floor.seats.items() if who in known}
        is_last = number == len(workshop.plan.programme.rounds)
        if movement is Movement.RETURN and is_last and floor.past:
            seats |= {who: table for who, table in floor.past[0].items() if who in known}
        standing = replace(floor, seats=seats)
        for person in here:
            if person.id not in standing.seats:
                table = on_floor.emptiest_table(standing, workshop.plan)
                standing = replace(standing, seats={**standing.seats, person.id: table})
        return _Planned(standing.seats)

    async def _assigned(
        self, workshop: Workshop, floor: Floor, here: list[Participant], number: int
    ) -> "_Planned":
        plan, programme = workshop.plan, workshop.plan.programme
        known = {person.id for person in here}
        # A hall that is fuller than its tables: a chair more at each.
        seats = max(plan.seats, -(-len(here) // plan.tables))
        hosts = {
            table - 1: host
            for table, host in floor.hosts.items()
            if host in known and programme.hosts_stay
        }
        if not here:
            return _Planned({})
        found = await self.work.plan_seating(
            {
                "people": [(person.id, _groups(person, programme.mix)) for person in here],
                "seats": [seats] * plan.tables,
                "rounds": len(programme.rounds) - number + 1,
                "past": [_by_table(one, plan.tables) for one in floor.past],
                "hosts": hosts,
                "seed": number,
            }
        )
        first = found["rounds"][0]
        placed = {who: at + 1 for at, table in enumerate(first) for who in table}
        return _Planned(placed, found["repeated_pairs"], found["bound"])


@dataclass(frozen=True)
class _Planned:
    seats: Seats
    repeated: int | None = None
    bound: int | None = None


def require_live(workshop: Workshop) -> None:
    """Let a workshop pass whose day it is.

    Raises:
        WorkshopNotLive.
    """
    if workshop.state is not WorkshopState.LIVE:
        raise WorkshopNotLive("workshop_id", state=workshop.state.value)


def _groups(person: Participant, mix: bool) -> list[str]:
    return list(person.attributes.values()) if mix else []


def _by_table(seats: Seats, tables: int) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in range(tables)]
    for who, table in sorted(seats.items()):
        found[table - 1].append(who)
    return found


def view_of(floor: Floor, people: list[Participant]) -> dict[str, Any]:
    """Write a floor with the people on it, as the gateway reads it."""
    return {
        "workshop_id": floor.workshop_id,
        "round": floor.round,
        "phase": floor.phase.value,
        "ends_at": floor.ends_at,
        "left_s": floor.left_s,
        "message": floor.message,
        "spotlight": floor.spotlight,
        "on_paper": floor.on_paper,
        "repeated_pairs": floor.repeated_pairs,
        "bound": floor.bound,
        "sequence": floor.sequence,
        "now": now(),
        "hosts": {str(table): host for table, host in floor.hosts.items()},
        "people": [
            {
                "id": person.id,
                "badge": person.badge,
                "called": person.called,
                "table": floor.seats.get(person.id),
                "consents": person.consents,
            }
            for person in people
        ],
    }
