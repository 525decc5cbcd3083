"""Points and splittings in the schema."""

from enum import StrEnum
from typing import Annotated, Self

import strawberry

from gateway.clients.public_comment import PartAnswer, PointAnswer, SplittingAnswer, TopicAnswer
from gateway.errors import Problems
from gateway.public_comment.types import AboutConsultation, id_or_none


@strawberry.enum(description="意見, 挨拶など")
class PartKind(StrEnum):
    """What a part of a comment holds."""

    OPINION = "OPINION"
    NO_OPINION = "NO_OPINION"


@strawberry.type(description="意見（件）：提出意見の一部分")
class Point(AboutConsultation):
    """An opinion that a comment holds, in the comment's own words."""

    id: strawberry.ID
    comment_id: strawberry.ID
    text: str
    topic: str

    @classmethod
    def of(cls, answer: PointAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            consultation_id=strawberry.ID(answer["consultation_id"]),
            clause_id=id_or_none(answer["clause_id"]),
            id=strawberry.ID(str(answer["id"])),
            comment_id=strawberry.ID(answer["comment_id"]),
            text=answer["text"],
            topic=answer["topic"],
        )


@strawberry.type(description="提出意見を分けた一部分。位置は文字（コードポイント）で数えます。")
class CommentPart:
    """A part of a comment's text, ``[start, end)`` in code points."""

    kind: PartKind
    start: int
    end: int
    text: str
    topic: str
    clause_id: strawberry.ID | None
    point_id: strawberry.ID | None

    @classmethod
    def of(cls, answer: PartAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            kind=PartKind(answer["kind"]),
            start=answer["start"],
            end=answer["end"],
            text=answer["text"],
            topic=answer["topic"],
            clause_id=id_or_none(answer["clause_id"]),
            point_id=id_or_none(answer["id"]),
        )


@strawberry.type(description="提出意見の分け方。number が 0 なら、まだ分けていません。")
class Splitting(AboutConsultation):
    """How a comment is split now; ``outdated``: it was corrected since."""

    comment_id: strawberry.ID
    text: str
    version: int
    number: int
    outdated: bool
    parts: list[CommentPart]

    @classmethod
    def of(cls, answer: SplittingAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            consultation_id=strawberry.ID(answer["consultation_id"]),
            clause_id=id_or_none(answer["clause_id"]),
            comment_id=strawberry.ID(answer["comment_id"]),
            text=answer["text"],
            version=answer["version"],
            number=answer["number"],
            outdated=answer["outdated"],
            parts=[CommentPart.of(one) for one in answer["parts"]],
        )


@strawberry.type(description="意見を分類することば")
class Topic:
    """What the opinions of a consultation are sorted by."""

    id: strawberry.ID
    label: str

    @classmethod
    def of(cls, answer: TopicAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(id=strawberry.ID(answer["id"]), label=answer["label"])


SplitCommentResult = Annotated[Splitting | Problems, strawberry.union("SplitCommentResult")]
