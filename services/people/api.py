"""HTTP in and out of people. Internal: the gateway speaks to browsers."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from services.people.domain.office import Appoint, HandOver, Leave, Move, Relieve, TakeBack
from services.people.handlers import Handlers
from services.people.store import Audit, Store
from shared.caller import Role, current_caller
from shared.clock import today_jst
from shared.ids import read_ids
from shared.json_routes import In, answer
from shared.mongo import Document, Page
from shared.read_model_routes import Runner

IDS_MAX = 200
Limit = Annotated[int, Query(ge=1, le=50)]

router = APIRouter()


async def _handlers(request: Request) -> Handlers:
    handlers: Handlers = request.app.state.handlers
    return handlers


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


UseCases = Annotated[Handlers, Depends(_handlers)]
Reads = Annotated[Store, Depends(_store)]


class NameIn(In):
    """A name that the sign-in provider vouches for."""

    sign_in_name: str = Field(max_length=200)


class SessionIn(In):
    """The secret of a web session."""

    session: str = Field(max_length=200)


class TokenIn(In):
    """An API token."""

    token: str = Field(max_length=200)


class DepartmentIn(In):
    """A new department."""

    name: str
    idempotency_key: str


class DeskIn(In):
    """A new desk and who holds it."""

    department_id: str
    name: str
    holders: list[str] = Field(max_length=50)
    idempotency_key: str


class PersonIn(In):
    """A person who may sign in."""

    name: str
    sign_in_name: str
    roles: list[Role]
    idempotency_key: str


class RolesIn(In):
    """What a person may be."""

    roles: list[Role]


class MoveIn(In):
    """One move; which ids it needs depends on its kind."""

    kind: Literal["HAND_OVER", "TAKE_BACK", "APPOINT", "RELIEVE", "LEAVE"]
    person_id: str = ""
    desk_id: str = ""
    to_desk_id: str = ""

    def move(self) -> Move:
        """Make the move of the domain."""
        match self.kind:
            case "HAND_OVER":
                return HandOver(self.desk_id, self.to_desk_id)
            case "TAKE_BACK":
                return TakeBack(self.desk_id)
            case "APPOINT":
                return Appoint(self.person_id, self.desk_id)
            case "RELIEVE":
                return Relieve(self.person_id, self.desk_id)
            case "LEAVE":
                return Leave(self.person_id)


class PreviewIn(In):
    """A personnel change to look at."""

    moves: list[MoveIn]
    on: date


class ChangeIn(PreviewIn):
    """A personnel change to make."""

    reason: str = ""
    idempotency_key: str


class DelegationIn(In):
    """Who stands in for the caller, where, and from day to day."""

    to_person: str
    desk_ids: list[str] = Field(max_length=50)
    from_day: date
    to_day: date
    idempotency_key: str


class NoticeAddressIn(In):
    """Where the caller wants to be told of tasks; null: nowhere."""

    address: str | None = Field(max_length=400)


class ApiTokenIn(In):
    """A token for programs; for the caller, or for another person by the operator."""

    name: str
    expires_on: date
    person_id: str = ""
    idempotency_key: str


@router.post("/identify")
async def identify(body: NameIn, use: UseCases) -> Response:
    """Who signs in by this name."""
    return answer(await use.identity.by_sign_in_name(body.sign_in_name))


@router.post("/sessions")
async def begin_session(body: NameIn, use: UseCases) -> Response:
    """Begin a web session."""
    return answer(await use.identity.begin_session(body.sign_in_name), 201)


@router.post("/sessions/identify")
async def identify_session(body: SessionIn, use: UseCases) -> Response:
    """Whose web session it is."""
    return answer(await use.identity.by_session(body.session))


@router.post("/sessions/end")
async def end_session(body: SessionIn, use: UseCases) -> Response:
    """End a web session."""
    await use.identity.end_session(body.session)
    return answer({})


@router.post("/tokens/identify")
async def identify_token(body: TokenIn, use: UseCases) -> Response:
    """Who holds an API token."""
    return answer(await use.identity.by_token(body.token))


@router.post("/tokens")
async def make_token(body: ApiTokenIn, use: UseCases) -> Response:
    """Make an API token for the caller; the operator makes them for others."""
    caller = current_caller()
    caller.require(*Role)
    person_id = body.person_id if caller.is_operator else str(caller.person_id)
    made = await use.identity.make_token(
        person_id, body.name, body.expires_on, body.idempotency_key
    )
    return answer(made, 201)


@router.post("/tokens/{token_id}/end")
async def end_token(token_id: str, use: UseCases) -> Response:
    """End one of the caller's tokens."""
    await use.identity.end_token(token_id)
    return answer({})


@router.get("/tokens")
async def list_tokens(store: Reads) -> Response:
    """The caller's tokens, without their secrets."""
    person = await store.person(current_caller().person_id or "")
    names = ("id", "name", "made_at", "expires_on")
    kept = [{name: token[name] for name in names} for token in person.get("tokens", ())]
    return answer({"items": kept})


@router.post("/notice-address")
async def set_notice_address(body: NoticeAddressIn, use: UseCases) -> Response:
    """Keep the caller's mail address, or forget it."""
    return answer({"wanted": await use.notices.set_address(body.address)})


@router.get("/notice-address")
async def notice_address(store: Reads) -> Response:
    """Whether the caller is told by mail. Never where."""
    person = await store.person(current_caller().person_id or "")
    return answer({"wanted": bool(person.get("notice_address"))})


@router.post("/departments")
async def open_department(body: DepartmentIn, use: UseCases) -> Response:
    """Enter a department."""
    made = await use.register.open_department(body.name, body.idempotency_key)
    return answer(_department(made), 201)


@router.get("/departments")
async def list_departments(store: Reads, ids: str | None = None) -> Response:
    """All departments, or some."""
    wanted = None if ids is None else read_ids(ids, IDS_MAX)
    return answer({"items": [_department(row) for row in await store.list_departments(wanted)]})


@router.post("/desks")
async def open_desk(body: DeskIn, use: UseCases) -> Response:
    """Enter a desk."""
    made = await use.register.open_desk(
        body.department_id, body.name, body.holders, body.idempotency_key
    )
    return answer(_desk(made), 201)


@router.get("/desks")
async def list_desks(
    store: Reads, ids: str | None = None, department_ids: str | None = None
) -> Response:
    """Desks by ids, or of departments."""
    if ids is not None:
        rows = await store.list_desks(ids=read_ids(ids, IDS_MAX))
    else:
        rows = await store.list_desks(department_ids=read_ids(department_ids or "", IDS_MAX))
    return answer({"items": [_desk(row) for row in rows]})


@router.post("/people")
async def enter_person(body: PersonIn, use: UseCases) -> Response:
    """Let a person sign in."""
    made = await use.register.enter_person(
        body.name, body.sign_in_name, body.roles, body.idempotency_key
    )
    return answer(_person(made), 201)


@router.get("/people")
async def list_people(
    store: Reads, ids: str | None = None, after: str | None = None, limit: Limit = 20
) -> Response:
    """People by ids, or page by page."""
    current_caller().require(*Role)
    if ids is not None:
        found = await store.list_people(read_ids(ids, IDS_MAX))
        return answer({"items": [_person(row) for row in found], "next": None})
    current_caller().require(Role.ADMIN)
    return _page(await store.page_people(after, limit), _person)


@router.get("/people/facilitators")
async def list_facilitators(store: Reads) -> Response:
    """Who may be asked to run workshops, by name."""
    current_caller().require(Role.STAFF)
    return answer({"items": [_person(row) for row in await store.facilitators()], "next": None})


@router.post("/people/{person_id}/roles")
async def change_roles(person_id: str, body: RolesIn, use: UseCases) -> Response:
    """Say anew what a person may be."""
    return answer(_person(await use.register.change_roles(person_id, body.roles)))


@router.post("/changes/preview")
async def preview_change(body: PreviewIn, use: UseCases) -> Response:
    """What a personnel change would do."""
    moves = [move.move() for move in body.moves]
    return answer({"desks": await use.changes.preview(moves, body.on)})


@router.post("/changes")
async def apply_change(body: ChangeIn, use: UseCases) -> Response:
    """Make a personnel change."""
    moves = [move.move() for move in body.moves]
    made = await use.changes.apply(moves, body.on, body.reason, body.idempotency_key)
    return answer(_change(made), 201)


@router.get("/changes")
async def list_changes(store: Reads, after: str | None = None, limit: Limit = 20) -> Response:
    """Personnel changes, newest first."""
    current_caller().require(Role.ADMIN, Role.RECORDS)
    return _page(await store.page_changes(after, limit), _change)


@router.post("/delegations")
async def begin_delegation(body: DelegationIn, use: UseCases) -> Response:
    """Let another person stand in for the caller."""
    made = await use.delegations.begin(
        body.to_person, body.desk_ids, body.from_day, body.to_day, body.idempotency_key
    )
    return answer(_delegation(made), 201)


@router.post("/delegations/{delegation_id}/end")
async def end_delegation(delegation_id: str, use: UseCases) -> Response:
    """End a delegation."""
    return answer(_delegation(await use.delegations.end(delegation_id)))


@router.get("/delegations")
async def list_delegations(store: Reads) -> Response:
    """Delegations that the caller gave or has, which are not over."""
    rows = await store.delegations_of(current_caller().person_id or "", today_jst())
    return answer({"items": [_delegation(row) for row in rows]})


@router.get("/audit")
async def audit(
    runner: Runner,
    actor: str | None = None,
    subject: str | None = None,
    after: str | None = None,
    limit: Limit = 20,
) -> Response:
    """What people who sign in did, newest first."""
    current_caller().require(Role.ADMIN, Role.RECORDS)
    page = await Audit(await runner.model()).page(actor, subject, after, limit)
    return _page(page, _without_underscore)


def _page(page: Page, show: Any) -> Response:
    return answer({"items": [show(row) for row in page.items], "next": page.next})


def _without_underscore(row: Document) -> Document:
    return {"id": row["_id"], **{name: value for name, value in row.items() if name != "_id"}}


def _department(row: Document) -> Document:
    return {"id": row["_id"], "name": row["name"]}


def _desk(row: Document) -> Document:
    names = ("department_id", "name", "holders", "successor_id", "closed_on")
    return {"id": row["_id"], **{name: row[name] for name in names}}


def _person(row: Document) -> Document:
    names = ("name", "sign_in_name", "roles", "left_at")
    return {"id": row["_id"], **{name: row[name] for name in names}}


def _change(row: Document) -> Document:
    names = ("moves", "on", "reason", "by", "at", "desks")
    return {"id": row["_id"], **{name: row[name] for name in names}}


def _delegation(row: Document) -> Document:
    names = ("from_person", "to_person", "desk_ids", "from_day", "to_day", "ended_at")
    return {"id": row["_id"], **{name: row[name] for name in names}}
