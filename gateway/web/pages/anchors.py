"""意見の対象の確認: where in the new revision a comment belongs, if only a person can say it."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.clauses import tree
from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, new_key, problem_of, problems_of, status_of, whole_number
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import to_choose_from
from gateway.web.rendering import language, link
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role

router = PageRouter()

NOWHERE = "nowhere"


@router.get("/staff/anchors", response_model=None)
async def anchors(request: Request, consultation: str = "") -> Response:
    """Show what has to be looked at, once a consultation is chosen."""
    await signed_in(request, Role.STAFF)
    return await _page(request, consultation, [])


@router.post("/staff/anchors", response_model=None)
async def decide(request: Request) -> Response:
    """Keep what somebody chose for one place; the next one is shown first then."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "consultation", "place", "to", "clause", "sequence", "key")
    given: dict[str, Any] = {
        "consultationId": typed["consultation"],
        "sequence": whole_number(typed["sequence"]),
        "idempotencyKey": typed["key"],
        **_named(typed["place"], "clauseId", "start", "end"),
    }
    chosen = typed["to"] or typed["clause"]
    if not chosen:
        missing = problem_of(request, "PLACE_NOT_CHOSEN", "")
        return await _page(request, typed["consultation"], [missing])
    if chosen != NOWHERE:
        given |= _named(chosen, "toClauseId", "toStart", "toEnd")
    result = await submit(request, "DecideAnchor", given)
    if problems := problems_of(request, result):
        return await _page(request, typed["consultation"], problems)
    path = link(language(request), "/staff/anchors", consultation=typed["consultation"])
    return RedirectResponse(path, status_code=303)


def _named(place: str, *names: str) -> dict[str, Any]:
    """Read "clause|start|end", as the page writes it; a whole clause has no ends."""
    clause, start, end = [*place.split("|"), "", ""][:3]
    ends = (whole_number(start), whole_number(end)) if end else (None, None)
    return dict(zip(names, (clause, *ends), strict=True))


async def _page(request: Request, chosen: str, problems: list[FormProblem]) -> Response:
    data = await run(request, "UnsureAnchors", id=chosen) if chosen else None
    found = data["unsureAnchors"] if data else None
    context = {
        "consultations": await to_choose_from(request, "closed", "open"),
        "chosen": data["consultation"] if data else None,
        "found": found,
        "clauses": tree(found["revision"]["clauses"]) if found else [],
        "nowhere": NOWHERE,
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/anchors.html", context, status_of(problems))
