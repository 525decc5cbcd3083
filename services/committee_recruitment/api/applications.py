"""HTTP in and out: applications."""

from datetime import date

from fastapi import APIRouter, Response
from pydantic import Field

from services.committee_recruitment.api.common import (
    Use,
    application_out,
    checked_out,
    particulars_out,
    recruitment_out,
)
from services.committee_recruitment.domain.application import Particulars
from services.committee_recruitment.handlers.applying import NewApplication
from services.committee_recruitment.handlers.checking import Checked
from shared.events.committee_recruitment import Gender, RecruitmentState, Tie
from shared.events.common import Channel
from shared.json_routes import In, answer
from shared.receipt_numbers import in_groups

router = APIRouter()


class ParticularsIn(In):
    """Who applies."""

    name: str
    kana: str
    birth_date: date
    address: str
    phone: str = ""
    mail: str = ""
    ties: list[Tie] = Field(max_length=3)
    tied_by: str = ""
    gender: Gender = Gender.UNANSWERED
    is_staff: bool = False
    is_councillor: bool = False

    def particulars(self) -> Particulars:
        """Make the domain's."""
        return Particulars(**{**self.model_dump(), "ties": tuple(self.ties)})


class ApplyIn(In):
    """An application."""

    idempotency_key: str
    particulars: ParticularsIn
    essay: str = ""
    channel: Channel = Channel.WEB


class OwnIn(In):
    """The two numbers of who applied."""

    number: str
    confirmation_number: str


class PurposeIn(In):
    """For what somebody looks at it."""

    purpose: str


@router.post("/recruitments/{recruitment_id}/applications")
async def apply_for_seat(recruitment_id: str, given: ApplyIn, use: Use) -> Response:
    """Accept an application."""
    new = NewApplication(
        given.idempotency_key,
        recruitment_id,
        given.particulars.particulars(),
        given.essay,
        given.channel,
    )
    made = await use.applying.apply(new)
    out = application_out(made.application, told=False)
    return answer({**out, "confirmation_number": in_groups(made.confirmation_number)}, 201)


@router.get("/recruitments/{recruitment_id}/applications")
async def read_applications(recruitment_id: str, use: Use) -> Response:
    """Read all applications of a recruitment, for staff of the department."""
    found = await use.applying.listed(recruitment_id)
    return answer({"items": [application_out(one, told=True) for one in found]})


@router.post("/applications/own")
async def read_own(given: OwnIn, use: Use) -> Response:
    """Read an application, for who applied."""
    opened, recruitment = await use.applying.read(given.number, given.confirmation_number)
    told = recruitment.state is RecruitmentState.DECIDED
    return answer(
        {
            **application_out(opened.application, told=told),
            "particulars": particulars_out(opened.particulars),
            "essay": opened.essay,
            # What speaks against it is for who checks it.
            **checked_out(Checked()),
            "recruitment": recruitment_out(recruitment, None),
        }
    )


@router.post("/applications/withdraw")
async def withdraw(given: OwnIn, use: Use) -> Response:
    """Take an application back."""
    changed = await use.applying.withdraw(given.number, given.confirmation_number)
    return answer(application_out(changed, told=False))


@router.post("/applications/{application_id}/open")
async def open_application(application_id: str, given: PurposeIn, use: Use) -> Response:
    """Read who applied and what they wrote, for a purpose that is recorded first."""
    opened = await use.applying.open(application_id, given.purpose)
    return answer(
        {
            **application_out(opened.application, told=True),
            "particulars": particulars_out(opened.particulars),
            "essay": opened.essay,
            **checked_out(opened.checked),
        }
    )
