"""Committees, recruitments and applications in the schema."""

from datetime import date, datetime
from typing import Self

import strawberry

from gateway.clients.committee_recruitment import (
    AlikeAnswer,
    ApplicantAnswer,
    ApplicationAnswer,
    CommitteeAnswer,
    FindingAnswer,
    MemberAnswer,
    OwnApplicationAnswer,
    ParticularsAnswer,
    ProposalAnswer,
    RecruitmentAnswer,
)
from gateway.committee_recruitment.words import (
    ApplicationState,
    FindingCode,
    Gender,
    LikenessReason,
    RecruitmentPhase,
    SeatKind,
    SelectionStep,
    Tie,
)
from gateway.context import Info
from gateway.issue_proposals.types import department_name
from gateway.policies.links import StageLink
from gateway.words import Channel, moment, moment_or_none


@strawberry.type(description="委員の定数")
class CommitteeSeats:
    """How many seats of a kind there are."""

    kind: SeatKind
    many: int


@strawberry.type(description="委員")
class CommitteeMember:
    """Somebody on a seat, as they agreed to be shown; both days are included."""

    id: strawberry.ID
    seat_kind: SeatKind
    starts_on: date
    ends_on: date
    name: str
    shown_as: str
    now: bool = strawberry.field(description="いま在任しているか")

    @classmethod
    def of(cls, answer: MemberAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            seat_kind=SeatKind(answer["seat_kind"]),
            starts_on=date.fromisoformat(answer["starts_on"]),
            ends_on=date.fromisoformat(answer["ends_on"]),
            name=answer["name"],
            shown_as=answer["shown_as"],
            now=answer["now"],
        )


@strawberry.type(description="附属機関等")
class Committee:
    """A committee."""

    id: strawberry.ID
    name: str
    basis: str = strawberry.field(description="設置の根拠")
    purpose: str
    department_id: strawberry.ID
    seats: list[CommitteeSeats]
    term_months: int = strawberry.field(description="任期（月）")
    links: list[StageLink]
    members: list[CommitteeMember]
    handles: bool

    @classmethod
    def of(cls, answer: CommitteeAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            name=answer["name"],
            basis=answer["basis"],
            purpose=answer["purpose"],
            department_id=strawberry.ID(answer["department_id"]),
            seats=[
                CommitteeSeats(kind=SeatKind(one["kind"]), many=one["many"])
                for one in answer["seats"]
            ],
            term_months=answer["term_months"],
            links=[StageLink.of(one) for one in answer["links"]],
            members=[CommitteeMember.of(one) for one in answer["members"]],
            handles=answer["handles"],
        )

    @strawberry.field
    async def department_name(self, info: Info) -> str | None:
        """Return the department's name."""
        return await department_name(info, str(self.department_id))

    @strawberry.field
    async def recruitments(self, info: Info) -> list["Recruitment"]:
        """Return its recruitments, the newest first."""
        found = await info.context.clients.committee_recruitment.recruitments_of(str(self.id))
        return [Recruitment.of(one) for one in found]


@strawberry.type(description="選考の基準")
class SelectionCriterion:
    """By what essays and interviews are weighed, with the most points."""

    name: str
    text: str
    points: int


@strawberry.type(description="選考の結果の案（1件）")
class ProposedOutcome:
    """What is proposed for an application."""

    application_id: strawberry.ID
    state: ApplicationState
    reason: str
    rank: int


@strawberry.type(description="選考の結果の案")
class ResultProposal:
    """Whom somebody proposed to choose; a second person decides."""

    outcomes: list[ProposedOutcome]
    summary: str
    at: datetime
    mine: bool = strawberry.field(description="自分が出した案か（自分では決められません）")

    @classmethod
    def of(cls, answer: ProposalAnswer, caller: str | None) -> Self:
        """Make it of the service's answer."""
        return cls(
            outcomes=[
                ProposedOutcome(
                    application_id=strawberry.ID(one["application_id"]),
                    state=ApplicationState(one["state"]),
                    reason=one["reason"],
                    rank=one["rank"],
                )
                for one in answer["outcomes"]
            ],
            summary=answer["summary"],
            at=moment(answer["at"]),
            mine=answer["by"] == caller,
        )


@strawberry.type(description="応募（氏名や作文を除く）")
class SeatApplication:
    """An application; ``reason`` and ``rank`` once the result is public."""

    id: strawberry.ID
    number: str
    channel: Channel
    received_at: datetime
    state: ApplicationState
    reason: str
    rank: int

    @classmethod
    def of(cls, answer: ApplicationAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            number=answer["number"],
            channel=Channel(answer["channel"]),
            received_at=moment(answer["received_at"]),
            state=ApplicationState(answer["state"]),
            reason=answer["reason"],
            rank=answer["rank"],
        )


@strawberry.type(description="委員の公募")
class Recruitment:
    """A recruitment, with what everybody reads before the period begins."""

    id: strawberry.ID
    committee_id: strawberry.ID
    phase: RecruitmentPhase
    title: str
    seats: int
    term_starts_on: date
    term_ends_on: date
    opens_on: date
    last_day: date
    counted_on: date = strawberry.field(description="年齢などを数える日")
    ties: list[Tie]
    youngest: int = strawberry.field(description="0は下限なし")
    oldest: int = strawberry.field(description="0は上限なし")
    essay_question: str
    essay_least: int
    essay_most: int = strawberry.field(description="0は作文なし")
    steps: list[SelectionStep]
    criteria: list[SelectionCriterion]
    meetings: str
    pay: str
    support: str
    contact: str
    asks_gender: bool
    longest_years: int = strawberry.field(description="通算の年数の上限。0は、なし")
    most_committees: int = strawberry.field(description="兼ねる数の上限。0は、なし")
    summary: str = strawberry.field(description="結果の説明、または中止の理由")
    decided_at: datetime | None
    handles: bool
    proposed: strawberry.Private[ProposalAnswer | None]

    @classmethod
    def of(cls, answer: RecruitmentAnswer) -> Self:
        """Make it of the service's answer."""
        call = answer["call"]
        return cls(
            id=strawberry.ID(answer["id"]),
            committee_id=strawberry.ID(answer["committee_id"]),
            phase=RecruitmentPhase(answer["phase"]),
            title=call["title"],
            seats=call["seats"],
            term_starts_on=date.fromisoformat(call["term_starts_on"]),
            term_ends_on=date.fromisoformat(call["term_ends_on"]),
            opens_on=date.fromisoformat(call["opens_on"]),
            last_day=date.fromisoformat(call["last_day"]),
            counted_on=date.fromisoformat(call["counted_on"]),
            ties=[Tie(one) for one in call["ties"]],
            youngest=call["youngest"],
            oldest=call["oldest"],
            essay_question=call["essay_question"],
            essay_least=call["essay_least"],
            essay_most=call["essay_most"],
            steps=[SelectionStep(one) for one in call["steps"]],
            criteria=[SelectionCriterion(**one) for one in call["criteria"]],
            meetings=call["meetings"],
            pay=call["pay"],
            support=call["support"],
            contact=call["contact"],
            asks_gender=call["asks_gender"],
            longest_years=call["longest_years"],
            most_committees=call["most_committees"],
            summary=answer["summary"],
            decided_at=moment_or_none(answer["decided_at"]),
            handles=answer["handles"],
            proposed=answer["proposal"],
        )

    @strawberry.field
    async def committee(self, info: Info) -> Committee | None:
        """Return the committee."""
        found = await info.context.committee_recruitment.committee.load(str(self.committee_id))
        return Committee.of(found) if found else None

    @strawberry.field
    def proposal(self, info: Info) -> ResultProposal | None:
        """Return whom somebody proposed to choose, for those who work on it."""
        if self.proposed is None:
            return None
        return ResultProposal.of(self.proposed, info.context.caller.person_id)

    @strawberry.field
    async def applications(self, info: Info) -> list[SeatApplication]:
        """Return all applications, the first first; for those who work on it."""
        found = await info.context.clients.committee_recruitment.applications(str(self.id))
        return [SeatApplication.of(one) for one in found]


@strawberry.type(description="応募した人")
class ApplicantParticulars:
    """Who applied."""

    name: str
    kana: str
    birth_date: date
    address: str
    phone: str
    mail: str
    ties: list[Tie]
    tied_by: str
    gender: Gender
    is_staff: bool
    is_councillor: bool

    @classmethod
    def of(cls, answer: ParticularsAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            name=answer["name"],
            kana=answer["kana"],
            birth_date=date.fromisoformat(answer["birth_date"]),
            address=answer["address"],
            phone=answer["phone"],
            mail=answer["mail"],
            ties=[Tie(one) for one in answer["ties"]],
            tied_by=answer["tied_by"],
            gender=Gender(answer["gender"]),
            is_staff=answer["is_staff"],
            is_councillor=answer["is_councillor"],
        )


@strawberry.type(description="応募の受付")
class ApplicationReceipt:
    """A receipt: the 確認番号 is shown this once."""

    application: SeatApplication
    number: str
    confirmation_number: str


@strawberry.type(description="応募資格の確認で見つかったこと")
class EligibilityFinding:
    """What speaks against an application, with the figures that explain it; people decide."""

    code: FindingCode
    actual: int | None
    bound: int | None
    years: int | None = strawberry.field(description="新しい任期まで含めた通算")
    months: int | None
    days: int | None
    allowed_from: date | None = strawberry.field(description="当てはまらなくなる最初の日")
    if_same: bool = strawberry.field(description="同じ人かもしれない委員と、同じ人だった場合だけ")

    @classmethod
    def of(cls, answer: FindingAnswer) -> Self:
        """Make it of the service's answer."""
        since = answer["allowed_from"]
        return cls(
            code=FindingCode(answer["code"]),
            actual=answer["actual"],
            bound=answer["bound"],
            years=answer["years"],
            months=answer["months"],
            days=answer["days"],
            allowed_from=date.fromisoformat(since) if since else None,
            if_same=answer["if_same"],
        )


@strawberry.type(description="同じ人かもしれない委員")
class AlikeMember:
    """A member, now or before, who may be the same person; people decide."""

    committee_name: str
    name: str
    starts_on: date
    ends_on: date
    reasons: list[LikenessReason]

    @classmethod
    def of(cls, answer: AlikeAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            committee_name=answer["committee_name"],
            name=answer["name"],
            starts_on=date.fromisoformat(answer["starts_on"]),
            ends_on=date.fromisoformat(answer["ends_on"]),
            reasons=[LikenessReason(one) for one in answer["reasons"]],
        )


@strawberry.type(description="応募した人と作文")
class Applicant:
    """Who applied and what they wrote; no particulars: erased at the end of their time."""

    application: SeatApplication
    particulars: ApplicantParticulars | None
    essay: str
    findings: list[EligibilityFinding]
    alike: list[AlikeMember]

    @classmethod
    def of(cls, answer: ApplicantAnswer) -> Self:
        """Make it of the service's answer."""
        who = answer["particulars"]
        return cls(
            application=SeatApplication.of(answer),
            particulars=ApplicantParticulars.of(who) if who else None,
            essay=answer["essay"],
            findings=[EligibilityFinding.of(one) for one in answer["findings"]],
            alike=[AlikeMember.of(one) for one in answer["alike"]],
        )


@strawberry.type(description="応募した人が見る応募")
class OwnApplication:
    """An application for who applied."""

    applicant: Applicant
    recruitment: Recruitment

    @classmethod
    def of(cls, answer: OwnApplicationAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            applicant=Applicant.of(answer), recruitment=Recruitment.of(answer["recruitment"])
        )
