"""Entering what came on paper, by fax, mail, telephone or at the counter: one comment, one page.

After each one the same page comes back with the channel and the days kept, so that a pile of
letters costs a few keys each beside their words.
"""

from typing import Any

from fastapi import Request, Response

from gateway.web.clauses import tree
from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, new_key, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import nodes
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role
from shared.clock import today_jst

router = PageRouter()

PARTICULARS = ("NAME", "ADDRESS", "CONTACT", "ATTRIBUTE")
# What the next one of a pile has in common with the last.
KEPT = ("consultation", "channel", "received_on", "postmarked_on", "submitter_kind")
FIELDS = (*KEPT, "form_number", "clause_id", "text", "key", *PARTICULARS)
FORM_FIELDS = (
    "text",
    "form_number",
    "channel",
    "received_on",
    "postmarked_on",
    "clause_id",
    *PARTICULARS,
)


@router.get("/staff/paper", response_model=None)
async def paper(request: Request, consultation: str = "") -> Response:
    """Show the form, once a consultation is chosen."""
    await signed_in(request, Role.STAFF)
    today = today_jst().isoformat()
    return await _page(request, {"consultation": consultation, "received_on": today}, [], None)


@router.post("/staff/paper", response_model=None)
async def enter(request: Request) -> Response:
    """Enter one comment; answer with its numbers and the form for the next."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *FIELDS)
    result = await submit(request, "EnterComment", _entered(typed))
    if problems := problems_of(request, result, FORM_FIELDS):
        return await _page(request, typed, problems, None)
    return await _page(request, {name: typed[name] for name in KEPT}, [], result)


def _entered(typed: dict[str, str]) -> dict[str, Any]:
    given = [{"kind": kind, "text": typed[kind]} for kind in PARTICULARS if typed[kind].strip()]
    return {
        "consultationId": typed["consultation"],
        "channel": typed["channel"] or None,
        "receivedOn": typed["received_on"] or None,
        "postmarkedOn": typed["postmarked_on"] or None,
        "submitterKind": typed["submitter_kind"] or "PERSON",
        "clauseId": typed["clause_id"] or None,
        "text": typed["text"],
        "formNumber": typed["form_number"].strip() or None,
        "particulars": given,
        "idempotencyKey": typed["key"],
    }


async def _page(
    request: Request,
    typed: dict[str, str],
    problems: list[FormProblem],
    receipt: dict[str, Any] | None,
) -> Response:
    listed = await run(request, "ConsultationList", closedAfter=None, closedFirst=20)
    chosen = None
    if typed["consultation"]:
        chosen = (await run(request, "PaperEntry", id=typed["consultation"]))["consultation"]
    context = {
        "consultations": [one for kind in ("open", "closed") for one in nodes(listed[kind])],
        "chosen": chosen,
        "channels": _channels(chosen) if chosen else [],
        "clauses": tree(chosen["revision"]["clauses"]) if chosen else [],
        "typed": dict.fromkeys(FIELDS, "") | typed,
        "problems": problems,
        "receipt": receipt,
        # What was wrong is mended under its own key: sent twice it is still one comment.
        "key": typed.get("key") or new_key(),
    }
    return await render_staff(request, "staff/paper.html", context, status_of(problems))


def _channels(chosen: dict[str, Any]) -> list[str]:
    """Return how what is entered may have come; what staff wrote down for somebody always may."""
    heard = ["PHONE", "COUNTER"] if chosen["assistedEntry"] else []
    listed = [one for one in chosen["channels"] if one != "WEB"]
    return listed + [one for one in heard if one not in listed]
