"""Workshops for staff and facilitators, before and after the day: plans, people, themes."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.data import ask, run, submit
from gateway.web.forms import FormProblem, new_key, problems_of, status_of, whole_number
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes
from gateway.web.pages.workshops import CONSENTS
from gateway.web.rendering import language, link
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Caller, Role

router = PageRouter()

FACILITATORS_MOST = 200


@router.get("/staff/workshops", response_model=None)
async def workshops(request: Request, after: str = "") -> Response:
    """List all workshops, newest first."""
    await may_run(request)
    data = await run(request, "WorkshopList", first=30, after=after or None, states=None)
    context = {"workshops": nodes(data["workshops"]), "next": next_cursor(data["workshops"])}
    return await render_staff(request, "staff/workshops.html", context)


@router.get("/staff/workshops/{workshop_id}", response_model=None)
async def workshop(request: Request, workshop_id: str) -> Response:
    """Show where it stands and what is next."""
    await may_run(request)
    return await _page(request, workshop_id, [])


@router.post("/staff/workshops/{workshop_id}/move", response_model=None)
async def move(request: Request, workshop_id: str) -> Response:
    """Open registration, begin the day, end it, publish, or call it off."""
    await may_run(request)
    typed = await staff_fields(request, "state", "reason", "key")
    given = {
        "workshopId": workshop_id,
        "state": typed["state"],
        "reason": typed["reason"],
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "MoveWorkshop", given)
    if problems := problems_of(request, result, ("reason",)):
        return await _page(request, workshop_id, problems)
    return to_page(request, workshop_id)


@router.post("/staff/workshops/{workshop_id}/facilitators", response_model=None)
async def name_facilitators(request: Request, workshop_id: str) -> Response:
    """Say who runs it: those who are ticked."""
    await signed_in(request, Role.STAFF)
    names = tuple(f"person{at}" for at in range(FACILITATORS_MOST))
    typed = await staff_fields(request, "key", *names)
    given = {
        "workshopId": workshop_id,
        "people": [typed[name] for name in names if typed[name]],
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "NameFacilitators", given)
    if problems := problems_of(request, result):
        return await _page(request, workshop_id, problems)
    return to_page(request, workshop_id)


@router.post("/staff/workshops/{workshop_id}/simulated", response_model=None)
async def simulate(request: Request, workshop_id: str) -> Response:
    """Let simulated people take part in a rehearsal."""
    await may_run(request)
    typed = await staff_fields(request, "people", "key")
    given = {
        "workshopId": workshop_id,
        "people": whole_number(typed["people"]),
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "SimulateParticipants", given)
    if problems := problems_of(request, result, ("people",)):
        return await _page(request, workshop_id, problems)
    return to_page(request, workshop_id)


@router.post("/staff/workshops/{workshop_id}/particulars", response_model=None)
async def particulars(request: Request, workshop_id: str) -> Response:
    """Show who is coming, once it is said for what."""
    await may_run(request)
    typed = await staff_fields(request, "purpose", "key")
    given = {
        "workshopId": workshop_id,
        "purpose": typed["purpose"],
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "OpenWorkshopParticulars", given)
    if problems := problems_of(request, result, ("purpose",)):
        return await _page(request, workshop_id, problems)
    return await _page(request, workshop_id, [], coming=result["items"])


@router.get("/staff/workshops/{workshop_id}/desk", response_model=None)
async def desk(request: Request, workshop_id: str) -> Response:
    """Show the desk where people are checked in."""
    await may_run(request)
    return await _desk(request, workshop_id, [], None)


@router.post("/staff/workshops/{workshop_id}/desk", response_model=None)
async def let_in(request: Request, workshop_id: str) -> Response:
    """Let somebody in, with a number or without."""
    await may_run(request)
    names = ("number", "nickname", "consents", "key")
    typed = await staff_fields(request, *names)
    given = {
        "workshopId": workshop_id,
        "number": typed["number"],
        "nickname": typed["nickname"],
        "consents": CONSENTS.get(typed["consents"]),
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "CheckIn", given)
    problems = problems_of(request, result, names)
    return await _desk(request, workshop_id, problems, None if problems else result["place"])


async def may_run(request: Request) -> Caller:
    """Return who opens the page, if they may run workshops at all."""
    return await signed_in(request, Role.STAFF, Role.FACILITATOR)


async def workshop_of(request: Request, workshop_id: str) -> dict[str, Any] | None:
    """Return a workshop as those who run it see it."""
    found: dict[str, Any] | None = (await run(request, "StaffWorkshop", id=workshop_id))["workshop"]
    return found


async def as_it_is_now(request: Request, workshop_id: str) -> dict[str, Any]:
    """Return floor and notes of this moment as those who run it see them, or ``Problems``."""
    return await ask(request, "WorkshopNow", id=workshop_id, key="", hallCode="")


async def no_workshop(request: Request) -> Response:
    """Say that there is no such workshop."""
    return await render_staff(request, "staff/workshop_lost.html", {}, 404)


async def _page(
    request: Request,
    workshop_id: str,
    problems: list[FormProblem],
    coming: list[dict[str, Any]] | None = None,
) -> Response:
    found = await workshop_of(request, workshop_id)
    if found is None:
        return await no_workshop(request)
    caller = await may_run(request)
    is_staff = found["runs"] and Role.STAFF in caller.roles
    people = (await run(request, "Facilitators"))["facilitators"] if is_staff else []
    context = {
        **{"workshop": found, "problems": problems, "coming": coming, "key": new_key()},
        "people": people[:FACILITATORS_MOST],
    }
    return await render_staff(request, "staff/workshop.html", context, status_of(problems))


async def _desk(
    request: Request,
    workshop_id: str,
    problems: list[FormProblem],
    came: Mapping[str, Any] | None,
) -> Response:
    found = await workshop_of(request, workshop_id)
    if found is None:
        return await no_workshop(request)
    table = None
    if came is not None:
        floor = (await as_it_is_now(request, workshop_id)).get("floor")
        people = floor["people"] if floor else []
        table = next((one["table"] for one in people if one["id"] == came["id"]), None)
    context = {
        "workshop": found,
        "problems": problems,
        "came": came,
        "table": table,
        "key": new_key(),
    }
    return await render_staff(request, "staff/workshop_desk.html", context, status_of(problems))


def to_page(request: Request, place: str) -> Response:
    """Lead to a page of a workshop."""
    return RedirectResponse(link(language(request), f"/staff/workshops/{place}"), 303)
