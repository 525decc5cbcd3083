"""HTTP in and out: photographs of paper sheets."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.workshops.api.common import Use
from shared.files import download_headers
from shared.json_routes import answer
from shared.mongo import Document

router = APIRouter()


@router.post("/workshops/{workshop_id}/photographs/file")
async def attach(
    workshop_id: str, request: Request, use: Use, table: int = 0, round: int = 0
) -> Response:
    """Take a photograph: the body is the file itself."""
    made = await use.photographs.attach(workshop_id, table, round, await request.body())
    return answer(_out(made), 201)


@router.get("/workshops/{workshop_id}/photographs")
async def read_all(workshop_id: str, use: Use) -> Response:
    """List them by table and round."""
    return answer({"items": [_out(row) for row in await use.photographs.all_of(workshop_id)]})


@router.post("/workshops/{workshop_id}/photographs/{id_}/open")
async def open_one(workshop_id: str, id_: str, use: Use) -> Response:
    """Hand one out."""
    about, content = await use.photographs.read(workshop_id, id_)
    return Response(content, headers=download_headers(about))


def _out(row: Document) -> dict[str, Any]:
    return {"id": row["_id"], **{name: row[name] for name in ("table", "round", "size", "at")}}
