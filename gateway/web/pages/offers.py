"""Offers (提供できるもの・こと): what can be had, and entering what one can give or lend."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import HTMLResponse

from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, fields, new_key, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes
from gateway.web.pages.issues import NUMBERS, asked, numbers_of
from gateway.web.rendering import render
from shared.events.issue_proposals import ResourceKind
from shared.settings import settings

router = PageRouter()

PER_PAGE = 20
OFFER_FIELDS = (
    *("kind", "text", "conditions", "availability", "giver", "ward", "name", "contact", "key"),
)
ANSWERS = ("ACCEPTED", "DECLINED")


@router.get("/offers")
async def offers(request: Request, kind: str = "", after: str = "") -> HTMLResponse:
    """List what can be had, newest first."""
    chosen = kind if kind in ResourceKind.__members__ else None
    data = await run(request, "OfferList", kind=chosen, first=PER_PAGE, after=after or None)
    context = {
        "offers": nodes(data["offers"]),
        "next": next_cursor(data["offers"]),
        "chosen": chosen,
        "kinds": list(ResourceKind),
    }
    return render(request, "offers.html", context)


@router.get("/offers/new")
async def new_offer(request: Request) -> HTMLResponse:
    """Show the form."""
    return _form(request, {**dict.fromkeys(OFFER_FIELDS, ""), "key": new_key()}, [])


@router.post("/offers/new")
async def make_offer(request: Request) -> HTMLResponse:
    """Take it, and show both numbers this one time."""
    typed = await fields(request, *OFFER_FIELDS)
    given = {name: text for name, text in typed.items() if name not in ("key", "kind")}
    kind = typed["kind"] if typed["kind"] in ResourceKind.__members__ else "GOODS"
    body = {**given, "kind": kind, "idempotencyKey": typed["key"]}
    result = await submit(request, "MakeOffer", body)
    if problems := problems_of(request, result, OFFER_FIELDS):
        return _form(request, typed, problems)
    return render(request, "offer_received.html", {"receipt": result})


@router.get("/offers/own")
async def ask_for_numbers(request: Request) -> HTMLResponse:
    """Ask for the two numbers of an offer."""
    return asked(request, "/offers/own", dict.fromkeys(NUMBERS, ""), [])


@router.post("/offers/own")
async def own_offer(request: Request) -> HTMLResponse:
    """Show an offer to who made it, with what it was asked for."""
    return await _own(request, await fields(request, *NUMBERS), [])


@router.post("/offers/own/answer")
async def answer(request: Request) -> HTMLResponse:
    """Accept what one was asked for, or decline."""
    typed = await fields(request, "match", "state", "key", *NUMBERS)
    given = {
        "matchId": typed["match"],
        "state": typed["state"] if typed["state"] in ANSWERS else "DECLINED",
        "idempotencyKey": typed["key"],
        **numbers_of(typed),
    }
    result = await submit(request, "MoveMatch", given)
    return await _own(request, typed, problems_of(request, result))


@router.post("/offers/own/withdraw")
async def withdraw(request: Request) -> HTMLResponse:
    """Take an offer back."""
    typed = await fields(request, "key", *NUMBERS)
    given = {**numbers_of(typed), "idempotencyKey": typed["key"]}
    result = await submit(request, "WithdrawOffer", given)
    return await _own(request, typed, problems_of(request, result))


async def _own(
    request: Request, typed: Mapping[str, str], problems: list[FormProblem]
) -> HTMLResponse:
    """Show an offer; the numbers travel in the forms, never in an address."""
    result = await submit(request, "OpenOffer", numbers_of(typed))
    if wrong := problems_of(request, result, NUMBERS):
        return asked(request, "/offers/own", typed, wrong)
    context = {
        "offer": result["offer"],
        "asked": [one for one in result["asked"] if one["issue"] and one["issue"]["words"]],
        "answers": ANSWERS,
        "numbers": {name: typed[name] for name in NUMBERS},
        "problems": problems,
        "key": new_key(),
    }
    return render(request, "offer_own.html", context, status_of(problems))


def _form(request: Request, typed: Mapping[str, str], problems: list[FormProblem]) -> HTMLResponse:
    context = {
        "typed": typed,
        "problems": problems,
        "kinds": list(ResourceKind),
        "wards": settings().wards,
    }
    return render(request, "offer_new.html", context, status_of(problems))
