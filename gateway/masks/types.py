"""Masks, agreements and published texts in the schema."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

import strawberry

from gateway.clients.masks import (
    AgreedTextAnswer,
    DecisionAnswer,
    MaskAnswer,
    MaskingAnswer,
    MaskingProgressAnswer,
    PublishedCountsAnswer,
    PublishedTextAnswer,
)
from gateway.context import Info
from gateway.errors import Problems
from gateway.people.types import Person
from gateway.public_comment.receipts import OpenedReceipt
from gateway.public_comment.suggestions import PersonalDataSuggestion, suggestions_in
from gateway.public_comment.types import AboutConsultation, id_or_none
from gateway.words import Channel, ReceiptState, moment


@strawberry.enum(description="個人に関する情報, 名誉を傷つけるおそれのある表現, その他")
class MaskKind(StrEnum):
    """Why something is masked."""

    PERSONAL_DATA = "PERSONAL_DATA"
    DEFAMATION = "DEFAMATION"
    OTHER = "OTHER"


@strawberry.type(description="公表するときに伏せる箇所（文字の位置）")
class Mask:
    """A part of a text, ``[start, end)`` in code points, and why it is masked."""

    start: int
    end: int
    kind: MaskKind
    reason: str

    @classmethod
    def of(cls, answer: MaskAnswer) -> Self:
        """Make it of the service's answer."""
        kind = MaskKind(answer["kind"])
        return cls(start=answer["start"], end=answer["end"], kind=kind, reason=answer["reason"])


@strawberry.type(description="伏せる箇所についての一度の決定")
class MaskDecision:
    """What somebody decided about a version of a text; no masks: nothing has to be masked."""

    number: int
    of_version: int
    at: datetime
    masks: list[Mask]
    by_id: strawberry.Private[str]

    @strawberry.field
    async def by(self, info: Info) -> Person | None:
        """Return who decided."""
        found = await info.context.people.person.load(self.by_id)
        return Person.of(found) if found else None

    @classmethod
    def of(cls, answer: DecisionAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            number=answer["number"],
            of_version=answer["of_version"],
            at=moment(answer["at"]),
            masks=[Mask.of(one) for one in answer["masks"]],
            by_id=answer["by"],
        )


@strawberry.type(description="文面の公表に同意がある提出意見")
class AgreedText(AboutConsultation):
    """A text that may be published once somebody looked at it."""

    comment_id: strawberry.ID
    text: str
    channel: Channel
    accepted_at: datetime

    @classmethod
    def of(cls, answer: AgreedTextAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            consultation_id=strawberry.ID(answer["consultation_id"]),
            clause_id=id_or_none(answer["clause_id"]),
            comment_id=strawberry.ID(answer["id"]),
            text=answer["text"],
            channel=Channel(answer["channel"]),
            accepted_at=moment(answer["accepted_at"]),
        )


@strawberry.type(
    description="提出意見の文面と、伏せる箇所。number が 0 なら、まだ確かめていません。"
)
class Masking(AboutConsultation):
    """A text with what was decided about it; ``outdated``: it was corrected since."""

    comment_id: strawberry.ID
    text: str
    channel: Channel
    version: int
    number: int
    agreed: bool
    state: ReceiptState
    outdated: bool
    masked_text: str | None
    decisions: list[MaskDecision]
    next_id: strawberry.ID | None = strawberry.field(description="次に確かめる提出意見")

    @strawberry.field
    async def progress(self, info: Info) -> "MaskingProgress":
        """Return how many texts of the consultation wait for a look."""
        found = await info.context.clients.masks.progress(str(self.consultation_id))
        return MaskingProgress.of(found)

    # What may be personal data there. It is people who decide.
    @strawberry.field
    async def suggestions(self) -> list[PersonalDataSuggestion]:
        """See shared.pii."""
        return await suggestions_in(self.text)

    @classmethod
    def of(cls, answer: MaskingAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            consultation_id=strawberry.ID(answer["consultation_id"]),
            clause_id=id_or_none(answer["clause_id"]),
            comment_id=strawberry.ID(answer["id"]),
            text=answer["text"],
            channel=Channel(answer["channel"]),
            version=answer["version"],
            number=answer["number"],
            agreed=answer["agreed"],
            state=ReceiptState(answer["state"].upper()),
            outdated=answer["outdated"],
            masked_text=answer["masked_text"],
            decisions=[MaskDecision.of(one) for one in answer["decisions"]],
            next_id=id_or_none(answer["next_id"]),
        )


@strawberry.type(description="公表に同意のある文面のうち、まだ確かめていない数")
class MaskingProgress:
    """How many texts may be published, and how many of them nobody looked at yet."""

    agreed: int
    waiting: int

    @classmethod
    def of(cls, answer: MaskingProgressAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(**answer)


@strawberry.type(description="このまま伏せたときに公表される文面")
class MaskPreview:
    """What would be published; nothing is kept."""

    text: str


@strawberry.type(description="提出者が公表に同意した意見の文面（CC BY 4.0）")
class PublishedOpinion(AboutConsultation):
    """What anyone may read of a comment. It names no receipt, no day and nobody."""

    text: str
    channel: Channel

    @classmethod
    def of(cls, answer: PublishedTextAnswer, consultation_id: str) -> Self:
        """Make it of the service's answer."""
        return cls(
            consultation_id=strawberry.ID(consultation_id),
            clause_id=id_or_none(answer["clause_id"]),
            text=answer["text"],
            channel=Channel(answer["channel"]),
        )


@strawberry.type(description="文面を公表した提出意見の数と、提出意見すべての数（通）")
class PublishedOpinionCounts:
    """How many texts are published, of how many comments."""

    published: int
    comments: int

    @classmethod
    def of(cls, answer: PublishedCountsAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(**answer)


MaskingResult = Annotated[Masking | Problems, strawberry.union("MaskingResult")]
MaskPreviewResult = Annotated[MaskPreview | Problems, strawberry.union("MaskPreviewResult")]
SayAgreementResult = Annotated[OpenedReceipt | Problems, strawberry.union("SayAgreementResult")]
