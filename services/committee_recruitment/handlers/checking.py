"""Checking who applied: the rules of the call, and who may be the same person elsewhere."""

from dataclasses import dataclass
from datetime import date

from services.committee_recruitment.domain.application import Particulars
from services.committee_recruitment.domain.calendar import Span
from services.committee_recruitment.domain.committee import Appointment
from services.committee_recruitment.domain.eligibility import Finding, Service, Term, check
from services.committee_recruitment.domain.names import Person, likeness
from services.committee_recruitment.domain.recruitment import Recruitment
from services.committee_recruitment.store import Store
from services.committee_recruitment.store import documents as as_document
from shared.events.committee_recruitment import LikenessReason
from shared.mongo import Document
from shared.private_data import Locked, PrivateData

# What the keys service hands out at once.
KEYS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Alike:
    """A member of a committee, now or before, who may be the same person, and why."""

    committee_id: str
    committee_name: str
    appointment: Appointment
    reasons: tuple[LikenessReason, ...]


@dataclass(frozen=True)
class Checked:
    """What speaks against an application; people decide.

    Attributes:
        findings: by what the applicant said alone.
        alike: who may be the same person on any committee.
        if_same: what speaks against it more if they all are.
    """

    findings: tuple[Finding, ...] = ()
    alike: tuple[Alike, ...] = ()
    if_same: tuple[Finding, ...] = ()


@dataclass
class Checking:
    """Holds an applicant against the call and the register of all appointments."""

    store: Store
    private: PrivateData

    async def check(self, recruitment: Recruitment, who: Particulars) -> Checked:
        """Compute it on the day that counts.

        Raises:
            Unavailable: the keys cannot be reached.
        """
        call = recruitment.call
        term = Term(recruitment.committee_id, Span(call.term_starts_on, call.term_ends_on))
        findings = check(call.rules, who.applicant(), term, call.counted_on)
        alike = await self._alike(who)
        services = tuple(
            Service(
                one.committee_id,
                one.appointment.seat_kind,
                one.appointment.starts_on,
                one.appointment.ends_on,
            )
            for one in alike
        )
        all_ = check(call.rules, who.applicant(services), term, call.counted_on)
        return Checked(findings, alike, tuple(one for one in all_ if one not in findings))

    async def _alike(self, who: Particulars) -> tuple[Alike, ...]:
        seats = [
            (committee, row)
            for committee in await self.store.committee_rows()
            for row in committee["appointments"]
        ]
        found: list[Alike] = []
        for start in range(0, len(seats), KEYS_AT_ONCE):
            some = seats[start : start + KEYS_AT_ONCE]
            opened = await self.private.open([Locked.of(row["sealed"]) for _, row in some])
            for (committee, row), fields in zip(some, opened, strict=True):
                reasons = likeness(who.person, _person(fields)) if fields else ()
                if reasons:
                    found.append(_alike(committee, row, reasons))
        return tuple(found)


def _alike(committee: Document, row: Document, reasons: tuple[LikenessReason, ...]) -> Alike:
    appointment = as_document.to_appointment(row)
    return Alike(committee["_id"], committee["name"], appointment, reasons)


def _person(fields: dict[str, str]) -> Person:
    born = fields.get("birth_date", "")
    return Person(
        fields["name"],
        fields.get("kana", ""),
        date.fromisoformat(born) if born else None,
        phone=fields.get("phone", ""),
    )
