"""HTTP in and out: issues."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.issue_proposals.api.common import (
    Kept,
    NumbersIn,
    PlaceIn,
    Use,
    issue_out,
    match_out,
    place_of,
)
from services.issue_proposals.domain.issue import Shown, Words
from services.issue_proposals.domain.on_map import Narrowed
from services.issue_proposals.handlers.bringing import NewIssue, words_of
from shared.caller import Role, current_caller
from shared.city_map import Cell, View
from shared.clock import today_jst
from shared.events.common import Channel, StageRef
from shared.events.issue_proposals import IssueField, IssueKind, IssueState, ResourceKind
from shared.events.issue_talk import PartyKind
from shared.ids import read_ids
from shared.json_routes import In, answer
from shared.receipt_numbers import in_groups

IDS_MAX, OVERDUE_MAX = 50, 50
Limit = Annotated[int, Query(ge=1, le=50)]

router = APIRouter()


class BringIn(In):
    """A difficulty."""

    idempotency_key: str
    words: str
    field: IssueField = IssueField.OTHER
    ward: str = ""
    affected: str = ""
    name: str = ""
    contact: str = ""
    channel: Channel = Channel.WEB
    place: PlaceIn | None = None


class SimilarIn(In):
    """What somebody is writing."""

    words: str


class WithdrawIn(In):
    """Why somebody takes it back."""

    number: str
    confirmation_number: str
    reason: str


class SortIn(In):
    """What it is, and who is responsible, as seen at ``sequence``."""

    kind: IssueKind
    department_id: str
    reason: str
    sequence: int


class WordsIn(In):
    """Public words."""

    title: str
    background: str
    facts: str = ""
    causes: str = ""
    tried: str = ""
    solved: str = ""


class ShownIn(In):
    """A photograph that is to be public, and what is to be seen on it."""

    id: str
    description: str = ""


class ShapeIn(NumbersIn):
    """The next version, and the one that it is made of."""

    words: WordsIn
    base_version: int = Field(ge=0)
    place: PlaceIn | None = None
    photographs: list[ShownIn] = Field(default_factory=list, max_length=20)


class ApproveIn(NumbersIn):
    """Which version is agreed to, and how the author said so who has no page."""

    version: int = Field(ge=1)
    heard: str = ""


class AnswerIn(In):
    """The city's answer."""

    text: str
    idempotency_key: str


class MoveIn(In):
    """Where it goes on to; an end has a reason."""

    state: IssueState
    reason: str = ""


class MergeIn(In):
    """Into which issue, or None to undo it; and why."""

    into: str | None
    reason: str


class LinkIn(In):
    """All stages of policies that it serves from now on, and why."""

    links: list[StageRef] = Field(max_length=20)
    reason: str


class NeedIn(NumbersIn):
    """Something that is needed."""

    kind: ResourceKind
    text: str
    wanted: PartyKind | None = None
    idempotency_key: str


class PurposeIn(In):
    """For what the words are looked at."""

    purpose: str


@router.post("/issues")
async def bring_issue(given: BringIn, use: Use) -> Response:
    """Accept a difficulty."""
    new = {**given.model_dump(), "place": place_of(given.place)}
    made = await use.bringing.bring(NewIssue(**new))
    out = issue_out(made.issue, to_author=True)
    return answer({**out, "confirmation_number": in_groups(made.confirmation_number)}, 201)


@router.get("/issues")
async def read_issues(
    kept: Kept,
    use: Use,
    ids: str | None = None,
    field: IssueField | None = None,
    ward: str | None = None,
    state: IssueState | None = None,
    wanted: PartyKind | None = None,
    cell: str | None = None,
    policy_id: str | None = None,
    linked: bool = False,
    words: str = "",
    after: str | None = None,
    limit: Limit = 20,
) -> Response:
    """Read issues by id, or a page of the public ones, newest first; those with all ``words``."""
    if ids is not None:
        found = await kept.issues_by_id(read_ids(ids, IDS_MAX))
        caller = current_caller()
        shown = [one for one in found if one.is_public or one.handles(caller)]
        return answer({"items": [issue_out(one) for one in shown], "next": None})
    given = {"field": field, "ward": ward, "state": state, "wanted": wanted}
    given["cells"] = str(Cell.named(cell)) if cell else None
    given["links.policy_id"] = policy_id
    like: dict[str, str | bool] = {
        name: str(value) for name, value in given.items() if value is not None
    }
    if linked:
        like["linked"] = True
    if words.strip():
        items, following = await use.finding.search(words, after, limit, like)
    else:
        items, following = await kept.public_issues(after, limit, like)
    return answer({"items": [issue_out(one) for one in items], "next": following})


@router.get("/map")
async def read_map(
    use: Use,
    zoom: int = 0,
    x: int = 0,
    y: int = 0,
    field: IssueField | None = None,
    state: IssueState | None = None,
    wanted: PartyKind | None = None,
) -> Response:
    """Count the public issues in eight by eight cells (no ``zoom``: the whole city) and wards."""
    view = View(zoom, x, y) if zoom else None
    return answer(await use.on_map.counts(view, Narrowed(field, state, wanted)))


@router.get("/work")
async def read_work(
    kept: Kept, states: str = "", after: str | None = None, limit: Limit = 20
) -> Response:
    """Read what came in, newest first: coordinators all, staff what is their departments'."""
    wanted = [state for state in states.split(",") if state in IssueState.__members__]
    items, following = await kept.issues_at_work(after, limit, _departments(), wanted)
    return answer({"items": [issue_out(one) for one in items], "next": following})


@router.get("/overdue")
async def read_overdue(kept: Kept) -> Response:
    """Read those whose first answer is overdue, the longest first; for whom as ``read_work``."""
    found = await kept.overdue(today_jst(), _departments(), OVERDUE_MAX)
    return answer({"items": [issue_out(one) for one in found]})


def _departments() -> list[str] | None:
    """Return whose issues the caller works on; None for all.

    Raises:
        NotSignedIn, Forbidden.
    """
    caller = current_caller()
    caller.require(Role.STAFF, Role.COORDINATOR)
    return None if caller.has(Role.COORDINATOR) else sorted(caller.departments)


@router.post("/issues/similar")
async def find_similar(given: SimilarIn, use: Use) -> Response:
    """Find public issues like what somebody is writing; nothing of it is kept."""
    found = await use.finding.similar(given.words)
    return answer(
        {"items": [{"issue": issue_out(one), "words": list(alike.words)} for one, alike in found]}
    )


@router.post("/issues/read")
async def read_own(given: NumbersIn, use: Use) -> Response:
    """Read an issue as its author."""
    issue, fields = await use.bringing.read(given.number, given.confirmation_number)
    out = issue_out(issue, to_author=True)
    return answer({**out, "given": words_of(fields), "erased": fields is None})


@router.post("/issues/withdraw")
async def withdraw_issue(given: WithdrawIn, use: Use) -> Response:
    """Take an issue back."""
    issue = await use.bringing.withdraw(given.number, given.confirmation_number, given.reason)
    return answer(issue_out(issue, to_author=True))


@router.post("/issues/{issue_id}/words")
async def open_words(issue_id: str, given: PurposeIn, use: Use) -> Response:
    """Read the words as they came in, for a purpose that is recorded first."""
    return answer({"given": await use.opening.open_words(issue_id, given.purpose)})


@router.post("/issues/{issue_id}/sort")
async def sort_issue(issue_id: str, given: SortIn, use: Use) -> Response:
    """Say what it is and who is responsible."""
    return answer(issue_out(await use.opening.sort(issue_id, **given.model_dump())))


@router.post("/issues/{issue_id}/shape")
async def shape_issue(issue_id: str, given: ShapeIn, use: Use) -> Response:
    """Write the next version of the public words."""
    words = Words(**given.words.model_dump())
    made = await use.opening.shape(
        issue_id,
        words,
        given.base_version,
        given.numbers(),
        place_of(given.place),
        [Shown(one.id, one.description) for one in given.photographs],
    )
    return answer(issue_out(made, to_author=bool(given.number)))


@router.post("/issues/{issue_id}/approve")
async def approve_version(issue_id: str, given: ApproveIn, use: Use) -> Response:
    """Agree that a version is public."""
    made = await use.opening.approve(issue_id, given.version, given.numbers(), given.heard)
    return answer(issue_out(made, to_author=bool(given.number)))


@router.post("/issues/{issue_id}/answer")
async def answer_issue(issue_id: str, given: AnswerIn, use: Use) -> Response:
    """Publish the city's answer."""
    return answer(issue_out(await use.opening.answer(issue_id, given.text, given.idempotency_key)))


@router.post("/issues/{issue_id}/move")
async def move_issue(issue_id: str, given: MoveIn, use: Use) -> Response:
    """Let it go on."""
    return answer(issue_out(await use.opening.move(issue_id, given.state, given.reason)))


@router.post("/issues/{issue_id}/merge")
async def merge_issue(issue_id: str, given: MergeIn, use: Use) -> Response:
    """Make it a part of another issue, or of none any more."""
    if given.into is None:
        return answer(issue_out(await use.mergings.undo(issue_id, given.reason)))
    return answer(issue_out(await use.mergings.merge(issue_id, given.into, given.reason)))


@router.post("/issues/{issue_id}/link")
async def link_issue(issue_id: str, given: LinkIn, use: Use) -> Response:
    """Give it its place among the stages of policies."""
    return answer(issue_out(await use.opening.link(issue_id, given.links, given.reason)))


@router.get("/issues/{issue_id}/merged")
async def read_merged(issue_id: str, kept: Kept) -> Response:
    """Read the public issues that are a part of it."""
    found = await kept.merged_into(issue_id)
    return answer({"items": [issue_out(one) for one in found if one.is_public]})


@router.post("/issues/{issue_id}/needs")
async def name_need(issue_id: str, given: NeedIn, use: Use) -> Response:
    """Say what it needs."""
    made = await use.opening.name_need(
        issue_id, given.kind, given.text, given.idempotency_key, given.numbers(), given.wanted
    )
    return answer(issue_out(made, to_author=bool(given.number)))


@router.get("/issues/{issue_id}/matches")
async def read_matches(issue_id: str, kept: Kept) -> Response:
    """Read what was asked for, of a public issue."""
    await kept.public_issue(issue_id)
    return answer({"items": [match_out(one) for one in await kept.matches_of(issue_id)]})
