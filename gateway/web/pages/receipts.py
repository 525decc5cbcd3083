"""What became of a comment: its status for anyone, its text and changes for who holds both numbers.

The 確認番号 travels in the body of forms only, from page to page, and no page that holds it is
stored: there is no session, so nothing is left behind on a shared computer.
"""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from gateway.web.data import run, run_or_none, submit
from gateway.web.forms import FormProblem, fields, new_key, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.receipt_file import qr_svg, receipt_text
from gateway.web.rendering import language, link, render
from shared.settings import settings

router = PageRouter()

LOOKUP_FIELDS = ("number",)
SECRET_FIELDS = ("receipt_number", "confirmation_number")
CORRECTION_FIELDS = ("text",)
FOLLOWING_FIELDS = ("mail_address",)
ACTIONS = ("open", "correct", "withdraw", "agreement", "follow", "mails", "file")


@router.get("/receipts", response_model=None)
async def lookup(request: Request, number: str | None = None) -> Response:
    """Ask for a 受付番号, and go to its page when there is one."""
    if number is None:
        return _lookup_page(request, "", [])
    result = (await run(request, "ReceiptStatus", number=number))["receipt"]
    if result["__typename"] == "Problems":
        return _lookup_page(request, number, problems_of(request, result, ()))
    return RedirectResponse(_status_address(request, result["receiptNumber"]), status_code=303)


@router.get("/receipts/{number}", response_model=None)
async def status(request: Request, number: str) -> Response:
    """Show how far a comment has come. Anyone may see this; it holds no text."""
    if number in ACTIONS:
        return RedirectResponse(link(language(request), "/receipts"), status_code=303)
    result = (await run(request, "ReceiptStatus", number=number))["receipt"]
    if result["__typename"] == "Problems":
        return _lookup_page(request, number, problems_of(request, result, ()))
    context = {"receipt": result, "problems": [], "kept_text": ""}
    return render(request, "receipt_status.html", context)


@router.post("/receipts/open")
async def open_receipt(request: Request) -> HTMLResponse:
    """Show the text and its versions to who holds both numbers."""
    secret = await fields(request, *SECRET_FIELDS)
    result = await submit(request, "OpenReceipt", _camel(secret))
    if result["__typename"] == "Problems":
        return await _refused(request, secret, result)
    return _opened_page(request, secret, result)


@router.post("/receipts/correct")
async def correct(request: Request) -> HTMLResponse:
    """Replace the text; the earlier versions stay on record."""
    typed = await fields(request, *SECRET_FIELDS, *CORRECTION_FIELDS, "idempotency_key")
    result = await submit(request, "CorrectComment", _camel(typed))
    if result["__typename"] != "Problems":
        return _opened_page(request, typed, result, notice="corrected")
    secret = {name: typed[name] for name in SECRET_FIELDS}
    opened = await submit(request, "OpenReceipt", _camel(secret))
    if opened["__typename"] == "Problems":
        return await _refused(request, secret, opened, kept_text=typed["text"])
    problems = problems_of(request, result, CORRECTION_FIELDS)
    return _opened_page(request, typed, opened, problems=problems, text=typed["text"])


@router.post("/receipts/withdraw")
async def withdraw(request: Request) -> HTMLResponse:
    """Ask once more, then withdraw."""
    typed = await fields(request, *SECRET_FIELDS, "reason", "confirmed", "idempotency_key")
    secret = {name: typed[name] for name in SECRET_FIELDS}
    if not typed["confirmed"]:
        opened = await submit(request, "OpenReceipt", _camel(secret))
        if opened["__typename"] == "Problems":
            return await _refused(request, secret, opened)
        context = {"receipt": opened, "secret": secret, "idempotency_key": new_key()}
        return render(request, "withdraw.html", context)
    given = {**secret, "idempotency_key": typed["idempotency_key"]}
    if typed["reason"].strip():
        given["reason"] = typed["reason"]
    result = await submit(request, "WithdrawComment", _camel(given))
    if result["__typename"] == "Problems":
        return await _refused(request, secret, result)
    return _opened_page(request, secret, result, notice="withdrawn")


@router.post("/receipts/agreement")
async def say_agreement(request: Request) -> HTMLResponse:
    """Agree that the text is published, or take that back."""
    typed = await fields(request, *SECRET_FIELDS, "agrees", "idempotency_key")
    secret = {name: typed[name] for name in SECRET_FIELDS}
    agrees = typed["agrees"] == "yes"
    given = {**_camel(secret), "agrees": agrees, "idempotencyKey": typed["idempotency_key"]}
    result = await submit(request, "SayAgreement", given)
    if result["__typename"] != "Problems":
        notice = "agreed" if agrees else "agreement_taken_back"
        return _opened_page(request, secret, result, notice=notice)
    opened = await submit(request, "OpenReceipt", _camel(secret))
    if opened["__typename"] == "Problems":
        return await _refused(request, secret, opened)
    return _opened_page(request, secret, opened, problems=problems_of(request, result))


@router.post("/receipts/follow")
async def follow(request: Request) -> HTMLResponse:
    """Tell the submitter by mail from now on, or no more."""
    typed = await fields(request, *SECRET_FIELDS, *FOLLOWING_FIELDS, "stop", "idempotency_key")
    secret = {name: typed[name] for name in SECRET_FIELDS}
    given: dict[str, Any] = {**_camel(secret), "idempotencyKey": typed["idempotency_key"]}
    if not typed["stop"]:
        given["mailAddress"] = typed["mail_address"]
    result = await submit(request, "FollowByMail", given)
    if result["__typename"] != "Problems":
        notice = "unfollowed" if typed["stop"] else "followed"
        return _opened_page(request, secret, result, notice=notice)
    opened = await submit(request, "OpenReceipt", _camel(secret))
    if opened["__typename"] == "Problems":
        return await _refused(request, secret, opened)
    problems = problems_of(request, result, FOLLOWING_FIELDS)
    return _opened_page(
        request, typed, opened, problems=problems, mail_address=typed["mail_address"]
    )


@router.get("/receipts/mails/{token}")
async def ask_to_stop(request: Request, token: str) -> HTMLResponse:
    """Ask whether to stop: programs that look at the links of a mail must stop nothing."""
    return _stop_page(request, token)


@router.post("/receipts/mails/{token}")
async def stop(request: Request, token: str) -> HTMLResponse:
    """Tell no more, for who has the mail."""
    typed = await fields(request, "idempotency_key")
    given = {"token": token, "idempotencyKey": typed["idempotency_key"]}
    result = await submit(request, "StopMails", given)
    if result["__typename"] == "Problems":
        return _stop_page(request, token, problems=problems_of(request, result))
    return _stop_page(request, token, stopped=result["receiptNumber"])


@router.post("/receipts/file", response_model=None)
async def receipt_file(request: Request) -> Response:
    """Give the receipt as a text file, made from what the city holds and not from the form."""
    secret = await fields(request, *SECRET_FIELDS)
    result = await submit(request, "OpenReceipt", _camel(secret))
    if result["__typename"] == "Problems":
        return await _refused(request, secret, result)
    text = receipt_text(result, settings().city_name, language(request))
    name = f"receipt-{result['receiptNumber']}.txt"
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return PlainTextResponse(text, headers=headers)


def _lookup_page(request: Request, number: str, problems: list[FormProblem]) -> HTMLResponse:
    problems = [FormProblem(each.code, "number", each.message) for each in problems]
    context = {"number": number, "problems": problems}
    return render(request, "receipts.html", context, status_of(problems))


def _opened_page(
    request: Request,
    secret: dict[str, str],
    receipt: dict[str, Any],
    *,
    notice: str = "",
    problems: list[FormProblem] | None = None,
    text: str | None = None,
    mail_address: str = "",
) -> HTMLResponse:
    context = {
        "receipt": receipt,
        "secret": secret,
        "notice": notice,
        "problems": problems or [],
        "text": receipt["text"] if text is None else text,
        "mail_address": mail_address,
        "max_chars": settings().comment_max_chars,
        "idempotency_key": secret.get("idempotency_key") if problems else new_key(),
        "qr": qr_svg(receipt),
    }
    return render(request, "receipt_opened.html", context, status_of(problems or []))


def _stop_page(
    request: Request, token: str, *, stopped: str = "", problems: list[FormProblem] | None = None
) -> HTMLResponse:
    context = {
        **{"token": token, "stopped": stopped, "problems": problems or []},
        "idempotency_key": new_key(),
    }
    return render(request, "stop_mails.html", context, status_of(problems or []))


async def _refused(
    request: Request, secret: dict[str, str], result: dict[str, Any], kept_text: str = ""
) -> HTMLResponse:
    """Show the status page again with what was wrong, or the lookup when there is no such receipt.

    ``kept_text`` is a correction that could not be made: it is shown to be copied.
    """
    problems = problems_of(request, result, SECRET_FIELDS)
    number = secret["receipt_number"]
    data = await run_or_none(request, "ReceiptStatus", number=number)
    if data is None:
        texts = [problem.message for problem in problems]
        lost = {"messages": texts, "trace_id": None, "kept_text": kept_text}
        return render(request, "error.html", lost, status_of(problems))
    found = data["receipt"]
    if found["__typename"] == "Problems":
        return _lookup_page(request, number, problems)
    placed = [
        FormProblem(each.code, each.field or "confirmation_number", each.message)
        for each in problems
    ]
    context = {"receipt": found, "problems": placed, "kept_text": kept_text}
    return render(request, "receipt_status.html", context, status_of(problems))


def _status_address(request: Request, number: str) -> str:
    return link(language(request), f"/receipts/{number}")


def _camel(given: dict[str, str]) -> dict[str, str]:
    return {
        "".join([head, *(part.title() for part in rest)]): value
        for name, value in given.items()
        for head, *rest in [name.split("_")]
    }
