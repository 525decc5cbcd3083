"""HTTP in and out: photographs of issues."""

from base64 import b64encode
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from services.issue_proposals.api.common import NumbersIn, Use, issue_out
from shared.files import download_headers
from shared.json_routes import answer
from shared.two_numbers import Numbers

router = APIRouter()


@router.post("/issues/{issue_id}/photographs/file")
async def attach(
    issue_id: str,
    request: Request,
    use: Use,
    kyodo_number: Annotated[str, Header()] = "",
    kyodo_confirmation: Annotated[str, Header()] = "",
) -> Response:
    """Take a photograph: the body is the file itself; numbers are in no address."""
    numbers = Numbers(kyodo_number, kyodo_confirmation)
    issue = await use.photographs.attach(issue_id, numbers, await request.body())
    return answer(issue_out(issue, to_author=bool(kyodo_number)), 201)


@router.post("/issues/{issue_id}/photographs/previews")
async def read_previews(issue_id: str, given: NumbersIn, use: Use) -> Response:
    """Show an author what was handed in, small."""
    found = await use.photographs.previews(issue_id, given.numbers())
    return answer(
        {"items": [{"id": id_, "jpeg": b64encode(small).decode()} for id_, small in found]}
    )


@router.post("/issues/{issue_id}/photographs/{id_}/open")
async def open_one(issue_id: str, id_: str, use: Use) -> Response:
    """Hand one out."""
    about, content = await use.photographs.read(issue_id, id_)
    return Response(content, headers=download_headers(about))
