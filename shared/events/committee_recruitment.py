"""Events of the committee recruitment service (附属機関等の委員の公募).

Aggregates: a committee with the appointments (委嘱・任命) to its seats, a recruitment (公募) for
some of them, and an application (応募). Names, essays and reasons stay with the service.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from shared.events.common import Channel, StageRef
from shared.events.envelope import EventData


class SeatKind(StrEnum):
    """公募委員, 学識経験者, 団体推薦."""

    PUBLIC = "PUBLIC"
    LEARNED = "LEARNED"
    ORGANISATION = "ORGANISATION"


class SelectionStep(StrEnum):
    """書類選考, 面接, 抽選, 無作為抽出."""

    ESSAY = "ESSAY"
    INTERVIEW = "INTERVIEW"
    LOTTERY = "LOTTERY"
    INVITATION = "INVITATION"


class RecruitmentState(StrEnum):
    """公募（募集中か選考中かは期間による）, 結果公表, 中止."""

    CALLED = "CALLED"
    DECIDED = "DECIDED"
    CALLED_OFF = "CALLED_OFF"


class ApplicationState(StrEnum):
    """受付, 取り下げ, 選任, 補欠, 選外, 資格なし."""

    RECEIVED = "RECEIVED"
    WITHDRAWN = "WITHDRAWN"
    CHOSEN = "CHOSEN"
    RESERVE = "RESERVE"
    NOT_CHOSEN = "NOT_CHOSEN"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"


class Tie(StrEnum):
    """To the city: 在住, 在勤, 在学."""

    LIVE = "LIVE"
    WORK = "WORK"
    STUDY = "STUDY"


class Gender(StrEnum):
    """女性, 男性, そのほか, 回答しない."""

    FEMALE = "FEMALE"
    MALE = "MALE"
    OTHER = "OTHER"
    UNANSWERED = "UNANSWERED"


class FindingCode(StrEnum):
    """Why somebody may not apply, in the order in which findings are told."""

    TOO_YOUNG = "TOO_YOUNG"
    TOO_OLD = "TOO_OLD"
    NO_TIE = "NO_TIE"
    CITY_STAFF = "CITY_STAFF"
    COUNCILLOR = "COUNCILLOR"
    SERVED_TOO_LONG = "SERVED_TOO_LONG"
    REAPPOINTED_TOO_OFTEN = "REAPPOINTED_TOO_OFTEN"
    TOO_MANY_COMMITTEES = "TOO_MANY_COMMITTEES"


class LikenessReason(StrEnum):
    """Why two records may be of one person, the strongest first; the name as ``spelling_key``."""

    NAME_AND_BIRTH_DATE = "NAME_AND_BIRTH_DATE"
    KANA_AND_BIRTH_DATE = "KANA_AND_BIRTH_DATE"
    GIVEN_NAME_BIRTH_DATE_AND_PHONE = "GIVEN_NAME_BIRTH_DATE_AND_PHONE"
    NAME_AND_PHONE = "NAME_AND_PHONE"
    KANA_AND_PHONE = "KANA_AND_PHONE"
    NAME_AND_POSTCODE = "NAME_AND_POSTCODE"
    NAME_WITHOUT_BIRTH_DATE = "NAME_WITHOUT_BIRTH_DATE"


class CommitteeFounded(EventData):
    """A committee was entered, with what it is founded on and the policies that it serves."""

    TYPE: ClassVar[str] = "committee_recruitment.committee_founded.v1"
    SUBJECT: ClassVar[str] = "committee_id"

    committee_id: str
    department_id: str
    links: tuple[StageRef, ...]


class RecruitmentCalled(EventData):
    """Seats are open: who may apply reads it, with the criteria, before the period begins.

    ``opens_on`` and ``last_day`` are days in Japan; the last day counts in full.
    """

    TYPE: ClassVar[str] = "committee_recruitment.recruitment_called.v1"
    SUBJECT: ClassVar[str] = "recruitment_id"

    recruitment_id: str
    committee_id: str
    seats: int
    steps: tuple[SelectionStep, ...]
    opens_on: date
    last_day: date


class RecruitmentMoved(EventData):
    """Its result was published, or it was called off."""

    TYPE: ClassVar[str] = "committee_recruitment.recruitment_moved.v1"
    SUBJECT: ClassVar[str] = "recruitment_id"

    recruitment_id: str
    state: RecruitmentState


class ResultProposed(EventData):
    """Somebody proposed whom to choose."""

    TYPE: ClassVar[str] = "committee_recruitment.result_proposed.v1"
    SUBJECT: ClassVar[str] = "recruitment_id"

    recruitment_id: str


class ResultApproved(EventData):
    """A second person agreed to what was proposed; it is the result from now on."""

    TYPE: ClassVar[str] = "committee_recruitment.result_approved.v1"
    SUBJECT: ClassVar[str] = "recruitment_id"

    recruitment_id: str


class ApplicationReceived(EventData):
    """Somebody applied. ``commitment`` is the salted SHA-256 of the essay."""

    TYPE: ClassVar[str] = "committee_recruitment.application_received.v1"
    SUBJECT: ClassVar[str] = "application_id"

    application_id: str
    recruitment_id: str
    channel: Channel
    received_at: datetime
    commitment: str


class ApplicationMoved(EventData):
    """It was withdrawn, or decided on."""

    TYPE: ClassVar[str] = "committee_recruitment.application_moved.v1"
    SUBJECT: ClassVar[str] = "application_id"

    application_id: str
    recruitment_id: str
    state: ApplicationState


class ApplicationOpened(EventData):
    """Somebody looked at an applicant's particulars, for a purpose; never the particulars."""

    TYPE: ClassVar[str] = "committee_recruitment.application_opened.v1"
    SUBJECT: ClassVar[str] = "access_id"

    access_id: str
    application_id: str


class MemberAppointed(EventData):
    """A seat is taken from ``starts_on`` to ``ends_on``, both included."""

    TYPE: ClassVar[str] = "committee_recruitment.member_appointed.v1"
    SUBJECT: ClassVar[str] = "committee_id"

    appointment_id: str
    committee_id: str
    seat_kind: SeatKind
    starts_on: date
    ends_on: date


class MemberLeft(EventData):
    """A member left before the end of the term; ``ends_on`` is the last day."""

    TYPE: ClassVar[str] = "committee_recruitment.member_left.v1"
    SUBJECT: ClassVar[str] = "committee_id"

    appointment_id: str
    committee_id: str
    ends_on: date
