"""The course of a consultation, as those in charge move it on: opened, extended, decided."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, new_key, problems_of, status_of, whole_number
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import consultations_by_state, nodes
from gateway.web.pages.details import AUDIENCE, CHANNELS, DETAIL_FIELDS, details_given
from gateway.web.rendering import language, link
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role
from shared.clock import JST, today_jst

router = PageRouter()

USUAL_CHANNELS = frozenset({"WEB", "POST", "BRING", "FAX", "MAIL"})
PARTICULARS = ("NAME", "ADDRESS", "CONTACT", "ATTRIBUTE")
USUAL_AUDIENCE = ("LIVES", "WORKS", "STUDIES", "BUSINESS", "INTERESTED")
USUAL_DAYS = 30
NEW_FIELDS = (
    *("title", "summary", "stage", "revision", "opens_on", "last_day", "short_period_reason"),
    *("contact", "paper_rule", "department", "purpose_of_use", "retention_years", "key"),
    *(f"channel_{channel}" for channel in CHANNELS),
    *(f"particular_{kind}" for kind in PARTICULARS),
    *DETAIL_FIELDS,
)
Typed = dict[str, str]


@router.get("/staff/consultations", response_model=None)
async def consultations(request: Request, after: str = "") -> Response:
    """List all consultations, those that go on first."""
    await signed_in(request, Role.STAFF)
    listed = await consultations_by_state(request, after or None, 20)
    context = {
        "going_on": [*listed.open, *listed.planned],
        "over": listed.closed,
        "next": listed.closed_next,
    }
    return await render_staff(request, "staff/consultations.html", context)


@router.get("/staff/consultations/new", response_model=None)
async def new_consultation(request: Request) -> Response:
    """Show the form for a new one, with the usual already in it."""
    await signed_in(request, Role.STAFF)
    tomorrow = today_jst() + timedelta(days=1)
    usual = {
        **{"opens_on": tomorrow.isoformat(), "retention_years": "5"},
        "last_day": (tomorrow + timedelta(days=USUAL_DAYS - 1)).isoformat(),
        **{f"channel_{channel}": "yes" for channel in USUAL_CHANNELS},
        **{f"audience_{one}": "yes" for one in USUAL_AUDIENCE},
        "assisted_entry": "yes",
    }
    return await _form(request, usual, [])


@router.post("/staff/consultations/new", response_model=None)
async def open_consultation(request: Request) -> Response:
    """Open it; what is wrong comes back with the form as it was typed."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *NEW_FIELDS)
    result = await submit(request, "OpenConsultation", _opened(typed))
    if problems := problems_of(request, result, _FORM_OF):
        return await _form(request, typed, problems)
    return _to(request, result["id"])


@router.get("/staff/consultations/{consultation_id}", response_model=None)
async def consultation(request: Request, consultation_id: str) -> Response:
    """Show where it stands, and what may be done now."""
    await signed_in(request, Role.STAFF)
    return await _page(request, consultation_id, {}, [])


@router.post("/staff/consultations/{consultation_id}/{what}", response_model=None)
async def move(request: Request, consultation_id: str, what: str) -> Response:
    """Do one of the things that may be done about it."""
    await signed_in(request, Role.STAFF)
    if what not in MOVES:
        return await render_staff(request, "staff/consultation_lost.html", {}, 404)
    operation, names, given_by = MOVES[what]
    typed = await staff_fields(request, *names, "key")
    given = {"consultationId": consultation_id, "idempotencyKey": typed["key"], **given_by(typed)}
    result = await submit(request, operation, given)
    if problems := problems_of(request, result, names):
        return await _page(request, consultation_id, typed, problems)
    return _to(request, consultation_id)


# What is done, by which operation, with which fields of the form, and what they give it.
MOVES: dict[str, tuple[str, tuple[str, ...], Callable[[Typed], dict[str, Any]]]] = {
    "extend": (
        "ExtendPeriod",
        ("new_last_day", "extension_reason"),
        lambda typed: {
            "closesAt": _end_of(typed["new_last_day"]),
            "reason": typed["extension_reason"],
        },
    ),
    "consider": ("StartConsideration", (), lambda _: {}),
    "publish": (
        "PublishResult",
        ("outcome", "note"),
        lambda typed: {"outcome": typed["outcome"], "note": typed["note"]},
    ),
    "withdraw": ("WithdrawConsultation", ("why",), lambda typed: {"reason": typed["why"]}),
}

MOVE_FIELDS = tuple(name for _, names, _ in MOVES.values() for name in names)
# Names of the service's fields, and of the form's where they differ.
_FORM_OF = ("title", "summary", "contact", "purpose_of_use", "short_period_reason", "materials")


def _opened(typed: Typed) -> dict[str, Any]:
    # "policy|cycle|stage" and "document|revision", as the form offers them
    policy, cycle, stage = (*typed["stage"].split("|"), "", "", "")[:3]
    document, revision = (*typed["revision"].split("|"), "", "")[:2]
    asked = [
        {"kind": kind, "asked": how} for kind in PARTICULARS if (how := typed[f"particular_{kind}"])
    ]
    return {
        "title": typed["title"],
        "summary": typed["summary"],
        "documentId": document,
        "revisionId": revision,
        "links": [{"policyId": policy, "cycle": whole_number(cycle), "stage": stage}],
        "opensAt": _start_of(typed["opens_on"]),
        "closesAt": _end_of(typed["last_day"]),
        "channels": [channel for channel in CHANNELS if typed[f"channel_{channel}"]],
        "contact": typed["contact"],
        "departmentId": typed["department"],
        "paperRule": typed["paper_rule"] or "ARRIVAL",
        "particulars": asked,
        "purposeOfUse": typed["purpose_of_use"],
        "retentionYears": whole_number(typed["retention_years"]),
        "shortPeriodReason": typed["short_period_reason"],
        "details": details_given(typed),
        "idempotencyKey": typed["key"],
    }


def _start_of(day: str) -> str:
    """Return the first moment of a day in Japan; what is no day stays, and is refused."""
    try:
        return datetime.combine(datetime.fromisoformat(day).date(), time.min, JST).isoformat()
    except ValueError:
        return day


def _end_of(day: str) -> str:
    """Return the moment after the last of a day in Japan: a period lasts to its day's end."""
    try:
        last = datetime.fromisoformat(day).date()
    except ValueError:
        return day
    return datetime.combine(last + timedelta(days=1), time.min, JST).isoformat()


async def _form(request: Request, typed: Typed, problems: list[FormProblem]) -> Response:
    data = await run(request, "WhatToConsultOn")
    context = {
        "policies": nodes(data["policies"]),
        "departments": departments_of(data["me"]),
        "channels": CHANNELS,
        "audience": AUDIENCE,
        "particulars": PARTICULARS,
        "typed": dict.fromkeys(NEW_FIELDS, "") | typed,
        "problems": problems,
        "key": typed.get("key") or new_key(),
    }
    return await render_staff(request, "staff/consultation_new.html", context, status_of(problems))


async def _page(
    request: Request, consultation_id: str, typed: Typed, problems: list[FormProblem]
) -> Response:
    data = await run(request, "StaffConsultation", id=consultation_id)
    found = data["consultation"]
    if found is None:
        return await render_staff(request, "staff/consultation_lost.html", {}, 404)
    ours = {one["id"] for one in departments_of(data["me"])}
    context = {
        "consultation": found,
        "in_charge": found["departmentId"] in ours,
        "masking": data["maskingProgress"],
        "typed": dict.fromkeys(MOVE_FIELDS, "") | typed,
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/consultation.html", context, status_of(problems))


def departments_of(me: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the departments of the desks that somebody holds."""
    found = {
        desk["department"]["id"]: desk["department"]
        for desk in me["desks"]
        if desk["department"] and not desk["closedOn"]
    }
    return list(found.values())


def _to(request: Request, consultation_id: str) -> Response:
    return RedirectResponse(link(language(request), f"/staff/consultations/{consultation_id}"), 303)
