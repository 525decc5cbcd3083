"""What citizens and staff send in, and how it is written for the service."""

from datetime import date, datetime
from typing import Any

import strawberry

from gateway.public_comment.passages import PassageInput
from gateway.public_comment.personal_data import (
    AskedParticularInput,
    ParticularInput,
    given,
)
from gateway.public_comment.procedure import ConsultationDetailsInput
from gateway.words import Channel, ConsultationOutcome, PaperRule, Stage, SubmitterKind, utc


@strawberry.input(description="受付番号と確認番号")
class ReceiptSecretInput:
    """The two numbers of a receipt. Spaces, dashes and full-width digits are fine."""

    receipt_number: str
    confirmation_number: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "receipt_number": self.receipt_number,
            "confirmation_number": self.confirmation_number,
        }


@strawberry.input(description="意見の提出")
class SubmitCommentInput:
    """A comment on the web; ``continues`` names an earlier one of the same person."""

    consultation_id: strawberry.ID
    clause_id: strawberry.ID | None = None
    text: str
    submitter_kind: SubmitterKind = SubmitterKind.PERSON
    idempotency_key: str
    continues: ReceiptSecretInput | None = None
    particulars: list[ParticularInput] = strawberry.field(default_factory=list)
    passage: PassageInput | None = None
    agrees_to_publish: bool = False
    # Where to tell what becomes of it.
    mail_address: str | None = None
    # Of files that the form of the comment has sent before, with the same key.
    attachment_ids: list[strawberry.ID] = strawberry.field(default_factory=list)

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        body: dict[str, Any] = {
            "consultation_id": self.consultation_id,
            "clause_id": self.clause_id,
            "text": self.text,
            "submitter_kind": self.submitter_kind,
            "idempotency_key": self.idempotency_key,
            "channel": Channel.WEB,
        }
        if self.mail_address:
            body["mail_address"] = self.mail_address
        if self.attachment_ids:
            body["attachments"] = [str(id_) for id_ in self.attachment_ids]
        if self.passage:
            body["passage"] = self.passage.body()
        if self.continues:
            body["continues"] = self.continues.body()
        if self.particulars:
            body["particulars"] = given(self.particulars)
        if self.agrees_to_publish:
            body["agrees_to_publish"] = True
        return body


@strawberry.input(description="紙や電話で届いた意見の入力（職員用）")
class EnterCommentInput:
    """A comment that came on paper or by telephone. A postmark counts as the day it was sent."""

    consultation_id: strawberry.ID
    clause_id: strawberry.ID | None = None
    text: str
    submitter_kind: SubmitterKind = SubmitterKind.PERSON
    channel: Channel
    received_on: date
    postmarked_on: date | None = None
    submitter_ref: str | None = None
    # The 受付番号 that is printed on the paper already.
    form_number: str | None = None
    idempotency_key: str
    particulars: list[ParticularInput] = strawberry.field(default_factory=list)
    dictated: bool = False
    consent_note: str = ""
    passage: PassageInput | None = None
    agrees_to_publish: bool = False
    mail_address: str | None = None

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        body: dict[str, Any] = {
            "consultation_id": self.consultation_id,
            "clause_id": self.clause_id,
            "text": self.text,
            "submitter_kind": self.submitter_kind,
            "channel": self.channel,
            "received_on": self.received_on.isoformat(),
            "idempotency_key": self.idempotency_key,
        }
        if self.passage:
            body["passage"] = self.passage.body()
        if self.postmarked_on:
            body["postmarked_on"] = self.postmarked_on.isoformat()
        if self.submitter_ref:
            body["submitter_ref"] = self.submitter_ref
        if self.form_number:
            body["form_number"] = self.form_number
        if self.dictated or self.consent_note:
            body |= {"dictated": self.dictated, "consent_note": self.consent_note}
        if self.mail_address:
            body["mail_address"] = self.mail_address
        if self.particulars:
            body["particulars"] = given(self.particulars)
        if self.agrees_to_publish:
            body["agrees_to_publish"] = True
        return body


@strawberry.input(description="取り込む1行")
class ImportRowInput:
    """One row of an import; ``row_id`` comes back with its outcome."""

    row_id: str
    text: str
    clause_id: strawberry.ID | None = None
    submitter_kind: SubmitterKind = SubmitterKind.PERSON
    channel: Channel
    received_on: date
    postmarked_on: date | None = None
    submitter_ref: str | None = None
    agrees_to_publish: bool = False
    # Words of the clause: what stands there is the passage that the comment is about.
    quote: str | None = None
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        body: dict[str, Any] = {
            "row_id": self.row_id,
            "text": self.text,
            "clause_id": self.clause_id,
            "submitter_kind": self.submitter_kind,
            "channel": self.channel,
            "received_on": self.received_on.isoformat(),
            "idempotency_key": self.idempotency_key,
        }
        if self.postmarked_on:
            body["postmarked_on"] = self.postmarked_on.isoformat()
        if self.submitter_ref:
            body["submitter_ref"] = self.submitter_ref
        if self.agrees_to_publish:
            body["agrees_to_publish"] = True
        if self.quote:
            body["quote"] = self.quote
        return body


@strawberry.input(description="意見のまとめての取り込み（職員用、200件まで）")
class ImportCommentsInput:
    """Up to 200 rows for one consultation, each with its own key."""

    consultation_id: strawberry.ID
    rows: list[ImportRowInput]

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "consultation_id": self.consultation_id,
            "items": [row.body() for row in self.rows],
        }


@strawberry.input(description="意見の訂正")
class CorrectCommentInput:
    """A new wording of a comment."""

    receipt_number: str
    confirmation_number: str
    text: str
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "receipt_number": self.receipt_number,
            "confirmation_number": self.confirmation_number,
            "text": self.text,
        }


@strawberry.input(description="意見の取り下げ")
class WithdrawCommentInput:
    """Take a comment back."""

    receipt_number: str
    confirmation_number: str
    reason: str | None = None
    idempotency_key: str

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "receipt_number": self.receipt_number,
            "confirmation_number": self.confirmation_number,
            "reason": self.reason,
        }


@strawberry.input
class ConsultationLinkInput:
    """The stage of a policy that a consultation serves."""

    policy_id: strawberry.ID
    cycle: int
    stage: Stage


@strawberry.input(description="意見募集の開始（職員用）")
class OpenConsultationInput:
    """A new consultation; its period is kept to the second."""

    title: str
    summary: str
    document_id: strawberry.ID
    revision_id: strawberry.ID
    links: list[ConsultationLinkInput]
    opens_at: datetime
    closes_at: datetime
    channels: list[Channel]
    contact: str
    department_id: strawberry.ID
    paper_rule: PaperRule = PaperRule.ARRIVAL
    idempotency_key: str

    particulars: list[AskedParticularInput] = strawberry.field(default_factory=list)
    purpose_of_use: str = ""
    retention_years: int = 5
    short_period_reason: str = ""
    details: ConsultationDetailsInput = strawberry.field(default_factory=ConsultationDetailsInput)

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "title": self.title,
            "summary": self.summary,
            "document_id": self.document_id,
            "revision_id": self.revision_id,
            "links": [
                {"policy_id": link.policy_id, "cycle": link.cycle, "stage": link.stage}
                for link in self.links
            ],
            "opens_at": utc(self.opens_at),
            "closes_at": utc(self.closes_at),
            "channels": self.channels,
            "department_id": self.department_id,
            "particulars": {one.kind.value: one.asked.value for one in self.particulars},
            "purpose_of_use": self.purpose_of_use,
            "retention_years": self.retention_years,
            "short_period_reason": self.short_period_reason,
            **self.details.body(),
            "contact": self.contact,
            "paper_rule": self.paper_rule,
            "idempotency_key": self.idempotency_key,
        }


@strawberry.input(description="募集期間の延長（職員用）")
class ExtendPeriodInput:
    """A later end, and why; over already, the period opens again."""

    consultation_id: strawberry.ID
    closes_at: datetime
    reason: str
    idempotency_key: str


@strawberry.input(description="検討の開始（職員用）")
class StartConsiderationInput:
    """The period is over, and the city considers what came in."""

    consultation_id: strawberry.ID
    idempotency_key: str


@strawberry.input(description="結果の公表（職員用）")
class PublishResultInput:
    """How it ended; an abandoned plan needs a note that says why."""

    consultation_id: strawberry.ID
    outcome: ConsultationOutcome
    note: str = ""
    idempotency_key: str


@strawberry.input(description="意見募集の中止（職員用）")
class WithdrawConsultationInput:
    """Called off, and why."""

    consultation_id: strawberry.ID
    reason: str
    idempotency_key: str
