"""Notes on paper: photographs of the sheets, and typing in what is written on them."""

import uuid
from collections.abc import Mapping

from fastapi import Request, Response

from gateway.web.data import clients, run, submit, told_as_problems
from gateway.web.forms import (
    FormProblem,
    problem_of,
    problems_of,
    status_of,
    whole_number,
)
from gateway.web.page_route import PageRouter
from gateway.web.pages.workshop_staff import may_run, no_workshop, workshop_of
from gateway.web.staff import render_staff, staff_fields
from gateway.web.uploads import form_with_file

router = PageRouter()

LINES = 12


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


@router.post("/staff/workshops/{workshop_id}/photographs", response_model=None)
async def attach_photograph(request: Request, workshop_id: str) -> Response:
    """Put a photograph to a table and a round."""
    await may_run(request)
    form = await form_with_file(request, "photograph", "table", "round")
    place = (whole_number(form.typed["table"]), whole_number(form.typed["round"]))
    if not form.file:
        missing = [problem_of(request, "FILE_MISSING", "photograph")]
        return await _paper(request, workshop_id, form.typed, missing, 0)
    to = await clients(request)
    result = await told_as_problems(to.workshops.attach_photograph(workshop_id, *place, form.file))
    problems = problems_of(request, result, ("photograph", "table", "round")) if result else []
    return await _paper(request, workshop_id, form.typed, problems, 0)


@router.get("/staff/workshops/{workshop_id}/photographs/{id_}", response_model=None)
async def photograph(request: Request, workshop_id: str, id_: str) -> Response:
    """Hand a photograph out to who runs the workshop."""
    await may_run(request)
    to = await clients(request)
    content, headers = await to.workshops.open_photograph(workshop_id, id_)
    return Response(content, headers=headers)


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
    shown = (await run(request, "WorkshopPhotographs", id=workshop_id))["workshop"]
    context = {
        "workshop": found,
        "photographs": shown["photographs"],
        "lines": lines,
        "table": whole_number(typed.get("table", "")),
        "round": whole_number(typed.get("round", "")),
        "problems": problems,
        "done": done,
    }
    return await render_staff(
        request, "staff/workshop_transcribe.html", context, status_of(problems)
    )
