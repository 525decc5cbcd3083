"""Decisions that went without a consultation: the list for anyone, and the record by staff."""

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, new_key, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes
from gateway.web.pages.procedure import departments_of
from gateway.web.rendering import language, link, render
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role
from shared.clock import today_jst

router = PageRouter()

FIELDS = ("title", "kind", "reason", "decided_on", "department", "policy", "key")
SAID = ("title", "kind", "reason", "decided_on")


@router.get("/exemptions")
async def exemptions(request: Request, after: str | None = None) -> HTMLResponse:
    """List what was decided without a consultation, and why."""
    found = (await run(request, "Exemptions", after=after))["exemptions"]
    context = {"exemptions": nodes(found), "next": next_cursor(found)}
    return render(request, "exemptions.html", context)


@router.get("/staff/exemptions", response_model=None)
async def form(request: Request) -> Response:
    """Show the form."""
    await signed_in(request, Role.STAFF)
    return await _page(request, {"decided_on": today_jst().isoformat()}, [])


@router.post("/staff/exemptions", response_model=None)
async def record(request: Request) -> Response:
    """Keep one; what is wrong comes back with the form as it was typed."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *FIELDS)
    given = {
        "title": typed["title"],
        "kind": typed["kind"],
        "reason": typed["reason"],
        "decidedOn": typed["decided_on"],
        "departmentId": typed["department"],
        "policyId": typed["policy"] or None,
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "RecordExemption", given)
    if problems := problems_of(request, result, SAID):
        return await _page(request, typed, problems)
    return RedirectResponse(link(language(request), "/exemptions"), 303)


async def _page(request: Request, typed: dict[str, str], problems: list[FormProblem]) -> Response:
    data = await run(request, "WhatToExempt")
    context = {
        "kinds": data["exemptionKinds"],
        "policies": nodes(data["policies"]),
        "departments": departments_of(data["me"]),
        "typed": dict.fromkeys(FIELDS, "") | typed,
        "problems": problems,
        "key": typed.get("key") or new_key(),
    }
    return await render_staff(request, "staff/exemption_new.html", context, status_of(problems))
