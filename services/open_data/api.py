"""HTTP in and out of open data. Internal; the operator makes versions, anyone may have them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from services.open_data.domain.datasets import DATASETS, Dataset
from services.open_data.domain.files import MEDIA_TYPES, FileKind
from services.open_data.handlers import OpenData
from shared.caller import current_caller
from shared.clock import iso
from shared.errors import Forbidden
from shared.json_routes import In, answer
from shared.mongo import Document

router = APIRouter()

PARTS_MAX, ROWS_AT_ONCE = 4_000, 200
FOR_GOOD = "public, max-age=31536000, immutable"
_SHOWN = ("version", "previous", "rows", "sha256", "fields", "files")


async def _use_cases(request: Request) -> OpenData:
    use: OpenData = request.app.state.open_data
    return use


async def _operator() -> None:
    if not current_caller().is_operator:
        raise Forbidden


UseCases = Annotated[OpenData, Depends(_use_cases)]
OPERATOR_ONLY = [Depends(_operator)]


class PartIn(In):
    """Some rows, by the names of their fields."""

    number: int = Field(ge=0, lt=PARTS_MAX)
    rows: list[dict[str, Any]] = Field(max_length=ROWS_AT_ONCE)


class DraftIn(In):
    """How many parts were sent."""

    parts: int = Field(ge=0, le=PARTS_MAX)


@router.post("/datasets/{name}/drafts/{draft}/parts", dependencies=OPERATOR_ONLY)
async def keep_part(name: str, draft: str, body: PartIn, use: UseCases) -> Response:
    """Keep rows of a version that is being made; the same number replaces what was sent."""
    await use.keep_part(name, draft, body.number, body.rows)
    return answer({"kept": len(body.rows)})


@router.post("/datasets/{name}/drafts/{draft}/version", dependencies=OPERATOR_ONLY)
async def make_version(name: str, draft: str, body: DraftIn, use: UseCases) -> Response:
    """Make a version of what was sent; ``is_new`` false: it says what the present one says."""
    made = await use.make(name, draft, body.parts)
    return answer({"is_new": made.is_new, "version": _version(made.version)})


@router.post("/sweep", dependencies=OPERATOR_ONLY)
async def sweep(use: UseCases) -> Response:
    """Retire versions with a text that is published no more."""
    return answer({"retired": await use.sweep()})


@router.get("/datasets")
async def list_datasets(use: UseCases) -> Response:
    """List the datasets with their present versions."""
    return answer({"items": [_dataset(*each) for each in await use.datasets()]})


@router.get("/datasets/{name}/versions")
async def list_versions(
    name: str,
    use: UseCases,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Response:
    """List a dataset's versions, newest first."""
    page = await use.versions(name, after, limit)
    return answer({"items": [_version(row) for row in page.items], "next": page.next})


@router.post("/datasets/{name}/versions/{version}/files/{kind}")
async def open_file(name: str, version: str, kind: str, use: UseCases) -> Response:
    """Hand a file out; 410 once it may not be any more."""
    content = await use.file(name, version, kind)
    headers = {
        "Content-Type": MEDIA_TYPES[FileKind(kind)],
        # Who takes an agreement back is not to be found in a copy that somebody keeps for us.
        "Cache-Control": "no-store" if DATASETS[name].consented else FOR_GOOD,
    }
    return Response(content, headers=headers)


def _dataset(dataset: Dataset, present: Document | None) -> Document:
    return {
        "name": dataset.name,
        "by_consent": dataset.consented is not None,
        "present": _version(present) if present else None,
    }


def _version(row: Document) -> Document:
    retired = row["retired_at"]
    return {
        **{name: row[name] for name in _SHOWN},
        "made_at": iso(row["made_at"]),
        "retired_at": iso(retired) if retired else None,
    }
