"""HTTP in and out of consultations, exemptions and numbers of forms."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.public_comment.api.common import IDS_MAX, Reads, UseCases, page_of
from services.public_comment.domain.details import Audience, Details, Material
from services.public_comment.domain.figures import Figures
from services.public_comment.domain.particulars import Asked, Particular
from services.public_comment.domain.period import PaperRule
from services.public_comment.domain.procedure import Course, Outcome, announcements
from services.public_comment.handlers.consultations import NewConsultation
from services.public_comment.handlers.exemptions import NewExemption
from shared.caller import current_caller
from shared.clock import now
from shared.events.common import Channel, StageRef
from shared.ids import read_ids
from shared.json_routes import In, answer
from shared.mongo import Document
from shared.receipt_numbers import in_groups
from shared.settings import settings

ANNOUNCED_OF, ANNOUNCED_MAX = 100, 50
# Of all policies that are asked for: some tens of years of consultations of one.
SERVING_MAX = 500
CLOSING_SOON = timedelta(days=3)

router = APIRouter()


class MaterialIn(In):
    """Something to read."""

    title: str = Field(max_length=400)
    url: str = Field(max_length=2_000)


class ConsultationIn(In):
    """A consultation to be opened."""

    title: str = Field(min_length=1, max_length=200)
    summary: str = Field(default="", max_length=4_000)
    document_id: str
    revision_id: str
    links: list[StageRef] = Field(default_factory=list)
    opens_at: datetime
    closes_at: datetime
    channels: list[Channel] = Field(min_length=1)
    contact: str = Field(default="", max_length=1_000)
    department_id: str | None = None
    particulars: dict[Particular, Asked] = Field(default_factory=dict)
    purpose_of_use: str = Field(default="", max_length=1_000)
    retention_years: int = 5
    short_period_reason: str = Field(default="", max_length=4_000)
    paper_rule: PaperRule = PaperRule.ARRIVAL
    audience: list[Audience] = Field(default_factory=list)
    materials: list[MaterialIn] = Field(default_factory=list, max_length=100)
    places: str = Field(default="", max_length=4_000)
    notes: str = Field(default="", max_length=4_000)
    assisted_entry: bool = True
    asks_to_publish_text: bool = False
    idempotency_key: str


class ExtensionIn(In):
    """A later end, and why."""

    closes_at: datetime
    reason: str = Field(default="", max_length=4_000)


class OutcomeIn(In):
    """How it ended."""

    outcome: Outcome
    note: str = Field(default="", max_length=4_000)


class ReasonIn(In):
    """Why."""

    reason: str = Field(default="", max_length=4_000)


class RevisionIn(In):
    """New details, and what was corrected."""

    sequence: int
    summary: str = Field(default="", max_length=8_000)
    contact: str = Field(default="", max_length=2_000)
    channels: list[Channel]
    audience: list[Audience] = Field(default_factory=list)
    materials: list[MaterialIn] = Field(default_factory=list, max_length=100)
    places: str = Field(default="", max_length=4_000)
    notes: str = Field(default="", max_length=4_000)
    assisted_entry: bool = True
    asks_to_publish_text: bool = False
    note: str = Field(default="", max_length=4_000)


class ExemptionIn(In):
    """A decision that goes without a consultation."""

    title: str = Field(max_length=400)
    kind: str = Field(max_length=50)
    reason: str = Field(max_length=4_000)
    decided_on: date
    department_id: str
    policy_id: str | None = None
    idempotency_key: str


class FormIn(In):
    """A form to be printed."""

    idempotency_key: str


@router.post("/consultations")
async def open_consultation(body: ConsultationIn, use: UseCases) -> Response:
    """Open a consultation on a published revision."""
    new = NewConsultation(
        title=body.title,
        summary=body.summary,
        document_id=body.document_id,
        revision_id=body.revision_id,
        links=tuple(body.links),
        opens_at=body.opens_at,
        closes_at=body.closes_at,
        channels=tuple(body.channels),
        contact=body.contact,
        paper_rule=body.paper_rule,
        idempotency_key=body.idempotency_key,
        department_id=body.department_id,
        particulars=body.particulars,
        purpose_of_use=body.purpose_of_use,
        retention_years=body.retention_years,
        short_period_reason=body.short_period_reason,
        audience=tuple(body.audience),
        materials=tuple(Material(one.title, one.url) for one in body.materials),
        places=body.places,
        notes=body.notes,
        assisted_entry=body.assisted_entry,
        asks_to_publish_text=body.asks_to_publish_text,
    )
    return answer(_consultation(await use.consultations.open(new)), 201)


@router.post("/consultations/{id_}/extend")
async def extend_period(id_: str, body: ExtensionIn, use: UseCases) -> Response:
    """Let the period end later."""
    return answer(_consultation(await use.procedure.extend(id_, body.closes_at, body.reason)))


@router.post("/consultations/{id_}/consider")
async def begin_consideration(id_: str, use: UseCases) -> Response:
    """Begin to consider what came in."""
    return answer(_consultation(await use.procedure.consider(id_)))


@router.post("/consultations/{id_}/publish")
async def publish_result(id_: str, body: OutcomeIn, use: UseCases) -> Response:
    """Publish how it ended."""
    return answer(_consultation(await use.procedure.publish(id_, body.outcome, body.note)))


@router.post("/consultations/{id_}/withdraw")
async def withdraw_consultation(id_: str, body: ReasonIn, use: UseCases) -> Response:
    """Call it off."""
    return answer(_consultation(await use.procedure.withdraw(id_, body.reason)))


@router.get("/consultations")
async def list_consultations(
    store: Reads,
    ids: str | None = None,
    policy_ids: str | None = None,
    state: Literal["open", "planned", "closed", "all"] = "open",
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    policy_id: str | None = None,
) -> Response:
    """Consultations by ids, of policies (both comma-separated), or a page, newest first."""
    if ids is not None:
        found = await store.consultations_by_id(read_ids(ids, IDS_MAX))
        return answer({"items": [_consultation(row) for row in found], "next": None})
    if policy_ids is not None:
        wanted = read_ids(policy_ids, IDS_MAX)
        found = await store.consultations_serving(wanted, SERVING_MAX)
        return answer({"items": [_consultation(row) for row in found], "next": None})
    return page_of(await store.list_consultations(state, after, limit, policy_id), _consultation)


@router.get("/announcements")
async def list_announcements(store: Reads, policy_id: str | None = None) -> Response:
    """What there is to announce of the newest consultations (about a policy), newest first."""
    moment = now()
    told = [
        {"consultation_id": row["_id"], "title": row["title"], **one}
        for row in await store.newest_consultations(ANNOUNCED_OF, policy_id)
        for one in announcements(row, moment, CLOSING_SOON)
    ]
    told.sort(key=lambda one: (one["at"], one["consultation_id"], one["kind"]), reverse=True)
    return answer({"items": told[:ANNOUNCED_MAX]})


@router.post("/consultations/{id_}/revise")
async def revise_details(id_: str, body: RevisionIn, use: UseCases) -> Response:
    """Change what its page tells."""
    details = Details(
        body.summary,
        body.contact,
        tuple(body.channels),
        tuple(body.audience),
        tuple(Material(one.title, one.url) for one in body.materials),
        body.places,
        body.notes,
        body.assisted_entry,
        body.asks_to_publish_text,
    )
    revised = await use.revising.revise(id_, details, body.note, body.sequence)
    return answer(_consultation(revised))


@router.get("/consultations/{id_}/anchors")
async def read_anchors(id_: str, store: Reads) -> Response:
    """Read what its comments are about, each place once, for the department in charge."""
    row = await store.consultation(id_)
    current_caller().require_department(row.get("department_id"))
    return answer({"items": await store.anchors(id_)})


@router.post("/consultations/{id_}/forms")
async def reserve_form_number(id_: str, body: FormIn, use: UseCases) -> Response:
    """Reserve a 受付番号 for a printed form."""
    number = await use.forms.reserve(id_, body.idempotency_key)
    return answer({"receipt_number": in_groups(number)}, 201)


@router.post("/exemptions")
async def record_exemption(body: ExemptionIn, use: UseCases) -> Response:
    """Keep a decision that goes without a consultation."""
    return answer(_exemption(use)(await use.exemptions.record(NewExemption(**body.model_dump()))))


@router.get("/exemptions")
async def list_exemptions(
    store: Reads,
    use: UseCases,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Response:
    """List decisions without a consultation, newest first."""
    return page_of(await store.list_exemptions(after, limit), _exemption(use))


@router.get("/exemption-kinds")
async def list_exemption_kinds(use: UseCases) -> Response:
    """List for what reasons a decision may go without a consultation."""
    kinds = use.exemptions.kinds.by_code
    return answer({"items": [{"code": code, "name": name} for code, name in kinds.items()]})


def _exemption(use: UseCases) -> Callable[[Document], Document]:
    kinds = use.exemptions.kinds.by_code
    names = ("title", "kind", "reason", "decided_on", "department_id", "policy_id", "recorded_at")

    def show(row: Document) -> Document:
        # A kind that the rule no longer has keeps its code.
        kind_name = kinds.get(row["kind"], row["kind"])
        return {"id": row["_id"], "kind_name": kind_name, **{one: row[one] for one in names}}

    return show


def _consultation(row: Document) -> Document:
    names = ("title", "document_id", "revision_id", "links", "opens_at", "closes_at", "paper_rule")
    shown = {name: row[name] for name in names}
    shown |= {name: row.get(name) for name in ("department_id", "purpose_of_use", "kept_until")}
    shown["particulars"] = row.get("particulars", {})
    decided = ("considered_at", "published_at", "withdrawn_at", "outcome")
    shown |= {name: row.get(name) for name in decided}
    told = ("short_period_reason", "result_note", "withdrawal_reason")
    shown |= {name: row.get(name) or "" for name in told}
    shown["extensions"] = row.get("extensions", [])
    shown |= Details.of(row).document()
    shown["corrections"] = [
        {"at": one["at"], "note": one["note"], "changed": sorted(one["before"])}
        for one in row.get("corrections", ())
    ]
    shown["figures"] = Figures.read(known).published() if (known := row.get("figures")) else None
    shown["sequence"] = row["sequence"]
    shown["tells_by_mail"] = bool(settings().smtp_url)
    return {"id": row["_id"], **shown, "state": Course.of(row).state(now()).value}
