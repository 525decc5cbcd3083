"""An application (応募): who applied is sealed, and apart from what they wrote."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.committee_recruitment.domain.eligibility import Applicant, Service
from services.committee_recruitment.domain.errors import (
    ApplicationNotMovable,
    BirthDateInvalid,
    ContactMissing,
    TiesMissing,
)
from services.committee_recruitment.domain.names import Person
from shared.events.committee_recruitment import ApplicationState, Gender, Tie
from shared.events.common import Channel
from shared.mail_address import checked_address
from shared.texts import clean_text, clean_title

# Through the longest term and the question who served how long; then the key is destroyed.
KEPT_FOR = timedelta(days=10 * 366)
_OLDEST = timedelta(days=120 * 366)
_AS_THEY_ARE = ("name", "kana", "address", "phone", "mail", "tied_by")


@dataclass(frozen=True)
class Particulars:
    """Who applies. Sealed; ``gender`` is asked for only where the call says so.

    Attributes:
        ties: to the city. tied_by: the employer or school, where that is the tie.
        is_staff, is_councillor: of this city, as the applicant says.
    """

    name: str
    kana: str
    birth_date: date
    address: str
    phone: str
    mail: str
    ties: tuple[Tie, ...]
    tied_by: str
    gender: Gender
    is_staff: bool
    is_councillor: bool

    def sealable(self, today: date) -> dict[str, str]:
        """Return it clean, as texts by name.

        Raises:
            TextEmpty and the like; BirthDateInvalid, ContactMissing, TiesMissing,
            MailAddressMalformed.
        """
        if not today - _OLDEST <= self.birth_date < today:
            raise BirthDateInvalid("birth_date")
        phone = clean_title("phone", self.phone, max_chars=30, required=False)
        mail = checked_address("mail", self.mail) if self.mail.strip() else ""
        if not (phone or mail):
            raise ContactMissing("phone")
        if not self.ties:
            raise TiesMissing("ties")
        return {
            "name": clean_title("name", self.name, max_chars=100),
            "kana": clean_title("kana", self.kana, max_chars=100),
            "birth_date": self.birth_date.isoformat(),
            "address": clean_text("address", self.address, max_chars=300),
            "phone": phone,
            "mail": mail,
            "ties": " ".join(tie.value for tie in sorted(set(self.ties))),
            "tied_by": clean_title("tied_by", self.tied_by, max_chars=100, required=False),
            "gender": self.gender.value,
            "is_staff": "yes" if self.is_staff else "",
            "is_councillor": "yes" if self.is_councillor else "",
        }

    def applicant(self, services: tuple[Service, ...] = ()) -> Applicant:
        """Return what the rules ask about, with the seats that somebody has or had."""
        return Applicant(
            self.birth_date, frozenset(self.ties), self.is_staff, self.is_councillor, services
        )

    @property
    def person(self) -> Person:
        """Return by what the same person is found elsewhere."""
        return Person(self.name, self.kana, self.birth_date, phone=self.phone)

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "Particulars":
        """Read what ``sealable`` wrote."""
        given = {name: fields.get(name, "") for name in _AS_THEY_ARE}
        return cls(
            **given,
            birth_date=date.fromisoformat(fields["birth_date"]),
            gender=Gender(fields["gender"]),
            ties=tuple(Tie(name) for name in fields["ties"].split()),
            is_staff=bool(fields.get("is_staff")),
            is_councillor=bool(fields.get("is_councillor")),
        )


@dataclass(frozen=True)
class Application:
    """An application as of ``sequence``, without what is sealed.

    ``reason`` and ``rank`` are told once the result is public.
    """

    id: str
    recruitment_id: str
    number: str
    channel: Channel
    received_at: datetime
    state: ApplicationState
    reason: str
    rank: int
    sequence: int = 0

    def require_waiting(self) -> None:
        """Let one pass that was neither withdrawn nor decided on.

        Raises:
            ApplicationNotMovable.
        """
        if self.state is not ApplicationState.RECEIVED:
            raise ApplicationNotMovable("state", state=self.state.value)


def commitment(salt: bytes, essay: str) -> str:
    """Return the salted SHA-256 by which anyone can prove later what was handed in."""
    return hashlib.sha256(salt + essay.encode()).hexdigest()
