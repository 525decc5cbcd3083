"""Issues for citizens: bringing a difficulty, what there is, and one's own."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from gateway.clients.base import Refused
from gateway.web.city_drawing import drawing, spot, the_city, ward_at
from gateway.web.data import clients, run, run_or_none, submit
from gateway.web.forms import FormProblem, fields, new_key, problems_of, status_of, whole_number
from gateway.web.issue_photographs import PHOTOGRAPH_FIELDS, photographs_in, photographs_input
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes
from gateway.web.place_picker import PLACE_FIELDS, of_place, picker, place_input, pressed
from gateway.web.rendering import language, link, render
from shared.city_map import Cell, Place, cell_named
from shared.errors import Unavailable
from shared.events.issue_proposals import IssueField, IssueState, ResourceKind
from shared.events.issue_talk import PartyKind
from shared.settings import settings

router = PageRouter()

PER_PAGE, SEARCHED_CHARS_MAX, WORDS_CHARS_MAX = 20, 200, 4_000
BRING_FIELDS = ("words", "field", "ward", "affected", "name", "contact", "key", *PLACE_FIELDS)
NUMBERS = ("number", "confirmation_number")
WORDS = ("title", "background", "facts", "causes", "tried", "solved")
SHAPE_FIELDS = (*NUMBERS, *WORDS, "base_version", "key", *PLACE_FIELDS, *PHOTOGRAPH_FIELDS)
# What people may look for: those that are private are in no list.
SHOWN_STATES = tuple(
    state
    for state in IssueState
    if state not in (IssueState.RECEIVED, IssueState.HANDED_OVER, IssueState.WITHDRAWN)
)
Typed = Mapping[str, str]


@router.get("/issues")
async def issues(
    request: Request,
    field: str = "",
    ward: str = "",
    state: str = "",
    wanted: str = "",
    cell: str = "",
    words: str = "",
    after: str = "",
) -> HTMLResponse:
    """List what is public, newest first; those that have all words, if any are asked for."""
    chosen = {
        "field": field if field in IssueField.__members__ else None,
        "ward": ward if ward in settings().wards else None,
        "state": state if state in IssueState.__members__ else None,
        "wanted": wanted if wanted in PartyKind.__members__ else None,
        "cell": cell if cell_named(cell) else None,
        "words": words.strip()[:SEARCHED_CHARS_MAX],
    }
    data = await run(request, "IssueList", **chosen, first=PER_PAGE, after=after or None)
    context = {
        "issues": nodes(data["issueProposals"]),
        "next": next_cursor(data["issueProposals"]),
        "chosen": chosen,
        "fields": list(IssueField),
        "wards": settings().wards,
        "states": SHOWN_STATES,
        "parties": list(PartyKind),
    }
    return render(request, "issues.html", context)


@router.get("/issues/new")
async def new_issue(request: Request) -> HTMLResponse:
    """Show the form."""
    usual = {**dict.fromkeys(BRING_FIELDS, ""), "field": IssueField.OTHER.value}
    return _form(request, {**usual, "key": new_key()}, [])


@router.post("/issues/new")
async def bring_issue(request: Request) -> HTMLResponse:
    """Take it, and show both numbers this one time."""
    typed = await fields(request, *BRING_FIELDS)
    result = await submit(request, "BringIssue", brought(typed))
    if problems := problems_of(request, result, BRING_FIELDS):
        return _form(request, typed, problems)
    return render(request, "issue_received.html", {"receipt": result})


@router.post("/issues/new/similar")
async def find_similar(request: Request) -> HTMLResponse:
    """Show the form as it was typed, with public issues like it; nothing is kept."""
    typed = await fields(request, *BRING_FIELDS)
    typed["key"] = typed["key"] or new_key()
    # Whoever is away: what was typed stays.
    data = await run_or_none(request, "SimilarIssues", words=typed["words"][:WORDS_CHARS_MAX])
    return _form(request, typed, [], data["similarIssues"] if data else None)


@router.post("/issues/new/place")
async def show_place(request: Request) -> HTMLResponse:
    """Show the form as it was typed, with the map nearer to where it was pressed."""
    typed = await fields(request, *BRING_FIELDS)
    return _form(request, {**typed, **pressed(typed), "key": typed["key"] or new_key()}, [])


@router.get("/issues/own")
async def ask_for_numbers(request: Request) -> HTMLResponse:
    """Ask for the two numbers of an issue."""
    return asked(request, "/issues/own", dict.fromkeys(NUMBERS, ""), [])


@router.post("/issues/own")
async def own_issue(request: Request) -> HTMLResponse:
    """Show an issue to its author."""
    return await own_page(request, await fields(request, *NUMBERS), [])


@router.post("/issues/own/shape")
async def shape(request: Request) -> HTMLResponse:
    """Write the next version of the public words."""
    typed = await fields(request, "id", *SHAPE_FIELDS)
    given = {"issueId": typed["id"], **shaped(typed), **numbers_of(typed)}
    result = await submit(request, "ShapeIssue", given)
    return await own_page(request, typed, problems_of(request, result, WORDS))


@router.post("/issues/own/place")
async def show_own_place(request: Request) -> HTMLResponse:
    """Show it to its author as typed, with the map nearer to where it was pressed."""
    typed = await fields(request, "id", *SHAPE_FIELDS)
    return await own_page(request, {**typed, **pressed(typed)}, [])


@router.post("/issues/own/approve")
async def approve(request: Request) -> HTMLResponse:
    """Agree to a version."""
    typed = await fields(request, "id", "version", "key", *NUMBERS)
    given = {
        "issueId": typed["id"],
        "version": whole_number(typed["version"]),
        "idempotencyKey": typed["key"],
        **numbers_of(typed),
    }
    result = await submit(request, "ApproveIssue", given)
    return await own_page(request, typed, problems_of(request, result))


@router.post("/issues/own/need")
async def name_need(request: Request) -> HTMLResponse:
    """Say what it needs."""
    typed = await fields(request, "id", "kind", "text", "wanted", "key", *NUMBERS)
    result = await submit(request, "NameNeed", {**needed(typed), **numbers_of(typed)})
    return await own_page(request, typed, problems_of(request, result, ("text",)))


@router.post("/issues/own/withdraw")
async def withdraw(request: Request) -> HTMLResponse:
    """Take it back."""
    typed = await fields(request, "reason", "key", *NUMBERS)
    given = {"reason": typed["reason"], "idempotencyKey": typed["key"], **numbers_of(typed)}
    result = await submit(request, "WithdrawIssue", given)
    return await own_page(request, typed, problems_of(request, result, ("reason",)))


@router.get("/issues/{issue_id}")
async def issue(
    request: Request, issue_id: str, unanswered: str = "", after: str = ""
) -> HTMLResponse:
    """Show one that is public, with what is said: the newest, or what nobody has answered."""
    wanted = {"unanswered": bool(unanswered), "after": after or None}
    found = (await run(request, "IssuePage", id=issue_id, **wanted))["issueProposal"]
    if found is None or found["words"] is None:
        return render(request, "not_found.html", {}, 404)
    context = {
        "issue": found,
        "names": {one["id"]: one for one in found["parties"]},
        "threads": nodes(found["threads"]),
        "next": next_cursor(found["threads"]),
        "unanswered": bool(unanswered),
        "wards": settings().wards,
        "key": new_key(),
        "where": _where(found["place"]),
    }
    return render(request, "issue.html", context)


def _where(place: Mapping[str, float] | None) -> dict[str, Any] | None:
    """Return the map around a place, and where it is in it."""
    if place is None:
        return None
    at = Place(place["latitude"], place["longitude"])
    view = the_city().view_at(at, the_city().widest + 1)
    here = Cell.at(at, view.zoom)
    return {"map": drawing(view, {here}), "mark": spot(at, view), "ward": ward_at(at)}


def brought(typed: Typed) -> dict[str, Any]:
    """Write a form for ``BringIssue``."""
    return {
        "words": typed["words"],
        "field": typed["field"] if typed["field"] in IssueField.__members__ else "OTHER",
        "ward": typed["ward"],
        "affected": typed["affected"],
        "name": typed["name"],
        "contact": typed["contact"],
        "place": place_input(typed),
        "idempotencyKey": typed["key"],
    }


def shaped(typed: Typed) -> dict[str, Any]:
    """Write the public words of a form for ``ShapeIssue``."""
    return {
        "words": {name: typed[name] for name in WORDS},
        "place": place_input(typed),
        "photographs": photographs_input(typed),
        "baseVersion": whole_number(typed["base_version"]),
        "idempotencyKey": typed["key"],
    }


def needed(typed: Typed) -> dict[str, Any]:
    """Write a form for ``NameNeed``."""
    return {
        "issueId": typed["id"],
        "kind": typed["kind"] if typed["kind"] in ResourceKind.__members__ else "HANDS",
        "text": typed["text"],
        "wanted": typed["wanted"] if typed["wanted"] in PartyKind.__members__ else None,
        "idempotencyKey": typed["key"],
    }


def numbers_of(typed: Typed) -> dict[str, str]:
    """Write the two numbers of a form."""
    return {"number": typed["number"], "confirmationNumber": typed["confirmation_number"]}


def _form(
    request: Request,
    typed: Typed,
    problems: list[FormProblem],
    similar: Sequence[Mapping[str, Any]] | None = None,
) -> HTMLResponse:
    lang = language(request)
    found = [
        {**one, "address": link(lang, f"/issues/{one['issue']['id']}")} for one in similar or ()
    ]
    context = {
        "similar": {
            "address": link(lang, "/issues/new/similar"),
            "asked": similar is not None,
            "found": found,
        },
        "typed": typed,
        "picker": picker(typed, link(lang, "/issues/new/place")),
        "problems": problems,
        "fields": list(IssueField),
        "wards": settings().wards,
    }
    return render(request, "issue_new.html", context, status_of(problems))


async def own_page(request: Request, typed: Typed, problems: list[FormProblem]) -> HTMLResponse:
    """Show an issue to its author; the numbers travel in the forms, never in an address."""
    result = await submit(request, "OpenIssue", numbers_of(typed))
    if wrong := problems_of(request, result, NUMBERS):
        return asked(request, "/issues/own", typed, wrong)
    found = result["issue"]
    newest = found["versions"][-1] if found["versions"] else None
    words = newest["words"] if newest else dict.fromkeys(WORDS, "")
    shown = newest["place"] if newest else result["given"]["place"]
    place = typed if "looked_at" in typed else of_place(shown)
    context = {
        "picker": picker(place, link(language(request), "/issues/own/place")),
        "shaping": bool(typed.get("pick")),
        "photographs": photographs_in(
            found["photographs"], newest["photographs"] if newest else [], typed
        ),
        "previews": await _previews(request, found, typed),
        "issue": found,
        "given": result["given"],
        "erased": result["erased"],
        "numbers": {name: typed[name] for name in NUMBERS},
        "words": {**words, **{name: typed[name] for name in WORDS if typed.get(name)}},
        "newest": len(found["versions"]),
        "approved": {one["by"]: one["version"] for one in found["approvals"]},
        "kinds": list(ResourceKind),
        "party_kinds": list(PartyKind),
        "problems": problems,
        "key": new_key(),
    }
    return render(request, "issue_own.html", context, status_of(problems))


async def _previews(request: Request, issue: Mapping[str, Any], typed: Typed) -> Mapping[str, str]:
    """Return what was handed in as small pictures; none where they cannot be had now."""
    if not issue["photographs"]:
        return {}
    to = (await clients(request)).issue_proposals
    numbers = {name: typed[name] for name in NUMBERS}
    try:
        return await to.previews(issue["id"], numbers)
    except (Refused, Unavailable):
        return {}


def asked(request: Request, to: str, typed: Typed, problems: list[FormProblem]) -> HTMLResponse:
    """Ask for two numbers, which are sent ``to`` a page."""
    context = {"to": to, "typed": typed, "problems": problems}
    return render(request, "issue_numbers.html", context, status_of(problems))
