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
    ResponseAnswer,
    SubjectAnswer,
    VersionAnswer,
)
from gateway.context import Info
from gateway.errors import Problem, Problems
from gateway.people.types import Department, Desk, Person, desk, desks, person
from gateway.points.types import Point
from gateway.public_comment.suggestions import PersonalDataSuggestion, suggestions_in
from gateway.public_comment.types import Comment, Consultation, consultation_of
from gateway.responses.published import ResponseContent
from gateway.words import day, day_or_none, moment
from gateway.workshops.types import Workshop, WorkshopTheme


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

    @strawberry.field
    async def point(self, info: Info) -> Point | None:
        """Return the opinion, if it is one; null where its comment was split anew since."""
        if self.kind is not SubjectKind.POINT:
            return None
        found = await info.context.public_comment.point.load(str(self.id))
        return Point.of(found) if found else None

    @strawberry.field
    async def theme(self, info: Info) -> WorkshopTheme | None:
        """Return the theme of a workshop, if it is one."""
        if self.kind is not SubjectKind.THEME:
            return None
        workshop_id, _, theme_id = str(self.id).partition(".")
        found = await info.context.workshops.workshop.load(workshop_id)
        themes = found["themes"] if found else []
        told = next((one for one in themes if one["id"] == theme_id), None)
        return WorkshopTheme.of(told, workshop_id) if told else None

    @strawberry.field
    async def is_split(self, info: Info) -> bool:
        """Tell whether the comment was split after it had been answered as a whole."""
        if self.kind is not SubjectKind.COMMENT:
            return False
        found = await info.context.public_comment.splitting.load(str(self.id))
        return bool(found and found["parts"])


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
        return await person(info, self.by_id)


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
        return await desk(info, self.answer["desk_id"])

    @strawberry.field
    async def asked_by(self, info: Info) -> Person | None:
        """Return who asked."""
        return await person(info, self.answer["asked_by"])

    @strawberry.field
    async def answered_by(self, info: Info) -> Person | None:
        """Return who answered."""
        return await person(info, self.answer["answered_by"])


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
        return await desk(info, self.answer["desk_id"])

    @strawberry.field
    async def by(self, info: Info) -> Person | None:
        """Return who decided."""
        return await person(info, self.answer["by"])


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
        return await person(info, self.answer["asked_by"])


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
        return await person(info, self.by_id)


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
            answered=answer["answered"],
            created_at=moment(answer["created_at"]),
            published_at=moment(at) if (at := answer["published_at"]) else None,
            answer=answer,
        )

    @strawberry.field
    async def consultation(self, info: Info) -> Consultation | None:
        """Return the consultation."""
        return await consultation_of(info, str(self.consultation_id))

    @strawberry.field
    async def workshop(self, info: Info) -> Workshop | None:
        """Return the workshop, where themes of one are answered."""
        if not any(one["kind"] == SubjectKind.THEME for one in self.answer["subjects"][:1]):
            return None
        found = await info.context.workshops.workshop.load(str(self.consultation_id))
        return Workshop.of(found) if found else None

    @strawberry.field
    async def department(self, info: Info) -> Department | None:
        """Return the department in charge."""
        found = await info.context.people.department.load(self.answer["department_id"])
        return Department.of(found) if found else None

    @strawberry.field
    async def desk(self, info: Info) -> Desk | None:
        """Return the desk that drafts it."""
        return await desk(info, self.answer["desk_id"])

    @strawberry.field
    async def turn_desk(self, info: Info) -> Desk | None:
        """Return whose turn it is to approve."""
        return await desk(info, self.answer["turn_desk_id"])

    @strawberry.field
    async def personal_data_suggestions(self) -> list[PersonalDataSuggestion]:
        """Return what in the summary may be personal data: it is about to be published."""
        return await suggestions_in(self.content.summary)

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
