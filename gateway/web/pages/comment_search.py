"""The comments of a consultation, newest first, to be read, looked through and acted on.

What is typed into the search goes in the body of a form: it may be somebody's name, and addresses
are kept in logs and histories.
"""

from typing import Any

from fastapi import Request, Response

from gateway.web.data import clients, run
from gateway.web.forms import new_key, problems_of, status_of
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes, to_choose_from
from gateway.web.staff import render_staff, signed_in, staff_fields
from gateway.web.words import WORDS
from shared.caller import Role

router = PageRouter()

FIELDS = ("consultation", "text", "clause", "channel", "state", "after")
# What a file with a comment is opened for: most often, to answer the comment.
PURPOSES = ("ANSWER", "INQUIRY", "DISCLOSURE", "IDENTITY")


@router.get("/staff/comments", response_model=None)
async def comments(
    request: Request,
    consultation: str = "",
    clause: str = "",
    channel: str = "",
    state: str = "",
    after: str = "",
) -> Response:
    """List the comments of a consultation, once it is chosen."""
    await signed_in(request, Role.STAFF)
    wanted = (consultation, "", clause, channel, state, after)
    return await _page(request, dict(zip(FIELDS, wanted, strict=True)))


@router.post("/staff/comments", response_model=None)
async def search(request: Request) -> Response:
    """Look for words."""
    await signed_in(request, Role.STAFF)
    return await _page(request, await staff_fields(request, *FIELDS))


@router.post("/staff/comments/{id_}/attachments/{attachment_id}", response_model=None)
async def open_attachment(request: Request, id_: str, attachment_id: str) -> Response:
    """Hand a file out for a purpose; the service records it first."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, "purpose")
    purpose = typed["purpose"] if typed["purpose"] in PURPOSES else PURPOSES[0]
    to = (await clients(request)).public_comment
    content, headers = await to.open_attachment(id_, attachment_id, purpose)
    return Response(content, headers=headers)


async def _page(request: Request, typed: dict[str, str]) -> Response:
    data: dict[str, Any] = {}
    if typed["consultation"]:
        data = await run(
            request,
            "StaffComments",
            id=typed["consultation"],
            text=typed["text"],
            clause=typed["clause"] or None,
            channel=_known("channel", typed["channel"]),
            state=_known("receipt_state", typed["state"]),
            after=typed["after"] or None,
        )
    found = data.get("searchComments") or {"__typename": "CommentSearch"}
    problems = problems_of(request, found, ("text",))
    shown = found.get("comments")
    context = {
        "consultations": await to_choose_from(request, "closed", "open"),
        "chosen": data.get("consultation"),
        "desks": [desk for desk in data["me"]["desks"] if not desk["closedOn"]] if data else [],
        "typed": typed,
        "comments": nodes(shown) if shown else [],
        "complete": found.get("complete", True),
        "next": next_cursor(shown) if shown else None,
        "channels": list(WORDS["channel"]),
        "states": list(WORDS["receipt_state"]),
        "purposes": PURPOSES,
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/comments.html", context, status_of(problems))


def _known(kind: str, code: str) -> str | None:
    return code if code in WORDS[kind] else None
