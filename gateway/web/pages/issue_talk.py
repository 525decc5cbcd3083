"""Taking part in an issue: joining, saying that one is concerned too, talking, working together.

Who holds two numbers, the author's or a party's, writes on a page of their own, where the numbers
travel in the forms: nobody types them again for each word they say.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, fields, new_key, problems_of, status_of, whole_number
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import nodes
from gateway.web.pages.issues import NUMBERS, Typed, asked, numbers_of
from gateway.web.rendering import language, link, render
from shared.events.issue_talk import Criterion, Evaluated, PartyKind, Step, ThreadKind

router = PageRouter()

JOIN_FIELDS = ("kind", "name", "role", "contact", "key")
SHEET_FIELDS = ("evaluated", "good", "better", *(one.value for one in Criterion))
REPORT_FIELDS = ("thread", "post", "reason", "key")


@router.get("/issues/talk")
async def ask_for_numbers(request: Request) -> HTMLResponse:
    """Ask for the two numbers of a party or an author."""
    return asked(request, "/issues/talk", dict.fromkeys(NUMBERS, ""), [])


@router.post("/issues/talk")
async def talk(request: Request) -> HTMLResponse:
    """Show what is said and done, to one who may write."""
    return await _page(request, await fields(request, *NUMBERS), [])


@router.post("/issues/talk/begin")
async def begin(request: Request) -> HTMLResponse:
    """Begin a thread."""
    typed = await fields(request, "id", "kind", "text", "key", *NUMBERS)
    given = {
        "issueId": typed["id"],
        "kind": typed["kind"] if typed["kind"] in ThreadKind.__members__ else "IDEA",
        "text": typed["text"],
        "idempotencyKey": typed["key"],
    }
    return await _done(request, typed, "BeginThread", given, ("text",))


@router.post("/issues/talk/reply")
async def reply(request: Request) -> HTMLResponse:
    """Write in a thread."""
    typed = await fields(request, "id", "thread", "text", "key", *NUMBERS)
    given = {
        "issueId": typed["id"],
        "threadId": typed["thread"],
        "text": typed["text"],
        "idempotencyKey": typed["key"],
    }
    return await _done(request, {**typed, "text": ""}, "ReplyInThread", given)


@router.post("/issues/talk/appeal")
async def appeal(request: Request) -> HTMLResponse:
    """Say why one's own hidden post should be shown."""
    typed = await fields(request, "thread", "post", "why", "key", *NUMBERS)
    given = {
        "threadId": typed["thread"],
        "postId": typed["post"],
        "why": typed["why"],
        "idempotencyKey": typed["key"],
    }
    return await _done(request, typed, "AppealPost", given)


@router.post("/issues/talk/sign")
async def sign(request: Request) -> HTMLResponse:
    """Sign a step for one's own side."""
    typed = await fields(request, "id", "step", "key", *NUMBERS)
    return await _done(request, typed, "SignStep", signed(typed))


@router.post("/issues/talk/sheet")
async def fill_sheet(request: Request) -> HTMLResponse:
    """Fill one's own side's evaluation sheet."""
    typed = await fields(request, "id", *SHEET_FIELDS, "key", *NUMBERS)
    return await _done(request, typed, "FillSheet", filled(typed))


@router.post("/issues/talk/leave")
async def leave(request: Request) -> Response:
    """Take part no more."""
    typed = await fields(request, "id", "key", *NUMBERS)
    given = {**numbers_of(typed), "idempotencyKey": typed["key"]}
    result = await submit(request, "LeaveIssue", given)
    if problems := problems_of(request, result):
        return await _page(request, typed, problems)
    return _to_issue(request, typed["id"])


@router.post("/issues/{issue_id}/concern")
async def share_concern(request: Request, issue_id: str) -> Response:
    """Say that one is concerned too."""
    typed = await fields(request, "ward", "key")
    given = {"issueId": issue_id, "ward": typed["ward"], "idempotencyKey": typed["key"]}
    await submit(request, "ShareConcern", given)
    return _to_issue(request, issue_id, "#reach")


@router.get("/issues/{issue_id}/join")
async def ask_to_join(request: Request, issue_id: str) -> HTMLResponse:
    """Show the form."""
    typed = {**dict.fromkeys(JOIN_FIELDS, ""), "kind": "CITIZEN", "key": new_key()}
    return await _form(request, issue_id, typed, [])


@router.post("/issues/{issue_id}/join")
async def join(request: Request, issue_id: str) -> HTMLResponse:
    """Take part, and show both numbers this one time."""
    typed = await fields(request, *JOIN_FIELDS)
    given = {
        "issueId": issue_id,
        "kind": typed["kind"] if typed["kind"] in PartyKind.__members__ else "CITIZEN",
        **{name: typed[name] for name in ("name", "role", "contact")},
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "JoinIssue", given)
    if problems := problems_of(request, result, JOIN_FIELDS):
        return await _form(request, issue_id, typed, problems)
    return render(request, "issue_joined.html", {"receipt": result, "issue_id": issue_id})


@router.get("/issues/{issue_id}/report")
async def ask_to_report(
    request: Request, issue_id: str, thread: str = "", post: str = ""
) -> HTMLResponse:
    """Ask what is wrong with a post."""
    typed = {"thread": thread, "post": post, "reason": "", "key": new_key()}
    return _report(request, issue_id, typed, [], done=False)


@router.post("/issues/{issue_id}/report")
async def report(request: Request, issue_id: str) -> HTMLResponse:
    """Keep what is wrong with a post."""
    typed = await fields(request, *REPORT_FIELDS)
    given = {
        "threadId": typed["thread"],
        "postId": typed["post"],
        "reason": typed["reason"],
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "ReportPost", given)
    problems = problems_of(request, result, ("reason",))
    return _report(request, issue_id, typed, problems, done=not problems)


def signed(typed: Typed) -> dict[str, Any]:
    """Write a form for ``SignStep``."""
    step = typed["step"] if typed["step"] in Step.__members__ else Step.PRESENT.value
    return {"issueId": typed["id"], "step": step, "idempotencyKey": typed["key"]}


def filled(typed: Typed) -> dict[str, Any]:
    """Write a form for ``FillSheet``."""
    known = typed["evaluated"] in Evaluated.__members__
    return {
        "issueId": typed["id"],
        "evaluated": typed["evaluated"] if known else Evaluated.PROJECT.value,
        "scores": [
            {"criterion": one.value, "score": whole_number(typed[one])}
            for one in Criterion
            if typed[one]
        ],
        "good": typed["good"],
        "better": typed["better"],
        "idempotencyKey": typed["key"],
    }


async def _done(
    request: Request,
    typed: Typed,
    operation: str,
    given: Mapping[str, Any],
    form_fields: tuple[str, ...] = (),
) -> HTMLResponse:
    result = await submit(request, operation, {**given, **numbers_of(typed)})
    problems = problems_of(request, result, form_fields)
    return await _page(request, typed if problems else {**typed, "text": ""}, problems)


async def _page(request: Request, typed: Typed, problems: list[FormProblem]) -> HTMLResponse:
    given = numbers_of(typed)
    found = await submit(request, "OpenParty", given)
    party = found.get("party")
    if party is None:  # no party's numbers: an author's?
        found = await submit(request, "OpenIssue", given)
    wrong = problems_of(request, found, NUMBERS)
    if wrong or not found["issue"] or not found["issue"]["words"]:
        return asked(request, "/issues/talk", typed, wrong)
    # What was merged is talked about where it is now.
    issue = found["issue"]["mergedInto"] or found["issue"]
    data = await run(request, "IssueTalkOf", id=issue["id"], unanswered=False, after=None)
    said = data["issueProposal"]
    own = await submit(request, "OpenProject", {"issueId": issue["id"], **given})
    me = {"speaker": "PARTY" if party else "AUTHOR", "party": party}
    context = {
        "issue": issue,
        "me": {**me, "partyId": party["id"] if party else None},
        "names": {one["id"]: one for one in said["parties"]},
        "threads": nodes(said["threads"]),
        "project": own if "sides" in own else said["project"],
        "numbers": {name: typed[name] for name in NUMBERS},
        "kinds": list(ThreadKind),
        "typed": {"text": typed.get("text", "")},
        "problems": problems,
        "key": new_key(),
    }
    return render(request, "issue_talk.html", context, status_of(problems))


async def _form(
    request: Request, issue_id: str, typed: Typed, problems: list[FormProblem]
) -> HTMLResponse:
    data = await run(request, "IssuePage", id=issue_id, unanswered=False, after=None)
    issue = data["issueProposal"]
    if issue is None or issue["words"] is None:
        return render(request, "not_found.html", {}, 404)
    kinds = [one for one in PartyKind if one is not PartyKind.CITY]
    context = {"issue": issue, "typed": typed, "problems": problems, "kinds": kinds}
    return render(request, "issue_join.html", context, status_of(problems))


def _report(
    request: Request, issue_id: str, typed: Typed, problems: list[FormProblem], *, done: bool
) -> HTMLResponse:
    context = {"issue_id": issue_id, "typed": typed, "problems": problems, "done": done}
    return render(request, "issue_report.html", context, status_of(problems))


def _to_issue(request: Request, issue_id: str, part: str = "") -> RedirectResponse:
    return RedirectResponse(link(language(request), f"/issues/{issue_id}") + part, 303)
