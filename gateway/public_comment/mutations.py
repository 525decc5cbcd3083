"""What citizens and staff do with comments. ``submitComment`` is the hot path."""

from collections.abc import Mapping
from typing import Any

import strawberry

from gateway.clients.base import Fact
from gateway.clients.public_comment import RowAnswer
from gateway.context import Info
from gateway.errors import Problem
from gateway.public_comment.inputs import (
    CorrectCommentInput,
    EnterCommentInput,
    ExtendPeriodInput,
    ImportCommentsInput,
    OpenConsultationInput,
    PublishResultInput,
    ReceiptSecretInput,
    StartConsiderationInput,
    SubmitCommentInput,
    WithdrawCommentInput,
    WithdrawConsultationInput,
)
from gateway.public_comment.personal_data import (
    OpenPersonalDataInput,
    OpenPersonalDataResult,
    PersonalData,
)
from gateway.public_comment.procedure import (
    Exemption,
    FormNumber,
    RecordExemptionInput,
    RecordExemptionResult,
    ReserveFormNumberInput,
    ReserveFormNumberResult,
    ReviseDetailsInput,
)
from gateway.public_comment.receipts import (
    CommentReceipt,
    CorrectCommentResult,
    ImportCommentsResult,
    ImportedComments,
    ImportedRow,
    OpenedReceipt,
    OpenReceiptResult,
    SubmitCommentResult,
    WithdrawCommentResult,
)
from gateway.public_comment.types import (
    Consultation,
    MoveConsultationResult,
    OpenConsultationResult,
)
from gateway.words import utc


@strawberry.type
class PublicCommentMutations:
    """Mutations of comments and consultations."""

    @strawberry.field
    async def submit_comment(self, info: Info, input: SubmitCommentInput) -> SubmitCommentResult:
        """Hand in a comment. The same key always gives the same receipt."""
        return CommentReceipt.of(await info.context.clients.public_comment.submit(input.body()))

    @strawberry.field
    async def open_receipt(self, info: Info, input: ReceiptSecretInput) -> OpenReceiptResult:
        """Show the submitter what they wrote. A mutation: tries are counted, nothing is cached."""
        client = info.context.clients.public_comment
        return OpenedReceipt.of(await client.open_receipt(input.body()))

    @strawberry.field
    async def correct_comment(self, info: Info, input: CorrectCommentInput) -> CorrectCommentResult:
        """Replace a comment's wording."""
        return OpenedReceipt.of(await info.context.clients.public_comment.correct(input.body()))

    @strawberry.field
    async def withdraw_comment(
        self, info: Info, input: WithdrawCommentInput
    ) -> WithdrawCommentResult:
        """Take a comment back."""
        return OpenedReceipt.of(await info.context.clients.public_comment.withdraw(input.body()))

    @strawberry.field
    async def enter_comment(self, info: Info, input: EnterCommentInput) -> SubmitCommentResult:
        """Enter a comment that came on paper or by telephone."""
        return CommentReceipt.of(await info.context.clients.public_comment.submit(input.body()))

    @strawberry.field
    async def import_comments(self, info: Info, input: ImportCommentsInput) -> ImportCommentsResult:
        """Bring in many comments; each row has its own outcome."""
        rows = await info.context.clients.public_comment.submit_batch(input.body())
        return ImportedComments(rows=[_row(row) for row in rows])

    @strawberry.field
    async def open_personal_data(
        self, info: Info, input: OpenPersonalDataInput
    ) -> OpenPersonalDataResult:
        """Open submitters' private data for a purpose. A mutation: every access is recorded."""
        found = await info.context.clients.public_comment.open_personal_data(input.body())
        return PersonalData.of(found)

    @strawberry.field
    async def open_consultation(
        self, info: Info, input: OpenConsultationInput
    ) -> OpenConsultationResult:
        """Open a consultation on a revision."""
        client = info.context.clients.public_comment
        return Consultation.of(await client.open_consultation(input.body()))

    @strawberry.field
    async def extend_period(self, info: Info, input: ExtendPeriodInput) -> MoveConsultationResult:
        """Let a period end later, with a reason that is published."""
        body = {"closes_at": utc(input.closes_at), "reason": input.reason}
        return await _moved(info, input.consultation_id, "extend", body)

    @strawberry.field
    async def start_consideration(
        self, info: Info, input: StartConsiderationInput
    ) -> MoveConsultationResult:
        """Begin to consider what came in."""
        return await _moved(info, input.consultation_id, "consider", {})

    @strawberry.field
    async def publish_result(self, info: Info, input: PublishResultInput) -> MoveConsultationResult:
        """Publish how a consultation ended."""
        body = {"outcome": input.outcome.value, "note": input.note}
        return await _moved(info, input.consultation_id, "publish", body)

    @strawberry.field
    async def withdraw_consultation(
        self, info: Info, input: WithdrawConsultationInput
    ) -> MoveConsultationResult:
        """Call a consultation off, with a reason that is published."""
        return await _moved(info, input.consultation_id, "withdraw", {"reason": input.reason})

    @strawberry.field
    async def revise_details(self, info: Info, input: ReviseDetailsInput) -> MoveConsultationResult:
        """Change what a consultation's page tells; once it is open it is a correction (訂正)."""
        return await _moved(info, input.consultation_id, "revise", input.body())

    @strawberry.field
    async def record_exemption(
        self, info: Info, input: RecordExemptionInput
    ) -> RecordExemptionResult:
        """Keep a decision that goes without a consultation, with a reason that is published."""
        client = info.context.clients.public_comment
        return Exemption.of(await client.record_exemption(input.body()))

    @strawberry.field
    async def reserve_form_number(
        self, info: Info, input: ReserveFormNumberInput
    ) -> ReserveFormNumberResult:
        """Reserve a 受付番号 for a form that is printed."""
        client = info.context.clients.public_comment
        case = str(input.consultation_id)
        number = await client.reserve_form_number(case, input.idempotency_key)
        return FormNumber(receipt_number=number)


async def _moved(
    info: Info, consultation_id: strawberry.ID, move: str, body: Mapping[str, Any]
) -> Consultation:
    client = info.context.clients.public_comment
    return Consultation.of(await client.move_consultation(str(consultation_id), move, body))


def _row(answer: RowAnswer) -> ImportedRow:
    receipt, error = answer["receipt"], answer["error"]
    fact = Fact(error["code"], error.get("field"), error.get("params") or {}) if error else None
    return ImportedRow(
        row_id=answer["row_id"],
        receipt=CommentReceipt.of(receipt) if receipt else None,
        problem=Problem.of(fact) if fact else None,
    )
