"""HTTP in and out: registering, coming, going, and particulars."""

from fastapi import APIRouter, Response
from pydantic import Field

from services.workshops.api.common import Use, participant_out
from services.workshops.domain.workshop import Need
from services.workshops.handlers.arrivals import Arrival
from services.workshops.handlers.registration import NewRegistration
from shared.json_routes import In, answer
from shared.receipt_numbers import in_groups

router = APIRouter()


class RegistrationIn(In):
    """What somebody gives when they register."""

    name: str = ""
    mail_address: str = ""
    nickname: str = ""
    needs: list[Need] = Field(default_factory=list, max_length=len(Need))
    needs_note: str = ""
    attributes: dict[str, str] = Field(default_factory=dict, max_length=10)
    idempotency_key: str


class NumbersIn(In):
    """A registration's two numbers."""

    number: str
    confirmation_number: str


class ArrivalIn(In):
    """Who comes."""

    hall_code: str = ""
    number: str = ""
    nickname: str = ""
    consents: bool | None = None
    attributes: dict[str, str] = Field(default_factory=dict, max_length=10)
    idempotency_key: str


class KeyIn(In):
    """A participant's key."""

    key: str


class SelfIn(KeyIn):
    """What a participant says of themselves."""

    nickname: str = ""
    consents: bool | None = None


class TableIn(KeyIn):
    """Where a participant sits down."""

    table: int | None


class TokenIn(In):
    """What stands in a mail's link."""

    token: str


class PurposeIn(In):
    """For what particulars are opened."""

    purpose: str


@router.post("/workshops/{workshop_id}/registrations")
async def register(workshop_id: str, given: RegistrationIn, use: Use) -> Response:
    """Register somebody."""
    new = NewRegistration(**{**given.model_dump(), "needs": tuple(dict.fromkeys(given.needs))})
    made = await use.registrations.register(workshop_id, new)
    body = participant_out(made.participant)
    body["confirmation_number"] = in_groups(made.confirmation_number)
    return answer(body, 201)


@router.post("/registrations/read")
async def read_registration(given: NumbersIn, use: Use) -> Response:
    """Return a registration to who made it."""
    found = await use.registrations.read(given.number, given.confirmation_number)
    return answer(participant_out(found))


@router.post("/registrations/cancel")
async def cancel_registration(given: NumbersIn, use: Use) -> Response:
    """Cancel a registration."""
    found = await use.registrations.cancel(given.number, given.confirmation_number)
    return answer(participant_out(found))


@router.post("/registrations/mails/stop")
async def stop_mails(given: TokenIn, use: Use) -> Response:
    """Tell no more by mail."""
    return answer({"number": await use.telling.stop(given.token)})


@router.post("/workshops/{workshop_id}/particulars")
async def open_particulars(workshop_id: str, given: PurposeIn, use: Use) -> Response:
    """Open who is coming, for a purpose."""
    items = await use.registrations.open_particulars(workshop_id, given.purpose)
    return answer({"items": items})


@router.post("/workshops/{workshop_id}/check-in")
async def check_in(workshop_id: str, given: ArrivalIn, use: Use) -> Response:
    """Let somebody in."""
    arrived = await use.arrivals.check_in(workshop_id, Arrival(**given.model_dump()))
    return answer({**participant_out(arrived.participant), "key": arrived.key})


@router.post("/workshops/{workshop_id}/participant")
async def read_participant(workshop_id: str, given: KeyIn, use: Use) -> Response:
    """Return who shows a key."""
    return answer(participant_out(await use.arrivals.participant_of(workshop_id, given.key)))


@router.post("/workshops/{workshop_id}/participant/self")
async def rename(workshop_id: str, given: SelfIn, use: Use) -> Response:
    """Change what a participant says of themselves."""
    participant = await use.arrivals.participant_of(workshop_id, given.key)
    after = await use.arrivals.rename(participant, given.nickname, given.consents)
    return answer(participant_out(after))


@router.post("/workshops/{workshop_id}/participant/leave")
async def leave(workshop_id: str, given: KeyIn, use: Use) -> Response:
    """Let a participant go home."""
    participant = await use.arrivals.participant_of(workshop_id, given.key)
    return answer(participant_out(await use.arrivals.leave(participant)))
