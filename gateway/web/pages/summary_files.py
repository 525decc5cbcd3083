"""A stage's summary as a document for the council and the assembly."""

import asyncio
import re

from fastapi import Request, Response

from gateway.summary.document.content import content_of
from gateway.summary.document.pdf import pdf_document
from gateway.summary.document.word import word_document
from gateway.web.data import run
from gateway.web.page_route import PageRouter
from gateway.web.rendering import render
from gateway.web.staff import signed_in
from gateway.words import Stage
from shared.caller import Role
from shared.tables.word import DOCX_TYPE

router = PageRouter()

MAKERS = {"docx": (word_document, DOCX_TYPE), "pdf": (pdf_document, "application/pdf")}
_CYCLE = re.compile(r"[1-9][0-9]{0,2}")
# Making a file takes a core: one after another.
_ONE_AT_A_TIME = asyncio.Semaphore(1)


@router.get("/staff/summary/{policy_id}/{cycle}/{stage}.{kind}", response_model=None)
async def summary_file(
    request: Request, policy_id: str, cycle: str, stage: str, kind: str
) -> Response:
    """Hand out the document; small counts are put together in it, whoever asks."""
    await signed_in(request, Role.STAFF)
    if kind not in MAKERS or stage not in Stage.__members__ or not _CYCLE.fullmatch(cycle):
        return render(request, "not_found.html", status=404)
    place = {"policyId": policy_id, "cycle": int(cycle), "stage": stage}
    found = await run(request, "SummaryDocument", **place)
    if found["stageSummary"] is None or found["stageCounts"] is None:
        return render(request, "not_found.html", status=404)
    make, media_type = MAKERS[kind]
    content = content_of(found, int(cycle), stage)
    async with _ONE_AT_A_TIME:
        made = await asyncio.to_thread(make, content)
    name = f"summary-{policy_id}-{cycle}-{stage}.{kind}"
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Response(made, headers=headers, media_type=media_type)
