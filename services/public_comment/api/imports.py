"""Files of comments: read, shown, confirmed, applied."""

from datetime import date

from fastapi import APIRouter, Request, Response
from pydantic import Field

from services.public_comment.api.common import UseCases
from services.public_comment.handlers.imports import CLAUSES_MAX, Defaults
from shared.clock import today_jst
from shared.events.common import Channel
from shared.json_routes import In, answer

router = APIRouter()


class DefaultsIn(In):
    """What rows mean that do not say it, and which clause is meant by what rows say."""

    channel: Channel
    received_on: date | None = None
    clauses: dict[str, str | None] = Field(default={}, max_length=CLAUSES_MAX)


class ConfirmationIn(In):
    """``alike``: whether rows come in that look like earlier ones; null: nobody decided."""

    alike: bool | None = None


@router.post("/consultations/{id_}/imports/file")
async def read_file(id_: str, request: Request, use: UseCases) -> Response:
    """Take a CSV or a workbook: the body is the file itself."""
    return answer(await use.imports.read(id_, await request.body()), 201)


@router.post("/imports/{id_}/preview")
async def preview(id_: str, body: DefaultsIn, use: UseCases) -> Response:
    """Say what would happen."""
    defaults = Defaults(body.channel, body.received_on or today_jst(), body.clauses)
    return answer(await use.imports.preview(id_, defaults))


@router.post("/imports/{id_}/confirm")
async def confirm(id_: str, body: ConfirmationIn, use: UseCases) -> Response:
    """Begin to apply it."""
    return answer(await use.imports.confirm(id_, body.alike))


@router.get("/imports/{id_}")
async def show(id_: str, use: UseCases) -> Response:
    """Say how far it is."""
    return answer(await use.imports.show(id_))


@router.get("/imports/{id_}/results")
async def results(id_: str, use: UseCases, after: int = -1) -> Response:
    """What became of each row."""
    return answer({"items": await use.imports.results(id_, after)})
