"""Desks, who holds them, and what a personnel change (人事異動) does to them.

Tasks elsewhere belong to desks, never to people, and are never moved: a desk that is handed over
points to its successor, and who holds the last one in that row owns all that the row ever owned.
So a change is one write, at no moment is a task without an owner, and the row is the history.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from services.people.domain.errors import (
    AlreadyHoldsDesk,
    DeskClosed,
    DeskNotFound,
    DeskNotHandedOver,
    DeskWouldBeVacant,
    DoesNotHoldDesk,
    MovesMissing,
    PersonHasLeft,
    PersonNotFound,
    SuccessorsGoInCircle,
    TooManyMoves,
)

MOVES_MAX = 500


@dataclass(frozen=True)
class Desk:
    """A desk (担当・ポスト). A closed one keeps its last holders, for the record."""

    id: str
    department_id: str
    name: str
    holders: tuple[str, ...]
    successor_id: str | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class HandOver:
    """Everything of one desk goes to another, and the desk is closed."""

    desk_id: str
    to_desk_id: str


@dataclass(frozen=True)
class TakeBack:
    """A desk that was handed over works again by itself."""

    desk_id: str


@dataclass(frozen=True)
class Appoint:
    """A person takes a desk, beside those who hold it."""

    person_id: str
    desk_id: str


@dataclass(frozen=True)
class Relieve:
    """A person gives a desk up."""

    person_id: str
    desk_id: str


@dataclass(frozen=True)
class Leave:
    """A person leaves all desks and no longer signs in."""

    person_id: str


Move = HandOver | TakeBack | Appoint | Relieve | Leave


@dataclass(frozen=True)
class Office:
    """All desks, and the people who work: ``people`` holds the ids of those who have not left."""

    desks: Mapping[str, Desk]
    people: frozenset[str]
    left: frozenset[str] = field(default_factory=frozenset)

    def owner(self, desk_id: str) -> Desk:
        """Return the desk that does the work of a desk: itself, or the last of its successors."""
        desk = self.desks[desk_id]
        while desk.successor_id is not None:
            desk = self.desks[desk.successor_id]
        return desk

    def holders(self, desk_id: str) -> frozenset[str]:
        """Return the people who act for a desk now."""
        return frozenset(self.owner(desk_id).holders) & self.people

    def change(self, moves: Sequence[Move], on: date) -> "Office":
        """Return the office after all moves, in their order; they hold together or not at all.

        Raises:
            MovesMissing, TooManyMoves, DeskNotFound, PersonNotFound, DeskClosed, PersonHasLeft,
            AlreadyHoldsDesk, DoesNotHoldDesk, DeskNotHandedOver, SuccessorsGoInCircle: ``field``
            names the move, such as ``moves.3``.
            DeskWouldBeVacant: after all moves a desk that works has nobody.
        """
        if not moves:
            raise MovesMissing("moves")
        if len(moves) > MOVES_MAX:
            raise TooManyMoves("moves", max=MOVES_MAX, actual=len(moves))
        after = self
        for number, move in enumerate(moves):
            after = after._moved(move, f"moves.{number}", on)
        after._require_holders()
        return after

    def _moved(self, move: Move, place: str, on: date) -> "Office":
        match move:
            case HandOver(desk_id, to_desk_id):
                return self._handed_over(desk_id, to_desk_id, place, on)
            case TakeBack(desk_id):
                desk = self._desk(desk_id, place)
                if desk.successor_id is None:
                    raise DeskNotHandedOver(place)
                return self._with(replace(desk, successor_id=None, closed_on=None))
            case Appoint(person_id, desk_id):
                desk = self._working_desk(desk_id, place)
                self._require_working(person_id, place)
                if person_id in desk.holders:
                    raise AlreadyHoldsDesk(place)
                return self._with(replace(desk, holders=(*desk.holders, person_id)))
            case Relieve(person_id, desk_id):
                desk = self._working_desk(desk_id, place)
                if person_id not in desk.holders:
                    raise DoesNotHoldDesk(place)
                return self._with(_without(desk, person_id))
            case Leave(person_id):
                self._require_working(person_id, place)
                held = [desk for desk in self._working() if person_id in desk.holders]
                office = self._with(*(_without(desk, person_id) for desk in held))
                return replace(
                    office, people=self.people - {person_id}, left=self.left | {person_id}
                )

    def _handed_over(self, desk_id: str, to_desk_id: str, place: str, on: date) -> "Office":
        desk = self._working_desk(desk_id, place)
        # The successor may close later in the same change: only the end of the row must work.
        self._desk(to_desk_id, place)
        if self.owner(to_desk_id).id == desk_id:
            raise SuccessorsGoInCircle(place)
        return self._with(replace(desk, successor_id=to_desk_id, closed_on=on))

    def _require_holders(self) -> None:
        for desk in self._working():
            if self.people.isdisjoint(desk.holders):
                raise DeskWouldBeVacant(desk=desk.name)

    def _working(self) -> Iterable[Desk]:
        return (desk for desk in self.desks.values() if desk.closed_on is None)

    def _desk(self, desk_id: str, place: str) -> Desk:
        if desk_id not in self.desks:
            raise DeskNotFound(place)
        return self.desks[desk_id]

    def _working_desk(self, desk_id: str, place: str) -> Desk:
        desk = self._desk(desk_id, place)
        if desk.closed_on is not None:
            raise DeskClosed(place, desk=desk.name)
        return desk

    def _require_working(self, person_id: str, place: str) -> None:
        if person_id in self.left:
            raise PersonHasLeft(place)
        if person_id not in self.people:
            raise PersonNotFound(place)

    def _with(self, *changed: Desk) -> "Office":
        return replace(self, desks={**self.desks, **{desk.id: desk for desk in changed}})


def _without(desk: Desk, person_id: str) -> Desk:
    return replace(desk, holders=tuple(held for held in desk.holders if held != person_id))
