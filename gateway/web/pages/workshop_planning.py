"""Planning a workshop: the form, with what is usual for each kind of talk already in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import Request, Response

from gateway.web.data import run, submit
from gateway.web.dates import parse
from gateway.web.forms import (
    FormProblem,
    new_key,
    problems_of,
    stage_links,
    status_of,
    whole_number,
)
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import nodes
from gateway.web.pages.procedure import departments_of
from gateway.web.pages.workshop_staff import no_workshop, to_page, workshop_of
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role
from shared.clock import JST, now

router = PageRouter()

TEMPLATES = ("WORLD_CAFE", "ROUND_TABLE", "FUTURE_SESSION", "OPEN_FORUM")
MOVEMENTS = ("FREE", "RETURN", "ASSIGNED", "STAY")
MODES = ("HALL", "ONLINE", "BOTH")
ROUNDS_MOST, QUESTION_CHARS_MAX = 6, 200
PLAN_FIELDS = (
    *("title", "summary", "place", "access", "mode", "starts_at", "ends_at", "capacity"),
    *("tables", "seats", "template", "movement", "hosts_stay", "mix", "dots", "stage"),
    *("ground_rules", "department", "rehearsal", "issue", "key"),
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


@router.get("/staff/workshops/new", response_model=None)
async def new_workshop(request: Request, template: str = "WORLD_CAFE", issue: str = "") -> Response:
    """Show the form for a new one, with what is usual for its form already in it.

    ``issue``: the public issue from which it is called, which gives it its title and question.
    """
    await signed_in(request, Role.STAFF)
    kind = template if template in USUAL else "WORLD_CAFE"
    minutes, movement = USUAL[kind]
    usual = {
        **dict.fromkeys(PLAN_FIELDS, ""),
        **{"template": kind, "movement": movement, "mode": "HALL", "dots": "3", "key": new_key()},
        **{"capacity": "40", "tables": "10", "seats": "5", "hosts_stay": "yes"},
        **{f"minutes{at}": str(each) for at, each in enumerate(minutes)},
    }
    return await _form(request, None, {**usual, **await _of_issue(request, issue)}, [])


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
    return to_page(request, result["id"])


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
    return to_page(request, workshop_id)


async def _of_issue(request: Request, issue_id: str) -> Typed:
    """Return what an issue gives the form; nothing if it is not public."""
    if not issue_id:
        return {}
    found = (await run(request, "IssueTitle", id=issue_id))["issueProposal"]
    if found is None or found["words"] is None:
        return {}
    words = found["words"]
    question = words["solved"] or words["title"]
    return {
        "issue": issue_id,
        "title": words["title"],
        "summary": words["background"],
        "question0": " ".join(question.split())[:QUESTION_CHARS_MAX],
    }


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
    return {
        **{name: typed[name] for name in ("title", "summary", "place", "access", "mode")},
        **{name: typed[name] for name in ("template", "movement")},
        "startsAt": _moment(typed["starts_at"]),
        "endsAt": _moment(typed["ends_at"]),
        **{name: whole_number(typed[name]) for name in ("capacity", "tables", "seats", "dots")},
        "hostsStay": bool(typed["hosts_stay"]),
        "mix": bool(typed["mix"]),
        "groundRules": typed["ground_rules"],
        "issueId": typed["issue"],
        "rounds": [
            {
                "question": typed[f"question{at}"],
                "minutes": whole_number(typed[f"minutes{at}"]),
            }
            for at in range(ROUNDS_MOST)
            if typed[f"question{at}"].strip()
        ],
        "links": stage_links(typed["stage"]),
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
        "issue": found["issueId"] or "",
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
