"""HTTP in and out. Internal: the gateway calls it with the service token. Ids and numbers only."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.folding.domain.errors import FoldNotFound
from services.folding.store import Folds
from shared.caller import current_caller
from shared.ids import read_ids
from shared.mongo import Document, Page
from shared.read_model_routes import Runner

IDS_MAX, ROWS_MAX = 200, 1_000

router = APIRouter()
Limit = Annotated[int, Query(ge=1, le=50)]


class FoldOut(BaseModel):
    """``size`` comments in ``wordings`` different wordings; ``same`` have the one most sent.

    ``comment_id`` is one of those.
    """

    id: str
    case_id: str
    size: int
    wordings: int
    same: int
    comment_id: str


class FoldsOut(BaseModel):
    """Folds, and where the list goes on."""

    items: list[FoldOut]
    next: str | None = None


class MemberOut(BaseModel):
    """A comment; ``same`` says that it has the wording most sent, to the letter."""

    comment_id: str
    same: bool


class MembersOut(BaseModel):
    """The comments of a fold, and where the list goes on."""

    items: list[MemberOut]
    next: str | None


class MembershipOut(BaseModel):
    """In which fold a comment is, and how many are."""

    id: str
    fold_id: str
    size: int


class MembershipsOut(BaseModel):
    """Those of the comments that were asked for and are known."""

    items: list[MembershipOut]


class CountedMemberOut(BaseModel):
    """A comment, its fold, and a name for its wording."""

    id: str
    fold_id: str
    wording: str


class CountedMembersOut(BaseModel):
    """Comments as they are folded, and where the list goes on."""

    items: list[CountedMemberOut]
    next: str | None


@router.get("/recount")
async def recount(
    runner: Runner,
    case_id: str,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=ROWS_MAX)] = ROWS_MAX,
) -> CountedMembersOut:
    """Which comments of a consultation are in which fold, for the operator alone."""
    current_caller().require_operator()
    rows = await Folds(await runner.model()).members_of(case_id, after, limit)
    last = f"{rows[-1]['text_id']} {rows[-1]['_id']}" if len(rows) == limit else None
    return CountedMembersOut(
        items=[
            CountedMemberOut(
                id=row["_id"], fold_id=row["fold_id"], wording=row["text_id"].partition(":")[2]
            )
            for row in rows
        ],
        next=last,
    )


@router.get("/folds")
async def read_folds(
    runner: Runner,
    ids: str | None = None,
    case_id: str = "",
    after: str | None = None,
    limit: Limit = 20,
) -> FoldsOut:
    """Folds by ids, or a consultation's of two or more, newest first."""
    folds = Folds(await runner.model())
    if ids is not None:
        named = await folds.folds(read_ids(ids, IDS_MAX))
        page = Page([row for row in named.values() if row["size"]], None)
    else:
        page = await folds.page(case_id, after, limit)
    most = await folds.most_sent([row["_id"] for row in page.items])
    items = [_shown(row, most.get(row["_id"])) for row in page.items]
    return FoldsOut(items=items, next=page.next)


class FoldCountOut(BaseModel):
    """How many folds of two or more a consultation has."""

    folds: int


@router.get("/folds/count")
async def count_folds(runner: Runner, case_id: str) -> FoldCountOut:
    """How many folds of two or more a consultation has."""
    return FoldCountOut(folds=await Folds(await runner.model()).count(case_id))


@router.get("/folds/{fold_id}/members")
async def read_members(
    fold_id: str, runner: Runner, after: str | None = None, limit: Limit = 20
) -> MembersOut:
    """The comments of a fold, newest first; 404 ``FOLD_NOT_FOUND``."""
    folds = Folds(await runner.model())
    if fold_id not in await folds.folds([fold_id]):
        raise FoldNotFound("fold_id")
    text = (await folds.most_sent([fold_id])).get(fold_id)
    page = await folds.page_members(fold_id, after, limit)
    return MembersOut(
        items=[
            MemberOut(
                comment_id=row["_id"], same=text is not None and row["text_id"] == text["_id"]
            )
            for row in page.items
        ],
        next=page.next,
    )


@router.get("/memberships")
async def read_memberships(ids: str, runner: Runner) -> MembershipsOut:
    """In which folds comments are."""
    folds = Folds(await runner.model())
    members = await folds.members(read_ids(ids, IDS_MAX))
    known = await folds.folds(row["fold_id"] for row in members.values())
    return MembershipsOut(
        items=[
            MembershipOut(id=id_, fold_id=row["fold_id"], size=known[row["fold_id"]]["size"])
            for id_, row in members.items()
            if row["fold_id"] in known
        ]
    )


def _shown(row: Document, text: Document | None) -> FoldOut:
    return FoldOut(
        id=row["_id"],
        case_id=row["case_id"],
        size=row["size"],
        wordings=row["wordings"],
        same=text["copies"] if text else 0,
        comment_id=text["of"] if text else row["_id"],
    )
