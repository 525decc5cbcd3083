"""Writing a comment: the form, what was wrong with it, the receipt, and going on with another."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.web.clauses import Place, find, tree
from gateway.web.data import clients, run, run_or_none, submit, told_of
from gateway.web.forms import (
    FormProblem,
    fields,
    new_key,
    problem_of,
    problems_of,
    status_of,
    whole_number,
)
from gateway.web.island_messages import island_messages
from gateway.web.page_route import PageRouter
from gateway.web.quotes import quoted, without_mark
from gateway.web.receipt_file import qr_svg
from gateway.web.rendering import language, link, render
from gateway.web.uploads import FormWithFiles, form_with_files
from shared.settings import settings

router = PageRouter()

PARTICULARS = ("NAME", "ADDRESS", "CONTACT", "ATTRIBUTE")
FORM_FIELDS = (
    "text",
    "submitter_kind",
    "passage",
    "agrees_to_publish",
    "mail_address",
    "attachments",
    *PARTICULARS,
)
HIDDEN_FIELDS = ("clause_id", "idempotency_key", "receipt_number", "confirmation_number")
# Files that were taken before something else was refused: ``id kind size``.
ATTACHED = ("attached_1", "attached_2", "attached_3")
SUBMITTER_KINDS = ("PERSON", "GROUP")
WHOLE_PLAN = "whole"

# With these the key is spent: the form needs a new one to be sent as another comment.
SPENT_KEY = ("IDEMPOTENCY_KEY_REUSED", "IDEMPOTENCY_KEY_MALFORMED")


@router.get("/consultations/{consultation_id}/comment")
async def comment_form(
    request: Request, consultation_id: str, clause: str = "", quote: str = ""
) -> HTMLResponse:
    """Show an empty form, for the whole plan, for a clause, or for words of it."""
    return await _form_page(request, consultation_id, {"clause_id": clause, "quote": quote})


@router.post("/consultations/{consultation_id}/comment")
async def submit_comment(request: Request, consultation_id: str) -> HTMLResponse:
    """Submit; answer with the receipt itself, as its 確認番号 must not be in an address."""
    form = await _form(request)
    typed = form.typed
    if problems := await _attach(request, consultation_id, form):
        return await _form_page(request, consultation_id, typed, problems)
    result = await submit(request, "SubmitComment", _submission(consultation_id, typed))
    if result["__typename"] == "Problems":
        problems = problems_of(request, result, FORM_FIELDS)
        return await _form_page(request, consultation_id, typed, problems)
    told = bool(typed["mail_address"].strip())
    context = {"receipt": result, "qr": qr_svg(result), "told_by_mail": told}
    return render(request, "receipt.html", context)


@router.get("/consultations/{consultation_id}/continue", response_model=None)
async def continue_again(request: Request, consultation_id: str) -> RedirectResponse:
    """Lead back to the plan who opens the address of a page that only a form leads to."""
    return RedirectResponse(link(language(request), f"/consultations/{consultation_id}"), 303)


@router.post("/consultations/{consultation_id}/continue")
async def continue_comment(request: Request, consultation_id: str) -> HTMLResponse:
    """Let the same submitter choose a clause and comment on it: counted as one person's words."""
    typed = await fields(request, *HIDDEN_FIELDS)
    if typed["clause_id"]:
        chosen = "" if typed["clause_id"] == WHOLE_PLAN else typed["clause_id"]
        return await _form_page(request, consultation_id, {**typed, "clause_id": chosen})
    consultation = (await run(request, "ConsultationPage", id=consultation_id))["consultation"]
    if consultation is None:
        return render(request, "not_found.html", status=404)
    context = {
        "consultation": consultation,
        "clauses": tree(consultation["revision"]["clauses"]),
        "continues": typed,
        "whole_plan": WHOLE_PLAN,
    }
    return render(request, "choose_clause.html", context)


async def _form(request: Request) -> FormWithFiles:
    """Read the form; a browser or program may also send it without files."""
    names = (*FORM_FIELDS, *HIDDEN_FIELDS, *ATTACHED)
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        return await form_with_files(request, "attachments", *names)
    return FormWithFiles(await fields(request, *names), [])


async def _attach(request: Request, consultation_id: str, form: FormWithFiles) -> list[FormProblem]:
    """Hand in the files that came with the form, and note those that were taken in its fields.

    They are handed in before the comment that names them, under the same key.
    """
    typed = form.typed
    kept = [typed[name] for name in ATTACHED if typed[name]]
    if len(kept) + len(form.files) > len(ATTACHED):
        return [problem_of(request, "TOO_MANY_ATTACHMENTS", "attachments", max=len(ATTACHED))]
    problems: list[FormProblem] = []
    for content in form.files:
        if content is None:
            problems.append(
                problem_of(request, "ATTACHMENT_TOO_LARGE", "attachments", mb=_most_mb())
            )
            continue
        try:
            to = (await clients(request)).public_comment
            one = await to.attach(consultation_id, typed["idempotency_key"], content)
        except Exception as error:
            facts = told_of(error)
            if facts is None:
                raise
            problems += [problem_of(request, f.code, "attachments", **f.params) for f in facts]
        else:
            kept.append(f"{one['id']} {one['kind']} {one['size']}")
    typed |= dict.fromkeys(ATTACHED, "") | dict(zip(ATTACHED, dict.fromkeys(kept), strict=False))
    return problems


def _most_mb() -> int:
    return settings().attachment_max_bytes // 1_048_576


def _submission(consultation_id: str, typed: dict[str, str]) -> dict[str, Any]:
    kind = typed["submitter_kind"]
    submission: dict[str, Any] = {
        "consultationId": consultation_id,
        "clauseId": typed["clause_id"] or None,
        "text": typed["text"],
        "submitterKind": kind if kind in SUBMITTER_KINDS else SUBMITTER_KINDS[0],
        "idempotencyKey": typed["idempotency_key"],
    }
    given = [{"kind": kind, "text": typed[kind]} for kind in PARTICULARS if typed[kind].strip()]
    if given:
        submission["particulars"] = given
    if typed["agrees_to_publish"]:
        submission["agreesToPublish"] = True
    if typed["mail_address"].strip():
        submission["mailAddress"] = typed["mail_address"]
    if ids := [typed[name].partition(" ")[0] for name in ATTACHED if typed[name]]:
        submission["attachmentIds"] = ids
    if typed["passage"]:
        submission["passage"] = _passage(typed["passage"])
    if typed["receipt_number"]:
        submission["continues"] = {
            "receiptNumber": typed["receipt_number"],
            "confirmationNumber": typed["confirmation_number"],
        }
    return submission


def _passage(value: str) -> dict[str, Any]:
    """Read ``start:end:quote``; what is none of these fits no clause, and is refused as that."""
    start, _, rest = value.partition(":")
    end, _, quote = rest.partition(":")
    return {"start": whole_number(start), "end": whole_number(end), "quote": quote}


async def _form_page(
    request: Request,
    consultation_id: str,
    typed: dict[str, str],
    problems: list[FormProblem] | None = None,
) -> HTMLResponse:
    """Show the form with what was typed.

    With the plan out of reach it is shown without: what a citizen has written is worth more than
    the text beside it.
    """
    problems = problems or []
    clause_id = typed.get("clause_id", "")
    query = run_or_none if problems else run
    data = await query(
        request,
        "CommentForm",
        id=consultation_id,
        clause=clause_id,
        withClauses=bool(clause_id),
    )
    consultation: dict[str, Any] | None = data["consultation"] if data else None
    place = _place(consultation, clause_id)
    if not problems:
        if consultation is None or (clause_id and place is None):
            return render(request, "not_found.html", status=404)
        if consultation["state"] != "OPEN":
            return render(request, "comment_closed.html", {"consultation": consultation}, 409)
    spent = any(problem.code in SPENT_KEY for problem in problems)
    lost = spent or any(problem.code == "ATTACHMENT_GONE" for problem in problems)
    context = {
        "consultation": consultation,
        "consultation_id": consultation_id,
        "place": place,
        "clause_id": clause_id,
        "text": typed.get("text", ""),
        "passage": _chosen(typed, place),
        "sentences": _choices(consultation),
        "particulars": {kind: typed.get(kind, "") for kind in PARTICULARS},
        "agrees_to_publish": typed.get("agrees_to_publish", ""),
        "mail_address": typed.get("mail_address", ""),
        "attached": [_shown(typed[name]) for name in ATTACHED if typed.get(name) and not lost],
        "attached_names": ATTACHED,
        "attachment_mb": _most_mb(),
        "submitter_kind": typed.get("submitter_kind") or SUBMITTER_KINDS[0],
        "idempotency_key": new_key() if spent else typed.get("idempotency_key") or new_key(),
        "continues": {name: typed.get(name, "") for name in HIDDEN_FIELDS[2:]},
        "max_chars": settings().comment_max_chars,
        "problems": problems,
        "island_messages": island_messages(language(request)),
    }
    return render(request, "comment_form.html", context, status_of(problems))


def _shown(attached: str) -> dict[str, Any]:
    """Read what was noted of a file that is kept already: only its id is believed later."""
    _, kind, size = (*attached.split(" "), "", "")[:3]
    return {"value": attached, "kind": kind, "size": whole_number(size)}


def _chosen(typed: dict[str, str], place: Place | None) -> str:
    """Return the passage as the form carries it: what was chosen, or the words in the address."""
    if place is not None and typed.get("quote"):
        found = quoted(place.clause, typed["quote"])
        return "{start}:{end}:{quote}".format(**found) if found else ""
    return typed.get("passage", "")


def _choices(consultation: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the sentences to choose from: none where the clause has but one."""
    found = (consultation or {}).get("revision", {}).get("sentences") or []
    return [without_mark(one) for one in found] if len(found) > 1 else []


def _place(consultation: dict[str, Any] | None, clause_id: str) -> Place | None:
    if consultation is None or not clause_id:
        return None
    return find(tree(consultation["revision"]["clauses"]), clause_id)
