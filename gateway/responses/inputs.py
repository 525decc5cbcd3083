"""What the mutations of responses take."""

from datetime import date
from typing import Any

import strawberry

from gateway.responses.types import SubjectKind


@strawberry.input(description="意見を受けて変わったところ")
class ResponseChangeInput:
    """A link to what changed."""

    document_id: strawberry.ID
    revision_id: strawberry.ID
    clause_id: strawberry.ID | None = None
    note: str = ""


@strawberry.input(description="回答する意見")
class ResponseSubjectInput:
    """An input, and the consultation (or other case) it came in by."""

    kind: SubjectKind
    id: strawberry.ID
    case_id: strawberry.ID

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {"kind": self.kind.value, "id": self.id, "case_id": self.case_id}


@strawberry.input(description="回答の中身。起案のあいだは、足りないところがあってもかまいません。")
class ResponseContentInput:
    """What is said."""

    class_code: str = ""
    summary: str = ""
    text: str = ""
    reason: str = ""
    changes: list[ResponseChangeInput] = strawberry.field(default_factory=list)
    due_on: date | None = None

    def body(self) -> dict[str, Any]:
        """Write it for the service."""
        return {
            "class_code": self.class_code,
            "summary": self.summary,
            "text": self.text,
            "reason": self.reason,
            "changes": [vars(change) for change in self.changes],
            "due_on": self.due_on.isoformat() if self.due_on else None,
        }


@strawberry.input(description="新しい回答の起案")
class DraftResponseInput:
    """A new response."""

    desk_id: strawberry.ID
    subjects: list[ResponseSubjectInput]
    content: ResponseContentInput
    idempotency_key: str


@strawberry.input(description="回答の書き直し")
class ReviseResponseInput:
    """Other words, written on a version."""

    response_id: strawberry.ID
    version: int
    content: ResponseContentInput
    idempotency_key: str


@strawberry.input(description="回答する意見の出し入れ")
class ChangeSubjectsInput:
    """Inputs that come and go."""

    response_id: strawberry.ID
    version: int
    add: list[ResponseSubjectInput] = strawberry.field(default_factory=list)
    remove: list[ResponseSubjectInput] = strawberry.field(default_factory=list)
    idempotency_key: str


@strawberry.input(description="一部の意見を、別の回答に分ける")
class SplitResponseInput:
    """Inputs that get a response of their own."""

    response_id: strawberry.ID
    version: int
    subjects: list[ResponseSubjectInput]
    idempotency_key: str


@strawberry.input(description="別の起案を、この回答にまとめる")
class JoinResponsesInput:
    """Another draft that ends in this one."""

    response_id: strawberry.ID
    version: int
    other_id: strawberry.ID
    other_version: int
    idempotency_key: str


@strawberry.input(description="回答の取り下げ")
class WithdrawResponseInput:
    """Why it ends."""

    response_id: strawberry.ID
    version: int
    reason: str
    idempotency_key: str


@strawberry.input(description="決裁に回す。ルートを書かなければ、標準のルートです。")
class AskApprovalInput:
    """Which route."""

    response_id: strawberry.ID
    version: int
    route: str = ""
    idempotency_key: str


@strawberry.input(description="承認・差し戻し")
class DecideResponseInput:
    """What is said to a step; for sending back it is demanded."""

    response_id: strawberry.ID
    version: int
    comment: str = ""
    idempotency_key: str


@strawberry.input(description="庁内照会を送る")
class SendInquiryInput:
    """A question to a desk of another department."""

    response_id: strawberry.ID
    desk_id: strawberry.ID
    question: str
    due_on: date
    idempotency_key: str


@strawberry.input(description="庁内照会への回答")
class InquiryTextInput:
    """An answer, finished or not."""

    response_id: strawberry.ID
    inquiry_id: strawberry.ID
    text: str
    idempotency_key: str


@strawberry.input(description="庁内照会の取り下げ")
class TakeInquiryBackInput:
    """An inquiry that needs no answer any longer."""

    response_id: strawberry.ID
    inquiry_id: strawberry.ID
    idempotency_key: str


@strawberry.input(description="決まった回答の公表")
class PublishResponsesInput:
    """``partial``: also while something of the consultation is unfinished."""

    consultation_id: strawberry.ID
    partial: bool = False
    idempotency_key: str


@strawberry.input(description="決裁ルート")
class ApprovalRouteInput:
    """A route: its desks in order."""

    name: str
    desk_ids: list[strawberry.ID]


@strawberry.input(description="課の決裁ルートの登録")
class SetApprovalRoutesInput:
    """A department's routes; the first is the default."""

    department_id: strawberry.ID
    version: int
    routes: list[ApprovalRouteInput]
    idempotency_key: str


@strawberry.input(description="回答のない意見の絞り込み")
class UnansweredFilter:
    """Which of them; ``whole_plan``: only those about no clause."""

    clause_id: strawberry.ID | None = None
    whole_plan: bool = False
    topic_id: strawberry.ID | None = None

    def body(self) -> dict[str, str]:
        """Write it for the service."""
        by = {"clause_id": str(self.clause_id)} if self.clause_id else {}
        by |= {"clause_id": ""} if self.whole_plan else {}
        return by | ({"topic_id": str(self.topic_id)} if self.topic_id else {})
