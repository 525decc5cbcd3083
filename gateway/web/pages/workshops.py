"""Workshops for citizens: what there is, registering, coming, and what came of it."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from gateway.web.data import run, run_or_none, submit
from gateway.web.forms import FormProblem, fields, new_key, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes
from gateway.web.rendering import language, link, render
from gateway.web.session import is_secure
from shared.tables.written import CSV_TYPE, csv_file

router = PageRouter()

COMING = ["REGISTRATION", "LIVE", "PLANNED"]
OVER = ["PUBLISHED", "ENDED"]
NEEDS = (*("SIGN_LANGUAGE", "CAPTIONS", "CHILD_CARE", "STEP_FREE", "WRITTEN", "PLAIN_JAPANESE"),)
REGISTRATION_FIELDS = (
    *("name", "mail_address", "nickname", "needs_note", "age_group", "ward", "actor_type", "key"),
    *(f"need_{need}" for need in NEEDS),
)
SECRET_FIELDS = ("number", "confirmation_number")
ARRIVAL_FIELDS = ("hall_code", "number", "nickname", "consents", "key")
# 撮影・録音の同意, as the forms have it.
CONSENTS = {"yes": True, "no": False}
COOKIE = "kyodo_workshop"
DAY_S = 24 * 3_600
COLUMNS = ("theme", "summary", "note", "table", "round", "dots")
Typed = Mapping[str, str]


@router.get("/workshops")
async def workshops(request: Request, after: str = "") -> HTMLResponse:
    """List those to come, those of today, and those whose report is out."""
    coming = await run(request, "WorkshopList", first=50, after=None, states=COMING)
    over = await run(request, "WorkshopList", first=20, after=after or None, states=OVER)
    context = {
        "coming": [one for one in nodes(coming["workshops"]) if not one["rehearsal"]],
        "over": [one for one in nodes(over["workshops"]) if not one["rehearsal"]],
        "next": next_cursor(over["workshops"]),
    }
    return render(request, "workshops.html", context)


@router.get("/workshops/registration")
async def ask_for_registration(request: Request) -> HTMLResponse:
    """Ask for the two numbers of a registration."""
    return _registration(request, dict.fromkeys(SECRET_FIELDS, ""), [], None)


@router.post("/workshops/registration")
async def open_registration(request: Request) -> HTMLResponse:
    """Show a registration to who made it."""
    typed = await fields(request, *SECRET_FIELDS)
    result = await submit(request, "OpenWorkshopRegistration", _camel(typed))
    problems = problems_of(request, result, SECRET_FIELDS)
    return _registration(request, typed, problems, None if problems else result)


@router.post("/workshops/registration/cancel")
async def cancel_registration(request: Request) -> HTMLResponse:
    """Cancel a registration; who waits moves up."""
    typed = await fields(request, *SECRET_FIELDS)
    given = {**_camel(typed), "idempotencyKey": new_key()}
    result = await submit(request, "CancelWorkshopRegistration", given)
    problems = problems_of(request, result, SECRET_FIELDS)
    return _registration(request, typed, problems, None if problems else result)


@router.get("/workshops/mails/{token}")
async def ask_to_stop(request: Request, token: str) -> HTMLResponse:
    """Ask whether to stop: programs that look at the links of a mail must stop nothing."""
    return _stop_page(request, token, [], stopped=False)


@router.post("/workshops/mails/{token}")
async def stop(request: Request, token: str) -> HTMLResponse:
    """Tell no more, for who has the mail."""
    typed = await fields(request, "key")
    given = {"token": token, "idempotencyKey": typed["key"]}
    result = await submit(request, "StopWorkshopMails", given)
    problems = problems_of(request, result)
    return _stop_page(request, token, problems, stopped=not problems)


@router.get("/workshops/{workshop_id}")
async def workshop(request: Request, workshop_id: str) -> HTMLResponse:
    """Show a workshop, with the form where people can register."""
    usual = dict.fromkeys(REGISTRATION_FIELDS, "")
    return await _page(request, workshop_id, {**usual, "key": new_key()}, [])


@router.post("/workshops/{workshop_id}/registrations")
async def register(request: Request, workshop_id: str) -> HTMLResponse:
    """Register, and show both numbers this one time."""
    typed = await fields(request, *REGISTRATION_FIELDS)
    given = {
        "workshopId": workshop_id,
        "name": typed["name"],
        "mailAddress": typed["mail_address"],
        "nickname": typed["nickname"],
        "needs": [need for need in NEEDS if typed[f"need_{need}"]],
        "needsNote": typed["needs_note"],
        "attributes": {
            "ageGroup": typed["age_group"],
            "ward": typed["ward"],
            "actorType": typed["actor_type"],
        },
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "RegisterForWorkshop", given)
    if problems := problems_of(request, result, REGISTRATION_FIELDS):
        return await _page(request, workshop_id, typed, problems)
    found = (await run(request, "WorkshopPage", id=workshop_id))["workshop"]
    context = {"workshop": found, "registration": result}
    return render(request, "workshop_registered.html", context)


@router.get("/workshops/{workshop_id}/check-in")
async def ask_to_come(request: Request, workshop_id: str, code: str = "") -> HTMLResponse:
    """Ask who comes. The code of the hall may come with a QR code that hangs there."""
    typed = {**dict.fromkeys(ARRIVAL_FIELDS, ""), "hall_code": code, "key": new_key()}
    return await _arrival(request, workshop_id, typed, [])


@router.post("/workshops/{workshop_id}/check-in", response_model=None)
async def check_in(request: Request, workshop_id: str) -> Response:
    """Let somebody in; their phone keeps the key."""
    typed = await fields(request, *ARRIVAL_FIELDS)
    given = {
        "workshopId": workshop_id,
        "hallCode": typed["hall_code"],
        "number": typed["number"],
        "nickname": typed["nickname"],
        "consents": CONSENTS.get(typed["consents"]),
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "CheckIn", given)
    if problems := problems_of(request, result, ARRIVAL_FIELDS):
        return await _arrival(request, workshop_id, typed, problems)
    answer = RedirectResponse(link(language(request), f"/workshops/{workshop_id}/table"), 303)
    keep_in_browser(answer, workshop_id, COOKIE, result["key"])
    return answer


def keep_in_browser(answer: Response, workshop_id: str, cookie: str, value: str) -> None:
    """Let a browser keep something for a day, for this workshop's pages, unread by scripts."""
    answer.set_cookie(
        cookie,
        value,
        max_age=DAY_S,
        path=f"/workshops/{workshop_id}",
        secure=is_secure(),
        httponly=True,
        samesite="strict",
    )


@router.get("/workshops/{workshop_id}/report")
async def report(request: Request, workshop_id: str) -> HTMLResponse:
    """Show what came of it: themes, the participants' own words, numbers."""
    found = await _published(request, workshop_id)
    if found is None:
        return render(request, "not_found.html", {}, 404)
    context = {
        "workshop": found,
        "dots": {one["noteId"]: one["dots"] for one in found["harvest"]["dots"]},
        "clauses": {one["id"]: one["label"] for one in await clauses_for(request, found)},
    }
    return render(request, "workshop_report.html", context)


@router.get("/workshops/{workshop_id}/report.csv", response_model=None)
async def report_csv(request: Request, workshop_id: str) -> Response:
    """Give themes and notes as a table that Excel opens (UTF-8 with BOM)."""
    found = await _published(request, workshop_id)
    if found is None:
        return render(request, "not_found.html", {}, 404)
    rows = [tuple(row.values()) for row in _rows(found)]
    name = f'attachment; filename="workshop-{workshop_id}.csv"'
    headers = {"Content-Disposition": name}
    return Response(csv_file(COLUMNS, rows), media_type=CSV_TYPE, headers=headers)


@router.get("/workshops/{workshop_id}/report.json", response_model=None)
async def report_json(request: Request, workshop_id: str) -> Response:
    """Give the same as JSON."""
    found = await _published(request, workshop_id)
    if found is None:
        return render(request, "not_found.html", {}, 404)
    told = {name: found[name] for name in ("id", "title", "startsAt", "harvest")}
    return JSONResponse({**told, "notes": _rows(found)})


async def clauses_for(request: Request, workshop: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the clauses of the plan that a workshop talks about: the one asked about last.

    None of them while the plan cannot be had: people in a hall go on without it.
    """
    for one in workshop["links"]:
        found = await run_or_none(request, "WorkshopClauses", policyId=one["policyId"])
        for consultation in nodes(found["consultations"]) if found else []:
            return [
                {"id": clause["id"], "label": _label(clause)}
                for clause in consultation["revision"]["clauses"]
            ]
    return []


def _label(clause: Mapping[str, str]) -> str:
    return f"{clause['number']} {clause['heading']}".strip() or clause["body"][:30]


def _rows(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    dots = {one["noteId"]: one["dots"] for one in found["harvest"]["dots"]}
    return [
        {
            "theme": theme["title"],
            "summary": theme["summary"],
            "note": note["text"],
            "table": note["table"],
            "round": note["round"],
            "dots": dots.get(note["id"], 0),
        }
        for theme in found["themes"]
        for note in theme["notes"]
    ]


async def _published(request: Request, workshop_id: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = (await run(request, "WorkshopPage", id=workshop_id))["workshop"]
    if found is None or found["state"] != "PUBLISHED" or found["harvest"] is None:
        return None
    return found


async def _page(
    request: Request, workshop_id: str, typed: Typed, problems: list[FormProblem]
) -> HTMLResponse:
    found = (await run(request, "WorkshopPage", id=workshop_id))["workshop"]
    if found is None:
        return render(request, "not_found.html", {}, 404)
    context = {
        "workshop": found,
        "left": max(0, found["capacity"] - found["taken"]),
        "typed": typed,
        "problems": problems,
        "needs": NEEDS,
    }
    return render(request, "workshop.html", context, status_of(problems))


async def _arrival(
    request: Request, workshop_id: str, typed: Typed, problems: list[FormProblem]
) -> HTMLResponse:
    found = (await run(request, "WorkshopPage", id=workshop_id))["workshop"]
    if found is None:
        return render(request, "not_found.html", {}, 404)
    context = {"workshop": found, "typed": typed, "problems": problems}
    return render(request, "workshop_check_in.html", context, status_of(problems))


def _stop_page(
    request: Request, token: str, problems: list[FormProblem], *, stopped: bool
) -> HTMLResponse:
    context = {"token": token, "stopped": stopped, "problems": problems, "key": new_key()}
    return render(request, "workshop_stop_mails.html", context, status_of(problems))


def _registration(
    request: Request, typed: Typed, problems: list[FormProblem], found: Mapping[str, Any] | None
) -> HTMLResponse:
    context = {"typed": typed, "problems": problems, "place": found}
    return render(request, "workshop_registration.html", context, status_of(problems))


def _camel(typed: Typed) -> dict[str, str]:
    return {"number": typed["number"], "confirmationNumber": typed["confirmation_number"]}
