"""Disclosure requests: registered and ended by those who look after records."""

from fastapi import Request, Response

from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, new_key, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import to_choose_from
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role

router = PageRouter()


@router.get("/staff/disclosures")
async def disclosures(request: Request, consultation: str = "") -> Response:
    """Show the disclosure requests of a consultation, once it is chosen."""
    await signed_in(request, Role.RECORDS)
    return await _page(request, consultation, [])


@router.post("/staff/disclosures")
async def change_disclosure(request: Request) -> Response:
    """Register a request, or end one."""
    await signed_in(request, Role.RECORDS)
    typed = await staff_fields(request, "consultation", "number", "end", "key")
    operation = "CloseDisclosureRequest" if typed["end"] else "OpenDisclosureRequest"
    given = {
        "consultationId": typed["consultation"],
        "number": typed["number"].strip(),
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, operation, given)
    problems = problems_of(request, result)
    return await _page(request, typed["consultation"], problems)


async def _page(request: Request, chosen: str, problems: list[FormProblem]) -> Response:
    consultations = await to_choose_from(request, "open", "planned", "closed")
    data = await run(request, "DisclosureRequests", id=chosen) if chosen else None
    context = {
        "consultations": consultations,
        "chosen": data["consultation"] if data else None,
        "requests": data["disclosureRequests"]["requests"] if data else [],
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/disclosures.html", context, status_of(problems))
