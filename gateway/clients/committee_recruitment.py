"""The committee recruitment service: committees, recruitments, applications."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

from gateway.clients.base import ServiceClient, segment
from gateway.clients.policies import StageLinkAnswer

Body = Mapping[str, Any]


class SeatsAnswer(TypedDict):
    """How many seats of a kind."""

    kind: str
    many: int


class MemberAnswer(TypedDict):
    """Somebody on a seat, as they agreed to be shown. Dates are ISO days."""

    id: str
    seat_kind: str
    starts_on: str
    ends_on: str
    name: str
    shown_as: str
    now: bool


class CommitteeAnswer(TypedDict):
    """A committee."""

    id: str
    name: str
    basis: str
    purpose: str
    department_id: str
    seats: list[SeatsAnswer]
    term_months: int
    links: list[StageLinkAnswer]
    handles: bool
    members: list[MemberAnswer]


class CommitteesPage(TypedDict):
    """A page of committees and the cursor of the next."""

    items: list[CommitteeAnswer]
    next: str | None


class CriterionAnswer(TypedDict):
    """By what is weighed."""

    name: str
    text: str
    points: int


class CallAnswer(TypedDict):
    """What everybody reads before the period begins. Dates are ISO days."""

    title: str
    seats: int
    term_starts_on: str
    term_ends_on: str
    opens_on: str
    last_day: str
    counted_on: str
    ties: list[str]
    youngest: int
    oldest: int
    essay_question: str
    essay_least: int
    essay_most: int
    steps: list[str]
    criteria: list[CriterionAnswer]
    meetings: str
    pay: str
    support: str
    contact: str
    asks_gender: bool
    longest_years: int
    most_committees: int


class OutcomeAnswer(TypedDict):
    """What is proposed for an application."""

    application_id: str
    state: str
    reason: str
    rank: int


class ProposalAnswer(TypedDict):
    """Whom somebody proposed to choose."""

    outcomes: list[OutcomeAnswer]
    summary: str
    by: str
    at: str


class RecruitmentAnswer(TypedDict):
    """A recruitment; the proposal is for those who work on it."""

    id: str
    committee_id: str
    call: CallAnswer
    state: str
    phase: str
    summary: str
    decided_at: str | None
    handles: bool
    proposal: ProposalAnswer | None


class ApplicationAnswer(TypedDict):
    """An application, without who and what."""

    id: str
    recruitment_id: str
    number: str
    channel: str
    received_at: str
    state: str
    reason: str
    rank: int


class AppliedAnswer(ApplicationAnswer):
    """An application with its 確認番号."""

    confirmation_number: str


class ParticularsAnswer(TypedDict):
    """Who applied."""

    name: str
    kana: str
    birth_date: str
    address: str
    phone: str
    mail: str
    ties: list[str]
    tied_by: str
    gender: str
    is_staff: bool
    is_councillor: bool


class FindingAnswer(TypedDict):
    """What speaks against an application; ``if_same``: if who is alike is the same person."""

    code: str
    actual: int | None
    bound: int | None
    years: int | None
    months: int | None
    days: int | None
    allowed_from: str | None
    if_same: bool


class AlikeAnswer(TypedDict):
    """A member, now or before, who may be the same person, and why."""

    committee_id: str
    committee_name: str
    name: str
    starts_on: str
    ends_on: str
    reasons: list[str]


class ApplicantAnswer(ApplicationAnswer):
    """An application with who and what; ``particulars`` None: erased."""

    particulars: ParticularsAnswer | None
    essay: str
    findings: list[FindingAnswer]
    alike: list[AlikeAnswer]


class OwnApplicationAnswer(ApplicantAnswer):
    """An application for who applied."""

    recruitment: RecruitmentAnswer


class CommitteeRecruitmentClient(ServiceClient):
    """Calls of the committee recruitment service. All that changes something may be repeated."""

    SERVICE = "committee_recruitment"

    # Committees

    async def committees_by_id(self, ids: Sequence[str]) -> list[CommitteeAnswer]:
        """Return those of ``ids`` that exist, in any order."""
        page = cast(CommitteesPage, await self.get("/committees", {"ids": ",".join(ids)}))
        return page["items"]

    async def committees(
        self, after: str | None, limit: int, policy_id: str | None
    ) -> CommitteesPage:
        """Return a page of all, or of those that serve a policy, newest first."""
        given = {"after": after, "policy_id": policy_id}
        params: dict[str, str | int] = {
            "limit": limit,
            **{name: value for name, value in given.items() if value},
        }
        return cast(CommitteesPage, await self.get("/committees", params))

    async def found(self, body: Body) -> CommitteeAnswer:
        """Enter a committee."""
        return cast(CommitteeAnswer, await self.post("/committees", body, repeatable=True))

    async def change(self, committee_id: str, what: str, body: Body) -> CommitteeAnswer:
        """Give somebody a seat (``members``), or end a term early (``leave``)."""
        path = f"/committees/{segment(committee_id)}/{what}"
        return cast(CommitteeAnswer, await self.post(path, body, repeatable=True))

    # Recruitments

    async def recruitments_by_id(self, ids: Sequence[str]) -> list[RecruitmentAnswer]:
        """Return those of ``ids`` that exist, in any order."""
        return await self._recruitments({"ids": ",".join(ids)})

    async def recruitments_of(self, committee_id: str) -> list[RecruitmentAnswer]:
        """Return those of a committee, the newest first."""
        return await self._recruitments({"committee_id": committee_id})

    async def called(self) -> list[RecruitmentAnswer]:
        """Return those that are open or will be, the first to close first."""
        return await self._recruitments({})

    async def call(self, committee_id: str, body: Body) -> RecruitmentAnswer:
        """Publish a call."""
        path = f"/committees/{segment(committee_id)}/recruitments"
        return cast(RecruitmentAnswer, await self.post(path, body, repeatable=True))

    async def move(self, recruitment_id: str, what: str, body: Body) -> RecruitmentAnswer:
        """``propose``, ``decide`` or ``call-off``."""
        path = f"/recruitments/{segment(recruitment_id)}/{what}"
        return cast(RecruitmentAnswer, await self.post(path, body, repeatable=True))

    # Applications

    async def apply(self, recruitment_id: str, body: Body) -> AppliedAnswer:
        """Apply."""
        path = f"/recruitments/{segment(recruitment_id)}/applications"
        return cast(AppliedAnswer, await self.post(path, body, repeatable=True))

    async def applications(self, recruitment_id: str) -> list[ApplicationAnswer]:
        """Return all of a recruitment, the first first."""
        answer = await self.get(f"/recruitments/{segment(recruitment_id)}/applications")
        return cast(list[ApplicationAnswer], answer["items"])

    async def own(self, body: Body) -> OwnApplicationAnswer:
        """Read an application by its two numbers."""
        answer = await self.post("/applications/own", body, repeatable=True)
        return cast(OwnApplicationAnswer, answer)

    async def withdraw(self, body: Body) -> ApplicationAnswer:
        """Take an application back."""
        answer = await self.post("/applications/withdraw", body, repeatable=True)
        return cast(ApplicationAnswer, answer)

    async def applicant(self, application_id: str, purpose: str) -> ApplicantAnswer:
        """Open who applied and what they wrote."""
        path = f"/applications/{segment(application_id)}/open"
        answer = await self.post(path, {"purpose": purpose}, repeatable=True)
        return cast(ApplicantAnswer, answer)

    async def _recruitments(self, params: dict[str, str | int]) -> list[RecruitmentAnswer]:
        return cast(list[RecruitmentAnswer], (await self.get("/recruitments", params))["items"])
