"""結果の公表: the whole result of a consultation on one page, to be read and taken away."""

import asyncio
from typing import Any

from fastapi import Request, Response

from gateway.web.data import run
from gateway.web.page_route import PageRouter
from gateway.web.pages.results import MAKERS, published_answers
from gateway.web.rendering import render
from gateway.web.words import word
from shared.tables.written import Cells

router = PageRouter()

# One set of names for all languages: programs read them.
FIGURES_HEADER = ("提出の方法", "提出者数（人）", "提出意見の数（通）", "意見の数（件）")


@router.get("/consultations/{consultation_id}/result", response_model=None)
async def result(request: Request, consultation_id: str) -> Response:
    """Show what came in, every answer, and what changed."""
    found = await _ended(request, consultation_id)
    if found is None:
        return render(request, "not_found.html", status=404)
    answers = await published_answers(request, consultation_id)
    # As they were written: the newest is the last.
    context = {"consultation": found, "answers": answers[::-1]}
    return render(request, "result.html", context)


@router.get("/consultations/{consultation_id}/figures.{kind}", response_model=None)
async def figures_file(request: Request, consultation_id: str, kind: str) -> Response:
    """Hand out how much came in."""
    found = await _ended(request, consultation_id)
    if found is None or found["figures"] is None or kind not in MAKERS:
        return render(request, "not_found.html", status=404)
    figures = found["figures"]
    rows = [_row(_way(one["channel"]), one) for one in figures["byChannel"]]
    rows.append(_row("合計（実数）", figures))
    make, media_type = MAKERS[kind]
    content = await asyncio.to_thread(make, FIGURES_HEADER, rows)
    disposition = f'attachment; filename="figures-{found["id"]}.{kind}"'
    return Response(content, headers={"Content-Disposition": disposition}, media_type=media_type)


async def _ended(request: Request, consultation_id: str) -> dict[str, Any] | None:
    """Load a consultation whose result was published."""
    found = await run(request, "ConsultationResult", id=consultation_id)
    consultation: dict[str, Any] | None = found["consultation"]
    return consultation if consultation and consultation["publishedAt"] else None


def _way(channel: str | None) -> str:
    return word("channel", channel, "ja") if channel else "そのほかの方法"


def _row(name: str, one: dict[str, Any]) -> Cells:
    return (name, one["submitters"], one["comments"], one["points"])
