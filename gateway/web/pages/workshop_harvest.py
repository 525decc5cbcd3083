"""After the talk: notes are put together into themes."""

import uuid
from collections.abc import Mapping

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.data import run, submit
from gateway.web.forms import (
    FormProblem,
    new_key,
    problems_of,
    status_of,
    whole_number,
)
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import nodes
from gateway.web.pages.workshop_staff import may_run, no_workshop, to_page, workshop_of
from gateway.web.rendering import language, link
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role

router = PageRouter()

THEME_NOTES_MOST, THEMES_MOST = 500, 100


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
    return to_page(request, f"{workshop_id}/harvest")


@router.get("/staff/workshops/{workshop_id}/answers", response_model=None)
async def answers(request: Request, workshop_id: str) -> Response:
    """Show which themes the city has answered, and where the answers stand."""
    await signed_in(request, Role.STAFF)
    return await _answers(request, workshop_id, [])


@router.post("/staff/workshops/{workshop_id}/answers", response_model=None)
async def draft_answer(request: Request, workshop_id: str) -> Response:
    """Begin an answer to the chosen themes, or publish what is decided."""
    await signed_in(request, Role.STAFF)
    boxes = tuple(f"theme{at}" for at in range(THEMES_MOST))
    typed = await staff_fields(request, "desk", "deed", "key", *boxes)
    if typed["deed"] == "publish":
        given = {"consultationId": workshop_id, "partial": True, "idempotencyKey": typed["key"]}
        result = await submit(request, "PublishResponses", given)
        to = f"/staff/workshops/{workshop_id}/answers"
    else:
        chosen = [typed[box] for box in boxes if typed[box]]
        subjects = [{"kind": "THEME", "id": id_, "caseId": workshop_id} for id_ in chosen]
        given = {"deskId": typed["desk"], "subjects": subjects, "content": {}}
        result = await submit(request, "DraftResponse", {**given, "idempotencyKey": typed["key"]})
        to = f"/staff/answers/{result.get('id', '')}"
    if problems := problems_of(request, result):
        return await _answers(request, workshop_id, problems)
    return RedirectResponse(link(language(request), to), 303)


async def _answers(request: Request, workshop_id: str, problems: list[FormProblem]) -> Response:
    data = await run(request, "ThemeAnswers", id=workshop_id)
    if data["workshop"] is None:
        return await no_workshop(request)
    responses = nodes(data["responses"])
    live = [one for one in responses if one["state"] != "WITHDRAWN"]
    context = {
        "workshop": data["workshop"],
        "answer_of": {subject["id"]: one for one in live for subject in one["subjects"]},
        "decided": [one for one in responses if one["state"] == "DECIDED"],
        "desks": [desk for desk in data["me"]["desks"] if not desk["closedOn"]],
        **{"problems": problems, "key": new_key()},
    }
    return await render_staff(request, "staff/workshop_answers.html", context, status_of(problems))


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
