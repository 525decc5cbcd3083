"""Comments that are one text that was passed on: read once, each kept, answered together."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, new_key, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes, to_choose_from
from gateway.web.rendering import language, link
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role

router = PageRouter()

# As many inputs as one response answers (services/responses: SUBJECTS_MAX).
ANSWERED_TOGETHER_MAX = 20_000
# As many as one request carries.
AT_ONCE = 2_000


@router.get("/staff/folds", response_model=None)
async def folds(request: Request, consultation: str = "", after: str = "") -> Response:
    """List the folds of a consultation, once it is chosen; newest first, never by number."""
    await signed_in(request, Role.STAFF)
    data = None
    if consultation:
        data = await run(request, "Folds", id=consultation, after=after or None)
    context = {
        "consultations": await to_choose_from(request, "closed", "open"),
        "chosen": data["consultation"] if data else None,
        "folds": nodes(data["folds"]) if data else [],
        "next": next_cursor(data["folds"]) if data else None,
    }
    return await render_staff(request, "staff/folds.html", context)


@router.get("/staff/folds/{fold_id}", response_model=None)
async def fold(request: Request, fold_id: str, after: str = "") -> Response:
    """Show the text once, and each comment with what is different in it."""
    await signed_in(request, Role.STAFF)
    return await _page(request, fold_id, after, [])


@router.post("/staff/folds/{fold_id}", response_model=None)
async def answer_together(request: Request, fold_id: str) -> Response:
    """Begin one response to all comments of a fold."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "desk", "key")
    subjects = await _subjects(request, fold_id)
    result = await _begun(request, typed["desk"], typed["key"], subjects)
    if problems := problems_of(request, result):
        return await _page(request, fold_id, "", problems)
    return RedirectResponse(link(language(request), f"/staff/answers/{result['id']}"), 303)


async def _begun(
    request: Request, desk: str, key: str, subjects: Sequence[dict[str, str]]
) -> dict[str, Any]:
    """Begin the response with the first comments, then let it answer the others, part by part.

    Sent once more after it broke off, it goes on where it stopped.
    """
    given = {"deskId": desk, "subjects": subjects[:AT_ONCE], "content": {}}
    result = await submit(request, "DraftResponse", {**given, "idempotencyKey": key})
    for start in range(AT_ONCE, len(subjects), AT_ONCE):
        part = subjects[start : start + AT_ONCE]
        if result["__typename"] == "Problems":
            break
        if result["answered"] >= start + len(part):
            continue
        about = {"responseId": result["id"], "version": result["version"], "add": part}
        more = {**about, "idempotencyKey": f"{key}-{start}"}
        result = await submit(request, "ChangeSubjects", more)
    return result


async def _subjects(request: Request, fold_id: str) -> list[dict[str, str]]:
    subjects: list[dict[str, str]] = []
    after: str | None = None
    while len(subjects) < ANSWERED_TOGETHER_MAX:
        found = (await run(request, "FoldMembers", id=fold_id, after=after))["fold"]
        if found is None:
            break
        case_id = found["consultationId"]
        subjects += [
            {"kind": "COMMENT", "id": one["commentId"], "caseId": case_id}
            for one in nodes(found["members"])
        ]
        after = next_cursor(found["members"])
        if after is None:
            break
    return subjects[:ANSWERED_TOGETHER_MAX]


async def _page(
    request: Request, fold_id: str, after: str, problems: list[FormProblem]
) -> Response:
    data = await run(request, "Fold", id=fold_id, after=after or None)
    found: dict[str, Any] | None = data["fold"]
    if found is None:
        return await render_staff(request, "staff/fold_lost.html", {}, 404)
    context = {
        "fold": found,
        "members": nodes(found["members"]),
        "next": next_cursor(found["members"]),
        "desks": [desk for desk in data["me"]["desks"] if not desk["closedOn"]],
        "most": ANSWERED_TOGETHER_MAX,
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/fold.html", context, status_of(problems))
