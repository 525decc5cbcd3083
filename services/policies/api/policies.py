"""HTTP in and out: policies, their stages, plan documents and revisions."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict

from services.policies.domain.errors import ClauseNotInRevision
from services.policies.domain.plan import PlanFormat
from services.policies.domain.policy import Activity, Policy, PolicyStage
from services.policies.domain.units import Side
from services.policies.handlers import Policies
from services.policies.store import Source, Store
from shared.clock import now
from shared.errors import InvalidInput
from shared.events.common import Method, RevisionKind, Stage, StageState
from shared.ids import new_id, read_ids

IDS_MAX = 50

router = APIRouter()


class Out(BaseModel):
    """An answer, made from the domain's own objects."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class StageIn(BaseModel):
    """A stage as planned; dates may be open."""

    cycle: int = 1
    stage: Stage
    starts_on: date | None = None
    ends_on: date | None = None
    planned_methods: list[Method] = []


class StageOut(StageIn, Out):
    """A stage and how it went."""

    state: StageState
    opened_on: date | None
    closed_on: date | None


class PolicyIn(BaseModel):
    """A new policy."""

    title: str
    summary: str
    field: str
    area: str
    department: str
    department_id: str | None = None
    stages: list[StageIn]
    idempotency_key: str


class ActivityIn(BaseModel):
    """What was held elsewhere; a number that was not counted is null."""

    cycle: int = 1
    stage: Stage
    method: Method
    title: str
    held_on: date
    place: str | None = None
    participants: int | None = None
    submitters: int | None = None
    comments: int | None = None
    points: int | None = None
    results: str | None = None
    idempotency_key: str


class ActivityOut(Out):
    """An activity as recorded."""

    id: str
    cycle: int
    stage: Stage
    method: Method
    title: str
    held_on: date
    place: str
    participants: int | None
    submitters: int | None
    comments: int | None
    points: int | None
    results: str


class PolicyOut(Out):
    """A policy as of ``sequence``."""

    id: str
    title: str
    summary: str
    field: str
    area: str
    department: str
    department_id: str | None
    stages: list[StageOut]
    activities: list[ActivityOut]
    created_at: datetime
    sequence: int


class OnDay(BaseModel):
    """The day on which a stage opens or closes, in Japan."""

    on: date


class DocumentIn(BaseModel):
    """A new plan document."""

    title: str
    idempotency_key: str


class DocumentOut(Out):
    """A plan document."""

    id: str
    policy_id: str
    title: str
    created_at: datetime


class RevisionIn(BaseModel):
    """A text to publish as the next revision."""

    kind: RevisionKind
    title: str
    format: PlanFormat
    text: str
    idempotency_key: str


class ClauseOut(Out):
    """A clause; ``position`` counts from 0 through the whole document, ``depth`` from 0."""

    id: str
    parent_id: str | None
    position: int
    depth: int
    number: str
    heading: str
    body: str
    path: str


class SkippedOut(Out):
    """A line that is in no clause: a page number or the table of contents."""

    line: int
    reason: str


class RevisionOut(Out):
    """A revision with its clauses in the order of the text."""

    id: str
    document_id: str
    policy_id: str
    number: int
    kind: RevisionKind
    title: str
    published_at: datetime
    clauses: list[ClauseOut]
    skipped: list[SkippedOut]


class SentenceOut(Out):
    """A sentence or a heading, in code points of the clause's text."""

    start: int
    end: int


class ClauseTextOut(Out):
    """The text in which passages of a clause are counted, and its sentences."""

    text: str
    sentences: list[SentenceOut]


class RevisionSummaryOut(Out):
    """A revision without its text."""

    id: str
    number: int
    kind: RevisionKind
    title: str
    published_at: datetime


class RevisionSummariesOut(Out):
    """The revisions of a plan document, newest first."""

    items: list[RevisionSummaryOut]


class PoliciesOut(Out):
    """Policies and the next page's cursor."""

    items: list[PolicyOut]
    next: str | None = None


class DocumentsOut(Out):
    """Plan documents and the next page's cursor."""

    items: list[DocumentOut]
    next: str | None = None


class RevisionsOut(Out):
    """Revisions asked for by id."""

    items: list[RevisionOut]


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _handlers(store: Annotated[Store, Depends(_store)]) -> Policies:
    return Policies(store)


Kept = Annotated[Store, Depends(_store)]
Do = Annotated[Policies, Depends(_handlers)]
Ids = Annotated[str | None, Query()]


@router.post("/policies")
async def create_policy(given: PolicyIn, do: Do) -> PolicyOut:
    """Enter a policy with its stages."""
    policy = Policy(
        id=new_id(),
        title=given.title,
        summary=given.summary,
        field=given.field,
        area=given.area,
        department=given.department,
        stages=tuple(
            PolicyStage(
                stage.cycle,
                stage.stage,
                stage.starts_on,
                stage.ends_on,
                tuple(stage.planned_methods),
            )
            for stage in given.stages
        ),
        activities=(),
        created_at=now(),
        sequence=0,
        department_id=given.department_id,
    )
    made = await do.create_policy(policy, given.idempotency_key, _body(given))
    return PolicyOut.model_validate(made)


@router.get("/policies")
async def read_policies(
    store: Kept, ids: Ids = None, after: str | None = None, limit: int = 20
) -> PoliciesOut:
    """Read policies by id, in one query, or page by page."""
    if ids is not None:
        return PoliciesOut.model_validate({"items": await store.policies(read_ids(ids, IDS_MAX))})
    items, following = await store.policies_page(after, limit)
    return PoliciesOut.model_validate({"items": items, "next": following})


@router.post("/policies/{policy_id}/stages/{cycle}/{stage}/open")
async def open_stage(policy_id: str, cycle: int, stage: Stage, day: OnDay, do: Do) -> PolicyOut:
    """Open a stage."""
    return PolicyOut.model_validate(await do.open_stage(policy_id, cycle, stage, day.on))


@router.post("/policies/{policy_id}/stages/{cycle}/{stage}/close")
async def close_stage(policy_id: str, cycle: int, stage: Stage, day: OnDay, do: Do) -> PolicyOut:
    """Close a stage."""
    return PolicyOut.model_validate(await do.close_stage(policy_id, cycle, stage, day.on))


@router.post("/policies/{policy_id}/activities")
async def record_activity(policy_id: str, given: ActivityIn, do: Do) -> PolicyOut:
    """Record an activity that was held elsewhere."""
    activity = Activity(
        id=new_id(),
        place=given.place or "",
        results=given.results or "",
        **given.model_dump(exclude={"idempotency_key", "place", "results"}),
    )
    policy = await do.record_activity(policy_id, activity, given.idempotency_key, _body(given))
    return PolicyOut.model_validate(policy)


@router.post("/policies/{policy_id}/documents")
async def create_document(policy_id: str, given: DocumentIn, do: Do) -> DocumentOut:
    """Begin a plan document."""
    made = await do.create_document(policy_id, given.title, given.idempotency_key)
    return DocumentOut.model_validate(made)


@router.get("/documents")
async def read_documents(
    store: Kept,
    ids: Ids = None,
    policy_id: str | None = None,
    after: str | None = None,
    limit: int = 20,
) -> DocumentsOut:
    """Read plan documents by id, or a policy's, page by page."""
    if ids is not None:
        return DocumentsOut.model_validate({"items": await store.documents(read_ids(ids, IDS_MAX))})
    if policy_id is None:
        raise InvalidInput("policy_id", reason="missing")
    items, following = await store.documents_page(policy_id, after, limit)
    return DocumentsOut.model_validate({"items": items, "next": following})


@router.post("/documents/{document_id}/revisions")
async def publish_revision(document_id: str, given: RevisionIn, do: Do) -> RevisionOut:
    """Publish the next revision of a plan document."""
    source = Source(given.format, given.text)
    made = await do.publish_revision(
        document_id, given.kind, given.title, source, given.idempotency_key
    )
    return RevisionOut.model_validate(made)


@router.get("/revisions")
async def read_revisions(store: Kept, ids: str) -> RevisionsOut:
    """Read revisions with their clauses by id, in one query."""
    return RevisionsOut.model_validate({"items": await store.revisions(read_ids(ids, IDS_MAX))})


@router.get("/revisions/{revision_id}/clauses/{clause_id}/text")
async def read_clause_text(revision_id: str, clause_id: str, store: Kept) -> ClauseTextOut:
    """Read a clause as passages of it are counted."""
    for revision in await store.revisions([revision_id]):
        for clause in revision.clauses:
            if clause.id == clause_id:
                side = Side([clause])
                return ClauseTextOut.model_validate(
                    {"text": side.texts[0], "sentences": side.units}
                )
    raise ClauseNotInRevision("clause_id")


@router.get("/documents/{document_id}/revisions")
async def list_revisions(document_id: str, store: Kept) -> RevisionSummariesOut:
    """List a plan document's revisions, newest first."""
    rows = await store.revisions_of(document_id)
    return RevisionSummariesOut.model_validate(
        {"items": [{**row, "id": row["_id"]} for row in rows]}
    )


def _body(given: BaseModel) -> dict[str, Any]:
    """What a repeated request must repeat."""
    return given.model_dump(mode="json", exclude={"idempotency_key"})
