"""What people do with committees, recruitments and applications."""

from typing import Any

import strawberry

from gateway.committee_recruitment import inputs
from gateway.committee_recruitment.results import (
    ApplicantResult,
    ApplicationReceiptResult,
    CommitteeResult,
    OwnApplicationResult,
    RecruitmentResult,
    SeatApplicationResult,
)
from gateway.committee_recruitment.types import (
    Applicant,
    ApplicationReceipt,
    Committee,
    OwnApplication,
    Recruitment,
    SeatApplication,
)
from gateway.context import Info


@strawberry.type
class CommitteeRecruitmentMutations:
    """Mutations of committees, recruitments and applications."""

    @strawberry.field
    async def found_committee(
        self, info: Info, input: inputs.FoundCommitteeInput
    ) -> CommitteeResult:
        """Enter a committee."""
        client = info.context.clients.committee_recruitment
        return Committee.of(await client.found(input.body()))

    @strawberry.field
    async def appoint_member(self, info: Info, input: inputs.AppointMemberInput) -> CommitteeResult:
        """Give somebody a seat."""
        client = info.context.clients.committee_recruitment
        return Committee.of(await client.change(str(input.committee_id), "members", input.body()))

    @strawberry.field
    async def end_membership(self, info: Info, input: inputs.EndMembershipInput) -> CommitteeResult:
        """End a term early; the seat is free from the next day on."""
        body = {
            "appointment_id": input.member_id,
            "last_day": input.last_day.isoformat(),
            "reason": input.reason,
        }
        client = info.context.clients.committee_recruitment
        return Committee.of(await client.change(str(input.committee_id), "leave", body))

    @strawberry.field
    async def call_for_applications(
        self, info: Info, input: inputs.CallForApplicationsInput
    ) -> RecruitmentResult:
        """Publish a call."""
        client = info.context.clients.committee_recruitment
        return Recruitment.of(await client.call(str(input.committee_id), input.body()))

    @strawberry.field
    async def call_off_recruitment(
        self, info: Info, input: inputs.CallOffRecruitmentInput
    ) -> RecruitmentResult:
        """Call a recruitment off; everybody reads why."""
        return await _moved(info, input.recruitment_id, "call-off", {"reason": input.reason})

    @strawberry.field
    async def apply_for_seat(
        self, info: Info, input: inputs.ApplyForSeatInput
    ) -> ApplicationReceiptResult:
        """Apply for a seat. The same key gives the same receipt."""
        client = info.context.clients.committee_recruitment
        made = await client.apply(str(input.recruitment_id), input.body())
        return ApplicationReceipt(
            application=SeatApplication.of(made),
            number=made["number"],
            confirmation_number=made["confirmation_number"],
        )

    @strawberry.field
    async def open_application(
        self, info: Info, input: inputs.OpenApplicationInput
    ) -> OwnApplicationResult:
        """Return an application to who applied."""
        client = info.context.clients.committee_recruitment
        return OwnApplication.of(await client.own(vars(input)))

    @strawberry.field
    async def withdraw_application(
        self, info: Info, input: inputs.WithdrawApplicationInput
    ) -> SeatApplicationResult:
        """Take an application back."""
        numbers = {
            "number": input.number,
            "confirmation_number": input.confirmation_number,
        }
        client = info.context.clients.committee_recruitment
        return SeatApplication.of(await client.withdraw(numbers))

    @strawberry.field
    async def open_applicant(self, info: Info, input: inputs.OpenApplicantInput) -> ApplicantResult:
        """Return who applied and what they wrote, for a purpose that is recorded first."""
        client = info.context.clients.committee_recruitment
        return Applicant.of(await client.applicant(str(input.application_id), input.purpose))

    @strawberry.field
    async def propose_result(
        self, info: Info, input: inputs.ProposeResultInput
    ) -> RecruitmentResult:
        """Say whom to choose; a second person decides."""
        outcomes = [vars(one) for one in input.outcomes]
        body = {"outcomes": outcomes, "summary": input.summary}
        return await _moved(info, input.recruitment_id, "propose", body)

    @strawberry.field
    async def decide_result(self, info: Info, input: inputs.DecideResultInput) -> RecruitmentResult:
        """Make the proposal the result, and publish it."""
        return await _moved(info, input.recruitment_id, "decide", {})


async def _moved(
    info: Info, recruitment_id: strawberry.ID, what: str, body: dict[str, Any]
) -> Recruitment:
    client = info.context.clients.committee_recruitment
    return Recruitment.of(await client.move(str(recruitment_id), what, body))
