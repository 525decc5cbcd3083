"""Committees for staff: entering one, its members, and calling for applications."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.errors import camel
from gateway.web.data import run, submit
from gateway.web.forms import (
    FormProblem,
    new_key,
    problem_of,
    problems_of,
    stage_links,
    status_of,
    whole_number,
)
from gateway.web.page_route import PageRouter
from gateway.web.pages.committees import is_day
from gateway.web.pages.consultations import next_cursor, nodes
from gateway.web.pages.procedure import departments_of
from gateway.web.rendering import language, link, render
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role
from shared.clock import today_jst
from shared.events.committee_recruitment import SeatKind, SelectionStep, Tie

router = PageRouter()

PER_PAGE, CRITERIA_SHOWN = 50, 5
# Draws and invitations are no part of the pages yet: a call must promise nothing of them.
STEPS = (SelectionStep.ESSAY, SelectionStep.INTERVIEW)
SEATS = ("public_seats", "learned_seats", "organisation_seats")
FOUND_FIELDS = (
    *("name", "basis", "purpose", "department", "term_months", "stage", "key"),
    *SEATS,
)
MEMBER_FIELDS = (
    *("seat_kind", "starts_on", "ends_on", "shown_name", "shown_as"),
    *("name", "kana", "birth_date", "key"),
)
LEAVE_FIELDS = ("member", "last_day", "reason", "key")
DAYS = ("opens_on", "last_day", "term_starts_on", "term_ends_on", "counted_on")
TEXTS = ("title", "essay_question", "meetings", "pay", "support", "contact")
NUMBERS = (
    *("seats", "youngest", "oldest", "essay_least", "essay_most"),
    *("longest_years", "most_committees"),
)
CALL_FIELDS = (
    *DAYS,
    *TEXTS,
    *NUMBERS,
    *("ties", "steps", "criteria", "asks_gender", "key"),
    *(f"tie_{tie.value}" for tie in Tie),
    *(f"step_{step.value}" for step in STEPS),
    *(f"criterion{at}" for at in range(CRITERIA_SHOWN)),
    *(f"points{at}" for at in range(CRITERIA_SHOWN)),
)

Typed = Mapping[str, str]


@router.get("/staff/committees", response_model=None)
async def committees(request: Request, after: str = "") -> Response:
    """List all committees; those of one's own departments can be worked on."""
    await signed_in(request, Role.STAFF)
    data = await run(request, "CommitteeList", first=PER_PAGE, after=after or None)
    context = {
        "committees": nodes(data["committees"]),
        "recruitments": data["recruitments"],
        "next": next_cursor(data["committees"]),
    }
    return await render_staff(request, "staff/committees.html", context)


@router.get("/staff/committees/new", response_model=None)
async def new_committee(request: Request) -> Response:
    """Show the form."""
    await signed_in(request, Role.STAFF)
    usual = {"public_seats": "2", "term_months": "24", "key": new_key()}
    return await _founding(request, {**dict.fromkeys(FOUND_FIELDS, ""), **usual}, [])


@router.post("/staff/committees/new", response_model=None)
async def found_committee(request: Request) -> Response:
    """Enter a committee."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *FOUND_FIELDS)
    given = {
        "name": typed["name"],
        "basis": typed["basis"],
        "purpose": typed["purpose"],
        "departmentId": typed["department"],
        "publicSeats": whole_number(typed["public_seats"]),
        "learnedSeats": whole_number(typed["learned_seats"]),
        "organisationSeats": whole_number(typed["organisation_seats"]),
        "termMonths": whole_number(typed["term_months"]),
        "links": stage_links(typed["stage"]),
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "FoundCommittee", given)
    if problems := problems_of(request, result, FOUND_FIELDS):
        return await _founding(request, typed, problems)
    return _to(request, f"/staff/committees/{result['id']}")


@router.get("/staff/committees/{committee_id}", response_model=None)
async def committee(request: Request, committee_id: str) -> Response:
    """Show who sits on it, and what can be done."""
    await signed_in(request, Role.STAFF)
    return await _page(request, committee_id, {}, [])


@router.post("/staff/committees/{committee_id}/members", response_model=None)
async def appoint(request: Request, committee_id: str) -> Response:
    """Give somebody a seat."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *MEMBER_FIELDS)
    if wrong := _no_days(request, typed, ("starts_on", "ends_on")):
        return await _page(request, committee_id, typed, wrong)
    kind = typed["seat_kind"] if typed["seat_kind"] in SeatKind.__members__ else "PUBLIC"
    given = {
        "committeeId": committee_id,
        "seatKind": kind,
        "startsOn": typed["starts_on"],
        "endsOn": typed["ends_on"],
        "shownName": typed["shown_name"],
        "shownAs": typed["shown_as"],
        "name": typed["name"],
        "kana": typed["kana"],
        "birthDate": typed["birth_date"] if is_day(typed["birth_date"]) else None,
        "idempotencyKey": typed["key"],
    }
    return await _done(request, committee_id, "AppointMember", given, typed)


@router.post("/staff/committees/{committee_id}/leave", response_model=None)
async def leave(request: Request, committee_id: str) -> Response:
    """End a term early."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *LEAVE_FIELDS)
    if wrong := _no_days(request, typed, ("last_day",)):
        return await _page(request, committee_id, typed, wrong)
    given = {
        "committeeId": committee_id,
        "memberId": typed["member"],
        "lastDay": typed["last_day"],
        "reason": typed["reason"],
        "idempotencyKey": typed["key"],
    }
    return await _done(request, committee_id, "EndMembership", given, typed)


@router.get("/staff/committees/{committee_id}/recruitments/new", response_model=None)
async def new_recruitment(request: Request, committee_id: str) -> Response:
    """Show the form, with what is usual already in it."""
    await signed_in(request, Role.STAFF)
    today = today_jst()
    usual = {
        "opens_on": today.isoformat(),
        "last_day": (today + timedelta(days=30)).isoformat(),
        **{"seats": "2", "youngest": "18", "essay_least": "400", "essay_most": "800"},
        **{"longest_years": "0", "most_committees": "0"},
        **{"step_ESSAY": "yes", "step_INTERVIEW": "yes", "key": new_key()},
        **{f"tie_{tie.value}": "yes" for tie in Tie},
        **{f"points{at}": "5" for at in range(CRITERIA_SHOWN)},
    }
    return await _calling(request, committee_id, {**dict.fromkeys(CALL_FIELDS, ""), **usual}, [])


@router.post("/staff/committees/{committee_id}/recruitments/new", response_model=None)
async def call(request: Request, committee_id: str) -> Response:
    """Publish a call."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *CALL_FIELDS)
    typed["counted_on"] = typed["counted_on"] or typed["term_starts_on"]
    if wrong := _no_days(request, typed, DAYS):
        return await _calling(request, committee_id, typed, wrong)
    result = await submit(request, "CallForApplications", _call(committee_id, typed))
    if problems := problems_of(request, result, CALL_FIELDS):
        return await _calling(request, committee_id, typed, problems)
    return _to(request, f"/staff/recruitments/{result['id']}")


def _call(committee_id: str, typed: Typed) -> dict[str, Any]:
    return {
        "committeeId": committee_id,
        **{camel(name): typed[name] for name in (*DAYS, *TEXTS)},
        **{camel(name): whole_number(typed[name]) for name in NUMBERS},
        "ties": [tie.value for tie in Tie if typed[f"tie_{tie.value}"]],
        "steps": [step.value for step in STEPS if typed[f"step_{step.value}"]],
        "criteria": [
            {"name": typed[f"criterion{at}"], "points": whole_number(typed[f"points{at}"])}
            for at in range(CRITERIA_SHOWN)
            if typed[f"criterion{at}"].strip()
        ],
        "asksGender": bool(typed["asks_gender"]),
        "idempotencyKey": typed["key"],
    }


def _no_days(request: Request, typed: Typed, names: tuple[str, ...]) -> list[FormProblem]:
    """Tell which fields hold no date."""
    return [problem_of(request, "DATE_MISSING", name) for name in names if not is_day(typed[name])]


async def _founding(request: Request, typed: Typed, problems: list[FormProblem]) -> Response:
    data = await run(request, "WhereToFound")
    context = {
        "departments": departments_of(data["me"]),
        "policies": nodes(data["policies"]),
        "typed": typed,
        "problems": problems,
    }
    return await render_staff(request, "staff/committee_new.html", context, status_of(problems))


async def _calling(
    request: Request, committee_id: str, typed: Typed, problems: list[FormProblem]
) -> Response:
    found = (await run(request, "CommitteePage", id=committee_id))["committee"]
    if found is None:
        return render(request, "not_found.html", status=404)
    context = {
        "committee": found,
        "typed": typed,
        "problems": problems,
        "ties": list(Tie),
        "steps": STEPS,
        "criteria": range(CRITERIA_SHOWN),
    }
    return await render_staff(request, "staff/recruitment_new.html", context, status_of(problems))


async def _done(
    request: Request, committee_id: str, operation: str, given: dict[str, Any], typed: Typed
) -> Response:
    result = await submit(request, operation, given)
    if problems := problems_of(request, result, (*MEMBER_FIELDS, *LEAVE_FIELDS)):
        return await _page(request, committee_id, typed, problems)
    return _to(request, f"/staff/committees/{committee_id}")


async def _page(
    request: Request, committee_id: str, typed: Typed, problems: list[FormProblem]
) -> Response:
    found = (await run(request, "CommitteePage", id=committee_id))["committee"]
    if found is None:
        return render(request, "not_found.html", status=404)
    empty = dict.fromkeys((*MEMBER_FIELDS, *LEAVE_FIELDS), "")
    context = {
        "committee": found,
        "kinds": list(SeatKind),
        "typed": {**empty, **typed},
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/committee.html", context, status_of(problems))


def _to(request: Request, path: str) -> RedirectResponse:
    return RedirectResponse(link(language(request), path), 303)
