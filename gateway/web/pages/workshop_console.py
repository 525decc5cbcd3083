"""The facilitator's console, notes that need a decision, and what is printed for the hall.

Everything is a form, so that it works without a script and from a second browser at any moment: the
state is the server's.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.board_messages import board_messages
from gateway.web.data import submit
from gateway.web.forms import FormProblem, new_key, problems_of, status_of, whole_number
from gateway.web.page_route import PageRouter
from gateway.web.pages.workshop_staff import as_it_is_now, may_run, no_workshop, workshop_of
from gateway.web.qr import qr_of
from gateway.web.rendering import language, link
from gateway.web.session import public_url
from gateway.web.staff import render_staff, staff_fields

router = PageRouter()

DEED_FIELDS = ("deed", "number", "text", "participant", "table", "key")


@router.get("/staff/workshops/{workshop_id}/console", response_model=None)
async def console(request: Request, workshop_id: str) -> Response:
    """Show all tables, and what can be done now."""
    await may_run(request)
    return await _console(request, workshop_id, [])


@router.post("/staff/workshops/{workshop_id}/console", response_model=None)
async def do(request: Request, workshop_id: str) -> Response:
    """Do one thing on the floor."""
    await may_run(request)
    typed = await staff_fields(request, *DEED_FIELDS)
    operation, more = _deed(typed)
    given = {"workshopId": workshop_id, "idempotencyKey": typed["key"], **more}
    result = await submit(request, operation, given)
    if problems := problems_of(request, result, ("message", "table")):
        return await _console(request, workshop_id, problems)
    return _to(request, f"{workshop_id}/console")


@router.get("/staff/workshops/{workshop_id}/notes/{note_id}", response_model=None)
async def note(request: Request, workshop_id: str, note_id: str) -> Response:
    """Show one note: to show it to all, or to hide it with a reason."""
    await may_run(request)
    return await _note(request, workshop_id, note_id, [])


@router.post("/staff/workshops/{workshop_id}/notes/{note_id}", response_model=None)
async def decide(request: Request, workshop_id: str, note_id: str) -> Response:
    """Show a note to all, hide it, or show it again."""
    await may_run(request)
    typed = await staff_fields(request, "deed", "reason", "key")
    given = {"workshopId": workshop_id, "noteId": note_id, "idempotencyKey": typed["key"]}
    if typed["deed"] == "hide":
        result = await submit(request, "HideNote", {**given, "reason": typed["reason"]})
    elif typed["deed"] == "show":
        result = await submit(request, "ShowNote", given)
    else:
        result = await submit(request, "SpotlightNote", given)
    if problems := problems_of(request, result, ("reason",)):
        return await _note(request, workshop_id, note_id, problems)
    return _to(request, f"{workshop_id}/console")


@router.get("/staff/workshops/{workshop_id}/cards", response_model=None)
async def cards(request: Request, workshop_id: str) -> Response:
    """Show what is printed for the hall: questions, rules, tables, cards for moving."""
    await may_run(request)
    found = await workshop_of(request, workshop_id)
    if found is None:
        return await no_workshop(request)
    address = f"{public_url()}/workshops/{workshop_id}/check-in"
    # The code of the hall goes along: who scans it at the door has nothing to type.
    coming = f"{address}?code={found['hallCode']}" if found["hallCode"] else address
    context = {"workshop": found, "address": address, "qr": qr_of(coming)}
    return await render_staff(request, "staff/workshop_cards.html", context)


@router.get("/staff/workshops/{workshop_id}/on-paper", response_model=None)
async def on_paper(request: Request, workshop_id: str) -> Response:
    """Show what the facilitator needs to go on by paper."""
    await may_run(request)
    found, now = await workshop_of(request, workshop_id), await as_it_is_now(request, workshop_id)
    if found is None:
        return await no_workshop(request)
    context = {"workshop": found, "floor": now.get("floor"), "tables": _tables(now, found)}
    return await render_staff(request, "staff/workshop_on_paper.html", context)


def _deed(typed: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Return the operation that a button stands for, and what it takes."""
    number = whole_number(typed["number"])
    match typed["deed"]:
        case "start":
            return "StartRound", {"round": number}
        case "PAUSE" | "RESUME" | "END" as step:
            return "MoveRound", {"move": step}
        case "longer":
            return "ExtendRound", {"seconds": 60 * number}
        case "shorter":
            return "ExtendRound", {"seconds": -60 * number}
        case "VOTING" | "PLENARY" | "ENDED" | "MOVING" as phase:
            return "TurnTo", {"phase": phase}
        case "tell":
            return "TellAll", {"message": typed["text"]}
        case "dark":
            return "SpotlightNote", {"noteId": None}
        case "paper":
            return "GoByPaper", {"onPaper": True}
        case "screen":
            return "GoByPaper", {"onPaper": False}
        case "host":
            who = {"participantId": typed["participant"] or None}
            return "NameHost", {"table": whole_number(typed["table"]), **who}
        case _:
            table = whole_number(typed["table"]) or None
            return "SeatParticipant", {"participantId": typed["participant"], "table": table}


def _tables(now: Mapping[str, Any], found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Put the people to their tables."""
    floor = now.get("floor") or {"people": [], "tables": []}
    counts = {one["number"]: one for one in floor["tables"]}
    return [
        {
            "number": number,
            "people": [one for one in floor["people"] if one["table"] == number],
            "notes": counts[number]["notes"] if number in counts else 0,
        }
        for number in range(1, found["tables"] + 1)
    ]


async def _console(request: Request, workshop_id: str, problems: list[FormProblem]) -> Response:
    found, now = await workshop_of(request, workshop_id), await as_it_is_now(request, workshop_id)
    if found is None:
        return await no_workshop(request)
    problems = problems or problems_of(request, {"__typename": "LiveUpdate", **now})
    floor = now.get("floor")
    context = {
        "workshop": found,
        "now": now,
        "floor": floor,
        "tables": _tables(now, found),
        "standing": [one for one in floor["people"] if one["table"] is None] if floor else [],
        "latest": list(reversed(now.get("notes", [])[-30:])),
        "problems": problems,
        "key": new_key(),
        "messages": board_messages(language(request)),
    }
    return await render_staff(request, "staff/workshop_console.html", context, status_of(problems))


async def _note(
    request: Request, workshop_id: str, note_id: str, problems: list[FormProblem]
) -> Response:
    found, now = await workshop_of(request, workshop_id), await as_it_is_now(request, workshop_id)
    shown = next((one for one in now.get("notes", []) if one["id"] == note_id), None)
    if found is None or shown is None:
        return await no_workshop(request)
    context = {"workshop": found, "note": shown, "problems": problems, "key": new_key()}
    return await render_staff(request, "staff/workshop_note.html", context, status_of(problems))


def _to(request: Request, place: str) -> Response:
    return RedirectResponse(link(language(request), f"/staff/workshops/{place}"), 303)
