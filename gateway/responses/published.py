"""What everyone may read of the city's answers (本市の考え方)."""

from datetime import datetime
from typing import Self

import strawberry

from gateway.clients.responses import ChangeAnswer, ClassAnswer, ContentAnswer, PublishedAnswer
from gateway.context import Info
from gateway.policies.types import Clause, clause_of
from gateway.words import moment


@strawberry.type(description="対応区分")
class ResponseClass:
    """What the city does with an input."""

    code: str
    name: str
    needs_reason: bool
    needs_change: bool

    @classmethod
    def of(cls, answer: ClassAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(**answer)


@strawberry.type(description="意見を受けて変わったところ")
class ResponseChange:
    """What was changed because of the inputs."""

    document_id: strawberry.ID
    revision_id: strawberry.ID
    clause_id: strawberry.ID | None
    note: str

    @classmethod
    def of(cls, answer: ChangeAnswer) -> Self:
        """Make it of the service's answer."""
        clause = answer["clause_id"]
        return cls(
            document_id=strawberry.ID(answer["document_id"]),
            revision_id=strawberry.ID(answer["revision_id"]),
            clause_id=strawberry.ID(clause) if clause else None,
            note=answer["note"],
        )

    @strawberry.field
    async def clause(self, info: Info) -> Clause | None:
        """Return the changed clause, as the revision has it."""
        if self.clause_id is None:
            return None
        revision = await info.context.policies.revision(str(self.revision_id))
        return clause_of(revision, str(self.clause_id)) if revision else None


@strawberry.type(description="回答の中身")
class ResponseContent:
    """What is said; a draft may lack anything."""

    class_code: str
    summary: str = strawberry.field(description="意見の概要（市の言葉による要約）")
    text: str
    reason: str
    changes: list[ResponseChange]

    @classmethod
    def of(cls, answer: ContentAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            class_code=answer["class_code"],
            summary=answer["summary"],
            text=answer["text"],
            reason=answer["reason"],
            changes=[ResponseChange.of(one) for one in answer["changes"]],
        )

    @strawberry.field
    async def response_class(self, info: Info) -> ResponseClass | None:
        """Return the class, if one was chosen."""
        found = await info.context.responses.class_of(self.class_code)
        return ResponseClass.of(found) if found else None


@strawberry.type(description="公表された本市の考え方")
class PublishedResponse:
    """A response as everyone may read it: no name, nothing of how it came about."""

    id: strawberry.ID
    consultation_id: strawberry.ID
    content: ResponseContent
    published_at: datetime
    answered: int = strawberry.field(description="この考え方で答えた意見の数")

    @classmethod
    def of(cls, answer: PublishedAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            consultation_id=strawberry.ID(answer["case_id"]),
            content=ResponseContent.of(answer["content"]),
            published_at=moment(answer["published_at"]),
            answered=answer["answered"],
        )
