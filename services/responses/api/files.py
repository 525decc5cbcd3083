"""What clerks take away as a file, and bring back edited."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Response as Answer
from pydantic import Field, model_validator

from services.responses.api.common import UseCases, answer
from services.responses.domain.edits import Edit
from services.responses.domain.parts import SubjectKind
from shared.json_routes import In

OPINIONS_MAX = 200
ROWS_MAX = 100
# Of a text no more than this is read: what is longer is refused with its length all the same.
TEXT_READ = 40_000

router = APIRouter()


Text = Annotated[str, Field(max_length=TEXT_READ)]
Id = Annotated[str, Field(max_length=64)]


class BeginIn(In):
    """Whose new responses will be."""

    desk_id: Id


class EditIn(In):
    """One row: what it was written from, and what it says now."""

    n: int = Field(ge=0, le=1_000_000)
    label: str = Field(default="", max_length=20)
    response_id: Id = ""
    version: int = Field(default=0, ge=0, le=1_000_000)
    kind: SubjectKind | None = None
    input_id: Id = ""
    class_name: str = Field(default="", max_length=200)
    summary: Text = ""
    text: Text = ""
    reason: Text = ""
    problem: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _names_something(self) -> "EditIn":
        if not self.problem and not self.response_id and not (self.kind and self.input_id):
            raise ValueError("response_id, or kind and input_id")
        return self

    def edit(self) -> Edit:
        """Make the domain's value."""
        return Edit(**{**self.model_dump(), "kind": self.kind.value if self.kind else ""})


class EditsIn(In):
    """Some rows of a file."""

    rows: list[EditIn] = Field(max_length=ROWS_MAX)


class FiguresIn(In):
    """All rows of the file; of them those that nobody edited; those that were taken out of it."""

    total: int = Field(ge=0)
    untouched: int = Field(ge=0)
    missing: int | None = Field(default=None, ge=0)


@router.get("/cases/{case_id}/opinions")
async def opinions(
    case_id: str,
    use: UseCases,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=OPINIONS_MAX)] = OPINIONS_MAX,
) -> Answer:
    """The inputs of a case that count, with what answers each, for the department in charge."""
    return answer(await use.opinions.page(case_id, after, limit))


@router.post("/cases/{case_id}/imports")
async def begin(case_id: str, body: BeginIn, use: UseCases) -> Answer:
    """Begin to bring in a file."""
    return answer(await use.imports.begin(case_id, body.desk_id), 201)


@router.post("/imports/{id_}/rows")
async def take(id_: str, body: EditsIn, use: UseCases) -> Answer:
    """Take rows, and judge what they would change."""
    return answer(await use.imports.take(id_, [one.edit() for one in body.rows]))


@router.post("/imports/{id_}/preview")
async def preview(id_: str, body: FiguresIn, use: UseCases) -> Answer:
    """All rows have come."""
    return answer(await use.imports.preview(id_, body.model_dump()))


@router.post("/imports/{id_}/confirm")
async def confirm(id_: str, use: UseCases) -> Answer:
    """Begin to apply it."""
    return answer(await use.imports.confirm(id_))


@router.get("/imports/{id_}")
async def show(id_: str, use: UseCases) -> Answer:
    """How far it is."""
    return answer(await use.imports.show(id_))


@router.get("/imports/{id_}/rows")
async def rows(
    id_: str, use: UseCases, after: int = -1, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> Answer:
    """What each row would change, or what became of it."""
    return answer({"items": await use.imports.rows(id_, after, limit)})
