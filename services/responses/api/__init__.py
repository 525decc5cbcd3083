"""HTTP in and out of responses. Internal: the gateway speaks to browsers."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Response as Answer

from services.responses.api.bodies import (
    CommentIn,
    DraftIn,
    InquiryIn,
    JoinIn,
    KeyIn,
    PublishIn,
    ReasonIn,
    ReviseIn,
    RouteIn,
    RoutesIn,
    SplitIn,
    SubjectsIn,
    TextIn,
    subjects_of,
)
from services.responses.api.common import Reads, UseCases, answer
from services.responses.domain.classes import ResponseClasses
from services.responses.domain.parts import (
    EDITABLE,
    InquiryState,
    State,
)
from services.responses.domain.response import Response
from services.responses.handlers.base import may_read, staff
from services.responses.store import read
from shared.caller import Caller, Role, current_caller
from shared.clock import today_jst
from shared.ids import read_ids
from shared.mongo import Document

IDS_MAX = 200
SUBJECTS_SHOWN = 50
Limit = Annotated[int, Query(ge=1, le=50)]

router = APIRouter()


@router.get("/classes")
async def list_classes(use: UseCases) -> Answer:
    """The classes (対応区分) of this installation, for anyone."""
    return answer({"items": [vars(one) for one in use.classes.by_code.values()]})


@router.post("/responses")
async def draft(body: DraftIn, use: UseCases) -> Answer:
    """Begin a response."""
    row = await use.drafts.draft(
        body.desk_id, subjects_of(body.subjects), body.content(), body.due_on, body.idempotency_key
    )
    return answer(_shown(row, use.classes), 201)


@router.get("/responses")
async def list_responses(
    store: Reads,
    use: UseCases,
    ids: str | None = None,
    case_id: str | None = None,
    state: State | None = None,
    after: str | None = None,
    limit: Limit = 20,
) -> Answer:
    """Responses by ids, or a case's page, newest first; only those the caller may read."""
    caller = staff()
    if ids is not None:
        rows, following = await store.by_ids(read_ids(ids, IDS_MAX)), None
    else:
        mine = sorted(caller.departments | caller.desks)
        where: Document = {"case_id": case_id or "", "readers": {"$in": mine}}
        page = await store.page(where | ({"state": state.value} if state else {}), after, limit)
        rows, following = page.items, page.next
    items = [_shown(row, use.classes) for row in rows if may_read(read(row), caller)]
    return answer({"items": items, "next": following})


@router.get("/responses/of")
async def responses_of(store: Reads, use: UseCases, subjects: str) -> Answer:
    """The responses that stand for inputs (``KIND:id``, comma-separated), for staff."""
    caller = staff()
    asked = read_ids(subjects, IDS_MAX)
    rows = await store.live_of(asked, {})
    mine = [row for row in rows if may_read(read(row), caller)]
    return answer({"items": [_shown(row, use.classes, asked) for row in mine]})


@router.get("/published")
async def published(
    store: Reads,
    use: UseCases,
    subjects: str | None = None,
    comments: str | None = None,
    document_id: str | None = None,
    case_id: str | None = None,
    after: str | None = None,
    limit: Limit = 20,
) -> Answer:
    """What everyone may read: by inputs (``KIND:id``, comma-separated), by comments, or a page.

    By ``comments`` are found also the answers to the points of each one; by ``document_id`` those
    because of which the plan was changed.
    """
    public: Document = {"state": State.PUBLISHED.value}
    if comments is not None:
        found_for = await use.publication.published_for(read_ids(comments, IDS_MAX))
        items = [
            {
                "comment_id": id_,
                "found": [_public(one) for one in told.found],
                "opinions": told.opinions,
                "published": told.published,
            }
            for id_, told in found_for.items()
        ]
        return answer({"items": items})
    if document_id is not None:
        rows = await store.that_changed(document_id)
        return answer({"items": [_public(read(row)) for row in rows], "next": None})
    if subjects is not None:
        asked = read_ids(subjects, IDS_MAX)
        rows = await store.live_of(asked, public)
        return answer({"items": [_public(read(row), asked) for row in rows], "next": None})
    page = await store.page({"case_id": case_id or "", **public}, after, limit)
    return answer({"items": [_public(read(row)) for row in page.items], "next": page.next})


@router.get("/tasks")
async def tasks(store: Reads) -> Answer:
    """What waits for the caller's desks, the most urgent first."""
    caller = staff()
    rows = await store.waiting_for(caller.desks)
    found = [task for row in rows for task in _tasks(read(row), caller)]
    return answer({"items": sorted(found, key=lambda task: task["due_on"] or "9999-12-31")})


@router.post("/responses/{id_}/revise")
async def revise(id_: str, body: ReviseIn, use: UseCases) -> Answer:
    """Say it anew."""
    row = await use.drafts.revise(
        id_, body.content(), body.due_on, body.version, body.idempotency_key
    )
    return answer(_shown(row, use.classes))


@router.post("/responses/{id_}/subjects")
async def change_subjects(id_: str, body: SubjectsIn, use: UseCases) -> Answer:
    """Answer other inputs."""
    row = await use.drafts.change_subjects(
        id_, subjects_of(body.add), subjects_of(body.remove), body.version, body.idempotency_key
    )
    return answer(_shown(row, use.classes))


@router.post("/responses/{id_}/split")
async def split(id_: str, body: SplitIn, use: UseCases) -> Answer:
    """Answer some inputs apart."""
    row = await use.drafts.split(
        id_, subjects_of(body.subjects), body.version, body.idempotency_key
    )
    return answer(_shown(row, use.classes), 201)


@router.post("/responses/{id_}/join")
async def join(id_: str, body: JoinIn, use: UseCases) -> Answer:
    """Answer another draft's inputs, too."""
    row = await use.drafts.join(
        id_, body.version, body.other_id, body.other_version, body.idempotency_key
    )
    return answer(_shown(row, use.classes))


@router.post("/responses/{id_}/withdraw")
async def withdraw(id_: str, body: ReasonIn, use: UseCases) -> Answer:
    """End it."""
    row = await use.drafts.withdraw(id_, body.reason, body.version, body.idempotency_key)
    return answer(_shown(row, use.classes))


@router.post("/responses/{id_}/ask-approval")
async def ask_approval(id_: str, body: RouteIn, use: UseCases) -> Answer:
    """Send it along a route."""
    row = await use.approvals.ask(id_, body.route, body.version, body.idempotency_key)
    return answer(_shown(row, use.classes))


@router.post("/responses/{id_}/approve")
async def approve(id_: str, body: CommentIn, use: UseCases) -> Answer:
    """Approve the present step."""
    row = await use.approvals.approve(id_, body.comment, body.version, body.idempotency_key)
    return answer(_shown(row, use.classes))


@router.post("/responses/{id_}/return")
async def send_back(id_: str, body: CommentIn, use: UseCases) -> Answer:
    """Send it back."""
    row = await use.approvals.send_back(id_, body.comment, body.version, body.idempotency_key)
    return answer(_shown(row, use.classes))


@router.post("/responses/{id_}/inquiries")
async def send_inquiry(id_: str, body: InquiryIn, use: UseCases) -> Answer:
    """Ask another department."""
    row = await use.inquiries.send(
        id_, body.desk_id, body.question, body.due_on, body.idempotency_key
    )
    return answer(_shown(row, use.classes), 201)


@router.post("/responses/{id_}/inquiries/{inquiry_id}/draft")
async def save_inquiry_draft(id_: str, inquiry_id: str, body: TextIn, use: UseCases) -> Answer:
    """Keep an unfinished answer."""
    row = await use.inquiries.save_draft(id_, inquiry_id, body.text, body.idempotency_key)
    return answer(_shown(row, use.classes))


@router.post("/responses/{id_}/inquiries/{inquiry_id}/answer")
async def answer_inquiry(id_: str, inquiry_id: str, body: TextIn, use: UseCases) -> Answer:
    """Answer an inquiry."""
    row = await use.inquiries.answer(id_, inquiry_id, body.text, body.idempotency_key)
    return answer(_shown(row, use.classes))


@router.post("/responses/{id_}/inquiries/{inquiry_id}/take-back")
async def take_inquiry_back(id_: str, inquiry_id: str, body: KeyIn, use: UseCases) -> Answer:
    """Need an answer no longer."""
    row = await use.inquiries.take_back(id_, inquiry_id, body.idempotency_key)
    return answer(_shown(row, use.classes))


@router.post("/cases/{case_id}/publish")
async def publish(case_id: str, body: PublishIn, use: UseCases) -> Answer:
    """Publish all that is decided."""
    return answer(
        await use.publication.publish(case_id, body.idempotency_key, partial=body.partial)
    )


@router.get("/cases/{case_id}/progress")
async def progress(case_id: str, use: UseCases) -> Answer:
    """Counts of a case, for staff."""
    staff()
    found = await use.publication.progress(case_id)
    return answer(vars(found))


@router.get("/cases/{case_id}/overview")
async def overview(case_id: str, use: UseCases) -> Answer:
    """A case's progress by clause and by department, for staff."""
    staff()
    return answer(await use.publication.overview(case_id))


@router.get("/cases/{case_id}/unanswered")
async def unanswered(
    case_id: str,
    use: UseCases,
    clause_id: str | None = None,
    topic_id: str | None = None,
    after: str = "",
    limit: Limit = 20,
) -> Answer:
    """Comments and points without a response, oldest first, for staff.

    An empty ``clause_id`` asks for those about the whole plan.
    """
    staff()
    narrowed: Document = {} if clause_id is None else {"clause_id": clause_id or None}
    narrowed |= {"topic_id": topic_id} if topic_id else {}
    subjects, following = await use.publication.unanswered(case_id, narrowed, after, limit)
    return answer({"items": [one.model_dump(mode="json") for one in subjects], "next": following})


@router.get("/routes")
async def list_routes(store: Reads, department_ids: str) -> Answer:
    """Routes of approval of departments."""
    current_caller().require(Role.STAFF, Role.ADMIN)
    rows = await store.routes_of(read_ids(department_ids, IDS_MAX))
    return answer({"items": [_routes(row) for row in rows]})


@router.post("/routes/{department_id}")
async def set_routes(department_id: str, body: RoutesIn, use: UseCases) -> Answer:
    """Say a department's routes anew."""
    routes = [route.model_dump() for route in body.routes]
    row = await use.routes.set(department_id, routes, body.version, body.idempotency_key)
    return answer(_routes({**row, "_id": department_id}))


def _routes(row: Document) -> Document:
    return {"department_id": row["_id"], "version": row["sequence"], "routes": row["routes"]}


def _shown(row: Document, classes: ResponseClasses, asked: Sequence[str] = ()) -> Document:
    """Show a response to staff; an unfinished answer only to the desk that writes it."""
    response, desks, today = read(row), current_caller().desks, today_jst()
    shown = response.model_dump(mode="json", exclude={"subjects"})
    shown |= _subjects_shown(response, asked)
    for told, inquiry in zip(shown["inquiries"], response.inquiries, strict=True):
        told["overdue"] = inquiry.is_overdue(today)
        if inquiry.desk_id not in desks:
            told["draft"] = ""
    shown["turn_desk_id"] = response.approval.desk_id if response.approval else None
    shown["obstacles"] = response.obstacles(classes) if response.state in EDITABLE else []
    return shown


def _public(response: Response, asked: Sequence[str] = ()) -> Document:
    """Show what was published: no name, no history, nothing of how it came about."""
    names = {"id", "case_id", "content", "published_at"}
    shown = response.model_dump(mode="json", include=names)
    return {**shown, **_subjects_shown(response, asked)}


def _subjects_shown(response: Response, asked: Sequence[str]) -> Document:
    """Show those of the inputs that were asked for, or the first: there may be very many."""
    wanted = set(asked)
    shown = [one for one in response.subjects if one.key in wanted]
    subjects = shown or response.subjects[:SUBJECTS_SHOWN]
    return {
        "subjects": [one.model_dump(mode="json") for one in subjects],
        "answered": len(response.subjects),
    }


def _tasks(response: Response, caller: Caller) -> list[Document]:
    about = {"response_id": response.id, "case_id": response.case_id}
    due, found = response.due_on.isoformat() if response.due_on else None, list[Document]()
    kind = {State.IN_APPROVAL: "APPROVAL", State.DECIDED: "PUBLICATION"}.get(
        response.state, response.state.value
    )
    desk_id = response.desk_id
    if response.state is State.IN_APPROVAL and response.approval:
        desk_id = response.approval.desk_id or desk_id
    if desk_id in caller.desks:
        found.append({**about, "kind": kind, "desk_id": desk_id, "due_on": due, "inquiry_id": None})
    for inquiry in response.inquiries:
        if inquiry.state is InquiryState.OPEN and inquiry.desk_id in caller.desks:
            found.append(
                {
                    **about,
                    "kind": "INQUIRY",
                    "desk_id": inquiry.desk_id,
                    "due_on": inquiry.due_on.isoformat(),
                    "inquiry_id": inquiry.id,
                }
            )
    return found
