"""HTTP in and out of public comment. Internal: callers hold the service token."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.public_comment.domain.particulars import Asked, Particular
from services.public_comment.domain.passage import Passage
from services.public_comment.domain.period import PaperRule
from services.public_comment.domain.procedure import Course, Outcome, announcements
from services.public_comment.domain.receipt import in_groups
from services.public_comment.handlers import Handlers
from services.public_comment.handlers.comments import NewComment, Receipt
from services.public_comment.handlers.consultations import NewConsultation
from services.public_comment.handlers.personal_data import Purpose
from services.public_comment.store import Store
from shared.clock import now
from shared.errors import KyodoError
from shared.events.common import Channel, StageRef, SubmitterKind
from shared.ids import read_ids
from shared.mongo import Document, Page
from shared.service import described_body, read_body

IDS_MAX = 200
ANNOUNCED_OF, ANNOUNCED_MAX = 100, 50
CLOSING_SOON = timedelta(days=3)

router = APIRouter()


async def _handlers(request: Request) -> Handlers:
    handlers: Handlers = request.app.state.handlers
    return handlers


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


UseCases = Annotated[Handlers, Depends(_handlers)]
Reads = Annotated[Store, Depends(_store)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ConsultationIn(_In):
    """A consultation to be opened."""

    title: str = Field(min_length=1, max_length=200)
    summary: str = Field(default="", max_length=4_000)
    document_id: str
    revision_id: str
    links: list[StageRef] = []
    opens_at: datetime
    closes_at: datetime
    channels: list[Channel] = Field(min_length=1)
    contact: str = Field(default="", max_length=1_000)
    department_id: str | None = None
    particulars: dict[Particular, Asked] = {}
    purpose_of_use: str = Field(default="", max_length=1_000)
    retention_years: int = 5
    short_period_reason: str = Field(default="", max_length=4_000)
    paper_rule: PaperRule = PaperRule.ARRIVAL
    idempotency_key: str


class ExtensionIn(_In):
    """A later end, and why."""

    closes_at: datetime
    reason: str = Field(default="", max_length=4_000)


class OutcomeIn(_In):
    """How it ended."""

    outcome: Outcome
    note: str = Field(default="", max_length=4_000)


class ReasonIn(_In):
    """Why."""

    reason: str = Field(default="", max_length=4_000)


class SecretIn(_In):
    """Both numbers, as a person typed them."""

    receipt_number: str = Field(max_length=100)
    confirmation_number: str = Field(max_length=100)


class PassageIn(_In):
    """A passage of the clause, in code points of its text, and the words there."""

    start: int
    end: int
    quote: str = Field(max_length=20_000)

    def passage(self) -> Passage:
        """As the use cases take it."""
        return Passage(self.start, self.end, self.quote)


class CommentIn(_In):
    """A comment. A channel other than WEB is what staff enter."""

    consultation_id: str
    clause_id: str | None = None
    text: str
    submitter_kind: SubmitterKind = SubmitterKind.PERSON
    idempotency_key: str
    channel: Channel = Channel.WEB
    received_on: date | None = None
    postmarked_on: date | None = None
    submitter_ref: str | None = Field(default=None, max_length=200)
    continues: SecretIn | None = None
    particulars: dict[Particular, str] = {}
    passage: PassageIn | None = None


class BatchItemIn(_In):
    """One row of an import."""

    row_id: str = Field(max_length=200)
    text: str
    clause_id: str | None = None
    submitter_kind: SubmitterKind = SubmitterKind.PERSON
    channel: Channel = Channel.WEB
    received_on: date | None = None
    postmarked_on: date | None = None
    submitter_ref: str | None = Field(default=None, max_length=200)
    idempotency_key: str


class BatchIn(_In):
    """Rows of an import, at most 200."""

    consultation_id: str
    items: list[BatchItemIn]


class CorrectionIn(SecretIn):
    """A new text."""

    text: str


class WithdrawalIn(SecretIn):
    """A reason may be given, and need not."""

    reason: str | None = None


class PersonalDataIn(_In):
    """Whose private data to open, and what for."""

    receipt_numbers: list[str] = Field(min_length=1, max_length=100)
    purpose: Purpose
    note: str = ""


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
    )
    return _json(_consultation(await use.consultations.open(new)), 201)


@router.post("/consultations/{id_}/extend")
async def extend_period(id_: str, body: ExtensionIn, use: UseCases) -> Response:
    """Let the period end later."""
    return _json(_consultation(await use.procedure.extend(id_, body.closes_at, body.reason)))


@router.post("/consultations/{id_}/consider")
async def begin_consideration(id_: str, use: UseCases) -> Response:
    """Begin to consider what came in."""
    return _json(_consultation(await use.procedure.consider(id_)))


@router.post("/consultations/{id_}/publish")
async def publish_result(id_: str, body: OutcomeIn, use: UseCases) -> Response:
    """Publish how it ended."""
    return _json(_consultation(await use.procedure.publish(id_, body.outcome, body.note)))


@router.post("/consultations/{id_}/withdraw")
async def withdraw_consultation(id_: str, body: ReasonIn, use: UseCases) -> Response:
    """Call it off."""
    return _json(_consultation(await use.procedure.withdraw(id_, body.reason)))


@router.get("/consultations")
async def list_consultations(
    store: Reads,
    ids: str | None = None,
    state: Literal["open", "planned", "closed", "all"] = "open",
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Response:
    """Consultations by ids (comma-separated), or a page of a state, newest first."""
    if ids is not None:
        found = await store.consultations_by_id(read_ids(ids, IDS_MAX))
        return _json({"items": [_consultation(row) for row in found], "next": None})
    return _page(await store.list_consultations(state, after, limit), _consultation)


@router.get("/announcements")
async def list_announcements(store: Reads) -> Response:
    """What there is to announce of the newest consultations, newest first."""
    moment = now()
    told = [
        {"consultation_id": row["_id"], "title": row["title"], **one}
        for row in await store.newest_consultations(ANNOUNCED_OF)
        for one in announcements(row, moment, CLOSING_SOON)
    ]
    told.sort(key=lambda one: (one["at"], one["consultation_id"], one["kind"]), reverse=True)
    return _json({"items": told[:ANNOUNCED_MAX]})


@router.post("/comments", openapi_extra=described_body(CommentIn))
async def submit_comment(request: Request) -> Response:
    """Accept one comment. The hot path: the body is read without the framework's dependencies."""
    body = read_body(CommentIn, await request.body())
    new = NewComment(
        consultation_id=body.consultation_id,
        clause_id=body.clause_id,
        text=body.text,
        submitter_kind=body.submitter_kind,
        idempotency_key=body.idempotency_key,
        channel=body.channel,
        by_staff=body.channel is not Channel.WEB,
        received_on=body.received_on,
        postmarked_on=body.postmarked_on,
        submitter_ref=body.submitter_ref,
        particulars=body.particulars,
        passage=body.passage.passage() if body.passage else None,
        continues=(body.continues.receipt_number, body.continues.confirmation_number)
        if body.continues
        else None,
    )
    handlers: Handlers = request.app.state.handlers
    receipt = await handlers.comments.submit(new)
    return _json(receipt.body(), 200 if receipt.repeated else 201)


@router.post("/comments/batch")
async def submit_batch(body: BatchIn, use: UseCases) -> Response:
    """Accept up to 200 comments of an import, each for itself."""
    news = [
        NewComment(
            consultation_id=body.consultation_id,
            by_staff=True,
            **item.model_dump(exclude={"row_id"}),
        )
        for item in body.items
    ]
    outcome = await use.comments.submit_batch(news)
    results = [_result(item.row_id, one) for item, one in zip(body.items, outcome, strict=True)]
    return _json({"results": results})


@router.get("/comments")
async def list_comments(
    store: Reads,
    ids: str | None = None,
    consultation_id: str | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Response:
    """Texts for staff: by ids (comma-separated), or a consultation's page, newest first."""
    if ids is not None:
        found = await store.comments_by_id(read_ids(ids, IDS_MAX))
        return _json({"items": [shown_comment(row) for row in found], "next": None})
    return _page(await store.list_comments(consultation_id or "", after, limit), shown_comment)


@router.get("/receipts/{number}")
async def receipt_status(number: str, use: UseCases) -> Response:
    """The status, for anyone."""
    return _json(_status(await use.receipts.status(number)))


@router.post("/receipts/open")
async def open_receipt(body: SecretIn, use: UseCases) -> Response:
    """The text and its versions, for the one who knows both numbers."""
    return _json(_opened(await use.receipts.prove(body.receipt_number, body.confirmation_number)))


@router.post("/receipts/correct")
async def correct_comment(body: CorrectionIn, use: UseCases) -> Response:
    """A new text in place of the last."""
    corrected = await use.receipts.correct(body.receipt_number, body.confirmation_number, body.text)
    return _json(_opened(corrected))


@router.post("/receipts/withdraw")
async def withdraw_comment(body: WithdrawalIn, use: UseCases) -> Response:
    """Take the comment back."""
    withdrawn = await use.receipts.withdraw(
        body.receipt_number, body.confirmation_number, body.reason
    )
    return _json(_opened(withdrawn))


@router.post("/personal-data/open")
async def open_personal_data(body: PersonalDataIn, use: UseCases) -> Response:
    """Submitters' private data, for those in charge; the access is recorded first."""
    found = await use.personal_data.open(body.receipt_numbers, body.purpose, body.note)
    return _json({"items": found})


def _json(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")


def _page(page: Page, show: Any) -> Response:
    return _json({"items": [show(row) for row in page.items], "next": page.next})


def _result(row_id: str, one: Receipt | KyodoError) -> dict[str, Any]:
    if isinstance(one, Receipt):
        return {"row_id": row_id, "receipt": one.body(), "error": None}
    return {"row_id": row_id, "receipt": None, "error": one.body()}


def _consultation(row: Document) -> Document:
    names = ("title", "summary", "document_id", "revision_id", "links", "opens_at", "closes_at")
    rest = ("channels", "contact", "paper_rule")
    shown = {name: row[name] for name in (*names, *rest)}
    shown |= {name: row.get(name) for name in ("department_id", "purpose_of_use", "kept_until")}
    shown["particulars"] = row.get("particulars", {})
    decided = ("considered_at", "published_at", "withdrawn_at", "outcome")
    shown |= {name: row.get(name) for name in decided}
    told = ("short_period_reason", "result_note", "withdrawal_reason")
    shown |= {name: row.get(name) or "" for name in told}
    shown["extensions"] = row.get("extensions", [])
    return {"id": row["_id"], **shown, "state": Course.of(row).state(now()).value}


def shown_comment(row: Document) -> Document:
    """A comment as staff read it."""
    last = row["versions"][-1]
    names = ("consultation_id", "channel", "submitter_kind", "received_on", "accepted_at", "late")
    return {
        "id": row["_id"],
        "clause_id": last["clause_id"],
        "passage": last.get("passage"),
        "text": last["text"],
        "version": last["version"],
        "state": row["state"],
        **{name: row[name] for name in names},
    }


def _status(row: Document) -> Document:
    names = ("consultation_id", "clause_id", "channel", "accepted_at", "late", "state", "steps")
    return {
        "comment_id": row["_id"],
        "receipt_number": in_groups(row["receipt_number"]),
        **{name: row[name] for name in names},
    }


def _opened(row: Document) -> Document:
    last = row["versions"][-1]
    return {
        **_status(row),
        "passage": last.get("passage"),
        "text": last["text"],
        "salt": last["salt"].hex(),
        "commitment": last["commitment"],
        "version": last["version"],
        "versions": [
            {"version": one["version"], "text": one["text"], "at": one["at"]}
            for one in row["versions"]
        ],
    }
