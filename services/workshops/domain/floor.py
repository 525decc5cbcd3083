"""The floor of a live workshop: which round, how long still, who sits where.

Every function takes a floor and returns the next one; tables count from 1, rounds from 1 (0:
before the first). The clock is the server's: a running round has ``ends_at``, a paused one has
``left_s``.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from services.workshops.domain.errors import (
    PhaseDoesNotAllow,
    RoundNotThere,
    TableFull,
    TableNotThere,
)
from services.workshops.domain.workshop import Movement, Plan
from shared.events.workshops import FloorPhase

EXTENSION_MAX_S, EXTENSIONS_KEPT = 3_600, 20

Seats = Mapping[str, int]


@dataclass(frozen=True)
class Floor:
    """The state of the floor as of ``sequence``.

    Attributes:
        seats: participant → table now. Who is here and not in it has no table yet.
        past: for each round that was begun before this one, who sat where when it ended.
        hosts: table → participant who hosts it.
        on_paper: the hall goes on by paper for now; notes come in later.
        repeated_pairs, bound: of the plan by which people were seated, if one was made.
        extensions: the keys of the last requests that changed the time.
        message: what the facilitator tells all; spotlight: the note that all look at.
    """

    workshop_id: str
    round: int = 0
    phase: FloorPhase = FloorPhase.BEFORE
    ends_at: datetime | None = None
    left_s: int | None = None
    seats: Seats = field(default_factory=dict)
    past: tuple[Seats, ...] = ()
    hosts: Mapping[int, str] = field(default_factory=dict)
    message: str = ""
    spotlight: str | None = None
    on_paper: bool = False
    repeated_pairs: int | None = None
    bound: int | None = None
    extensions: tuple[str, ...] = ()
    sequence: int = 0

    @property
    def id(self) -> str:
        """The aggregate's id."""
        return floor_id(self.workshop_id)

    @property
    def taken(self) -> Counter[int]:
        """How many sit at each table."""
        return Counter(self.seats.values())


def floor_id(workshop_id: str) -> str:
    """The id of a workshop's floor."""
    return f"{workshop_id}:floor"


def begun(floor: Floor, plan: Plan, number: int, seats: Seats, now: datetime) -> Floor:
    """Begin a round with people at these tables.

    Raises:
        PhaseDoesNotAllow: a round is running. RoundNotThere: the programme has no such round.
    """
    if floor.phase in (FloorPhase.ROUND, FloorPhase.PAUSED, FloorPhase.ENDED):
        raise PhaseDoesNotAllow("phase", phase=floor.phase.value)
    if not 1 <= number <= len(plan.programme.rounds):
        raise RoundNotThere("round", rounds=len(plan.programme.rounds))
    minutes = plan.programme.rounds[number - 1].minutes
    return replace(
        floor,
        round=number,
        phase=FloorPhase.ROUND,
        ends_at=now + timedelta(minutes=minutes),
        left_s=None,
        seats=seats,
    )


def paused(floor: Floor, now: datetime) -> Floor:
    """Stop the clock.

    Raises:
        PhaseDoesNotAllow: no round is running.
    """
    _require(floor, FloorPhase.ROUND)
    left = max(0, round((_end(floor) - now).total_seconds()))
    return replace(floor, phase=FloorPhase.PAUSED, ends_at=None, left_s=left)


def resumed(floor: Floor, now: datetime) -> Floor:
    """Let the clock go on.

    Raises:
        PhaseDoesNotAllow: it was not paused.
    """
    _require(floor, FloorPhase.PAUSED)
    ends_at = now + timedelta(seconds=floor.left_s or 0)
    return replace(floor, phase=FloorPhase.ROUND, ends_at=ends_at, left_s=None)


def extended(floor: Floor, seconds: int, now: datetime, key: str) -> Floor:
    """Give a round more time (or, with a negative number, less), from now if it has run out.

    The same ``key`` again changes nothing.

    Raises:
        PhaseDoesNotAllow: no round.
    """
    if key in floor.extensions:
        return floor
    _require(floor, FloorPhase.ROUND, FloorPhase.PAUSED)
    floor = replace(floor, extensions=(*floor.extensions, key)[-EXTENSIONS_KEPT:])
    seconds = max(-EXTENSION_MAX_S, min(seconds, EXTENSION_MAX_S))
    if floor.phase is FloorPhase.PAUSED:
        return replace(floor, left_s=max(0, (floor.left_s or 0) + seconds))
    return replace(floor, ends_at=max(now, _end(floor)) + timedelta(seconds=seconds))


def ended(floor: Floor) -> Floor:
    """End the round; people may move from now on.

    Raises:
        PhaseDoesNotAllow: no round.
    """
    _require(floor, FloorPhase.ROUND, FloorPhase.PAUSED)
    past = (*floor.past, dict(floor.seats))
    return replace(floor, phase=FloorPhase.MOVING, ends_at=None, left_s=None, past=past)


def turned_to(floor: Floor, phase: FloorPhase) -> Floor:
    """Go on to voting, to the plenary, or end all.

    Raises:
        PhaseDoesNotAllow: a round is running, or all is over.
    """
    if floor.phase in (FloorPhase.ROUND, FloorPhase.PAUSED):
        floor = ended(floor)
    if floor.phase is FloorPhase.ENDED:
        raise PhaseDoesNotAllow("phase", phase=floor.phase.value)
    return replace(floor, phase=phase)


def seated(
    floor: Floor, plan: Plan, participant: str, table: int | None, *, by_staff: bool
) -> Floor:
    """Sit a participant down at a table, or let them stand up (None).

    A facilitator may put somebody at a full table: there is always one more chair.

    Raises:
        TableNotThere, TableFull; PhaseDoesNotAllow: where the platform or nobody moves people,
        they do not choose a table themselves after the first round has begun.
    """
    seats = dict(floor.seats)
    was = seats.pop(participant, None)
    if table is None:
        return replace(floor, seats=seats)
    if not 1 <= table <= plan.tables:
        raise TableNotThere("table", tables=plan.tables)
    if not by_staff:
        _require_free_choice(floor, plan, was)
        if was != table and Counter(seats.values())[table] >= plan.seats:
            raise TableFull("table", seats=plan.seats)
    return replace(floor, seats={**seats, participant: table})


def _require_free_choice(floor: Floor, plan: Plan, was: int | None) -> None:
    chosen_for_them = plan.programme.movement in (Movement.ASSIGNED, Movement.STAY)
    if was is not None and floor.round > 0 and chosen_for_them:
        raise PhaseDoesNotAllow("table", phase=floor.phase.value)


def hosted(floor: Floor, plan: Plan, table: int, participant: str | None) -> Floor:
    """Make somebody the host of a table, or leave it without.

    Raises:
        TableNotThere.
    """
    if not 1 <= table <= plan.tables:
        raise TableNotThere("table", tables=plan.tables)
    hosts = {at: host for at, host in floor.hosts.items() if host != participant and at != table}
    if participant is not None:
        hosts[table] = participant
    return replace(floor, hosts=hosts)


def left(floor: Floor, participant: str) -> Floor:
    """Take somebody who goes home off the floor; a table they hosted is without a host."""
    seats = {who: table for who, table in floor.seats.items() if who != participant}
    hosts = {table: who for table, who in floor.hosts.items() if who != participant}
    return replace(floor, seats=seats, hosts=hosts)


def emptiest_table(floor: Floor, plan: Plan) -> int:
    """Return the table with the most room; the lowest number among equals.

    A table where somebody sits alone, or nearly, is filled before an empty one is opened.
    """
    taken = floor.taken
    wanting = [t for t in range(1, plan.tables + 1) if 0 < taken[t] < min(4, plan.seats)]
    pool = wanting or range(1, plan.tables + 1)
    return min(pool, key=lambda table: (taken[table], table))


def _end(floor: Floor) -> datetime:
    assert floor.ends_at is not None  # noqa: S101  # a running round has one
    return floor.ends_at


def _require(floor: Floor, *phases: FloorPhase) -> None:
    if floor.phase not in phases:
        raise PhaseDoesNotAllow("phase", phase=floor.phase.value)
