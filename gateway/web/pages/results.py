"""What was published of a consultation, to take away: the answers as CSV, workbook, document."""

import asyncio
from typing import Any

from fastapi import Request, Response

from gateway.office.report import published_document
from gateway.web.data import run
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import all_nodes
from gateway.web.rendering import render
from shared.tables.word import DOCX_TYPE
from shared.tables.written import CSV_TYPE, XLSX_TYPE, Cells, csv_file, xlsx_file

router = PageRouter()

# One set of names for all languages: programs read them.
HEADER = (
    "番号",
    "意見の数",
    "区分",
    "意見の概要",
    "本市の考え方",
    "理由",
    "計画案の変更",
    "公表日時",
)
MAKERS = {"csv": (csv_file, CSV_TYPE), "xlsx": (xlsx_file, XLSX_TYPE)}
KINDS = (*MAKERS, "docx")


@router.get("/consultations/{consultation_id}/answers.{kind}", response_model=None)
async def answers_file(request: Request, consultation_id: str, kind: str) -> Response:
    """Hand out all published answers of a consultation."""
    found = await run(request, "ConsultationPage", id=consultation_id)
    if found["consultation"] is None or kind not in KINDS:
        return render(request, "not_found.html", status=404)
    rows = [
        _row(n, one) for n, one in enumerate(await published_answers(request, consultation_id), 1)
    ]
    if kind == "docx":
        title = f"{found['consultation']['title']}　ご意見の概要と本市の考え方"
        content = await asyncio.to_thread(published_document, title, [_by_name(r) for r in rows])
        media_type = DOCX_TYPE
    else:
        make, media_type = MAKERS[kind]
        content = await asyncio.to_thread(make, HEADER, rows)
    disposition = f'attachment; filename="answers-{found["consultation"]["id"]}.{kind}"'
    return Response(content, headers={"Content-Disposition": disposition}, media_type=media_type)


async def published_answers(request: Request, consultation_id: str) -> list[dict[str, Any]]:
    """Load all published answers of a consultation, newest first."""
    return await all_nodes(request, "PublishedResponses", "publishedResponses", id=consultation_id)


def _row(number: int, one: dict[str, Any]) -> Cells:
    content = one["content"]
    kind = content["responseClass"]["name"] if content["responseClass"] else ""
    changes = "\n".join(_change(change) for change in content["changes"])
    return (
        number,
        one["answered"],
        kind,
        content["summary"],
        content["text"],
        content["reason"] or "",
        changes,
        one["publishedAt"],
    )


def _by_name(row: Cells) -> dict[str, str | int]:
    names = ("number", "answered", "kind", "summary", "text", "reason", "changes", "published_at")
    return dict(zip(names, row, strict=True))


def _change(change: dict[str, Any]) -> str:
    clause = change["clause"]
    place = f"{clause['number']} {clause['heading']}".strip() if clause else ""
    return f"{place}：{change['note']}" if place else str(change["note"])
