"""Receipts in the schema: what a submitter gets, what the number shows, and what both show."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from gateway.clients.public_comment import (
    OpenedAnswer,
    ReceiptAnswer,
    StatusAnswer,
    StepAnswer,
    VersionAnswer,
)
from gateway.context import Info
from gateway.errors import Problem, Problems
from gateway.public_comment.attachments import Attachment
from gateway.public_comment.changes import LaterPlace, later_place_of
from gateway.public_comment.passages import Passage
from gateway.public_comment.types import AboutConsultation, id_or_none
from gateway.responses.published import PublishedResponse
from gateway.words import Channel, ReceiptState, moment


@strawberry.type(description="受付票。確認番号は、この答えのほかでは示しません。")
class CommentReceipt(AboutConsultation):
    """What the citizen gets for a comment."""

    receipt_number: str
    confirmation_number: str
    salt: str
    commitment: str
    accepted_at: datetime
    text: str
    passage: Passage | None
    attachments: list[Attachment]
    channel: Channel
    repeated: bool
    late: bool

    @classmethod
    def of(cls, answer: ReceiptAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            consultation_id=strawberry.ID(answer["consultation_id"]),
            clause_id=id_or_none(answer["clause_id"]),
            receipt_number=answer["receipt_number"],
            confirmation_number=answer["confirmation_number"],
            salt=answer["salt"],
            commitment=answer["commitment"],
            accepted_at=moment(answer["accepted_at"]),
            text=answer["text"],
            passage=Passage.of(answer["passage"]),
            attachments=[Attachment.of(one) for one in answer["attachments"]],
            channel=Channel(answer["channel"]),
            repeated=answer["repeated"],
            late=answer["late"],
        )


@strawberry.type(description="意見がたどった段階")
class ReceiptStep:
    """One step in what became of a comment."""

    state: ReceiptState
    at: datetime

    @classmethod
    def of(cls, answer: StepAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(state=ReceiptState(answer["state"].upper()), at=moment(answer["at"]))


@strawberry.interface(description="受付番号だけで分かること")
class ReceiptFacts(AboutConsultation):
    """What a receipt number alone shows to anyone."""

    receipt_number: str
    state: ReceiptState
    channel: Channel
    accepted_at: datetime
    steps: list[ReceiptStep]
    duplicate_of: str | None
    comment_id: strawberry.Private[str]

    @strawberry.field
    async def response(self, info: Info) -> PublishedResponse | None:
        """Return what the city published in answer, or null before that; the first of several."""
        found = await info.context.responses.published_for_comment.load(self.comment_id)
        return PublishedResponse.of(found[0]) if found else None

    @strawberry.field
    async def responses(self, info: Info) -> list[PublishedResponse]:
        """Return all answers: a comment that holds several opinions may have several."""
        found = await info.context.responses.published_for_comment.load(self.comment_id)
        return [PublishedResponse.of(one) for one in found]

    @strawberry.field
    async def later_place(self, info: Info) -> LaterPlace | None:
        """Return what became of the clause; of the passage only for who has both numbers."""
        about = await info.context.public_comment.consultation.load(str(self.consultation_id))
        if about is None or self.clause_id is None:
            return None
        passage = self.passage if isinstance(self, OpenedReceipt) else None
        return await later_place_of(info, about["revision_id"], str(self.clause_id), passage)


@strawberry.type(description="受付の状況")
class ReceiptStatus(ReceiptFacts):
    """What anyone may see with the receipt number."""

    @classmethod
    def of(cls, answer: StatusAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            consultation_id=strawberry.ID(answer["consultation_id"]),
            clause_id=id_or_none(answer["clause_id"]),
            receipt_number=answer["receipt_number"],
            state=ReceiptState(answer["state"].upper()),
            channel=Channel(answer["channel"]),
            accepted_at=moment(answer["accepted_at"]),
            steps=[ReceiptStep.of(step) for step in answer["steps"]],
            duplicate_of=answer["duplicate_of"],
            comment_id=answer["comment_id"],
        )


@strawberry.type(description="意見の文面の履歴")
class CommentVersion:
    """One wording of a comment."""

    version: int
    text: str
    at: datetime

    @classmethod
    def of(cls, answer: VersionAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(version=answer["version"], text=answer["text"], at=moment(answer["at"]))


@strawberry.type(description="提出した本人が見られる内容")
class OpenedReceipt(ReceiptFacts):
    """What the receipt number and the confirmation number show together."""

    text: str
    passage: Passage | None
    agrees_to_publish: bool
    attachments: list[Attachment]
    salt: str
    commitment: str
    versions: list[CommentVersion]
    told_by_mail: bool

    @classmethod
    def of(cls, answer: OpenedAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            consultation_id=strawberry.ID(answer["consultation_id"]),
            clause_id=id_or_none(answer["clause_id"]),
            receipt_number=answer["receipt_number"],
            state=ReceiptState(answer["state"].upper()),
            channel=Channel(answer["channel"]),
            accepted_at=moment(answer["accepted_at"]),
            steps=[ReceiptStep.of(step) for step in answer["steps"]],
            duplicate_of=answer["duplicate_of"],
            comment_id=answer["comment_id"],
            text=answer["text"],
            passage=Passage.of(answer["passage"]),
            agrees_to_publish=answer["agrees_to_publish"],
            attachments=[Attachment.of(one) for one in answer["attachments"]],
            salt=answer["salt"],
            commitment=answer["commitment"],
            versions=[CommentVersion.of(version) for version in answer["versions"]],
            told_by_mail=answer["told_by_mail"],
        )


@strawberry.type(description="取り込んだ1行の結果：受付票か、直すところ")
class ImportedRow:
    """The outcome of one imported row."""

    row_id: str
    receipt: CommentReceipt | None
    problem: Problem | None


@strawberry.type(description="まとめて取り込んだ結果")
class ImportedComments:
    """The outcome of an import, row by row."""

    rows: list[ImportedRow]


SubmitCommentResult = Annotated[CommentReceipt | Problems, strawberry.union("SubmitCommentResult")]
ReceiptResult = Annotated[ReceiptStatus | Problems, strawberry.union("ReceiptResult")]
OpenReceiptResult = Annotated[OpenedReceipt | Problems, strawberry.union("OpenReceiptResult")]
CorrectCommentResult = Annotated[OpenedReceipt | Problems, strawberry.union("CorrectCommentResult")]
WithdrawCommentResult = Annotated[
    OpenedReceipt | Problems, strawberry.union("WithdrawCommentResult")
]
ImportCommentsResult = Annotated[
    ImportedComments | Problems, strawberry.union("ImportCommentsResult")
]
