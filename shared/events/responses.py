"""Events of responses (本市の考え方): ids, kinds and days. Never what was said."""

from datetime import date
from typing import ClassVar

from shared.events.envelope import EventData


class ResponseEvent(EventData):
    """What every event of a response names."""

    SUBJECT: ClassVar[str] = "response_id"

    response_id: str
    case_id: str
    department_id: str


class ResponseDrafted(ResponseEvent):
    """A response was begun; ``subjects`` are ``KIND:id``."""

    TYPE: ClassVar[str] = "responses.response_drafted.v1"

    desk_id: str
    subjects: tuple[str, ...]
    due_on: date | None = None


class ResponseRevised(ResponseEvent):
    """Something else is said than before."""

    TYPE: ClassVar[str] = "responses.response_revised.v1"

    version: int
    class_code: str


class SubjectsChanged(ResponseEvent):
    """It answers other inputs than before."""

    TYPE: ClassVar[str] = "responses.subjects_changed.v1"

    added: tuple[str, ...]
    removed: tuple[str, ...]


class InquirySent(ResponseEvent):
    """A desk of another department was asked (庁内照会)."""

    TYPE: ClassVar[str] = "responses.inquiry_sent.v1"

    inquiry_id: str
    desk_id: str
    due_on: date


class InquiryReminded(ResponseEvent):
    """A desk was reminded of what it was asked."""

    TYPE: ClassVar[str] = "responses.inquiry_reminded.v1"

    inquiry_id: str
    desk_id: str
    due_on: date
    overdue: bool


class InquiryAnswered(ResponseEvent):
    """The desk answered; ``desk_id`` is the one that had asked."""

    TYPE: ClassVar[str] = "responses.inquiry_answered.v1"

    inquiry_id: str
    desk_id: str
    late: bool


class InquiryTakenBack(ResponseEvent):
    """The answer is no longer needed."""

    TYPE: ClassVar[str] = "responses.inquiry_taken_back.v1"

    inquiry_id: str
    desk_id: str


class ApprovalAsked(ResponseEvent):
    """It is a desk's turn to approve: step ``step`` of ``steps``, from 1."""

    TYPE: ClassVar[str] = "responses.approval_asked.v1"

    desk_id: str
    step: int
    steps: int


class ResponseReturned(ResponseEvent):
    """It was sent back (差し戻し) to the desk that drafted it."""

    TYPE: ClassVar[str] = "responses.response_returned.v1"

    desk_id: str
    step: int


class ResponseDecided(ResponseEvent):
    """The last desk of the route approved it."""

    TYPE: ClassVar[str] = "responses.response_decided.v1"

    desk_id: str
    class_code: str


class ResponsePublished(ResponseEvent):
    """Everyone may read it."""

    TYPE: ClassVar[str] = "responses.response_published.v1"

    class_code: str
    subjects: tuple[str, ...]


class ResponseWithdrawn(ResponseEvent):
    """It ended; its inputs may be answered by another one."""

    TYPE: ClassVar[str] = "responses.response_withdrawn.v1"

    subjects: tuple[str, ...]


class ApprovalRoutesSet(EventData):
    """A department's routes of approval (決裁ルート) are these from now on."""

    TYPE: ClassVar[str] = "responses.approval_routes_set.v1"
    SUBJECT: ClassVar[str] = "department_id"

    department_id: str
    routes: int
