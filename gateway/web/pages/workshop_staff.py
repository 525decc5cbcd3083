"""Workshops for staff and facilitators, before and after the day: plans, people, themes."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.data import ask, run, submit
from gateway.web.dates import parse
from gateway.web.forms import FormProblem, new_key, problems_of, status_of, whole_number
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes
from gateway.web.pages.procedure import departments_of
from gateway.web.rendering import language, link
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Caller, Role
from shared.clock import JST, now

router = PageRouter()

TEMPLATES = ("WORLD_CAFE", "ROUND_TABLE", "FUTURE_SESSION", "OPEN_FORUM")
MOVEMENTS = ("FREE", "RETURN", "ASSIGNED", "STAY")
MODES = ("HALL", "ONLINE", "BOTH")
ROUNDS_MOST, THEME_NOTES_MOST, LINES = 6, 500, 12
PLAN_FIELDS = (
    *("title", "summary", "place", "access", "mode", "starts_at", "ends_at", "capacity"),
    *("tables", "seats", "template", "movement", "hosts_stay", "mix", "dots", "stage"),
    *("ground_rules", "department", "rehearsal", "key"),
    *(f"question{at}" for at in range(ROUNDS_MOST)),
    *(f"minutes{at}" for at in range(ROUNDS_MOST)),
)
# What a form of workshop usually is like: minutes of each round, how people move.
USUAL: dict[str, tuple[tuple[int, ...], str]] = {
    "WORLD_CAFE": ((20, 20, 20), "FREE"),
    "ROUND_TABLE": ((60,), "STAY"),
    "FUTURE_SESSION": ((30, 40, 30), "ASSIGNED"),
    "OPEN_FORUM": ((40, 40), "FREE"),
}
Typed = dict[str, str]


@router.get("/staff/workshops", response_model=None)
async def workshops(request: Request, after: str = "") -> Response:
    """List all workshops, newest first."""
    await may_run(request)
    data = await run(request, "WorkshopList", first=30, after=after or None, states=None)
    context = {"workshops": nodes(data["workshops"]), "next": next_cursor(data["workshops"])}
    return await render_staff(request, "staff/workshops.html", context)


@router.get("/staff/workshops/new", response_model=None)
async def new_workshop(request: Request, template: str = "WORLD_CAFE") -> Response:
    """Show the form for a new one, with what is usual for its form already in it."""
    await signed_in(request, Role.STAFF)
    kind = template if template in USUAL else "WORLD_CAFE"
    minutes, movement = USUAL[kind]
    usual = {
        **dict.fromkeys(PLAN_FIELDS, ""),
        **{"template": kind, "movement": movement, "mode": "HALL", "dots": "3", "key": new_key()},
        **{"capacity": "40", "tables": "10", "seats": "5", "hosts_stay": "yes"},
        **{f"minutes{at}": str(each) for at, each in enumerate(minutes)},
    }
    return await _form(request, None, usual, [])


@router.post("/staff/workshops/new", response_model=None)
async def plan_workshop(request: Request) -> Response:
    """Set it up."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *PLAN_FIELDS)
    given = {
        "plan": _plan(typed),
        "departmentId": typed["department"],
        "rehearsal": bool(typed["rehearsal"]),
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "PlanWorkshop", given)
    if problems := problems_of(request, result, PLAN_FIELDS):
        return await _form(request, None, typed, problems)
    return _to(request, result["id"])


@router.get("/staff/workshops/{workshop_id}", response_model=None)
async def workshop(request: Request, workshop_id: str) -> Response:
    """Show where it stands and what is next."""
    await may_run(request)
    return await _page(request, workshop_id, [])


@router.get("/staff/workshops/{workshop_id}/edit", response_model=None)
async def edit(request: Request, workshop_id: str) -> Response:
    """Show the plan to be changed."""
    await signed_in(request, Role.STAFF)
    found = await workshop_of(request, workshop_id)
    if found is None:
        return await no_workshop(request)
    return await _form(request, workshop_id, _typed(found), [])


@router.post("/staff/workshops/{workshop_id}/edit", response_model=None)
async def revise(request: Request, workshop_id: str) -> Response:
    """Change the plan."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *PLAN_FIELDS)
    given = {"workshopId": workshop_id, "plan": _plan(typed), "idempotencyKey": typed["key"]}
    result = await submit(request, "ReviseWorkshop", given)
    if problems := problems_of(request, result, PLAN_FIELDS):
        return await _form(request, workshop_id, typed, problems)
    return _to(request, workshop_id)


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
    return _to(request, workshop_id)


@router.post("/staff/workshops/{workshop_id}/facilitators", response_model=None)
async def name_facilitators(request: Request, workshop_id: str) -> Response:
    """Say who runs it, one id a line."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "people", "key")
    given = {
        "workshopId": workshop_id,
        "people": typed["people"].split(),
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "NameFacilitators", given)
    if problems := problems_of(request, result, ("people",)):
        return await _page(request, workshop_id, problems)
    return _to(request, workshop_id)


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
        "consents": {"yes": True, "no": False}.get(typed["consents"]),
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "CheckIn", given)
    problems = problems_of(request, result, names)
    return await _desk(request, workshop_id, problems, None if problems else result["place"])


@router.get("/staff/workshops/{workshop_id}/harvest", response_model=None)
async def harvest(request: Request, workshop_id: str) -> Response:
    """Show all notes, alike ones together, and the themes so far."""
    await may_run(request)
    return await _harvest(request, workshop_id, [], {})


@router.post("/staff/workshops/{workshop_id}/harvest", response_model=None)
async def add_theme(request: Request, workshop_id: str) -> Response:
    """Put the chosen notes together into one more theme, or take a theme away."""
    await may_run(request)
    names = tuple(f"note{at}" for at in range(THEME_NOTES_MOST))
    typed = await staff_fields(request, "title", "summary", "sequence", "drop", "key", *names)
    found = await workshop_of(request, workshop_id)
    if found is None:
        return await no_workshop(request)
    themes = [
        {name: theme[name] for name in ("id", "title", "summary", "noteIds")}
        for theme in found["themes"]
        if theme["id"] != typed["drop"]
    ]
    if not typed["drop"]:
        chosen = [typed[name] for name in names if typed[name]]
        fresh = {"id": typed["key"], "title": typed["title"], "summary": typed["summary"]}
        themes.append({**fresh, "noteIds": chosen})
    given = {
        "workshopId": workshop_id,
        "themes": themes,
        "sequence": whole_number(typed["sequence"]),
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "ArrangeThemes", given)
    if problems := problems_of(request, result):
        return await _harvest(request, workshop_id, problems, typed)
    return _to(request, f"{workshop_id}/harvest")


@router.get("/staff/workshops/{workshop_id}/transcribe", response_model=None)
async def transcribe(request: Request, workshop_id: str) -> Response:
    """Show the page for notes on paper."""
    await may_run(request)
    return await _paper(request, workshop_id, {}, [], 0)


@router.post("/staff/workshops/{workshop_id}/transcribe", response_model=None)
async def enter_notes(request: Request, workshop_id: str) -> Response:
    """Take notes from paper, each line one; what could not be taken stays in its line."""
    await may_run(request)
    lines = tuple(f"line{at}" for at in range(LINES))
    ids = tuple(f"id{at}" for at in range(LINES))
    typed = await staff_fields(request, "table", "round", *lines, *ids)
    problems: list[FormProblem] = []
    done = 0
    for line, id_ in zip(lines, ids, strict=True):
        if not typed[line].strip():
            continue
        given = {
            "workshopId": workshop_id,
            "id": typed[id_],
            "table": whole_number(typed["table"]),
            "round": whole_number(typed["round"]),
            "text": typed[line],
        }
        result = await submit(request, "WriteNote", given)
        if wrong := problems_of(request, result, ("table", "round")):
            problems += [FormProblem(one.code, one.field or line, one.message) for one in wrong]
        else:
            done += 1
            typed[line] = typed[id_] = ""
    return await _paper(request, workshop_id, typed, problems, done)


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
    context = {"workshop": found, "problems": problems, "coming": coming, "key": new_key()}
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


async def _harvest(
    request: Request, workshop_id: str, problems: list[FormProblem], typed: Mapping[str, str]
) -> Response:
    found = await workshop_of(request, workshop_id)
    if found is None:
        return await no_workshop(request)
    notes = (await run(request, "WorkshopNotes", id=workshop_id))["workshopNotes"]
    suggested = (await run(request, "SuggestedThemes", id=workshop_id))["suggestedThemes"]
    by_id = {note["id"]: note for note in notes if not note["hidden"]}
    context = {
        "workshop": found,
        "groups": [
            {"title": one["title"], "notes": [by_id[i] for i in one["noteIds"] if i in by_id]}
            for one in suggested
        ],
        "by_id": by_id,
        "used": {id_ for theme in found["themes"] for id_ in theme["noteIds"]},
        "chosen": {value for name, value in typed.items() if name.startswith("note")},
        "typed": {"title": typed.get("title", ""), "summary": typed.get("summary", "")},
        "problems": problems,
        "key": str(uuid.uuid4()),
    }
    return await render_staff(request, "staff/workshop_harvest.html", context, status_of(problems))


async def _paper(
    request: Request,
    workshop_id: str,
    typed: Mapping[str, str],
    problems: list[FormProblem],
    done: int,
) -> Response:
    found = await workshop_of(request, workshop_id)
    if found is None:
        return await no_workshop(request)
    lines = [
        {
            "name": f"line{at}",
            "text": typed.get(f"line{at}", ""),
            "id_name": f"id{at}",
            "id": typed.get(f"id{at}") or str(uuid.uuid4()),
        }
        for at in range(LINES)
    ]
    context = {
        "workshop": found,
        "lines": lines,
        "table": whole_number(typed.get("table", "")),
        "round": whole_number(typed.get("round", "")),
        "problems": problems,
        "done": done,
    }
    return await render_staff(
        request, "staff/workshop_transcribe.html", context, status_of(problems)
    )


async def _form(
    request: Request, workshop_id: str | None, typed: Typed, problems: list[FormProblem]
) -> Response:
    data = await run(request, "WhatToConsultOn")
    context = {
        "workshop_id": workshop_id,
        "typed": typed,
        "problems": problems,
        "policies": nodes(data["policies"]),
        "departments": departments_of(data["me"]),
        **{"templates": TEMPLATES, "movements": MOVEMENTS, "modes": MODES},
        "rounds": range(ROUNDS_MOST),
    }
    return await render_staff(request, "staff/workshop_form.html", context, status_of(problems))


def _plan(typed: Typed) -> dict[str, Any]:
    """Read the form; times are Japan's."""
    policy, cycle, stage = (*typed["stage"].split("|"), "", "")[:3]
    return {
        **{name: typed[name] for name in ("title", "summary", "place", "access", "mode")},
        **{name: typed[name] for name in ("template", "movement")},
        "startsAt": _moment(typed["starts_at"]),
        "endsAt": _moment(typed["ends_at"]),
        **{name: whole_number(typed[name]) for name in ("capacity", "tables", "seats", "dots")},
        "hostsStay": bool(typed["hosts_stay"]),
        "mix": bool(typed["mix"]),
        "groundRules": typed["ground_rules"],
        "rounds": [
            {
                "question": typed[f"question{at}"],
                "minutes": whole_number(typed[f"minutes{at}"]),
            }
            for at in range(ROUNDS_MOST)
            if typed[f"question{at}"].strip()
        ],
        "links": [{"policyId": policy, "cycle": int(cycle), "stage": stage}] if stage else [],
    }


def _typed(found: Mapping[str, Any]) -> Typed:
    """Fill the form with a plan."""
    first = found["links"][0] if found["links"] else None
    typed = {
        **dict.fromkeys(PLAN_FIELDS, ""),
        **{name: str(found[name]) for name in ("title", "summary", "place", "access", "mode")},
        **{name: str(found[name]) for name in ("template", "movement")},
        **{name: str(found[name]) for name in ("capacity", "tables", "seats", "dots")},
        "starts_at": f"{parse(found['startsAt']):%Y-%m-%dT%H:%M}",
        "ends_at": f"{parse(found['endsAt']):%Y-%m-%dT%H:%M}",
        "hosts_stay": "yes" if found["hostsStay"] else "",
        "mix": "yes" if found["mix"] else "",
        "ground_rules": found["groundRules"],
        "department": found["departmentId"],
        "stage": f"{first['policyId']}|{first['cycle']}|{first['stage']}" if first else "",
        "key": new_key(),
    }
    for at, each in enumerate(found["rounds"][:ROUNDS_MOST]):
        typed |= {f"question{at}": each["question"], f"minutes{at}": str(each["minutes"])}
    return typed


def _moment(typed: str) -> str:
    """Read a day and time of Japan; what is none becomes this moment, which fits nothing."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=JST).isoformat()
    except ValueError:
        return now().isoformat()


def _to(request: Request, place: str) -> Response:
    return RedirectResponse(link(language(request), f"/staff/workshops/{place}"), 303)
