"""Responses, inquiries and approvals in the schema."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

import strawberry

from gateway.clients.base import Fact
from gateway.clients.responses import (
    ApprovalAnswer,
    DecisionAnswer,
    InquiryAnswer,
    NoteAnswer,
    ProgressAnswer,
    PublicationAnswer,
    ResponseAnswer,
    RouteAnswer,
    RoutesAnswer,
    SubjectAnswer,
    TaskAnswer,
    VersionAnswer,
)
from gateway.context import Info
from gateway.errors import Problem, Problems
from gateway.people.types import Department, Desk, Person, desks, people
from gateway.public_comment.types import Comment, Consultation, consultation_of
from gateway.responses.published import ResponseContent
from gateway.words import day, day_or_none, moment


@strawberry.enum(description="起案中, 決裁中, 差し戻し, 決定済み, 公表済み, 取り下げ")
class ResponseState(StrEnum):
    """Where a response is on its way."""

    DRAFT = "DRAFT"
    IN_APPROVAL = "IN_APPROVAL"
    RETURNED = "RETURNED"
    DECIDED = "DECIDED"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"


@strawberry.enum(description="回答待ち, 回答済み, 取り下げ")
class InquiryState(StrEnum):
    """Where an inquiry is."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    TAKEN_BACK = "TAKEN_BACK"


@strawberry.enum(description="提出意見, 意見, テーマ, 課題提案, アンケートの回答")
class SubjectKind(StrEnum):
    """What kind of input is answered."""

    COMMENT = "COMMENT"
    POINT = "POINT"
    THEME = "THEME"
    ISSUE = "ISSUE"
    SURVEY_ANSWER = "SURVEY_ANSWER"


@strawberry.enum(description="起案, 差し戻しの直し, 決裁, 公表, 庁内照会への回答")
class TaskKind(StrEnum):
    """What there is to do."""

    DRAFT = "DRAFT"
    RETURNED = "RETURNED"
    APPROVAL = "APPROVAL"
    PUBLICATION = "PUBLICATION"
    INQUIRY = "INQUIRY"


@strawberry.type(description="回答する意見")
class ResponseSubject:
    """An input that is answered."""

    kind: SubjectKind
    id: strawberry.ID

    @classmethod
    def of(cls, answer: SubjectAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(kind=SubjectKind(answer["kind"]), id=strawberry.ID(answer["id"]))

    @strawberry.field
    async def comment(self, info: Info) -> Comment | None:
        """Return the comment, if it is one."""
        if self.kind is not SubjectKind.COMMENT:
            return None
        found = await info.context.public_comment.comment.load(str(self.id))
        return Comment.of(found) if found else None


@strawberry.type(description="回答の版")
class ResponseVersion:
    """What was said at a time, and by whom."""

    number: int
    content: ResponseContent
    at: datetime
    by_id: strawberry.Private[str]

    @classmethod
    def of(cls, answer: VersionAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            number=answer["number"],
            content=ResponseContent.of(answer["content"]),
            at=moment(answer["at"]),
            by_id=answer["by"],
        )

    @strawberry.field
    async def by(self, info: Info) -> Person | None:
        """Return who wrote it."""
        return await _person(info, self.by_id)


@strawberry.type(description="庁内照会")
class Inquiry:
    """A question to a desk of another department. Its draft is for the desk that writes it."""

    id: strawberry.ID
    question: str
    due_on: date
    state: InquiryState
    overdue: bool
    late: bool
    draft: str
    text: str
    asked_at: datetime
    answered_at: datetime | None
    answer: strawberry.Private[InquiryAnswer]

    @classmethod
    def of(cls, answer: InquiryAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            question=answer["question"],
            due_on=day(answer["due_on"]),
            state=InquiryState(answer["state"]),
            overdue=answer["overdue"],
            late=answer["late"],
            draft=answer["draft"],
            text=answer["answer"],
            asked_at=moment(answer["asked_at"]),
            answered_at=moment(at) if (at := answer["answered_at"]) else None,
            answer=answer,
        )

    @strawberry.field
    async def desk(self, info: Info) -> Desk | None:
        """Return the desk that is asked."""
        return await _desk(info, self.answer["desk_id"])

    @strawberry.field
    async def asked_by(self, info: Info) -> Person | None:
        """Return who asked."""
        return await _person(info, self.answer["asked_by"])

    @strawberry.field
    async def answered_by(self, info: Info) -> Person | None:
        """Return who answered."""
        return await _person(info, self.answer["answered_by"])


@strawberry.type(description="決裁の一段階の結果")
class Decision:
    """One step of an approval, done."""

    step: int
    approved: bool
    at: datetime
    comment: str
    answer: strawberry.Private[DecisionAnswer]

    @classmethod
    def of(cls, answer: DecisionAnswer) -> Self:
        """Make it of the service's answer; steps are counted from 1."""
        return cls(
            step=answer["step"] + 1,
            approved=answer["approved"],
            at=moment(answer["at"]),
            comment=answer["comment"],
            answer=answer,
        )

    @strawberry.field
    async def desk(self, info: Info) -> Desk | None:
        """Return whose step it was."""
        return await _desk(info, self.answer["desk_id"])

    @strawberry.field
    async def by(self, info: Info) -> Person | None:
        """Return who decided."""
        return await _person(info, self.answer["by"])


@strawberry.type(description="決裁")
class Approval:
    """The desks in order, as the route stood when approval was asked for."""

    route_name: str
    asked_at: datetime
    decisions: list[Decision]
    answer: strawberry.Private[ApprovalAnswer]

    @classmethod
    def of(cls, answer: ApprovalAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            route_name=answer["route_name"],
            asked_at=moment(answer["asked_at"]),
            decisions=[Decision.of(one) for one in answer["decisions"]],
            answer=answer,
        )

    @strawberry.field
    async def desks(self, info: Info) -> list[Desk]:
        """Return the desks in order."""
        return await desks(info, self.answer["desk_ids"])

    @strawberry.field
    async def asked_by(self, info: Info) -> Person | None:
        """Return who asked for it."""
        return await _person(info, self.answer["asked_by"])


@strawberry.type(description="回答の経過")
class HistoryEntry:
    """What was done, by whom."""

    what: str
    at: datetime
    comment: str
    by_id: strawberry.Private[str]

    @classmethod
    def of(cls, answer: NoteAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            what=answer["what"],
            at=moment(answer["at"]),
            comment=answer["comment"],
            by_id=answer["by"],
        )

    @strawberry.field
    async def by(self, info: Info) -> Person | None:
        """Return who did it."""
        return await _person(info, self.by_id)


@strawberry.type(description="本市の考え方（職員用）")
class Response:
    """A response as the desks that work on it read it."""

    id: strawberry.ID
    consultation_id: strawberry.ID
    state: ResponseState
    version: int
    due_on: date | None
    content: ResponseContent
    answered: int
    created_at: datetime
    published_at: datetime | None
    answer: strawberry.Private[ResponseAnswer]

    @classmethod
    def of(cls, answer: ResponseAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            consultation_id=strawberry.ID(answer["case_id"]),
            state=ResponseState(answer["state"]),
            version=answer["version"],
            due_on=day_or_none(answer["due_on"]),
            content=ResponseContent.of(answer["content"]),
            answered=len(answer["subjects"]),
            created_at=moment(answer["created_at"]),
            published_at=moment(at) if (at := answer["published_at"]) else None,
            answer=answer,
        )

    @strawberry.field
    async def consultation(self, info: Info) -> Consultation | None:
        """Return the consultation."""
        return await consultation_of(info, str(self.consultation_id))

    @strawberry.field
    async def department(self, info: Info) -> Department | None:
        """Return the department in charge."""
        found = await info.context.people.department.load(self.answer["department_id"])
        return Department.of(found) if found else None

    @strawberry.field
    async def desk(self, info: Info) -> Desk | None:
        """Return the desk that drafts it."""
        return await _desk(info, self.answer["desk_id"])

    @strawberry.field
    async def turn_desk(self, info: Info) -> Desk | None:
        """Return whose turn it is to approve."""
        return await _desk(info, self.answer["turn_desk_id"])

    @strawberry.field
    def obstacles(self) -> list[Problem]:
        """Return what is missing before approval can be asked for; all of it."""
        return [Problem.of(Fact(code)) for code in self.answer["obstacles"]]

    @strawberry.field
    def subjects(self, first: int = 20) -> list[ResponseSubject]:
        """Return the first inputs that it answers (at most 50); ``answered`` counts all."""
        most = max(0, min(first, 50))
        return [ResponseSubject.of(one) for one in self.answer["subjects"][:most]]

    @strawberry.field
    def inquiries(self) -> list[Inquiry]:
        """Return the inquiries, oldest first."""
        return [Inquiry.of(one) for one in self.answer["inquiries"]]

    @strawberry.field
    def approval(self) -> Approval | None:
        """Return the approval that was asked for last."""
        found = self.answer["approval"]
        return Approval.of(found) if found else None

    @strawberry.field
    def past_approvals(self) -> list[Approval]:
        """Return the approvals before that one."""
        return [Approval.of(one) for one in self.answer["past_approvals"]]

    @strawberry.field
    def versions(self) -> list[ResponseVersion]:
        """Return the last 20 versions, newest first."""
        return [ResponseVersion.of(one) for one in self.answer["versions"][:-21:-1]]

    @strawberry.field
    def history(self) -> list[HistoryEntry]:
        """Return the last 50 things that were done, newest first."""
        return [HistoryEntry.of(one) for one in self.answer["history"][:-51:-1]]


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
        return await _desk(info, self.answer["desk_id"])

    @strawberry.field
    async def consultation(self, info: Info) -> Consultation | None:
        """Return what it is about."""
        return await consultation_of(info, self.answer["case_id"])


@strawberry.type(description="回答の状態ごとの数")
class StateCount:
    """How many responses are in a state."""

    state: ResponseState
    count: int


@strawberry.type(description="回答の進み具合")
class ResponseProgress:
    """Where a case stands."""

    unanswered: int
    states: list[StateCount]

    @classmethod
    def of(cls, answer: ProgressAnswer) -> Self:
        """Make it of the service's answer, in the order of the way."""
        return cls(
            unanswered=answer["unanswered"],
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


async def _person(info: Info, id_: str | None) -> Person | None:
    return next(iter(await people(info, [id_])), None) if id_ else None


async def _desk(info: Info, id_: str | None) -> Desk | None:
    return next(iter(await desks(info, [id_])), None) if id_ else None


DraftResponseResult = Annotated[Response | Problems, strawberry.union("DraftResponseResult")]
ReviseResponseResult = Annotated[Response | Problems, strawberry.union("ReviseResponseResult")]
ChangeSubjectsResult = Annotated[Response | Problems, strawberry.union("ChangeSubjectsResult")]
SplitResponseResult = Annotated[Response | Problems, strawberry.union("SplitResponseResult")]
JoinResponsesResult = Annotated[Response | Problems, strawberry.union("JoinResponsesResult")]
WithdrawResponseResult = Annotated[Response | Problems, strawberry.union("WithdrawResponseResult")]
AskApprovalResult = Annotated[Response | Problems, strawberry.union("AskApprovalResult")]
ApproveResponseResult = Annotated[Response | Problems, strawberry.union("ApproveResponseResult")]
ReturnResponseResult = Annotated[Response | Problems, strawberry.union("ReturnResponseResult")]
SendInquiryResult = Annotated[Response | Problems, strawberry.union("SendInquiryResult")]
SaveInquiryDraftResult = Annotated[Response | Problems, strawberry.union("SaveInquiryDraftResult")]
AnswerInquiryResult = Annotated[Response | Problems, strawberry.union("AnswerInquiryResult")]
TakeInquiryBackResult = Annotated[Response | Problems, strawberry.union("TakeInquiryBackResult")]
PublishResponsesResult = Annotated[
    Publication | Problems, strawberry.union("PublishResponsesResult")
]
SetApprovalRoutesResult = Annotated[
    ApprovalRoutes | Problems, strawberry.union("SetApprovalRoutesResult")
]
