"""The form to print: without a number for anyone at once, with one for who asks for it.

Only the second reserves a number, so that a machine that follows links uses none up.
"""

from fastapi import Request
from fastapi.responses import HTMLResponse

from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, fields, new_key, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.qr import qr_of
from gateway.web.rendering import render
from gateway.web.session import public_url

router = PageRouter()

# Lines to write on; what needs more is written on paper of one's own.
LINES = 14


@router.get("/consultations/{consultation_id}/form")
async def blank(request: Request, consultation_id: str) -> HTMLResponse:
    """Show the form with an empty place for the number."""
    return await _page(request, consultation_id, "", [])


@router.post("/consultations/{consultation_id}/form")
async def numbered(request: Request, consultation_id: str) -> HTMLResponse:
    """Show the form with a number of its own; sent again it is the same number."""
    typed = await fields(request, "key")
    given = {"consultationId": consultation_id, "idempotencyKey": typed["key"]}
    result = await submit(request, "ReserveFormNumber", given)
    problems = problems_of(request, result)
    return await _page(request, consultation_id, result.get("receiptNumber", ""), problems)


def receipt_qr(number: str) -> str:
    """Return the QR code of the receipt's page.

    The number stands behind "#", which browsers keep to themselves: it is in no log.
    """
    return qr_of(f"{public_url()}/receipts#{number.replace('-', '')}")


async def _page(
    request: Request, consultation_id: str, number: str, problems: list[FormProblem]
) -> HTMLResponse:
    consultation = (await run(request, "PrintedForm", id=consultation_id))["consultation"]
    if consultation is None:
        return render(request, "not_found.html", status=404)
    context = {
        "consultation": consultation,
        "ways": [one for one in consultation["channels"] if one != "WEB"],
        "number": number,
        "qr": receipt_qr(number) if number else "",
        "lines": range(LINES),
        "problems": problems,
        "key": new_key(),
    }
    return render(request, "printed_form.html", context, status_of(problems))
