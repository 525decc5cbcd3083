"""A committee (附属機関等) and the appointments to its seats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.committee_recruitment.domain.calendar import term_end
from services.committee_recruitment.domain.errors import (
    AppointmentNotFound,
    DaysReversed,
    LeavingOutsideTerm,
    SeatsInvalid,
    SeatsTaken,
    TermTooLong,
    TooManyAppointments,
)
from shared.caller import Caller, Role
from shared.events.committee_recruitment import SeatKind
from shared.events.common import StageRef

SEATS_MAX, TERM_MONTHS_MAX = 100, 120
# A committee of 20 fills as many seats in a century.
APPOINTMENTS_MAX = 1_000


@dataclass(frozen=True)
class Appointment:
    """Somebody on a seat, from ``starts_on`` to ``ends_on``, both included.

    Attributes:
        shown_name, shown_as: what the member agreed to be published, such as an affiliation.
        application_id: of whom applied; empty for those who were asked.
        left: why the term ended early; empty if it did not.
    """

    id: str
    seat_kind: SeatKind
    starts_on: date
    ends_on: date
    shown_name: str
    shown_as: str
    application_id: str
    left: str

    def on(self, day: date) -> bool:
        """Say whether the seat is taken on a day."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True)
class Committee:
    """A committee as of ``sequence``.

    Attributes:
        basis: the law, by-law or rule that founds it (根拠).
        seats: how many of each kind. term_months: how long a term is at most.
        links: the stages of policies that it serves.
    """

    id: str
    name: str
    basis: str
    purpose: str
    department_id: str
    seats: Mapping[SeatKind, int]
    term_months: int
    links: tuple[StageRef, ...]
    founded_at: datetime
    appointments: tuple[Appointment, ...] = ()
    sequence: int = 0

    def require_handling(self, caller: Caller) -> None:
        """Let staff of the department pass.

        Raises:
            NotSignedIn, Forbidden: others. NotInCharge: staff of other departments.
        """
        caller.require(Role.STAFF)
        caller.require_department(self.department_id)

    def handles(self, caller: Caller) -> bool:
        """Say whether the caller may work on it."""
        return caller.has(Role.STAFF) and self.department_id in caller.departments

    def appointment(self, appointment_id: str) -> Appointment:
        """Return one of its appointments.

        Raises:
            AppointmentNotFound.
        """
        for one in self.appointments:
            if one.id == appointment_id:
                return one
        raise AppointmentNotFound("appointment_id")

    def require_seat(self, kind: SeatKind, starts_on: date, ends_on: date) -> None:
        """Let a term pass for which a seat is free on each of its days.

        Raises:
            DaysReversed, TermTooLong, SeatsTaken, TooManyAppointments.
        """
        if ends_on < starts_on:
            raise DaysReversed("ends_on")
        if ends_on > term_end(starts_on, months=self.term_months):
            raise TermTooLong("ends_on", months=self.term_months)
        alike = [one for one in self.appointments if one.seat_kind is kind]
        if most_at_once(alike, starts_on, ends_on) >= self.seats[kind]:
            raise SeatsTaken("seat_kind", seats=self.seats[kind])
        if len(self.appointments) >= APPOINTMENTS_MAX:
            raise TooManyAppointments(max=APPOINTMENTS_MAX)


def checked_seats(seats: Mapping[SeatKind, int]) -> dict[SeatKind, int]:
    """Return how many seats there are of each kind.

    Raises:
        SeatsInvalid: none at all, or too many.
    """
    wanted = {kind: seats.get(kind, 0) for kind in SeatKind}
    if any(many < 0 for many in wanted.values()) or not 1 <= sum(wanted.values()) <= SEATS_MAX:
        raise SeatsInvalid("seats", least=1, most=SEATS_MAX)
    return wanted


def most_at_once(others: Sequence[Appointment], starts_on: date, ends_on: date) -> int:
    """Return how many appointments run on the busiest day of a term."""
    meeting = [one for one in others if one.starts_on <= ends_on and starts_on <= one.ends_on]
    # The number only rises on a day on which one begins.
    days = {max(one.starts_on, starts_on) for one in meeting}
    return max((sum(one.on(day) for one in meeting) for day in days), default=0)


def require_leaving(appointment: Appointment, last_day: date) -> None:
    """Let a last day pass that lies in the term, or right before it: who never began.

    Raises:
        LeavingOutsideTerm.
    """
    if not appointment.starts_on - timedelta(days=1) <= last_day <= appointment.ends_on:
        raise LeavingOutsideTerm("ends_on")
