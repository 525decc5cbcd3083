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


class ConsultationDetailsRevised(ConsultationEvent):
    """What the consultation's page tells was changed; ``corrected``: after it had opened (訂正)."""

    TYPE: ClassVar[str] = "public_comment.consultation_details_revised.v1"

    changed: tuple[str, ...]
    corrected: bool


class ExemptionRecorded(EventData):
    """A decision goes without a consultation; the reason is on the page of exemptions."""

    TYPE: ClassVar[str] = "public_comment.exemption_recorded.v1"
    SUBJECT: ClassVar[str] = "exemption_id"

    exemption_id: str
    kind: str
    decided_on: date
    department_id: str
    policy_id: str | None


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
    # How many files came with it.
    attachments: int = 0


class PersonalDataOpened(EventData):
    """Somebody in charge looked at submitters' private data, for a purpose; never the data."""

    TYPE: ClassVar[str] = "public_comment.personal_data_opened.v1"
    SUBJECT: ClassVar[str] = "access_id"

    access_id: str
    consultation_id: str
    comment_ids: tuple[str, ...]
    purpose: str


class CommentCorrected(EventData):
    """The text was replaced; every version is kept by the service.

    The submitter did it, or, where there is an actor, staff who mend what was entered wrongly.
    """

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


class PointRef(BaseModel):
    """An opinion of a comment, and what it is sorted by; never its words."""

    model_config = ConfigDict(frozen=True)

    point_id: str
    clause_id: str | None = None
    topic_id: str | None = None


class CommentPointsSet(EventData):
    """Staff said which opinions (意見, 件) a comment holds; none: it is one, undivided.

    ``number`` counts the splittings of the comment; ``of_version`` is that of the split text.
    """

    TYPE: ClassVar[str] = "public_comment.comment_points_set.v1"
    SUBJECT: ClassVar[str] = "comment_id"

    comment_id: str
    consultation_id: str
    number: int
    of_version: int
    points: tuple[PointRef, ...]


class CommentMarkedDuplicate(EventData):
    """Staff entered one paper twice: this comment is kept and counts no longer, the other does."""

    TYPE: ClassVar[str] = "public_comment.comment_marked_duplicate.v1"
    SUBJECT: ClassVar[str] = "comment_id"

    comment_id: str
    consultation_id: str
    duplicate_of: str


class CommentEntryChecked(EventData):
    """A second person compared what was entered with the paper (照合)."""

    TYPE: ClassVar[str] = "public_comment.comment_entry_checked.v1"
    SUBJECT: ClassVar[str] = "comment_id"

    comment_id: str
    consultation_id: str


class CommentScanAttached(EventData):
    """A scan of the paper was put to an entered comment; never what it shows."""

    TYPE: ClassVar[str] = "public_comment.comment_scan_attached.v1"
    SUBJECT: ClassVar[str] = "comment_id"

    comment_id: str
    consultation_id: str
    scan_id: str


class TextAgreementGiven(EventData):
    """The submitter agreed that the comment is published in its own words."""

    TYPE: ClassVar[str] = "public_comment.text_agreement_given.v1"
    SUBJECT: ClassVar[str] = "comment_id"

    comment_id: str
    consultation_id: str


class TextAgreementTakenBack(EventData):
    """The submitter took that back: from now on the text is handed out no more."""

    TYPE: ClassVar[str] = "public_comment.text_agreement_taken_back.v1"
    SUBJECT: ClassVar[str] = "comment_id"

    comment_id: str
    consultation_id: str


class CommentMasked(EventData):
    """Staff looked at a text that may be published and said what is masked in it, or nothing is.

    ``number`` counts such decisions about the comment, ``of_version`` is that of the text. Then how
    many masks there are of each kind; never where they are, or over what.
    """

    TYPE: ClassVar[str] = "public_comment.comment_masked.v1"
    SUBJECT: ClassVar[str] = "comment_id"

    comment_id: str
    consultation_id: str
    number: int
    of_version: int
    personal_data: int
    defamation: int
    other: int
