"""The first page of who signs in, standing in for each other, tokens, departments, audit log."""

from datetime import timedelta
from typing import Any

from fastapi import Request, Response

from gateway.web.data import run, run_or_none, submit
from gateway.web.forms import FormProblem, new_key, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role
from shared.clock import today_jst
from shared.settings import settings

router = PageRouter()

TOKEN_DAYS = 30


@router.get("/staff")
async def home(request: Request) -> Response:
    """Show what waits for the person's desks, and what the person holds."""
    caller = await signed_in(request)
    context: dict[str, Any] = {
        "dashboard": settings().dashboard_url,
        "tasks": None,
        "today": today_jst().isoformat(),
    }
    if caller.has(Role.STAFF):
        # The page stands, with what one holds, when the tasks cannot be read just now.
        data = await run_or_none(request, "Tasks")
        context["tasks"] = data["tasks"] if data else []
        context["tasks_away"] = data is None
    return await render_staff(request, "staff/home.html", context)


@router.get("/staff/delegations")
async def delegations(request: Request) -> Response:
    """Show who stands in for whom."""
    await signed_in(request, Role.STAFF)
    return await _delegations(request, [])


@router.post("/staff/delegations")
async def delegate(request: Request) -> Response:
    """Let somebody stand in."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "to_person", "desk", "from_day", "to_day", "key")
    given = {
        "toPersonId": typed["to_person"],
        "deskIds": [typed["desk"]],
        "fromDay": typed["from_day"] or None,
        "toDay": typed["to_day"] or None,
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "Delegate", given)
    return await _delegations(request, problems_of(request, result))


@router.post("/staff/delegations/end")
async def end_delegation(request: Request) -> Response:
    """End a delegation."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "id", "key")
    given = {"delegationId": typed["id"], "idempotencyKey": typed["key"]}
    result = await submit(request, "EndDelegation", given)
    return await _delegations(request, problems_of(request, result))


async def _delegations(request: Request, problems: list[FormProblem]) -> Response:
    data = await run(request, "Delegations")
    mine = data["me"]["person"]["id"]
    held = [
        desk
        for desk in data["me"]["desks"]
        if not desk["closedOn"] and mine in {holder["id"] for holder in desk["holders"]}
    ]
    colleagues = {
        holder["id"]: {**holder, "department": department["name"]}
        for department in data["departments"]
        for desk in department["desks"]
        if not desk["closedOn"]
        for holder in desk["holders"]
        if holder["id"] != mine
    }
    context = {
        "delegations": data["me"]["delegations"],
        "held": held,
        "colleagues": sorted(colleagues.values(), key=lambda one: (one["department"], one["name"])),
        "today": today_jst().isoformat(),
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/delegations.html", context, status_of(problems))


@router.get("/staff/tokens")
async def tokens(request: Request) -> Response:
    """Show the person's tokens for programs."""
    await signed_in(request)
    return await _tokens(request, [], "")


@router.post("/staff/tokens")
async def create_token(request: Request) -> Response:
    """Make a token, and show it this once."""
    await signed_in(request)
    typed = await staff_fields(request, "name", "expires_on", "key")
    given = {
        "name": typed["name"],
        "expiresOn": typed["expires_on"] or None,
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "CreateApiToken", given)
    return await _tokens(request, problems_of(request, result), result.get("token", ""))


@router.post("/staff/tokens/end")
async def end_token(request: Request) -> Response:
    """End a token."""
    await signed_in(request)
    typed = await staff_fields(request, "id", "key")
    given = {"tokenId": typed["id"], "idempotencyKey": typed["key"]}
    result = await submit(request, "EndApiToken", given)
    return await _tokens(request, problems_of(request, result), "")


async def _tokens(request: Request, problems: list[FormProblem], made: str) -> Response:
    data = await run(request, "ApiTokens")
    context = {
        "tokens": data["me"]["apiTokens"],
        "made": made,
        "until": (today_jst() + timedelta(days=TOKEN_DAYS)).isoformat(),
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/tokens.html", context, status_of(problems))


@router.get("/staff/notices")
async def notices(request: Request) -> Response:
    """Show whether the person is told of tasks by mail."""
    await signed_in(request)
    return await _notices(request, [], saved=False)


@router.post("/staff/notices")
async def set_notices(request: Request) -> Response:
    """Keep where the person is told, or forget it. The address is never shown again."""
    await signed_in(request)
    typed = await staff_fields(request, "address", "stop", "key")
    address = None if typed["stop"] else typed["address"]
    given = {"address": address, "idempotencyKey": typed["key"]}
    result = await submit(request, "SetNoticeAddress", given)
    problems = problems_of(request, result)
    return await _notices(request, problems, saved=not problems)


async def _notices(
    request: Request, problems: list[FormProblem], *, saved: bool = False
) -> Response:
    told = (await run(request, "ToldByMail"))["me"]["toldByMail"]
    context = {"told": told, "saved": saved, "problems": problems, "key": new_key()}
    return await render_staff(request, "staff/notices.html", context, status_of(problems))


@router.get("/staff/personal-data")
async def personal_data(request: Request) -> Response:
    """Ask what private data is opened for."""
    await signed_in(request, Role.STAFF)
    return await _personal_data(request, {}, None, [])


@router.post("/staff/personal-data")
async def open_personal_data(request: Request) -> Response:
    """Open it, once: the answer is kept by nobody."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "numbers", "purpose", "note", "key")
    given = {
        "receiptNumbers": typed["numbers"].split(),
        "purpose": typed["purpose"] or None,
        "note": typed["note"],
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "OpenPersonalData", given)
    return await _personal_data(request, typed, result, problems_of(request, result))


async def _personal_data(
    request: Request,
    typed: dict[str, str],
    result: dict[str, Any] | None,
    problems: list[FormProblem],
) -> Response:
    context = {
        "typed": typed,
        "opened": result["comments"] if result and not problems else None,
        "purposes": ("IDENTITY", "ANSWER", "INQUIRY", "DISCLOSURE", "OTHER"),
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/personal_data.html", context, status_of(problems))


@router.get("/staff/audit")
async def audit_log(
    request: Request, actor: str | None = None, subject: str | None = None, after: str | None = None
) -> Response:
    """Show what people who sign in did, newest first."""
    await signed_in(request, Role.ADMIN, Role.RECORDS)
    data = await run(
        request, "AuditLog", actorId=actor or None, subject=subject or None, after=after
    )
    context = {
        "entries": nodes(data["auditLog"]),
        "next": next_cursor(data["auditLog"]),
        "actor": actor or "",
        "subject": subject or "",
    }
    return await render_staff(request, "staff/audit.html", context)
