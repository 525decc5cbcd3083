"""What the mutations of committee recruitment take."""

from datetime import date
from typing import Any

import strawberry

from gateway.committee_recruitment.words import (
    ApplicationState,
    Gender,
    SeatKind,
    SelectionStep,
    Tie,
)
from gateway.policies.links import StageLinkInput
from gateway.words import Channel


@strawberry.input(description="附属機関等の登録")
class FoundCommitteeInput:
    """A committee, with its seats of each kind."""

    name: str
    basis: str
    purpose: str
    department_id: strawberry.ID
    public_seats: int = 0
    learned_seats: int = 0
    organisation_seats: int = 0
    term_months: int = 24
    links: list[StageLinkInput] = strawberry.field(default_factory=list)
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "name": self.name,
            "basis": self.basis,
            "purpose": self.purpose,
            "department_id": self.department_id,
            "seats": {
                SeatKind.PUBLIC.value: self.public_seats,
                SeatKind.LEARNED.value: self.learned_seats,
                SeatKind.ORGANISATION.value: self.organisation_seats,
            },
            "term_months": self.term_months,
            "links": [vars(one) for one in self.links],
            "idempotency_key": self.idempotency_key,
        }


@strawberry.input(description="委員の委嘱・任命")
class AppointMemberInput:
    """Somebody who takes a seat; of whom applied, the application says who it is."""

    committee_id: strawberry.ID
    seat_kind: SeatKind
    starts_on: date
    ends_on: date
    shown_name: str
    shown_as: str = ""
    application_id: str = ""
    name: str = ""
    kana: str = ""
    birth_date: date | None = None
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        given = {name: value for name, value in vars(self).items() if name != "committee_id"}
        birth = self.birth_date.isoformat() if self.birth_date else None
        days = {"starts_on": self.starts_on.isoformat(), "ends_on": self.ends_on.isoformat()}
        return {**given, **days, "birth_date": birth}


@strawberry.input(description="任期の途中の退任")
class EndMembershipInput:
    """The last day of a member who leaves early, and why."""

    committee_id: strawberry.ID
    member_id: strawberry.ID
    last_day: date
    reason: str
    idempotency_key: str


@strawberry.input(description="選考の基準")
class SelectionCriterionInput:
    """By what is weighed."""

    name: str
    text: str = ""
    points: int = 5


@strawberry.input(description="委員の公募")
class CallForApplicationsInput:
    """What everybody reads before the period begins."""

    committee_id: strawberry.ID
    title: str
    seats: int
    term_starts_on: date
    term_ends_on: date
    opens_on: date
    last_day: date
    counted_on: date
    ties: list[Tie]
    youngest: int = 18
    oldest: int = 0
    essay_question: str = ""
    essay_least: int = 0
    essay_most: int = 0
    steps: list[SelectionStep]
    criteria: list[SelectionCriterionInput] = strawberry.field(default_factory=list)
    meetings: str = ""
    pay: str = ""
    support: str = ""
    contact: str
    asks_gender: bool = False
    longest_years: int = strawberry.field(default=0, description="通算の年数の上限。0は、なし")
    most_committees: int = strawberry.field(default=0, description="兼ねる数の上限。0は、なし")
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        given = {name: value for name, value in vars(self).items() if name != "committee_id"}
        days = {name: day.isoformat() for name, day in given.items() if isinstance(day, date)}
        return {**given, **days, "criteria": [vars(one) for one in self.criteria]}


@strawberry.input(description="公募の中止")
class CallOffRecruitmentInput:
    """Why it is called off."""

    recruitment_id: strawberry.ID
    reason: str
    idempotency_key: str


@strawberry.input(description="応募する人")
class ApplicantInput:
    """Who applies."""

    name: str
    kana: str
    birth_date: date
    address: str
    phone: str = ""
    mail: str = ""
    ties: list[Tie]
    tied_by: str = ""
    gender: Gender = Gender.UNANSWERED
    is_staff: bool = False
    is_councillor: bool = False


@strawberry.input(description="応募")
class ApplyForSeatInput:
    """An application. Other channels are for who enters what came on paper."""

    recruitment_id: strawberry.ID
    applicant: ApplicantInput
    essay: str = ""
    channel: Channel = Channel.WEB
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        birth = self.applicant.birth_date.isoformat()
        return {
            "particulars": {**vars(self.applicant), "birth_date": birth},
            "essay": self.essay,
            "channel": self.channel,
            "idempotency_key": self.idempotency_key,
        }


@strawberry.input(description="受付番号と確認番号")
class OpenApplicationInput:
    """The two numbers of who applied."""

    number: str
    confirmation_number: str


@strawberry.input(description="応募の取り下げ")
class WithdrawApplicationInput:
    """The two numbers of who applied."""

    number: str
    confirmation_number: str
    idempotency_key: str


@strawberry.input(description="応募した人を見る目的")
class OpenApplicantInput:
    """For what it is looked at; that is recorded first."""

    application_id: strawberry.ID
    purpose: str


@strawberry.input(description="選考の結果の案（1件）")
class OutcomeInput:
    """What is to become of an application, and what the applicant is told."""

    application_id: strawberry.ID
    state: ApplicationState
    reason: str
    rank: int = 0


@strawberry.input(description="選考の結果の案")
class ProposeResultInput:
    """Whom to choose, and what everybody reads of it."""

    recruitment_id: strawberry.ID
    outcomes: list[OutcomeInput]
    summary: str
    idempotency_key: str


@strawberry.input(description="選考の結果の決定")
class DecideResultInput:
    """That the proposal is the result."""

    recruitment_id: strawberry.ID
    idempotency_key: str
