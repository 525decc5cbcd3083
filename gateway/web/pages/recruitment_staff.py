"""A recruitment for staff: applications, entering paper, and choosing by two people."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, new_key, problems_of, status_of, whole_number
from gateway.web.page_route import PageRouter
from gateway.web.pages.committees import APPLY_FIELDS, applied, missing, no_applicant
from gateway.web.rendering import language, link, render
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role
from shared.events.committee_recruitment import Gender, SeatKind

router = PageRouter()

ENTERED_BY = ("POST", "COUNTER", "BRING", "FAX", "MAIL", "PHONE")
OUTCOMES = ("CHOSEN", "RESERVE", "NOT_CHOSEN", "NOT_ELIGIBLE")
REASONS = tuple(f"reason_{one}" for one in OUTCOMES)
ENTER_FIELDS = (*APPLY_FIELDS, "channel")
SEAT_FIELDS = ("application", "shown_name", "shown_as", "starts_on", "ends_on", "key")

Typed = Mapping[str, str]


@router.get("/staff/recruitments/{recruitment_id}", response_model=None)
async def recruitment(request: Request, recruitment_id: str) -> Response:
    """Show the applications, and what can be done."""
    await signed_in(request, Role.STAFF)
    return await _page(request, recruitment_id, {}, [])


@router.get("/staff/recruitments/{recruitment_id}/enter", response_model=None)
async def form(request: Request, recruitment_id: str) -> Response:
    """Show the form for what came on paper."""
    await signed_in(request, Role.STAFF)
    typed = {**no_applicant(), "channel": ENTERED_BY[0]}
    return await _entering(request, recruitment_id, typed, [])


@router.post("/staff/recruitments/{recruitment_id}/enter", response_model=None)
async def enter(request: Request, recruitment_id: str) -> Response:
    """Take what came on paper, and show both numbers for who applied."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *ENTER_FIELDS)
    if problems := missing(request, typed):
        return await _entering(request, recruitment_id, typed, problems)
    channel = typed["channel"] if typed["channel"] in ENTERED_BY else ENTERED_BY[0]
    given = {**applied(recruitment_id, typed), "channel": channel}
    result = await submit(request, "ApplyForSeat", given)
    if problems := problems_of(request, result, ENTER_FIELDS):
        return await _entering(request, recruitment_id, typed, problems)
    context = {"receipt": result, "recruitment_id": recruitment_id}
    return await render_staff(request, "staff/application_received.html", context)


@router.post("/staff/recruitments/{recruitment_id}/open", response_model=None)
async def open_applicant(request: Request, recruitment_id: str) -> Response:
    """Show who applied and what they wrote, once it is said for what."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "application", "purpose")
    given = {"applicationId": typed["application"], "purpose": typed["purpose"]}
    result = await submit(request, "OpenApplicant", given)
    problems = problems_of(request, result, ("purpose",))
    return await _page(request, recruitment_id, {}, problems, None if problems else result)


@router.post("/staff/recruitments/{recruitment_id}/propose", response_model=None)
async def propose(request: Request, recruitment_id: str) -> Response:
    """Say whom to choose."""
    await signed_in(request, Role.STAFF)
    found = await _found(request, recruitment_id)
    if found is None:
        return render(request, "not_found.html", status=404)
    waiting = [one["id"] for one in found["applications"] if one["state"] != "WITHDRAWN"]
    each = [f"{name}_{id_}" for id_ in waiting for name in ("outcome", "reason", "rank")]
    typed = await staff_fields(request, "summary", "key", *REASONS, *each)
    given = {
        "recruitmentId": recruitment_id,
        "outcomes": [_outcome(typed, id_) for id_ in waiting if typed[f"outcome_{id_}"]],
        "summary": typed["summary"],
        "idempotencyKey": typed["key"],
    }
    return await _done(request, recruitment_id, "ProposeResult", given, typed)


@router.post("/staff/recruitments/{recruitment_id}/decide", response_model=None)
async def decide(request: Request, recruitment_id: str) -> Response:
    """Make the proposal the result, as a second person."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "key")
    given = {"recruitmentId": recruitment_id, "idempotencyKey": typed["key"]}
    return await _done(request, recruitment_id, "DecideResult", given, typed)


@router.post("/staff/recruitments/{recruitment_id}/call-off", response_model=None)
async def call_off(request: Request, recruitment_id: str) -> Response:
    """Call it off; everybody reads why."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "reason", "key")
    given = {
        "recruitmentId": recruitment_id,
        "reason": typed["reason"],
        "idempotencyKey": typed["key"],
    }
    return await _done(request, recruitment_id, "CallOffRecruitment", given, typed)


@router.post("/staff/recruitments/{recruitment_id}/seat", response_model=None)
async def seat(request: Request, recruitment_id: str) -> Response:
    """Give a seat to who was chosen."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *SEAT_FIELDS)
    found = await _found(request, recruitment_id)
    if found is None:
        return render(request, "not_found.html", status=404)
    given = {
        "committeeId": found["committee"]["id"],
        "seatKind": SeatKind.PUBLIC.value,
        "startsOn": typed["starts_on"] or found["termStartsOn"],
        "endsOn": typed["ends_on"] or found["termEndsOn"],
        "shownName": typed["shown_name"],
        "shownAs": typed["shown_as"],
        "applicationId": typed["application"],
        "idempotencyKey": typed["key"],
    }
    return await _done(request, recruitment_id, "AppointMember", given, typed)


def _outcome(typed: Typed, id_: str) -> dict[str, Any]:
    """Write one outcome: its own reason, or the one of all with this outcome."""
    state = typed[f"outcome_{id_}"]
    return {
        "applicationId": id_,
        "state": state if state in OUTCOMES else "NOT_CHOSEN",
        "reason": typed[f"reason_{id_}"].strip() or typed.get(f"reason_{state}", ""),
        "rank": whole_number(typed[f"rank_{id_}"]),
    }


async def _found(request: Request, recruitment_id: str) -> Any:
    return (await run(request, "StaffRecruitment", id=recruitment_id))["recruitment"]


async def _done(
    request: Request, recruitment_id: str, operation: str, given: dict[str, Any], typed: Typed
) -> Response:
    result = await submit(request, operation, given)
    names = ("summary", "reason", "outcomes", *SEAT_FIELDS)
    if problems := problems_of(request, result, names):
        return await _page(request, recruitment_id, typed, problems)
    return RedirectResponse(link(language(request), f"/staff/recruitments/{recruitment_id}"), 303)


async def _entering(
    request: Request, recruitment_id: str, typed: Typed, problems: list[FormProblem]
) -> Response:
    found = await _found(request, recruitment_id)
    if found is None:
        return render(request, "not_found.html", status=404)
    context = {
        "recruitment": found,
        "typed": typed,
        "problems": problems,
        "genders": list(Gender),
        "channels": ENTERED_BY,
    }
    return await render_staff(request, "staff/application_new.html", context, status_of(problems))


async def _page(
    request: Request,
    recruitment_id: str,
    typed: Typed,
    problems: list[FormProblem],
    opened: Any = None,
) -> Response:
    found = await _found(request, recruitment_id)
    if found is None:
        return render(request, "not_found.html", status=404)
    proposal = found["proposal"]
    context = {
        "recruitment": found,
        "proposed": {one["applicationId"]: one for one in proposal["outcomes"]} if proposal else {},
        "outcomes": OUTCOMES,
        "opened": opened,
        "typed": typed,
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/recruitment.html", context, status_of(problems))
