"""HTTP in and out of splittings."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from services.public_comment.points import store as rows
from services.public_comment.points.domain.spans import SPANS_MAX, SpanKind
from services.public_comment.points.handlers import Part, Points
from services.public_comment.points.store import splittings
from shared.caller import Role, current_caller
from shared.ids import read_ids
from shared.json_routes import In, answer
from shared.mongo import Document

IDS_MAX = 200

router = APIRouter()


async def _points(request: Request) -> Points:
    points: Points = request.app.state.points
    return points


UseCase = Annotated[Points, Depends(_points)]


class PartIn(In):
    """A part of the text, in code points."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    kind: SpanKind = SpanKind.OPINION
    clause_id: str | None = Field(default=None, max_length=64)
    topic: str = ""


class SplitIn(In):
    """A splitting, made on a version of the text and on a former splitting (0: none)."""

    version: int
    number: int
    parts: list[PartIn] = Field(max_length=SPANS_MAX + 1)
    idempotency_key: str


@router.post("/comments/{id_}/split")
async def split(id_: str, body: SplitIn, use: UseCase) -> Response:
    """Split a comment anew."""
    parts = [Part(**one.model_dump()) for one in body.parts]
    row = await use.split(id_, body.version, body.number, parts, body.idempotency_key)
    return answer((await _answers([row], use))[0])


@router.get("/splittings")
async def list_splittings(ids: str, use: UseCase) -> Response:
    """The splittings of comments by ids, for staff; also of those that were never split."""
    current_caller().require(Role.STAFF)
    found = await use.store.comments_by_id(read_ids(ids, IDS_MAX))
    return answer({"items": await _answers(found, use)})


@router.get("/points")
async def list_points(ids: str, use: UseCase) -> Response:
    """Opinions with their words by ids, for staff; what is no longer one is not among them."""
    current_caller().require(Role.STAFF)
    wanted = read_ids(ids, IDS_MAX)
    found = await rows.comments_with_points(use.store, wanted)
    shown = [one for answer in await _answers(found, use) for one in answer["points"]]
    return answer({"items": [one for one in shown if one["id"] in wanted]})


@router.get("/consultations/{id_}/topics")
async def list_topics(id_: str, use: UseCase) -> Response:
    """What the opinions of a consultation are sorted by."""
    current_caller().require(Role.STAFF)
    topics = [{"id": row["_id"], "label": row["label"]} for row in await use.topics.of(id_)]
    return answer({"items": topics})


async def _answers(found: list[Document], use: Points) -> list[Document]:
    cases = {row["consultation_id"] for row in found}
    labels = {topic["_id"]: topic["label"] for case in cases for topic in await use.topics.of(case)}
    return [_splitting(row, labels) for row in found]


def _splitting(row: Document, labels: dict[str, str]) -> Document:
    """Show how a comment is split; the words are those of the version that was split."""
    made, last = splittings(row), row["versions"][-1]
    newest = made[-1] if made else {"number": 0, "of_version": last["version"], "spans": []}
    text = row["versions"][newest["of_version"] - 1]["text"]
    about = {"consultation_id": row["consultation_id"], "comment_id": row["_id"]}
    parts = [
        {
            **span,
            "topic": labels.get(span["topic_id"], ""),
            "text": text[span["start"] : span["end"]],
        }
        for span in newest["spans"]
    ]
    return {
        **about,
        "id": row["_id"],
        "text": last["text"],
        "clause_id": last["clause_id"],
        "number": newest["number"],
        "version": last["version"],
        "of_version": newest["of_version"],
        "outdated": bool(parts) and newest["of_version"] != last["version"],
        "parts": parts,
        "points": [{**part, **about} for part in parts if part["id"]],
    }
