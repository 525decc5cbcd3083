"""A live workshop for those who are there: the table on a phone, and the hall's projector.

The pages work without a script: they show the moment, and forms do what a script would.
"""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from gateway.web.assets import assets
from gateway.web.board_messages import board_messages
from gateway.web.data import ask, run, submit
from gateway.web.forms import FormProblem, fields, new_key, problems_of, status_of, whole_number
from gateway.web.page_route import PageRouter
from gateway.web.pages.workshops import CONSENTS, COOKIE, clauses_for, keep_in_browser
from gateway.web.rendering import language, link, render

router = PageRouter()

COLOURS = ("YELLOW", "PINK", "BLUE", "GREEN", "WHITE")
NOTE_FIELDS = ("id", "table", "round", "text", "colour", "earlier_note")
SHOWN_AGAIN = (*NOTE_FIELDS, "nickname")
HALL_COOKIE = "kyodo_hall"
DOTS_MOST = 200


@router.get("/offline.js", response_model=None)
async def keeper() -> Response:
    """Give the script that keeps a table's page on the phone.

    It lies at the top: a browser lets a script stand in for the addresses below its own only.
    """
    built = assets().file("ts/offline.ts")
    if built is None:
        raise HTTPException(404)
    headers = {"Cache-Control": "no-cache"}
    return FileResponse(built, media_type="text/javascript", headers=headers)


@router.get("/workshops/{workshop_id}/table", response_model=None)
async def table(request: Request, workshop_id: str) -> Response:
    """Show a participant's table."""
    return await _table(request, workshop_id, {}, [])


@router.post("/workshops/{workshop_id}/table/note", response_model=None)
async def write_note(request: Request, workshop_id: str) -> Response:
    """Take a note from the form."""
    typed = await fields(request, *NOTE_FIELDS)
    given = {
        "workshopId": workshop_id,
        "key": _key(request),
        "id": typed["id"],
        "table": whole_number(typed["table"]),
        "round": whole_number(typed["round"]),
        "text": typed["text"],
        "colour": typed["colour"] if typed["colour"] in COLOURS else COLOURS[0],
        "earlierNote": typed["earlier_note"] or None,
    }
    result = await submit(request, "WriteNote", given)
    if problems := problems_of(request, result, NOTE_FIELDS):
        return await _table(request, workshop_id, typed, problems)
    return _back(request, workshop_id)


@router.post("/workshops/{workshop_id}/table/seat", response_model=None)
async def take_table(request: Request, workshop_id: str) -> Response:
    """Sit down at another table."""
    typed = await fields(request, "seat")
    given = {
        "workshopId": workshop_id,
        "key": _key(request),
        "table": whole_number(typed["seat"]),
        "idempotencyKey": new_key(),
    }
    result = await submit(request, "TakeTable", given)
    if problems := problems_of(request, result, ("seat",)):
        return await _table(request, workshop_id, {}, problems)
    return _back(request, workshop_id)


@router.post("/workshops/{workshop_id}/table/dots", response_model=None)
async def put_dots(request: Request, workshop_id: str) -> Response:
    """Put dots on notes; what was put before is replaced."""
    names = tuple(f"dots{at}" for at in range(DOTS_MOST))
    ids = tuple(f"note{at}" for at in range(DOTS_MOST))
    typed = await fields(request, *names, *ids)
    dots = [
        {"noteId": typed[id_], "dots": whole_number(typed[name])}
        for name, id_ in zip(names, ids, strict=True)
        if typed[id_]
    ]
    given = {
        "workshopId": workshop_id,
        "key": _key(request),
        "dots": dots,
        "idempotencyKey": new_key(),
    }
    result = await submit(request, "PutDots", given)
    if problems := problems_of(request, result):
        return await _table(request, workshop_id, {}, problems)
    return _back(request, workshop_id)


@router.post("/workshops/{workshop_id}/table/self", response_model=None)
async def introduce(request: Request, workshop_id: str) -> Response:
    """Change what the table calls somebody, and whether they may be in pictures."""
    typed = await fields(request, "nickname", "consents")
    given = {
        "workshopId": workshop_id,
        "key": _key(request),
        "nickname": typed["nickname"],
        "consents": CONSENTS.get(typed["consents"]),
        "idempotencyKey": new_key(),
    }
    result = await submit(request, "IntroduceYourself", given)
    if problems := problems_of(request, result, ("nickname",)):
        return await _table(request, workshop_id, typed, problems)
    return _back(request, workshop_id)


@router.post("/workshops/{workshop_id}/table/leave", response_model=None)
async def leave(request: Request, workshop_id: str) -> Response:
    """Go home; what was written stays."""
    given = {"workshopId": workshop_id, "key": _key(request), "idempotencyKey": new_key()}
    result = await submit(request, "LeaveWorkshop", given)
    if problems := problems_of(request, result):
        return await _table(request, workshop_id, {}, problems)
    answer = RedirectResponse(link(language(request), f"/workshops/{workshop_id}"), 303)
    answer.delete_cookie(COOKIE, path=f"/workshops/{workshop_id}")
    return answer


@router.get("/workshops/{workshop_id}/projector", response_model=None)
async def projector(request: Request, workshop_id: str) -> Response:
    """Show the hall what all should see; the code of the hall opens it."""
    return await _projector(request, workshop_id, request.cookies.get(HALL_COOKIE, ""), False)


@router.post("/workshops/{workshop_id}/projector", response_model=None)
async def open_projector(request: Request, workshop_id: str) -> Response:
    """Keep the code of the hall in this browser."""
    typed = await fields(request, "hall_code")
    answer = await _projector(request, workshop_id, typed["hall_code"], True)
    if answer.status_code == 200:
        answer = RedirectResponse(
            link(language(request), f"/workshops/{workshop_id}/projector"), 303
        )
        keep_in_browser(answer, workshop_id, HALL_COOKIE, typed["hall_code"])
    return answer


async def _projector(request: Request, workshop_id: str, code: str, typed: bool) -> Response:
    now = await ask(request, "WorkshopNow", id=workshop_id, key="", hallCode=code)
    found = (await run(request, "WorkshopPage", id=workshop_id))["workshop"]
    if found is None:
        return render(request, "not_found.html", {}, 404)
    problems = problems_of(request, now, ("hall_code",)) if "__typename" in now else []
    if problems:
        shown = problems if typed else []
        context = {"workshop": found, "problems": shown, "code": code}
        return _not_kept(
            render(request, "workshop_hall_code.html", context, status_of(shown) or 200)
        )
    context = {
        "workshop": found,
        "now": now,
        "hall_code": code,
        "messages": board_messages(language(request)),
    }
    return _not_kept(render(request, "workshop_projector.html", context))


async def _table(
    request: Request, workshop_id: str, typed: Mapping[str, str], problems: list[FormProblem]
) -> Response:
    key = _key(request)
    found = (await run(request, "WorkshopPage", id=workshop_id))["workshop"]
    if found is None:
        return render(request, "not_found.html", {}, 404)
    now = await ask(request, "WorkshopNow", id=workshop_id, key=key, hallCode="") if key else None
    if now is None or "problems" in now:
        return RedirectResponse(link(language(request), f"/workshops/{workshop_id}/check-in"), 303)
    place = (await run(request, "WorkshopPlace", id=workshop_id, key=key))["workshopPlace"]
    floor = now["floor"]
    context = {
        "workshop": found,
        "now": now,
        "floor": floor,
        "round": _round_of(found, floor),
        "place": place,
        "mine": {one["noteId"]: one["dots"] for one in place["dots"]},
        "key": key,
        "problems": problems,
        "typed": {**dict.fromkeys(SHOWN_AGAIN, ""), "id": str(uuid.uuid4()), **typed},
        "colours": COLOURS,
        "may_choose": found["movement"] in ("FREE", "RETURN") or floor["round"] == 0,
        "messages": board_messages(language(request)),
        "clauses": json.dumps(await clauses_for(request, found), ensure_ascii=False),
    }
    return _not_kept(render(request, "workshop_table.html", context, status_of(problems)))


def _round_of(workshop: Mapping[str, Any], floor: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the round that runs, or ran last."""
    number: int = floor["round"]
    return workshop["rounds"][number - 1] if number else None


def _not_kept(answer: HTMLResponse) -> HTMLResponse:
    """Say that nobody may keep the page: it holds the key of a phone, or the moment."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _key(request: Request) -> str:
    return request.cookies.get(COOKIE, "")


def _back(request: Request, workshop_id: str) -> Response:
    return RedirectResponse(link(language(request), f"/workshops/{workshop_id}/table"), 303)
