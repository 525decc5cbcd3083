"""Photographs of issues: handing them in, and showing them."""

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from gateway.web.data import clients, told_as_problems
from gateway.web.forms import FormProblem, problem_of, problems_of
from gateway.web.page_route import PageRouter
from gateway.web.pages.issue_staff import issue_page, may_work
from gateway.web.pages.issues import NUMBERS, own_page
from gateway.web.uploads import form_with_file, form_with_files
from shared.settings import settings

router = PageRouter()

FIELD = "photographs"


@router.post("/issues/own/photographs")
async def attach(request: Request) -> HTMLResponse:
    """Put photographs to one's own issue."""
    form = await form_with_files(request, FIELD, "id", *NUMBERS)
    problems: list[FormProblem] = []
    if not form.files:
        problems.append(problem_of(request, "FILE_MISSING", FIELD))
    for content in form.files:
        problems += await _attach(request, form.typed, content)
    return await own_page(request, form.typed, problems)


@router.get("/issues/{issue_id}/photographs/{id_}")
async def photograph(request: Request, issue_id: str, id_: str) -> Response:
    """Show a photograph: a public one to everybody, others to who works on the issue."""
    to = (await clients(request)).issue_proposals
    content, headers = await to.open_photograph(issue_id, id_)
    return Response(content, headers=headers)


@router.post("/staff/issues/{issue_id}/photographs", response_model=None)
async def attach_for_somebody(request: Request, issue_id: str) -> Response:
    """Put a photograph to an issue that was brought by telephone or at a counter."""
    await may_work(request)
    form = await form_with_file(request, FIELD)
    if not form.file:
        return await issue_page(request, issue_id, [problem_of(request, "FILE_MISSING", FIELD)])
    return await issue_page(request, issue_id, await _attach(request, {"id": issue_id}, form.file))


async def _attach(
    request: Request, typed: dict[str, str], content: bytes | None
) -> list[FormProblem]:
    if content is None:
        most = settings().attachment_max_bytes // 1_048_576
        return [problem_of(request, "ATTACHMENT_TOO_LARGE", FIELD, mb=most)]
    to = (await clients(request)).issue_proposals
    numbers = (typed.get("number", ""), typed.get("confirmation_number", ""))
    result = await told_as_problems(to.attach_photograph(typed["id"], *numbers, content))
    return problems_of(request, result, (FIELD,)) if result else []
