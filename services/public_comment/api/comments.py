"""Comments and receipts."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import Field

from services.public_comment.api.common import IDS_MAX, Reads, UseCases, page_of
from services.public_comment.domain.agreement import agreed
from services.public_comment.domain.attachments import attachments_of
from services.public_comment.domain.entry import Via
from services.public_comment.domain.particulars import Particular
from services.public_comment.domain.passage import Passage
from services.public_comment.handlers import Handlers
from services.public_comment.handlers.personal_data import Purpose
from services.public_comment.handlers.submission import NewComment, Receipt
from shared.errors import KyodoError
from shared.events.common import Channel, SubmitterKind
from shared.files import download_headers
from shared.ids import read_ids
from shared.json_routes import In, answer
from shared.mongo import Document
from shared.receipt_numbers import in_groups
from shared.service import described_body, read_body

router = APIRouter()


class SecretIn(In):
    """Both numbers, as a person typed them."""

    receipt_number: str = Field(max_length=100)
    confirmation_number: str = Field(max_length=100)


class PassageIn(In):
    """A passage of the clause, in code points of its text, and the words there."""

    start: int
    end: int
    quote: str = Field(max_length=20_000)

    def passage(self) -> Passage:
        """As the use cases take it."""
        return Passage(self.start, self.end, self.quote)


class CommentIn(In):
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
    particulars: dict[Particular, str] = Field(default_factory=dict)
    form_number: str | None = Field(default=None, max_length=100)
    dictated: bool = False
    consent_note: str = Field(default="", max_length=4_000)
    passage: PassageIn | None = None
    agrees_to_publish: bool = False
    mail_address: str | None = None
    attachments: list[str] = Field(default_factory=list, max_length=20)


class BatchItemIn(In):
    """One row of an import."""

    row_id: str = Field(max_length=200)
    text: str
    clause_id: str | None = None
    submitter_kind: SubmitterKind = SubmitterKind.PERSON
    channel: Channel = Channel.WEB
    received_on: date | None = None
    postmarked_on: date | None = None
    submitter_ref: str | None = Field(default=None, max_length=200)
    agrees_to_publish: bool = False
    quote: str | None = Field(default=None, max_length=20_000)
    idempotency_key: str


class BatchIn(In):
    """Rows of an import, at most 200."""

    consultation_id: str
    items: list[BatchItemIn]


class FollowingIn(SecretIn):
    """Where to tell what becomes of it; None: nowhere any more."""

    mail_address: str | None = None


class MailTokenIn(In):
    """What stands in the link of a mail."""

    token: str = Field(max_length=500)


class CorrectionIn(SecretIn):
    """A new text."""

    text: str


class WithdrawalIn(SecretIn):
    """A reason may be given, and need not."""

    reason: str | None = None


class AgreementIn(SecretIn):
    """Whether the comment may be published in its own words."""

    agrees: bool


class PersonalDataIn(In):
    """Whose private data to open, and what for."""

    receipt_numbers: list[str] = Field(min_length=1, max_length=100)
    purpose: Purpose
    note: str = ""


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
        dictated=body.dictated,
        consent_note=body.consent_note,
        passage=body.passage.passage() if body.passage else None,
        agrees_to_publish=body.agrees_to_publish,
        mail_address=body.mail_address,
        # Of paper there are scans.
        attachments=tuple(body.attachments) if body.channel is Channel.WEB else (),
        # A number that was printed beforehand is for those who have the paper before them.
        form_number=body.form_number if body.channel is not Channel.WEB else None,
        continues=(body.continues.receipt_number, body.continues.confirmation_number)
        if body.continues
        else None,
    )
    handlers: Handlers = request.app.state.handlers
    receipt = await handlers.comments.submit(new)
    return answer(receipt.body(), 200 if receipt.repeated else 201)


@router.post("/comments/batch")
async def submit_batch(body: BatchIn, use: UseCases) -> Response:
    """Accept up to 200 comments of an import, each for itself."""
    news = [
        NewComment(
            consultation_id=body.consultation_id,
            by_staff=True,
            via=Via.FILE,
            **item.model_dump(exclude={"row_id"}),
        )
        for item in body.items
    ]
    outcome = await use.comments.submit_batch(news)
    results = [_result(item.row_id, one) for item, one in zip(body.items, outcome, strict=True)]
    return answer({"results": results})


@router.post("/consultations/{id_}/attachments/file")
async def attach_file(
    id_: str, request: Request, use: UseCases, idempotency_key: Annotated[str, Header()]
) -> Response:
    """Take a file for the comment that will be sent with this key: the body is the file itself.

    The key gives the 確認番号, so it comes in a header and never in an address.
    """
    kept = await use.attachments.attach(id_, idempotency_key, await request.body())
    shown = {name: kept[name] for name in ("kind", "size", "sha256")}
    return answer({"id": kept["_id"], **shown}, 201)


@router.post("/comments/{id_}/attachments/{attachment_id}/open")
async def open_attachment(
    id_: str, attachment_id: str, purpose: Purpose, use: UseCases
) -> Response:
    """Hand an attachment out. A POST: each time is recorded."""
    about, content = await use.opened_attachments.read(id_, attachment_id, purpose)
    return Response(content, headers=download_headers(about))


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
        return answer({"items": [shown_comment(row) for row in found], "next": None})
    return page_of(await store.list_comments(consultation_id or "", after, limit), shown_comment)


@router.get("/receipts/{number}")
async def receipt_status(number: str, use: UseCases) -> Response:
    """The status, for anyone."""
    return answer(_status(await use.receipts.status(number)))


@router.post("/receipts/open")
async def open_receipt(body: SecretIn, use: UseCases) -> Response:
    """The text and its versions, for the one who knows both numbers."""
    return answer(_opened(await use.receipts.prove(body.receipt_number, body.confirmation_number)))


@router.post("/receipts/correct")
async def correct_comment(body: CorrectionIn, use: UseCases) -> Response:
    """A new text in place of the last."""
    corrected = await use.receipts.correct(body.receipt_number, body.confirmation_number, body.text)
    return answer(_opened(corrected))


@router.post("/receipts/withdraw")
async def withdraw_comment(body: WithdrawalIn, use: UseCases) -> Response:
    """Take the comment back."""
    withdrawn = await use.receipts.withdraw(
        body.receipt_number, body.confirmation_number, body.reason
    )
    return answer(_opened(withdrawn))


@router.post("/receipts/agreement")
async def say_agreement(body: AgreementIn, use: UseCases) -> Response:
    """Agree that the text is published, or take that back."""
    numbers = (body.receipt_number, body.confirmation_number)
    return answer(_opened(await use.agreements.say(*numbers, agrees=body.agrees)))


@router.post("/receipts/follow")
async def follow_by_mail(body: FollowingIn, use: UseCases) -> Response:
    """Tell the submitter by mail from now on, or no more."""
    given = (body.receipt_number, body.confirmation_number, body.mail_address)
    return answer(_opened(await use.following.follow(*given)))


@router.post("/receipts/mails/stop")
async def stop_mails(body: MailTokenIn, use: UseCases) -> Response:
    """Tell no more, for who follows the link in a mail."""
    comment = await use.following.stop(body.token)
    return answer({"receipt_number": in_groups(comment["receipt_number"])})


@router.post("/personal-data/open")
async def open_personal_data(body: PersonalDataIn, use: UseCases) -> Response:
    """Submitters' private data, for those in charge; the access is recorded first."""
    found = await use.personal_data.open(body.receipt_numbers, body.purpose, body.note)
    return answer({"items": found})


def _result(row_id: str, one: Receipt | KyodoError) -> dict[str, Any]:
    if isinstance(one, Receipt):
        return {"row_id": row_id, "receipt": one.body(), "error": None}
    return {"row_id": row_id, "receipt": None, "error": one.body()}


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
        "attachments": attachments_of(last),
        **{name: row[name] for name in names},
    }


def _status(row: Document) -> Document:
    names = ("consultation_id", "clause_id", "channel", "accepted_at", "late", "state", "steps")
    return {
        "comment_id": row["_id"],
        "duplicate_of": row.get("duplicate", {}).get("receipt_number"),
        "receipt_number": in_groups(row["receipt_number"]),
        **{name: row[name] for name in names},
    }


def _opened(row: Document) -> Document:
    last = row["versions"][-1]
    return {
        **_status(row),
        "passage": last.get("passage"),
        "agrees_to_publish": agreed(row),
        "text": last["text"],
        "salt": last["salt"].hex(),
        "commitment": last["commitment"],
        "version": last["version"],
        "told_by_mail": "mail" in row,
        "attachments": attachments_of(last),
        "versions": [
            {"version": one["version"], "text": one["text"], "at": one["at"]}
            for one in row["versions"]
        ],
    }
