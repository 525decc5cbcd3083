"""Splitting a comment into its opinions, and where answering them stands.

Without scripts, in two steps: first which sentence begins an opinion, then what each one is about.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.clauses import tree
from gateway.web.data import run, submit
from gateway.web.forms import FormProblem, new_key, problems_of, status_of, whole_number
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import to_choose_from
from gateway.web.rendering import language, link
from gateway.web.sentences import SENTENCES_MAX, Sentence, choices_of, chosen_parts, sentences
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role
from shared.settings import settings

router = PageRouter()

# As many parts as a comment is split into (services/public_comment/points: SPANS_MAX).
PARTS_MAX = 200
ON_VERSION = ("version", "number", "key")
CUTS = tuple(f"cut{number}" for number in range(SENTENCES_MAX))
ABOUT = tuple(
    f"{name}{number}"
    for name in ("start", "end", "kind", "clause", "topic")
    for number in range(PARTS_MAX)
)

Typed = Mapping[str, str]


@router.get("/staff/comments/{comment_id}/points", response_model=None)
async def splitting(request: Request, comment_id: str) -> Response:
    """Show a comment sentence by sentence, as it is split now."""
    await signed_in(request, Role.STAFF)
    return await _cutting(request, comment_id, [])


@router.post("/staff/comments/{comment_id}/points/about", response_model=None)
async def choose(request: Request, comment_id: str) -> Response:
    """Show the parts that were chosen, to say what each one is about."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *ON_VERSION, *CUTS)
    found = await _splitting(request, comment_id)
    if found is None:
        return await render_staff(request, "staff/points_lost.html", {}, 404)
    chosen = {number: typed[name] for number, name in enumerate(CUTS)}
    return await _sorting(request, found, typed, chosen_parts(_cut(found), chosen))


@router.post("/staff/comments/{comment_id}/points", response_model=None)
async def split(request: Request, comment_id: str) -> Response:
    """Split it; or, of one part alone without anything said of it, make it one opinion again."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *ON_VERSION, "undivided", *ABOUT)
    given = {
        "commentId": comment_id,
        "version": whole_number(typed["version"]),
        "number": whole_number(typed["number"]),
        "parts": [] if typed["undivided"] else _parts(typed),
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "SplitComment", given)
    if problems := problems_of(request, result):
        return await _cutting(request, comment_id, problems)
    address = link(language(request), "/staff/answers", consultation=result["consultationId"])
    return RedirectResponse(f"{address}#unanswered", status_code=303)


@router.get("/staff/progress", response_model=None)
async def progress(request: Request, consultation: str = "") -> Response:
    """Show where answering a consultation stands, by clause and by department."""
    await signed_in(request, Role.STAFF)
    data = await run(request, "AnsweringOverview", id=consultation) if consultation else None
    context = {
        "consultations": await to_choose_from(request, "closed", "open"),
        "chosen": data["consultation"] if data else None,
        "progress": data["responseProgress"] if data else None,
        "overview": data["answeringOverview"] if data else None,
    }
    return await render_staff(request, "staff/progress.html", context)


def _parts(typed: Typed) -> list[dict[str, Any]]:
    return [
        {
            "start": whole_number(typed[f"start{number}"]),
            "end": whole_number(typed[f"end{number}"]),
            "kind": typed[f"kind{number}"],
            "clauseId": typed[f"clause{number}"] or None,
            "topic": typed[f"topic{number}"],
        }
        for number in range(PARTS_MAX)
        if typed[f"end{number}"] and typed[f"kind{number}"] in ("OPINION", "NO_OPINION")
    ]


def _cut(found: Mapping[str, Any]) -> list[Sentence]:
    return sentences(found["text"])


async def _splitting(request: Request, comment_id: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = (await run(request, "Splitting", id=comment_id))["splitting"]
    return found


async def _cutting(request: Request, comment_id: str, problems: list[FormProblem]) -> Response:
    found = await _splitting(request, comment_id)
    if found is None:
        return await render_staff(request, "staff/points_lost.html", {}, 404)
    cut = _cut(found)
    context = {
        "splitting": found,
        "sentences": cut,
        # What was split before a correction says nothing of the new words.
        "chosen": {} if found["outdated"] else choices_of(cut, found["parts"]),
        "problems": problems,
        "key": new_key(),
        "dashboard": settings().dashboard_url.rstrip("/"),
    }
    return await render_staff(request, "staff/points.html", context, status_of(problems))


async def _sorting(
    request: Request, found: Mapping[str, Any], typed: Typed, parts: list[dict[str, Any]]
) -> Response:
    known = {} if found["outdated"] else {(p["start"], p["end"]): p for p in found["parts"]}
    for part in parts:
        before = known.get((part["start"], part["end"]), {})
        part["text"] = found["text"][part["start"] : part["end"]]
        part["clause"] = before.get("clauseId", found["clauseId"]) or ""
        part["topic"] = before.get("topic", "")
    about = found["consultation"]
    context = {
        "splitting": found,
        "parts": parts[:PARTS_MAX],
        "too_many": len(parts) > PARTS_MAX,
        "most": PARTS_MAX,
        "clauses": tree(about["revision"]["clauses"]) if about else [],
        "typed": typed,
        "problems": [],
    }
    return await render_staff(request, "staff/points_about.html", context)
