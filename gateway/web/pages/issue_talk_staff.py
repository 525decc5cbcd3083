"""What staff and coordinators do with what is said, and with what is done together."""

from fastapi import Request, Response

from gateway.web.forms import whole_number
from gateway.web.page_route import PageRouter
from gateway.web.pages.issue_staff import done, may_work
from gateway.web.pages.issue_talk import SHEET_FIELDS, filled, signed
from gateway.web.staff import staff_fields
from shared.events.issue_talk import Method, ThreadKind

router = PageRouter()

# The service says how many partners a project may have; so many parties can be chosen from.
PARTIES_SHOWN = 200


@router.post("/staff/issues/{issue_id}/begin", response_model=None)
async def begin(request: Request, issue_id: str) -> Response:
    """Begin a thread."""
    await may_work(request)
    typed = await staff_fields(request, "thread_kind", "thread_text", "key")
    known = typed["thread_kind"] in ThreadKind.__members__
    given = {
        "issueId": issue_id,
        "kind": typed["thread_kind"] if known else "QUESTION",
        "text": typed["thread_text"],
        "idempotencyKey": typed["key"],
    }
    return await done(request, issue_id, "BeginThread", given)


@router.post("/staff/issues/{issue_id}/reply", response_model=None)
async def reply(request: Request, issue_id: str) -> Response:
    """Write in a thread."""
    await may_work(request)
    typed = await staff_fields(request, "thread", "reply", "key")
    given = {
        "issueId": issue_id,
        "threadId": typed["thread"],
        "text": typed["reply"],
        "idempotencyKey": typed["key"],
    }
    return await done(request, issue_id, "ReplyInThread", given)


@router.post("/staff/issues/{issue_id}/hide", response_model=None)
async def hide(request: Request, issue_id: str) -> Response:
    """Hide a post, with a reason."""
    await may_work(request)
    typed = await staff_fields(request, "thread", "post", "hide_reason", "key")
    given = {
        "threadId": typed["thread"],
        "postId": typed["post"],
        "reason": typed["hide_reason"],
        "idempotencyKey": typed["key"],
    }
    return await done(request, issue_id, "HidePost", given)


@router.post("/staff/issues/{issue_id}/decide", response_model=None)
async def decide(request: Request, issue_id: str) -> Response:
    """Decide on what was reported or appealed for."""
    await may_work(request)
    typed = await staff_fields(request, "thread", "post", "show", "hide_reason", "key")
    given = {
        "threadId": typed["thread"],
        "postId": typed["post"],
        "show": typed["show"] == "1",
        "reason": typed["hide_reason"],
        "idempotencyKey": typed["key"],
    }
    return await done(request, issue_id, "DecidePost", given)


@router.post("/staff/issues/{issue_id}/merge", response_model=None)
async def merge(request: Request, issue_id: str) -> Response:
    """Make it a part of the issue that was chosen; none is chosen where it is undone."""
    await may_work(request)
    typed = await staff_fields(request, "into", "merge_reason", "key")
    given = {
        "issueId": issue_id,
        "into": typed["into"] or None,
        "reason": typed["merge_reason"],
        "idempotencyKey": typed["key"],
    }
    return await done(request, issue_id, "MergeIssue", given)


@router.post("/staff/issues/{issue_id}/plan", response_model=None)
async def plan(request: Request, issue_id: str) -> Response:
    """Write the next version of what is done together; partners are those who are ticked."""
    await may_work(request)
    names = tuple(f"partner{at}" for at in range(PARTIES_SHOWN))
    typed = await staff_fields(request, "method", "roles", "plan", "base_version", "key", *names)
    given = {
        "issueId": issue_id,
        "method": typed["method"] if typed["method"] in Method.__members__ else "EXCHANGE",
        "partners": [typed[name] for name in names if typed[name]],
        "roles": typed["roles"],
        "plan": typed["plan"],
        "baseVersion": whole_number(typed["base_version"]),
        "idempotencyKey": typed["key"],
    }
    return await done(request, issue_id, "PlanProject", given, ("roles", "plan"))


@router.post("/staff/issues/{issue_id}/sign", response_model=None)
async def sign(request: Request, issue_id: str) -> Response:
    """Sign a step for the city."""
    await may_work(request)
    typed = await staff_fields(request, "step", "key")
    return await done(request, issue_id, "SignStep", signed({**typed, "id": issue_id}))


@router.post("/staff/issues/{issue_id}/sheet", response_model=None)
async def fill_sheet(request: Request, issue_id: str) -> Response:
    """Fill the city's evaluation sheet."""
    await may_work(request)
    typed = await staff_fields(request, *SHEET_FIELDS, "key")
    return await done(request, issue_id, "FillSheet", filled({**typed, "id": issue_id}))
