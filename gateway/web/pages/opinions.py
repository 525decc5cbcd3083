"""What citizens agreed to have published in their own words, to take away: CSV, workbook, JSON.

Open data under CC BY 4.0. Rows name no receipt and no day, and stand in no order of time.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from fastapi import Request, Response

from gateway.web import words
from gateway.web.data import run
from gateway.web.i18n import JAPANESE
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import all_nodes
from gateway.web.rendering import render
from shared.tables.written import CSV_TYPE, XLSX_TYPE, Cells, csv_file, xlsx_file

router = PageRouter()

LICENCE = "CC BY 4.0"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
JSONL_TYPE = "application/jsonl; charset=utf-8"
# One set of names for all languages: programs read them.
HEADER = ("項目の番号", "項目", "提出方法", "意見", "利用条件")
NAMES = ("clause_number", "clause", "channel", "text", "license")


def _jsonl_file(_header: Cells, rows: Sequence[Cells]) -> bytes:
    return b"".join(orjson.dumps(dict(zip(NAMES, row, strict=True))) + b"\n" for row in rows)


MAKERS: dict[str, tuple[Callable[[Cells, list[Cells]], bytes], str]] = {
    "csv": (csv_file, CSV_TYPE),
    "xlsx": (xlsx_file, XLSX_TYPE),
    "jsonl": (_jsonl_file, JSONL_TYPE),
}


@router.get("/consultations/{consultation_id}/opinions.{kind}", response_model=None)
async def opinions_file(request: Request, consultation_id: str, kind: str) -> Response:
    """Hand out all published texts of a consultation; before its result there is no such file."""
    if kind not in MAKERS:
        return render(request, "not_found.html", status=404)
    counts = await run(request, "PublishedOpinionCounts", id=consultation_id)
    if counts["publishedOpinionCounts"] is None:
        return render(request, "not_found.html", status=404)
    make, media_type = MAKERS[kind]
    found = await all_nodes(request, "PublishedOpinions", "publishedOpinions", id=consultation_id)
    rows = [_row(one) for one in found]
    content = await asyncio.to_thread(make, HEADER, rows)
    headers = {
        "Content-Disposition": f'attachment; filename="opinions.{kind}"',
        "Link": f'<{LICENCE_ADDRESS}>; rel="license"',
        # Who takes an agreement back is not to be found in a copy that somebody keeps for us.
        "Cache-Control": "no-store",
    }
    return Response(content, headers=headers, media_type=media_type)


def _row(one: dict[str, Any]) -> Cells:
    clause = one["clause"] or {"number": "", "heading": "計画案の全体"}
    channel = words.word("channel", one["channel"], JAPANESE)
    return (clause["number"], clause["heading"], channel, one["text"], LICENCE)
