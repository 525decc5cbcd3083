"""What stands around responses in the schema: tasks, progress, publication, routes of approval."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

import strawberry

from gateway.clients.responses import (
    ProgressAnswer,
    PublicationAnswer,
    RouteAnswer,
    RoutesAnswer,
    TaskAnswer,
)
from gateway.context import Info
from gateway.errors import Problems
from gateway.people.types import Desk, desk, desks
from gateway.public_comment.types import Consultation, consultation_of
from gateway.responses.types import Response, ResponseState
from gateway.words import day_or_none


@strawberry.enum(description="起案, 差し戻しの直し, 決裁, 公表, 庁内照会への回答")
class TaskKind(StrEnum):
    """What there is to do."""

    DRAFT = "DRAFT"
    RETURNED = "RETURNED"
    APPROVAL = "APPROVAL"
    PUBLICATION = "PUBLICATION"
    INQUIRY = "INQUIRY"


@strawberry.type(description="担当の仕事")
class Task:
    """Something that waits for one of the caller's desks."""

    kind: TaskKind
    response_id: strawberry.ID
    inquiry_id: strawberry.ID | None
    due_on: date | None
    answer: strawberry.Private[TaskAnswer]

    @classmethod
    def of(cls, answer: TaskAnswer) -> Self:
        """Make it of the service's answer."""
        inquiry = answer["inquiry_id"]
        return cls(
            kind=TaskKind(answer["kind"]),
            response_id=strawberry.ID(answer["response_id"]),
            inquiry_id=strawberry.ID(inquiry) if inquiry else None,
            due_on=day_or_none(answer["due_on"]),
            answer=answer,
        )

    @strawberry.field
    async def desk(self, info: Info) -> Desk | None:
        """Return whose task it is."""
        return await desk(info, self.answer["desk_id"])

    @strawberry.field
    async def consultation(self, info: Info) -> Consultation | None:
        """Return what it is about."""
        return await consultation_of(info, self.answer["case_id"])

    @strawberry.field
    async def response(self, info: Info) -> Response | None:
        """Return the response that it is about."""
        found = await info.context.responses.response.load(str(self.response_id))
        return Response.of(found) if found else None


@strawberry.type(description="回答の状態ごとの数")
class StateCount:
    """How many responses are in a state."""

    state: ResponseState
    count: int


@strawberry.type(description="回答の進み具合")
class ResponseProgress:
    """Where a case stands."""

    unanswered: int
    answered: int
    outdated: int
    states: list[StateCount]

    @classmethod
    def of(cls, answer: ProgressAnswer) -> Self:
        """Make it of the service's answer, in the order of the way."""
        return cls(
            unanswered=answer["unanswered"],
            answered=answer["answered"],
            outdated=answer["outdated"],
            states=[
                StateCount(state=state, count=answer["states"].get(state.value, 0))
                for state in ResponseState
            ],
        )


@strawberry.type(description="公表した結果")
class Publication:
    """What a publication did, and what of the case is left."""

    published: int
    unanswered: int
    undecided: int

    @classmethod
    def of(cls, answer: PublicationAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            published=len(answer["published"]),
            unanswered=answer["unanswered"],
            undecided=answer["undecided"],
        )


@strawberry.type(description="決裁ルート")
class ApprovalRoute:
    """The desks that approve, in order."""

    name: str
    answer: strawberry.Private[RouteAnswer]

    @strawberry.field
    async def desks(self, info: Info) -> list[Desk]:
        """Return the desks in order."""
        return await desks(info, self.answer["desk_ids"])


@strawberry.type(description="課の決裁ルート。はじめのものが標準です。")
class ApprovalRoutes:
    """A department's routes; the first is the default. ``version`` 0: none yet."""

    version: int
    routes: list[ApprovalRoute]
    department_id: strawberry.ID

    @classmethod
    def of(cls, answer: RoutesAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            version=answer["version"],
            routes=[ApprovalRoute(name=one["name"], answer=one) for one in answer["routes"]],
            department_id=strawberry.ID(answer["department_id"]),
        )


PublishResponsesResult = Annotated[
    Publication | Problems, strawberry.union("PublishResponsesResult")
]
SetApprovalRoutesResult = Annotated[
    ApprovalRoutes | Problems, strawberry.union("SetApprovalRoutesResult")
]
