"""What a response is made of: inputs it answers, what it says, inquiries, approvals, history."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer

from services.responses.domain.classes import ResponseClasses
from services.responses.domain.errors import (
    SubjectOfAnotherCase,
    SubjectsMissing,
    TooManyChanges,
    TooManySubjects,
)
from shared.texts import clean_text, clean_title

# A campaign is answered once: some 3 MB of ids in one document, of the 16 that MongoDB holds.
SUBJECTS_MAX = 20_000
# As many as a note of the history names; the events name all.
MARKS_MAX = 200
CHANGES_MAX = 50

Day = Annotated[date, PlainSerializer(date.isoformat)]


class SubjectKind(StrEnum):
    """提出意見, 意見, テーマ, 課題提案, アンケートの回答."""

    COMMENT = "COMMENT"
    POINT = "POINT"
    THEME = "THEME"
    ISSUE = "ISSUE"
    SURVEY_ANSWER = "SURVEY_ANSWER"


class State(StrEnum):
    """起案中, 決裁中, 差し戻し, 決定済み, 公表済み, 取り下げ."""

    DRAFT = "DRAFT"
    IN_APPROVAL = "IN_APPROVAL"
    RETURNED = "RETURNED"
    DECIDED = "DECIDED"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"


EDITABLE = frozenset({State.DRAFT, State.RETURNED})


class InquiryState(StrEnum):
    """回答待ち, 回答済み, 取り下げ."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    TAKEN_BACK = "TAKEN_BACK"


class Frozen(BaseModel):
    """A value."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Subject(Frozen):
    """An input that is answered, and the case (such as a consultation) it belongs to."""

    kind: SubjectKind
    id: str
    case_id: str

    @property
    def key(self) -> str:
        """One text for lookups."""
        return f"{self.kind.value}:{self.id}"


class Change(Frozen):
    """What was changed because of the input."""

    document_id: str
    revision_id: str
    clause_id: str | None = None
    note: str = ""


class Content(Frozen):
    """What is said.

    Attributes:
        summary: 意見の概要, the city's own words for what it answers. What was stored before it was
            asked for has none, and is published as it is.
    """

    class_code: str = ""
    summary: str = ""
    text: str = ""
    reason: str = ""
    changes: tuple[Change, ...] = ()


class Version(Frozen):
    """What was said at a time, and by whom it was written."""

    number: int
    content: Content
    by: str
    at: datetime


class Inquiry(Frozen):
    """庁内照会: a question to a desk of another department."""

    id: str
    desk_id: str
    department_id: str
    question: str
    due_on: Day
    asked_by: str
    asked_at: datetime
    state: InquiryState = InquiryState.OPEN
    draft: str = ""
    answer: str = ""
    answered_by: str | None = None
    answered_at: datetime | None = None
    late: bool = False
    reminded_on: Day | None = None

    def is_overdue(self, today: date) -> bool:
        """Say whether its answer should be there by now."""
        return self.state is InquiryState.OPEN and today > self.due_on


class Decision(Frozen):
    """One step of an approval, done."""

    step: int
    desk_id: str
    by: str
    at: datetime
    approved: bool
    comment: str = ""


class Approval(Frozen):
    """決裁: the desks in order, as the route stood when approval was asked for."""

    route_name: str
    desk_ids: tuple[str, ...]
    asked_by: str
    asked_at: datetime
    decisions: tuple[Decision, ...] = ()

    @property
    def step(self) -> int:
        """Which step it is at, from 0; the number of desks when all approved."""
        return sum(decision.approved for decision in self.decisions)

    @property
    def desk_id(self) -> str | None:
        """Whose turn it is."""
        return self.desk_ids[self.step] if self.step < len(self.desk_ids) else None


class Note(Frozen):
    """A line of the history: what was done, by whom; ``comment`` is what they said to it."""

    what: str
    by: str
    at: datetime
    comment: str = ""
    subjects: tuple[str, ...] = ()


def checked_subjects(subjects: Sequence[Subject], case_id: str) -> tuple[Subject, ...]:
    """Return the subjects, each once.

    Raises:
        SubjectsMissing, TooManySubjects, SubjectOfAnotherCase.
    """
    if not subjects:
        raise SubjectsMissing("subjects")
    if any(subject.case_id != case_id for subject in subjects):
        raise SubjectOfAnotherCase("subjects")
    unique = tuple({subject.key: subject for subject in subjects}.values())
    if len(unique) > SUBJECTS_MAX:
        raise TooManySubjects("subjects", max=SUBJECTS_MAX, actual=len(unique))
    return unique


def checked_content(content: Content, classes: ResponseClasses) -> Content:
    """Return the content with its texts trimmed; a draft may still lack anything.

    Raises:
        ResponseClassNotKnown, TooManyChanges, TextTooLong, TextHasControlCharacters.
    """
    if content.class_code:
        classes.of_code(content.class_code)
    if len(content.changes) > CHANGES_MAX:
        raise TooManyChanges("changes", max=CHANGES_MAX, actual=len(content.changes))
    changes = tuple(
        change.model_copy(update={"note": clean_title("changes.note", change.note, required=False)})
        for change in content.changes
    )
    return Content(
        class_code=content.class_code,
        summary=clean_text("summary", content.summary, required=False),
        text=clean_text("text", content.text, required=False),
        reason=clean_text("reason", content.reason, max_chars=4_000, required=False),
        changes=changes,
    )
