"""Committees, and who sits on them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.committee_recruitment.domain.application import KEPT_FOR
from services.committee_recruitment.domain.committee import (
    TERM_MONTHS_MAX,
    Appointment,
    Committee,
    checked_seats,
    require_leaving,
)
from services.committee_recruitment.domain.errors import (
    ApplicantAppointedAlready,
    ApplicantNotChosen,
    TermTooLong,
)
from services.committee_recruitment.handlers.calling import own_key
from services.committee_recruitment.store import Store
from services.committee_recruitment.store import documents as as_document
from shared.caller import Role, current_caller
from shared.clock import now
from shared.events.committee_recruitment import (
    ApplicationState,
    CommitteeFounded,
    MemberAppointed,
    MemberLeft,
    RecruitmentState,
    SeatKind,
)
from shared.events.common import StageRef
from shared.ids import new_id
from shared.mongo import Document, DuplicateKeyError
from shared.private_data import Locked, PrivateData
from shared.texts import clean_text, clean_title

_SEATED = frozenset({ApplicationState.CHOSEN, ApplicationState.RESERVE})
_IDENTITY = ("name", "kana", "birth_date", "phone")


@dataclass(frozen=True)
class NewCommittee:
    """A committee that staff enter."""

    idempotency_key: str
    name: str
    basis: str
    purpose: str
    department_id: str
    seats: Mapping[SeatKind, int]
    term_months: int
    links: tuple[StageRef, ...] = ()


@dataclass(frozen=True)
class NewMember:
    """Somebody who takes a seat.

    Attributes:
        application_id: whose particulars are the member's; else ``name``, ``kana`` and
            ``birth_date`` are given, by which the same person is found on other committees.
    """

    idempotency_key: str
    seat_kind: SeatKind
    starts_on: date
    ends_on: date
    shown_name: str
    shown_as: str
    application_id: str = ""
    name: str = ""
    kana: str = ""
    birth_date: date | None = None


@dataclass
class Committees:
    """The use cases of staff about committees."""

    store: Store
    private: PrivateData

    async def found(self, new: NewCommittee) -> Committee:
        """Enter a committee. The same key gives the same one.

        Raises:
            NotSignedIn, Forbidden, NotInCharge; TextEmpty and the like; SeatsInvalid, TermTooLong.
        """
        caller = current_caller()
        caller.require(Role.STAFF)
        caller.require_department(new.department_id)
        key = own_key(new.idempotency_key)
        if (known := await self.store.made_by(self.store.committees, key)) is not None:
            return as_document.to_committee(known)
        if not 1 <= new.term_months <= TERM_MONTHS_MAX:
            raise TermTooLong("term_months", months=TERM_MONTHS_MAX)
        made = Committee(
            id=new_id(),
            name=clean_title("name", new.name),
            basis=clean_title("basis", new.basis),
            purpose=clean_text("purpose", new.purpose, max_chars=2_000),
            department_id=new.department_id,
            seats=checked_seats(new.seats),
            term_months=new.term_months,
            links=tuple(dict.fromkeys(new.links)),
            founded_at=now(),
            sequence=1,
        )
        event = CommitteeFounded(
            committee_id=made.id, department_id=made.department_id, links=made.links
        )
        row = {**as_document.of_committee(made), "idempotency_key": key}
        try:
            await self.store.committees.insert(row, event)
        except DuplicateKeyError:  # the same request at the same time
            if (known := await self.store.made_by(self.store.committees, key)) is None:
                raise
            return as_document.to_committee(known)
        return made

    async def appoint(self, committee_id: str, new: NewMember) -> Committee:
        """Give somebody a seat; who they are is sealed, apart from what they agreed to show.

        The same key again changes nothing.

        Raises:
            CommitteeNotFound, NotSignedIn, Forbidden, NotInCharge; TextEmpty and the like.
            DaysReversed, TermTooLong, SeatsTaken, TooManyAppointments.
            ApplicationNotFound, ApplicantNotChosen, ApplicantAppointedAlready.
            StaleAggregate: somebody else took a seat meanwhile. Unavailable: the keys are away.
        """
        committee = await self.store.committee(committee_id)
        committee.require_handling(current_caller())
        key = own_key(new.idempotency_key)
        id_ = hashlib.sha256(f"{committee.id}\n{key}".encode()).hexdigest()[:32]
        if any(one.id == id_ for one in committee.appointments):
            return committee
        committee.require_seat(new.seat_kind, new.starts_on, new.ends_on)
        made = Appointment(
            id=id_,
            seat_kind=new.seat_kind,
            starts_on=new.starts_on,
            ends_on=new.ends_on,
            shown_name=clean_title("shown_name", new.shown_name, max_chars=100),
            shown_as=clean_title("shown_as", new.shown_as, max_chars=200, required=False),
            application_id=new.application_id,
            left="",
        )
        identity = await self._identity(committee, new)
        locked = await self.private.seal(
            made.id,
            identity,
            case_id=committee.id,
            # Counted from the end of the term: the rules look back as far.
            retain_until=new.ends_on + KEPT_FOR,
        )
        row = {**as_document.of_appointment(made), "sealed": locked.document()}
        event = MemberAppointed(
            committee_id=committee.id,
            appointment_id=made.id,
            seat_kind=made.seat_kind,
            starts_on=made.starts_on,
            ends_on=made.ends_on,
        )
        return await self.store.update_committee(committee, {"$push": {"appointments": row}}, event)

    async def leave(
        self, committee_id: str, appointment_id: str, last_day: date, reason: str
    ) -> Committee:
        """End a term early; the seat is free from the next day on. Again changes nothing.

        Raises:
            CommitteeNotFound, AppointmentNotFound, NotSignedIn, Forbidden, NotInCharge;
            LeavingOutsideTerm, TextEmpty, StaleAggregate.
        """
        committee = await self.store.committee(committee_id)
        committee.require_handling(current_caller())
        member = committee.appointment(appointment_id)
        if member.left and member.ends_on == last_day:
            return committee
        require_leaving(member, last_day)
        left = replace(member, ends_on=last_day, left=clean_text("reason", reason, max_chars=500))
        at = committee.appointments.index(member)
        change: Document = {
            "$set": {
                f"appointments.{at}.ends_on": left.ends_on.isoformat(),
                f"appointments.{at}.left": left.left,
            }
        }
        event = MemberLeft(
            committee_id=committee.id, appointment_id=member.id, ends_on=left.ends_on
        )
        return await self.store.update_committee(committee, change, event)

    async def _identity(self, committee: Committee, new: NewMember) -> dict[str, str]:
        if not new.application_id:
            birth = new.birth_date.isoformat() if new.birth_date else ""
            return {
                "name": clean_title("name", new.name, max_chars=100),
                "kana": clean_title("kana", new.kana, max_chars=100, required=False),
                "birth_date": birth,
            }
        row = await self.store.application_row({"_id": new.application_id})
        application = as_document.to_application(row)
        recruitment = await self.store.recruitment(application.recruitment_id)
        decided = recruitment.state is RecruitmentState.DECIDED
        fits = recruitment.committee_id == committee.id and new.seat_kind is SeatKind.PUBLIC
        if application.state not in _SEATED or not decided or not fits:
            raise ApplicantNotChosen("application_id")
        if any(one.application_id == application.id for one in committee.appointments):
            raise ApplicantAppointedAlready("application_id")
        (fields,) = await self.private.open([Locked.of(row["sealed"])])
        return {name: (fields or {}).get(name, "") for name in _IDENTITY}
