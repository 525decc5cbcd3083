"""What staff entered: the list to be checked against the papers, and one of them at a time."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.clause_numbers import clause_named
from gateway.web.clauses import tree
from gateway.web.data import clients, run, submit, told_as_problems
from gateway.web.forms import (
    FormProblem,
    new_key,
    problem_of,
    problems_of,
    status_of,
    whole_number,
)
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes, to_choose_from
from gateway.web.rendering import language, link
from gateway.web.staff import render_staff, signed_in, staff_fields
from gateway.web.uploads import form_with_file
from shared.caller import Role

router = PageRouter()

FIELDS = ("deed", "sequence", "key", "text", "clause", "reason", "original", "why", "agrees")
PURPOSES = ("CHECK", "IDENTITY", "INQUIRY", "DISCLOSURE")


@router.get("/staff/paper/entries", response_model=None)
async def entries(
    request: Request, consultation: str = "", unchecked: str = "", after: str = ""
) -> Response:
    """List what was entered for a consultation, newest first."""
    await signed_in(request, Role.STAFF)
    data = None
    if consultation:
        data = await run(
            request,
            "EnteredComments",
            id=consultation,
            unchecked=bool(unchecked),
            after=after or None,
        )
    context = {
        "consultations": await to_choose_from(request, "open", "closed"),
        "chosen": consultation,
        "unchecked": unchecked,
        "entries": nodes(data["enteredComments"]) if data else [],
        "next": next_cursor(data["enteredComments"]) if data else None,
    }
    return await render_staff(request, "staff/entries.html", context)


@router.get("/staff/paper/entries/{id_}", response_model=None)
async def entry(request: Request, id_: str) -> Response:
    """Show one with its versions, and what can be done with it."""
    await signed_in(request, Role.STAFF)
    return await _page(request, id_, {}, [])


@router.post("/staff/paper/entries/{id_}", response_model=None)
async def change(request: Request, id_: str) -> Response:
    """Mend it, note that it was checked, or that it is one paper entered twice."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *FIELDS)
    about = {
        "id": id_,
        "sequence": whole_number(typed["sequence"]),
        "idempotencyKey": typed["key"],
    }
    match typed["deed"]:
        case "check":
            result = await submit(request, "CheckEnteredComment", about)
        case "duplicate":
            twin = {"original": typed["original"], "reason": typed["why"]}
            result = await submit(request, "MarkDuplicate", {**about, **twin})
        case "agreement":
            said = {"agrees": typed["agrees"] == "yes"}
            result = await submit(request, "CorrectEnteredAgreement", {**about, **said})
        case _:
            clauses = await _clauses(request, id_)
            clause_id = clause_named(clauses, typed["clause"]) if typed["clause"].strip() else None
            if typed["clause"].strip() and clause_id is None:
                problem = problem_of(request, "CLAUSE_NUMBER_UNKNOWN", "clause")
                return await _page(request, id_, typed, [problem])
            given = {"text": typed["text"], "clauseId": clause_id, "reason": typed["reason"]}
            result = await submit(request, "CorrectEnteredComment", {**about, **given})
    if problems := problems_of(request, result, FIELDS):
        return await _page(request, id_, typed, problems)
    if typed["deed"] == "check":
        return await _next_to_check(request, result["consultationId"])
    return RedirectResponse(link(language(request), f"/staff/paper/entries/{id_}"), 303)


async def _next_to_check(request: Request, consultation: str) -> Response:
    """Go on to what somebody else entered and nobody checked; at the end, to the list."""
    me = (await run(request, "Me"))["me"]["person"]["id"]
    data = await run(request, "EnteredComments", id=consultation, unchecked=True, after=None)
    others = (
        one["id"]
        for one in nodes(data["enteredComments"])
        if (one["enteredBy"] or {}).get("id") != me
    )
    if id_ := next(others, None):
        return RedirectResponse(link(language(request), f"/staff/paper/entries/{id_}"), 303)
    to = link(language(request), "/staff/paper/entries", consultation=consultation, unchecked="1")
    return RedirectResponse(to, 303)


@router.post("/staff/paper/entries/{id_}/scans", response_model=None)
async def attach(request: Request, id_: str) -> Response:
    """Put a scan to it."""
    await signed_in(request, Role.STAFF)
    form = await form_with_file(request, "scan")
    if not form.file:
        return await _page(request, id_, {}, [problem_of(request, "FILE_MISSING", "scan")])
    to = await clients(request)
    result = await told_as_problems(to.entries.attach_scan(id_, form.file))
    if result:
        return await _page(request, id_, {}, problems_of(request, result, ("scan",)))
    return RedirectResponse(link(language(request), f"/staff/paper/entries/{id_}"), 303)


@router.post("/staff/paper/entries/{id_}/scans/{scan_id}", response_model=None)
async def open_scan(request: Request, id_: str, scan_id: str) -> Response:
    """Hand a scan out for a purpose; the service records it first."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "purpose")
    purpose = typed["purpose"] if typed["purpose"] in PURPOSES else PURPOSES[0]
    to = await clients(request)
    content, headers = await to.entries.open_scan(id_, scan_id, purpose)
    return Response(content, headers=headers)


async def _clauses(request: Request, id_: str) -> list[dict[str, Any]]:
    found = (await run(request, "EnteredComment", id=id_))["enteredComment"]
    about = found.get("consultation")
    return list(about["revision"]["clauses"]) if about else []


async def _page(
    request: Request, id_: str, typed: dict[str, str], problems: list[FormProblem]
) -> Response:
    found = (await run(request, "EnteredComment", id=id_))["enteredComment"]
    if lost := problems_of(request, found):
        return await render_staff(
            request, "staff/entry_lost.html", {"problems": lost}, status_of(lost)
        )
    clauses = found["consultation"]["revision"]["clauses"] if found["consultation"] else []
    own = next((one for one in clauses if one["id"] == found["clauseId"]), None)
    clause = own["number"] if own and clause_named(clauses, own["number"]) == own["id"] else ""
    now = {"text": found["text"], "clause": clause or (found["clauseId"] or "")}
    context = {
        "entry": found,
        "clauses": tree(clauses),
        "typed": dict.fromkeys(FIELDS, "") | now | typed,
        "purposes": PURPOSES,
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/entry.html", context, status_of(problems))
