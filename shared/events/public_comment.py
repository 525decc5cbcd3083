"""Events of the public comment service (パブリックコメント)."""

from datetime import date, datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from shared.events.common import Channel, StageRef, SubmitterKind
from shared.events.envelope import EventData


class ConsultationOpened(EventData):
    """A consultation (意見募集) on a revision was set up with its period."""

    TYPE: ClassVar[str] = "public_comment.consultation_opened.v1"
    SUBJECT: ClassVar[str] = "consultation_id"

    consultation_id: str
    title: str
    document_id: str
    revision_id: str
    links: tuple[StageRef, ...]
    opens_at: datetime
    closes_at: datetime
    department_id: str | None = None
    channels: tuple[Channel, ...]


class ConsultationEvent(EventData):
    """What every later event of a consultation names."""

    SUBJECT: ClassVar[str] = "consultation_id"

    consultation_id: str


class ConsultationPeriodExtended(ConsultationEvent):
    """The period ends later than it was to; the reason is on the consultation's page."""

    TYPE: ClassVar[str] = "public_comment.consultation_period_extended.v1"

    closes_at: datetime


class ConsultationConsidered(ConsultationEvent):
    """The city considers what came in (検討中)."""

    TYPE: ClassVar[str] = "public_comment.consultation_considered.v1"

    considered_at: datetime


class ConsultationPublished(ConsultationEvent):
    """The result was published (結果公表)."""

    TYPE: ClassVar[str] = "public_comment.consultation_published.v1"

    outcome: str
    published_at: datetime


class ConsultationWithdrawn(ConsultationEvent):
    """The consultation was called off (中止)."""

    TYPE: ClassVar[str] = "public_comment.consultation_withdrawn.v1"

    withdrawn_at: datetime


class CommentCountedInTime(EventData):
    """A comment on paper that was late is inside of the period since that was extended."""

    TYPE: ClassVar[str] = "public_comment.comment_counted_in_time.v1"
    SUBJECT: ClassVar[str] = "comment_id"

    comment_id: str
    consultation_id: str


class PassageOfClause(BaseModel):
    """Code points ``start`` to ``end`` (exclusive) of a clause of the consulted revision."""

    model_config = ConfigDict(frozen=True)

    start: int
    end: int


class CommentAccepted(EventData):
    """A comment (提出意見, 通) was accepted.

    ``commitment`` is the salted SHA-256 of what was said (see services/public_comment/domain.py):
    it proves later what was accepted, and tells nothing now. ``submitter_id`` is random and
    holds only within its consultation.
    """

    TYPE: ClassVar[str] = "public_comment.comment_accepted.v1"
    SUBJECT: ClassVar[str] = "comment_id"

    comment_id: str
    consultation_id: str
    clause_id: str | None
    channel: Channel
    submitter_id: str
    submitter_kind: SubmitterKind
    points: int
    received_on: date
    accepted_at: datetime
    late: bool
    commitment: str
    passage: PassageOfClause | None = None


class PersonalDataOpened(EventData):
    """Somebody in charge looked at submitters' private data, for a purpose; never the data."""

    TYPE: ClassVar[str] = "public_comment.personal_data_opened.v1"
    SUBJECT: ClassVar[str] = "access_id"

    access_id: str
    consultation_id: str
    comment_ids: tuple[str, ...]
    purpose: str


class CommentCorrected(EventData):
    """The submitter replaced the text; every version is kept by the service."""

    TYPE: ClassVar[str] = "public_comment.comment_corrected.v1"
    SUBJECT: ClassVar[str] = "comment_id"

    comment_id: str
    consultation_id: str
    version: int
    clause_id: str | None
    commitment: str


class CommentWithdrawn(EventData):
    """The submitter took the comment back."""

    TYPE: ClassVar[str] = "public_comment.comment_withdrawn.v1"
    SUBJECT: ClassVar[str] = "comment_id"

    comment_id: str
    consultation_id: str
