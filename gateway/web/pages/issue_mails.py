"""Following an issue by mail: asking, and the two pages to which a mail leads."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from gateway.web.data import submit
from gateway.web.forms import FormProblem, fields, new_key, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.rendering import render
from shared.events.issue_talk import Rhythm

router = PageRouter()

AGREE, STOP = "agree", "stop"
_OPERATIONS = {AGREE: "AgreeToIssueMails", STOP: "StopIssueMails"}


@router.post("/issues/{issue_id}/follow")
async def follow(request: Request, issue_id: str) -> HTMLResponse:
    """Ask the address whether it agrees; what is wrong is told with the form."""
    typed = await fields(request, "mail_address", "rhythm", "key")
    rhythm = typed["rhythm"] if typed["rhythm"] in Rhythm.__members__ else Rhythm.WEEK.value
    given = {
        "issueId": issue_id,
        "mailAddress": typed["mail_address"],
        "rhythm": rhythm,
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "FollowIssue", given)
    problems = problems_of(request, result, ("mail_address",))
    context = {"issue_id": issue_id, "typed": typed, "problems": problems}
    return render(request, "issue_followed.html", context, status_of(problems))


@router.get("/issues/mails/{token}")
async def ask_to_stop(request: Request, token: str) -> HTMLResponse:
    """Ask whether to stop: programs that look at the links of a mail must stop nothing."""
    return _page(request, STOP, token, [])


@router.get("/issues/mails/{token}/agree")
async def ask_to_agree(request: Request, token: str) -> HTMLResponse:
    """Ask whether to begin, likewise."""
    return _page(request, AGREE, token, [])


@router.post("/issues/mails/{token}")
async def stop(request: Request, token: str) -> HTMLResponse:
    """Tell no more, for who has the mail."""
    return await _done(request, STOP, token)


@router.post("/issues/mails/{token}/agree")
async def agree(request: Request, token: str) -> HTMLResponse:
    """Begin to tell, for who has the mail."""
    return await _done(request, AGREE, token)


async def _done(request: Request, what: str, token: str) -> HTMLResponse:
    typed = await fields(request, "key")
    given = {"token": token, "idempotencyKey": typed["key"]}
    result = await submit(request, _OPERATIONS[what], given)
    problems = problems_of(request, result)
    return _page(request, what, token, problems, None if problems else str(result["id"]))


def _page(
    request: Request, what: str, token: str, problems: list[FormProblem], done: str | None = None
) -> HTMLResponse:
    """Show the button, or that it is done for the issue ``done``."""
    context = {"what": what, "token": token, "done": done, "problems": problems, "key": new_key()}
    return render(request, "issue_mails.html", context, status_of(problems))
