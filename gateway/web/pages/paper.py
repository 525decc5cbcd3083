"""Entering what came on paper, by fax, mail, telephone or at the counter: one comment, one page.

After each one the same page comes back with the channel and the days kept and the text in focus,
so that a pile of letters costs a few keys each beside their words.
"""

from typing import Any

from fastapi import Request, Response

from gateway.clients.entries import EntriesClient
from gateway.web.clause_numbers import clause_named
from gateway.web.clauses import find, tree
from gateway.web.data import clients, run, submit, told_as_problems
from gateway.web.forms import FormProblem, new_key, problem_of, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import to_choose_from
from gateway.web.quotes import quoted
from gateway.web.staff import render_staff, signed_in
from gateway.web.uploads import form_with_file
from shared.caller import Role
from shared.clock import today_jst

router = PageRouter()

PARTICULARS = ("NAME", "ADDRESS", "CONTACT", "ATTRIBUTE")
# What the next one of a pile has in common with the last.
KEPT = ("consultation", "channel", "received_on", "postmarked_on", "submitter_kind")
FIELDS = (
    *KEPT,
    "form_number",
    "clause",
    "quote",
    "text",
    "key",
    "dictated",
    "consent_note",
    "agrees_to_publish",
    "mail_address",
    *PARTICULARS,
)
FORM_FIELDS = (
    "text",
    "form_number",
    "channel",
    "received_on",
    "postmarked_on",
    "clause",
    "mail_address",
    *PARTICULARS,
)
TICKED = ("dictated", "consent_note", "agrees_to_publish")


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
    form = await form_with_file(request, "scan", *FIELDS)
    typed = form.typed
    place, wrong = await _place(request, typed)
    if wrong:
        return await _page(request, typed, [wrong], None)
    result = await submit(request, "EnterComment", _entered(typed) | place)
    if problems := problems_of(request, result, (*FORM_FIELDS, *TICKED)):
        return await _page(request, typed, problems, None)
    unattached = await _attach(request, result["receiptNumber"], form.file) if form.file else []
    return await _page(request, {name: typed[name] for name in KEPT}, unattached, result)


def _entered(typed: dict[str, str]) -> dict[str, Any]:
    given = [{"kind": kind, "text": typed[kind]} for kind in PARTICULARS if typed[kind].strip()]
    return {
        "consultationId": typed["consultation"],
        "channel": typed["channel"] or None,
        "receivedOn": typed["received_on"] or None,
        "postmarkedOn": typed["postmarked_on"] or None,
        "submitterKind": typed["submitter_kind"] or "PERSON",
        "text": typed["text"],
        "formNumber": typed["form_number"].strip() or None,
        "particulars": given,
        "dictated": bool(typed["dictated"]),
        "consentNote": typed["consent_note"],
        "agreesToPublish": bool(typed["agrees_to_publish"]),
        "mailAddress": typed["mail_address"].strip() or None,
        "idempotencyKey": typed["key"],
    }


async def _place(
    request: Request, typed: dict[str, str]
) -> tuple[dict[str, Any], FormProblem | None]:
    """Find the clause by its number, and the words that the paper quotes of it."""
    if not typed["clause"].strip():
        alone = problem_of(request, "PASSAGE_NOT_IN_CLAUSE", "quote") if typed["quote"] else None
        return {}, alone
    chosen = (await run(request, "PaperEntry", id=typed["consultation"]))["consultation"]
    clauses = list(chosen["revision"]["clauses"]) if chosen else []
    clause_id = clause_named(clauses, typed["clause"])
    place = find(tree(clauses), clause_id) if clause_id else None
    if place is None:
        return {}, problem_of(request, "CLAUSE_NUMBER_UNKNOWN", "clause")
    if not typed["quote"].strip():
        return {"clauseId": clause_id}, None
    passage = quoted(place.clause, typed["quote"])
    if passage is None:
        return {}, problem_of(request, "PASSAGE_NOT_IN_CLAUSE", "quote")
    return {"clauseId": clause_id, "passage": passage}, None


async def _attach(request: Request, receipt_number: str, scan: bytes) -> list[FormProblem]:
    """Put the scan to the comment that was entered: that stands, whatever the scan is."""
    to = await clients(request)
    entries: EntriesClient = to.entries
    result = await told_as_problems(_attached(to.public_comment, entries, receipt_number, scan))
    return problems_of(request, result) if result else []


async def _attached(comments: Any, entries: EntriesClient, number: str, scan: bytes) -> None:
    entry = await comments.status(number)
    await entries.attach_scan(entry["comment_id"], scan)


async def _page(
    request: Request,
    typed: dict[str, str],
    problems: list[FormProblem],
    receipt: dict[str, Any] | None,
) -> Response:
    chosen = None
    if typed["consultation"]:
        chosen = (await run(request, "PaperEntry", id=typed["consultation"]))["consultation"]
    context = {
        "consultations": await to_choose_from(request, "open", "closed", closed=20),
        "chosen": chosen,
        "channels": _channels(chosen) if chosen else [],
        "clauses": tree(chosen["revision"]["clauses"]) if chosen else [],
        "typed": dict.fromkeys(FIELDS, "") | typed,
        "problems": problems,
        "receipt": receipt,
        "today": today_jst().isoformat(),
        # What was wrong is mended under its own key: sent twice it is still one comment.
        "key": typed.get("key") or new_key(),
    }
    # A comment that was entered is one, also where its scan was not taken.
    status = 200 if receipt else status_of(problems)
    return await render_staff(request, "staff/paper.html", context, status)


def _channels(chosen: dict[str, Any]) -> list[str]:
    """Return how what is entered may have come; what staff wrote down for somebody always may."""
    heard = ["PHONE", "COUNTER"] if chosen["assistedEntry"] else []
    listed = [one for one in chosen["channels"] if one != "WEB"]
    return listed + [one for one in heard if one not in listed]
