"""What a consultation tells people, as staff write it: in the form for a new one, and later on."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, new_key, problems_of, status_of, whole_number
from gateway.web.page_route import PageRouter
from gateway.web.rendering import language, link
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role

router = PageRouter()

CHANNELS = ("WEB", "POST", "BRING", "FAX", "MAIL", "PHONE", "COUNTER")
AUDIENCE = ("LIVES", "WORKS", "STUDIES", "BUSINESS", "INTERESTED", "ANYONE")
DETAIL_FIELDS = (
    *(f"audience_{one}" for one in AUDIENCE),
    *("materials", "places", "notes", "assisted_entry", "asks_to_publish_text"),
)
SAID = (
    *("summary", "contact", "note", "materials", "places", "notes", "assisted_entry", "channels"),
    "asks_to_publish_text",
)
EDIT_FIELDS = (
    *("summary", "contact", "note", "sequence", "key"),
    *(f"channel_{channel}" for channel in CHANNELS),
    *DETAIL_FIELDS,
)
Typed = dict[str, str]


@router.get("/staff/consultations/{consultation_id}/edit", response_model=None)
async def edit(request: Request, consultation_id: str) -> Response:
    """Show what its page tells now, to be changed."""
    await signed_in(request, Role.STAFF)
    return await _page(request, consultation_id, None, [])


@router.post("/staff/consultations/{consultation_id}/edit", response_model=None)
async def revise(request: Request, consultation_id: str) -> Response:
    """Change it; what is wrong comes back with the form as it was typed."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *EDIT_FIELDS)
    given = {
        "consultationId": consultation_id,
        "sequence": whole_number(typed["sequence"]),
        "summary": typed["summary"],
        "contact": typed["contact"],
        "channels": [one for one in CHANNELS if typed[f"channel_{one}"]],
        "details": details_given(typed),
        "note": typed["note"],
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "ReviseDetails", given)
    if problems := problems_of(request, result, SAID):
        return await _page(request, consultation_id, typed, problems)
    to = link(language(request), f"/staff/consultations/{consultation_id}")
    return RedirectResponse(to, 303)


def details_given(typed: Typed) -> dict[str, Any]:
    """Return the details of a form as GraphQL takes them."""
    return {
        "audience": [one for one in AUDIENCE if typed[f"audience_{one}"]],
        "materials": [_material(line) for line in typed["materials"].split("\n") if line.strip()],
        "places": typed["places"],
        "notes": typed["notes"],
        "assistedEntry": bool(typed["assisted_entry"]),
        "asksToPublishText": bool(typed["asks_to_publish_text"]),
    }


def _material(line: str) -> dict[str, str]:
    """Read "title address": what stands last is the address."""
    title, _, url = line.strip().replace("　", " ").rpartition(" ")
    return {"title": title.strip(), "url": url}


def _typed(consultation: dict[str, Any]) -> Typed:
    """Return what the form holds before anybody typed."""
    lines = [f"{one['title']} {one['url']}" for one in consultation["materials"]]
    return {
        **{name: consultation[name] for name in ("summary", "contact", "places", "notes")},
        **{f"channel_{one}": "yes" for one in consultation["channels"]},
        **{f"audience_{one}": "yes" for one in consultation["audience"]},
        "materials": "\n".join(lines),
        "assisted_entry": "yes" if consultation["assistedEntry"] else "",
        "asks_to_publish_text": "yes" if consultation["asksToPublishText"] else "",
        "sequence": str(consultation["sequence"]),
    }


async def _page(
    request: Request, consultation_id: str, typed: Typed | None, problems: list[FormProblem]
) -> Response:
    data = await run(request, "StaffConsultation", id=consultation_id)
    found = data["consultation"]
    if found is None:
        return await render_staff(request, "staff/consultation_lost.html", {}, 404)
    given = typed if typed is not None else _typed(found)
    context = {
        "consultation": found,
        "channels": CHANNELS,
        "audience": AUDIENCE,
        "typed": dict.fromkeys(EDIT_FIELDS, "") | given,
        "problems": problems,
        "key": given.get("key") or new_key(),
    }
    return await render_staff(request, "staff/consultation_edit.html", context, status_of(problems))
