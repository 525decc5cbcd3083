"""Looking at texts before they are published: what waits, and one after the other what is masked.

Without scripts: what was proposed is ticked, other words are typed as they stand in the text; what
would be published is shown, then kept, and the next text comes at once.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.web.data import run, submit
from gateway.web.forms import (
    FormProblem,
    new_key,
    problem_of,
    problems_of,
    status_of,
    whole_number,
)
from gateway.web.masking import (
    KINDS,
    Choice,
    WordsNotThere,
    WordsRow,
    chosen_by_words,
    marked,
    proposed,
    united,
)
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes, to_choose_from
from gateway.web.rendering import language, link
from gateway.web.staff import render_staff, signed_in, staff_fields
from shared.caller import Role

router = PageRouter()

# As many as a text may have (services/public_comment/masks: MASKS_MAX), and rows for own words.
PICKS_MAX, ROWS = 200, 3
ON_VERSION = ("version", "number", "key")
PICKS = tuple(f"pick{number}" for number in range(PICKS_MAX))
WORDS = tuple(
    f"{name}{row}" for row in range(1, ROWS + 1) for name in ("words", "nth", "kind", "reason")
)
Typed = Mapping[str, str]


@router.get("/staff/masks", response_model=None)
async def agreed_texts(
    request: Request, consultation: str = "", looked_at: str = "", after: str = ""
) -> Response:
    """List the texts of a consultation that wait for a look, or that had theirs."""
    await signed_in(request, Role.STAFF)
    data = None
    if consultation:
        given = {"id": consultation, "lookedAt": bool(looked_at), "after": after or None}
        data = await run(request, "AgreedTexts", **given)
    context = {
        "consultations": await to_choose_from(request, "closed", "open"),
        "chosen": data["consultation"] if data else None,
        "progress": data["maskingProgress"] if data else None,
        "texts": nodes(data["agreedTexts"]) if data else [],
        "next": next_cursor(data["agreedTexts"]) if data else None,
        "looked_at": looked_at,
    }
    return await render_staff(request, "staff/masks.html", context)


@router.get("/staff/masks/{comment_id}", response_model=None)
async def one_text(request: Request, comment_id: str) -> Response:
    """Show a text, with what may have to be masked in it and what was decided before."""
    await signed_in(request, Role.STAFF)
    return await _page(request, comment_id, None, [])


@router.post("/staff/masks/{comment_id}/preview", response_model=None)
async def preview(request: Request, comment_id: str) -> Response:
    """Show what would be published; nothing is kept yet."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *ON_VERSION, *PICKS, *WORDS)
    found = await _text(request, comment_id)
    if problems := problems_of(request, found):
        return await _lost(request, problems)
    choices, problems = _choices(request, found["text"], typed)
    if problems:
        return await _page(request, comment_id, _picked(typed), problems, typed=typed)
    given = [one.given() for one in choices]
    about = {"commentId": comment_id, "version": whole_number(typed["version"]), "masks": given}
    shown = await submit(request, "MaskPreview", about)
    if problems := problems_of(request, shown):
        return await _page(request, comment_id, _picked(typed), problems, typed=typed)
    return await _page(request, comment_id, choices, [], shown=shown["text"])


@router.post("/staff/masks/{comment_id}", response_model=None)
async def decide(request: Request, comment_id: str) -> Response:
    """Keep what was shown, or that nothing has to be masked; go on to the next text."""
    await signed_in(request, Role.STAFF)
    typed = await staff_fields(request, *ON_VERSION, *PICKS)
    choices = _picked(typed)
    given = {
        "commentId": comment_id,
        "version": whole_number(typed["version"]),
        "number": whole_number(typed["number"]),
        "masks": [one.given() for one in choices],
        "idempotencyKey": typed["key"],
    }
    result = await submit(request, "MaskComment", given)
    if problems := problems_of(request, result):
        return await _page(request, comment_id, choices, problems)
    lang = language(request)
    if result["nextId"]:
        return RedirectResponse(link(lang, f"/staff/masks/{result['nextId']}"), 303)
    to = link(lang, "/staff/masks", consultation=result["consultationId"])
    return RedirectResponse(to, 303)


def _choices(request: Request, text: str, typed: Typed) -> tuple[list[Choice], list[FormProblem]]:
    """Return what was chosen, and which words cannot be found."""
    chosen, problems = _picked(typed), []
    for number in range(1, ROWS + 1):
        words = typed[f"words{number}"]
        if not words.strip():
            continue
        told = WordsRow(
            words, typed[f"nth{number}"], typed[f"kind{number}"], typed[f"reason{number}"]
        )
        try:
            chosen += chosen_by_words(text, told)
        except WordsNotThere as absent:
            code = "WORDS_FEWER_TIMES" if absent.count else "WORDS_NOT_IN_TEXT"
            about = {"row": number, "count": absent.count}
            problems.append(problem_of(request, code, f"words{number}", **about))
    return united(chosen), problems


def _picked(typed: Typed) -> list[Choice]:
    read = [Choice.read(typed[name]) for name in PICKS if typed[name]]
    return united(one for one in read if one)


async def _text(request: Request, comment_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await run(request, "Masking", id=comment_id))["masking"]
    return found


async def _page(
    request: Request,
    comment_id: str,
    choices: Sequence[Choice] | None,
    problems: list[FormProblem],
    *,
    shown: str | None = None,
    typed: Typed | None = None,
) -> Response:
    """Show a text; ``choices`` are what was chosen so far, ``shown`` what would be published."""
    found = await _text(request, comment_id)
    if lost := problems_of(request, found):
        return await _lost(request, lost)
    if choices is None:
        choices = _decided(found)
    offered = proposed(found["suggestions"], choices)
    context = {
        "text": found,
        "pieces": marked(found["text"], [one for one, _ in offered]),
        "offered": offered[:PICKS_MAX],
        "choices": choices,
        "shown": shown,
        "typed": dict.fromkeys(WORDS, "") | {name: (typed or {}).get(name, "") for name in WORDS},
        "rows": range(1, ROWS + 1),
        "kinds": KINDS,
        "problems": problems,
        "key": new_key(),
    }
    return await render_staff(request, "staff/mask.html", context, status_of(problems))


def _decided(found: Mapping[str, Any]) -> list[Choice]:
    """Return what holds now: nothing of what was decided before a correction."""
    if found["outdated"] or not found["decisions"]:
        return []
    masks = found["decisions"][-1]["masks"]
    return [Choice(one["start"], one["end"], one["kind"], one["reason"]) for one in masks]


async def _lost(request: Request, problems: list[FormProblem]) -> Response:
    context = {"problems": problems}
    return await render_staff(request, "staff/mask_lost.html", context, status_of(problems))
