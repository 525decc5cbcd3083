"""Issues for staff and coordinators: who is responsible, public words, answers, offers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.data import run, run_or_none, submit
from gateway.web.forms import (
    FormProblem,
    new_key,
    problem_of,
    problems_of,
    stage_links,
    status_of,
    whole_number,
)
from gateway.web.issue_photographs import PHOTOGRAPH_FIELDS, photographs_in
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes
from gateway.web.pages.issues import (
    BRING_FIELDS,
    WORDS,
    WORDS_CHARS_MAX,
    brought,
    needed,
    shaped,
)
from gateway.web.place_picker import PLACE_FIELDS, of_place, picker, pressed
from gateway.web.rendering import language, link, render
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role
from shared.clock import JST
from shared.events.issue_proposals import IssueField, IssueKind, IssueState, ResourceKind
from shared.events.issue_talk import Method, PartyKind, ThreadKind
from shared.settings import settings

router = PageRouter()

ENTERED_BY = ("PHONE", "COUNTER", "POST", "FAX", "MAIL", "BRING")
ENTER_FIELDS = (*BRING_FIELDS, "channel")
PER_PAGE = 30
SHAPED = (*WORDS, *PLACE_FIELDS, *PHOTOGRAPH_FIELDS)
RESERVE_FIELDS = ("starts_at", "ends_at")


@router.get("/staff/issues", response_model=None)
async def issues(request: Request, after: str = "") -> Response:
    """List what came in: what is overdue first, then the newest."""
    await may_work(request)
    data = await run(request, "IssuesAtWork", states=None, first=PER_PAGE, after=after or None)
    threads = data["threadsToLookAt"]
    context = {
        "issues": nodes(data["issuesAtWork"]),
        "next": next_cursor(data["issuesAtWork"]),
        "overdue": data["overdueIssues"],
        "to_look_at": {one["issueId"]: one["issueTitle"] for one in threads},
    }
    return await render_staff(request, "staff/issues.html", context)


@router.get("/staff/issues/new", response_model=None)
async def new_issue(request: Request) -> Response:
    """Show the form for what came by telephone, at a counter or on paper."""
    await may_work(request)
    usual = {"channel": "PHONE", "field": IssueField.OTHER.value, "key": new_key()}
    typed = {**dict.fromkeys(ENTER_FIELDS, ""), **usual}
    return await _form(request, typed, [])


@router.post("/staff/issues/new", response_model=None)
async def enter_issue(request: Request) -> Response:
    """Take it, and show both numbers for who brought it."""
    await may_work(request)
    typed = await staff_fields(request, *ENTER_FIELDS)
    channel = typed["channel"] if typed["channel"] in ENTERED_BY else "PHONE"
    result = await submit(request, "BringIssue", {**brought(typed), "channel": channel})
    if problems := problems_of(request, result, ENTER_FIELDS):
        return await _form(request, typed, problems)
    return await render_staff(request, "staff/issue_received.html", {"receipt": result})


@router.post("/staff/issues/new/place", response_model=None)
async def show_place(request: Request) -> Response:
    """Show the form as it was typed, with the map nearer to where it was pressed."""
    await may_work(request)
    typed = await staff_fields(request, *ENTER_FIELDS)
    return await _form(request, {**typed, **pressed(typed)}, [])


@router.get("/staff/issues/{issue_id}", response_model=None)
async def issue(request: Request, issue_id: str) -> Response:
    """Show where it stands, and what can be done."""
    await may_work(request)
    return await issue_page(request, issue_id, [])


@router.post("/staff/issues/{issue_id}/words", response_model=None)
async def open_words(request: Request, issue_id: str) -> Response:
    """Show the words as they came in, once it is said for what."""
    await may_work(request)
    typed = await staff_fields(request, "purpose", "key")
    given = {"issueId": issue_id, "purpose": typed["purpose"], "idempotencyKey": typed["key"]}
    result = await submit(request, "OpenIssueWords", given)
    problems = problems_of(request, result, ("purpose",))
    return await issue_page(request, issue_id, problems, given=None if problems else result)


@router.post("/staff/issues/{issue_id}/sort", response_model=None)
async def sort_issue(request: Request, issue_id: str) -> Response:
    """Say what it is and who is responsible."""
    await may_work(request)
    typed = await staff_fields(request, "kind", "department", "reason", "sequence", "key")
    given = {
        "issueId": issue_id,
        "kind": typed["kind"] if typed["kind"] in IssueKind.__members__ else "ISSUE",
        "departmentId": typed["department"],
        "reason": typed["reason"],
        "sequence": whole_number(typed["sequence"]),
        "idempotencyKey": typed["key"],
    }
    return await done(request, issue_id, "SortIssue", given, ("reason",))


@router.post("/staff/issues/{issue_id}/shape", response_model=None)
async def shape(request: Request, issue_id: str) -> Response:
    """Write the next version of the public words."""
    await may_work(request)
    typed = await staff_fields(request, *SHAPED, "base_version", "key")
    given = {"issueId": issue_id, **shaped(typed)}
    result = await submit(request, "ShapeIssue", given)
    if problems := problems_of(request, result, (*WORDS, "place", "photographs")):
        return await issue_page(request, issue_id, problems, typed=typed)
    return _to_page(request, issue_id)


@router.post("/staff/issues/{issue_id}/place", response_model=None)
async def show_issue_place(request: Request, issue_id: str) -> Response:
    """Show the words as typed, with the map nearer to where it was pressed."""
    await may_work(request)
    typed = await staff_fields(request, *SHAPED, "base_version", "key")
    return await issue_page(request, issue_id, [], typed={**typed, **pressed(typed)})


@router.post("/staff/issues/{issue_id}/approve", response_model=None)
async def approve(request: Request, issue_id: str) -> Response:
    """Agree to a version; or tell how the author agreed who has no page."""
    await may_work(request)
    typed = await staff_fields(request, "version", "heard", "key")
    given = {
        "issueId": issue_id,
        "version": whole_number(typed["version"]),
        "heard": typed["heard"],
        "idempotencyKey": typed["key"],
    }
    return await done(request, issue_id, "ApproveIssue", given, ("heard",))


@router.post("/staff/issues/{issue_id}/answer", response_model=None)
async def answer_issue(request: Request, issue_id: str) -> Response:
    """Publish the city's answer."""
    await may_work(request)
    typed = await staff_fields(request, "answer", "key")
    given = {"issueId": issue_id, "text": typed["answer"], "idempotencyKey": typed["key"]}
    return await done(request, issue_id, "AnswerIssue", given, ("answer",))


@router.post("/staff/issues/{issue_id}/move", response_model=None)
async def move(request: Request, issue_id: str) -> Response:
    """Let it go on along its path."""
    await may_work(request)
    typed = await staff_fields(request, "state", "reason", "key")
    state = typed["state"] if typed["state"] in IssueState.__members__ else "DISCUSSION"
    given = {
        "issueId": issue_id,
        "state": state,
        "reason": typed["reason"],
        "idempotencyKey": typed["key"],
    }
    return await done(request, issue_id, "MoveIssue", given, ("reason",))


@router.post("/staff/issues/{issue_id}/link", response_model=None)
async def link_issue(request: Request, issue_id: str) -> Response:
    """Give it its place at a stage of a policy; none takes it away."""
    await may_work(request)
    typed = await staff_fields(request, "stage", "link_reason", "key")
    given = {
        "issueId": issue_id,
        "links": stage_links(typed["stage"]),
        "reason": typed["link_reason"],
        "idempotencyKey": typed["key"],
    }
    return await done(request, issue_id, "LinkIssue", given)


@router.post("/staff/issues/{issue_id}/need", response_model=None)
async def name_need(request: Request, issue_id: str) -> Response:
    """Say what it needs."""
    await may_work(request)
    typed = await staff_fields(request, "kind", "text", "wanted", "key")
    given = needed({**typed, "id": issue_id})
    return await done(request, issue_id, "NameNeed", given, ("text",))


@router.get("/staff/issues/{issue_id}/needs/{need_id}", response_model=None)
async def suggestions(request: Request, issue_id: str, need_id: str) -> Response:
    """Show which offers may help with a need, and why."""
    await may_work(request)
    found = (await run(request, "StaffIssue", id=issue_id))["issueProposal"]
    needs = [one for one in found["needs"] if one["id"] == need_id] if found else []
    if not needs:
        return render(request, "not_found.html", {}, 404)
    data = await run(request, "OfferSuggestions", issueId=issue_id, needId=need_id)
    context = {
        "issue": found,
        "need": needs[0],
        "suggestions": data["offerSuggestions"],
        "asked": {one["offer"]["id"] for one in found["matches"] if one["needId"] == need_id},
        "key": new_key(),
    }
    return await render_staff(request, "staff/issue_offers.html", context)


@router.post("/staff/issues/{issue_id}/ask", response_model=None)
async def ask_for_offer(request: Request, issue_id: str) -> Response:
    """Ask for an offer for a need."""
    await may_work(request)
    typed = await staff_fields(request, "need", "offer", "key")
    given = {
        "issueId": issue_id,
        "needId": typed["need"],
        "offerId": typed["offer"],
        "idempotencyKey": typed["key"],
    }
    return await done(request, issue_id, "AskForOffer", given)


@router.post("/staff/issues/{issue_id}/match", response_model=None)
async def move_match(request: Request, issue_id: str) -> Response:
    """Keep what who offers has answered, or thank them."""
    await may_work(request)
    typed = await staff_fields(request, "match", "state", "thanks", "key")
    given = {
        "matchId": typed["match"],
        "state": typed["state"],
        "thanks": typed["thanks"],
        "idempotencyKey": typed["key"],
    }
    return await done(request, issue_id, "MoveMatch", given, ("thanks",))


@router.post("/staff/issues/{issue_id}/reserve", response_model=None)
async def reserve(request: Request, issue_id: str) -> Response:
    """Reserve a room or a thing."""
    await may_work(request)
    typed = await staff_fields(request, "offer", *RESERVE_FIELDS, "key")
    times = [_moment(typed[name]) for name in RESERVE_FIELDS]
    if None in times:
        wrong = problem_of(request, "RESERVATION_TIME_INVALID", "starts_at", max_days=31)
        return await issue_page(request, issue_id, [wrong])
    given = {
        "issueId": issue_id,
        "offerId": typed["offer"],
        "startsAt": times[0],
        "endsAt": times[1],
        "idempotencyKey": typed["key"],
    }
    return await done(request, issue_id, "ReserveOffer", given, RESERVE_FIELDS)


@router.post("/staff/issues/{issue_id}/contact", response_model=None)
async def open_contact(request: Request, issue_id: str) -> Response:
    """Show how to reach who made an offer."""
    await may_work(request)
    typed = await staff_fields(request, "match", "key")
    given = {"matchId": typed["match"], "idempotencyKey": typed["key"]}
    result = await submit(request, "OpenOfferContact", given)
    problems = problems_of(request, result)
    reached = None if problems else {**result, "match": typed["match"]}
    return await issue_page(request, issue_id, problems, reached=reached)


@router.post("/staff/issues/{issue_id}/give-back", response_model=None)
async def give_back(request: Request, issue_id: str) -> Response:
    """Give a reservation back, so that others can have the time."""
    await may_work(request)
    typed = await staff_fields(request, "offer", "reservation", "key")
    given = {
        "offerId": typed["offer"],
        "reservationId": typed["reservation"],
        "idempotencyKey": typed["key"],
    }
    return await done(request, issue_id, "GiveBackReservation", given)


async def may_work(request: Request) -> None:
    """Let staff and coordinators pass.

    Raises:
        SignInNeeded, Forbidden.
    """
    await signed_in(request, Role.STAFF, Role.COORDINATOR)


async def done(
    request: Request,
    issue_id: str,
    operation: str,
    given: Mapping[str, Any],
    form_fields: tuple[str, ...] = (),
) -> Response:
    """Do it, and lead back to the issue; what is wrong is told there."""
    result = await submit(request, operation, dict(given))
    if problems := problems_of(request, result, form_fields):
        return await issue_page(request, issue_id, problems)
    return _to_page(request, issue_id)


async def issue_page(
    request: Request,
    issue_id: str,
    problems: list[FormProblem],
    *,
    given: Mapping[str, Any] | None = None,
    reached: Mapping[str, Any] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Show the issue, and what was wrong with what was typed."""
    data = await run(request, "StaffIssue", id=issue_id)
    found = data["issueProposal"]
    if found is None or not found["handles"]:
        return render(request, "not_found.html", {}, 404)
    newest = found["versions"][-1] if found["versions"] else None
    words = newest["words"] if newest else dict.fromkeys(WORDS, "")
    # The place as it was given is known once the words are opened.
    shown = newest["place"] if newest else (given or {}).get("place")
    place, to = typed or of_place(shown), f"/staff/issues/{issue_id}/place"
    # Staff of the department read it as their side, a coordinator as everybody does.
    own = await submit(request, "OpenProject", {"issueId": issue_id}) if found["words"] else {}
    alike = await _alike(request, found["words"]) if found["words"] else []
    context = {
        "issue": found,
        "given": given,
        "reached": reached,
        "picker": picker(place, link(language(request), to)),
        "shaping": typed is not None or given is not None,
        "photographs": photographs_in(
            found["photographs"], newest["photographs"] if newest else [], typed
        ),
        "similar": [one for one in alike if one["issue"]["id"] != issue_id],
        "words": {name: (typed or words)[name] for name in WORDS},
        "newest": len(found["versions"]),
        "approved": {one["by"]: one["version"] for one in found["approvals"]},
        "departments": data["departments"],
        "policies": nodes(data["policies"]),
        "linked": [f"{one['policyId']}|{one['cycle']}|{one['stage']}" for one in found["links"]],
        "sort_kinds": list(IssueKind),
        "kinds": list(ResourceKind),
        "names": {one["id"]: one for one in found["parties"]},
        "threads": nodes(found["threads"]) if found["threads"] else [],
        "project": own if "sides" in own else found["project"],
        "methods": list(Method),
        "thread_kinds": list(ThreadKind),
        "party_kinds": list(PartyKind),
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/issue.html", context, status_of(problems))


async def _alike(request: Request, words: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return public issues like one, to be merged with; none where they cannot be found now."""
    said = f"{words['title']}\n{words['background']}"[:WORDS_CHARS_MAX]
    data = await run_or_none(request, "SimilarIssues", words=said)
    return data["similarIssues"] if data else []


async def _form(
    request: Request, typed: Mapping[str, str], problems: list[FormProblem]
) -> Response:
    context = {
        "typed": typed,
        "picker": picker(typed, link(language(request), "/staff/issues/new/place")),
        "problems": problems,
        "fields": list(IssueField),
        "wards": settings().wards,
        "channels": ENTERED_BY,
    }
    return await render_staff(request, "staff/issue_new.html", context, status_of(problems))


def _moment(typed: str) -> str | None:
    """Read a time as typed, in Japan's."""
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=JST)).isoformat()


def _to_page(request: Request, issue_id: str) -> RedirectResponse:
    return RedirectResponse(link(language(request), f"/staff/issues/{issue_id}"), 303)
