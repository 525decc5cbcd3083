"""Events of the issue proposals service (課題提案制度).

Aggregates: an issue (what came in, and what it is opened into), an offer (提供できるもの・こと)
with its reservations, and the tie of an offer to a need. Words stay with the service.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from shared.events.common import Channel, StageRef
from shared.events.envelope import EventData


class IssueKind(StrEnum):
    """What came in, once it is sorted: 課題提案, 要望・苦情, 通報, 個人相談."""

    ISSUE = "ISSUE"
    REQUEST = "REQUEST"
    REPORT = "REPORT"
    PERSONAL = "PERSONAL"


class IssueState(StrEnum):
    """How far an issue has come.

    受付, 引き継ぎ, 課題として整理中, 話し合い中, 協働事業, 市の施策, 市民が自ら, 見送り, 実施,
    評価済み, 取り下げ.
    """

    RECEIVED = "RECEIVED"
    HANDED_OVER = "HANDED_OVER"
    OPENING = "OPENING"
    DISCUSSION = "DISCUSSION"
    PROJECT = "PROJECT"
    CITY_POLICY = "CITY_POLICY"
    CITIZENS = "CITIZENS"
    NOT_PURSUED = "NOT_PURSUED"
    ACTED = "ACTED"
    EVALUATED = "EVALUATED"
    WITHDRAWN = "WITHDRAWN"


class IssueField(StrEnum):
    """分野.

    福祉・健康, 子ども・教育, 環境・緑, 防災・安全, 交通, まちづくり, 文化・スポーツ, 多文化,
    産業・仕事, そのほか.
    """

    WELFARE = "WELFARE"
    CHILDREN = "CHILDREN"
    ENVIRONMENT = "ENVIRONMENT"
    SAFETY = "SAFETY"
    TRANSPORT = "TRANSPORT"
    TOWN = "TOWN"
    CULTURE = "CULTURE"
    DIVERSITY = "DIVERSITY"
    WORK = "WORK"
    OTHER = "OTHER"


class ResourceKind(StrEnum):
    """人手, 知恵, 物, 場所, お金, 許可."""

    HANDS = "HANDS"
    KNOW_HOW = "KNOW_HOW"
    GOODS = "GOODS"
    ROOMS = "ROOMS"
    MONEY = "MONEY"
    PERMISSION = "PERMISSION"


class Approver(StrEnum):
    """提案者, コーディネーター."""

    AUTHOR = "AUTHOR"
    COORDINATOR = "COORDINATOR"


class MatchState(StrEnum):
    """申し出中, 成立, 見送り, お礼."""

    ASKED = "ASKED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    THANKED = "THANKED"


class IssueReceived(EventData):
    """A difficulty (困り事) was brought.

    ``commitment`` is the salted SHA-256 of its words; ``answer_due`` the last day (Japan) of the
    city's first answer.
    """

    TYPE: ClassVar[str] = "issue_proposals.issue_received.v1"
    SUBJECT: ClassVar[str] = "issue_id"

    issue_id: str
    channel: Channel
    field: IssueField
    ward: str
    received_at: datetime
    answer_due: date
    commitment: str


class IssueSorted(EventData):
    """It was sorted, and a department (担当課) is named for it; again, when it is handed on."""

    TYPE: ClassVar[str] = "issue_proposals.issue_sorted.v1"
    SUBJECT: ClassVar[str] = "issue_id"

    issue_id: str
    kind: IssueKind
    department_id: str
    state: IssueState


class IssueShaped(EventData):
    """A version of the public words was written."""

    TYPE: ClassVar[str] = "issue_proposals.issue_shaped.v1"
    SUBJECT: ClassVar[str] = "issue_id"

    issue_id: str
    version: int


class VersionApproved(EventData):
    """The author or the coordinator agreed that a version may be public."""

    TYPE: ClassVar[str] = "issue_proposals.version_approved.v1"
    SUBJECT: ClassVar[str] = "issue_id"

    issue_id: str
    version: int
    by: Approver


class IssuePublished(EventData):
    """A version that both approved is public from now on."""

    TYPE: ClassVar[str] = "issue_proposals.issue_published.v1"
    SUBJECT: ClassVar[str] = "issue_id"

    issue_id: str
    version: int
    field: IssueField
    ward: str


class IssueAnswered(EventData):
    """The city answered (市の回答)."""

    TYPE: ClassVar[str] = "issue_proposals.issue_answered.v1"
    SUBJECT: ClassVar[str] = "issue_id"

    issue_id: str
    answer_id: str
    department_id: str


class IssueMoved(EventData):
    """It went on along its path."""

    TYPE: ClassVar[str] = "issue_proposals.issue_moved.v1"
    SUBJECT: ClassVar[str] = "issue_id"

    issue_id: str
    state: IssueState


class IssueMerged(EventData):
    """It is a part of another issue from now on, or of none any more (``into`` is None)."""

    TYPE: ClassVar[str] = "issue_proposals.issue_merged.v1"
    SUBJECT: ClassVar[str] = "issue_id"

    issue_id: str
    into: str | None


class NeedNamed(EventData):
    """Something that the issue needs was named (必要なもの・こと)."""

    TYPE: ClassVar[str] = "issue_proposals.need_named.v1"
    SUBJECT: ClassVar[str] = "issue_id"

    issue_id: str
    need_id: str
    kind: ResourceKind


class IssueLinked(EventData):
    """It was given its place (位置づけ) among the stages of policies; ``links`` are all of them."""

    TYPE: ClassVar[str] = "issue_proposals.issue_linked.v1"
    SUBJECT: ClassVar[str] = "issue_id"

    issue_id: str
    links: tuple[StageRef, ...]
    received_at: datetime


class PhotographAdded(EventData):
    """A photograph was put to the issue; the picture stays with the service."""

    TYPE: ClassVar[str] = "issue_proposals.photograph_added.v1"
    SUBJECT: ClassVar[str] = "issue_id"

    issue_id: str
    photograph_id: str


class IssueWordsOpened(EventData):
    """Somebody looked at the words as they came in, for a purpose; never the words."""

    TYPE: ClassVar[str] = "issue_proposals.issue_words_opened.v1"
    SUBJECT: ClassVar[str] = "access_id"

    access_id: str
    issue_id: str
    purpose: str


class OfferMade(EventData):
    """Something was offered (提供できるもの・こと), for no issue yet."""

    TYPE: ClassVar[str] = "issue_proposals.offer_made.v1"
    SUBJECT: ClassVar[str] = "offer_id"

    offer_id: str
    kind: ResourceKind
    ward: str


class OfferChanged(EventData):
    """An offer was withdrawn, or can be had again."""

    TYPE: ClassVar[str] = "issue_proposals.offer_changed.v1"
    SUBJECT: ClassVar[str] = "offer_id"

    offer_id: str
    open: bool


class OfferReserved(EventData):
    """A room or a thing was reserved for a time, or the reservation was given back."""

    TYPE: ClassVar[str] = "issue_proposals.offer_reserved.v1"
    SUBJECT: ClassVar[str] = "offer_id"

    offer_id: str
    reservation_id: str
    starts_at: datetime
    ends_at: datetime
    given_back: bool


class MatchMoved(EventData):
    """An offer was asked for a need, accepted, declined, thanked."""

    TYPE: ClassVar[str] = "issue_proposals.match_moved.v1"
    SUBJECT: ClassVar[str] = "match_id"

    match_id: str
    issue_id: str
    need_id: str
    offer_id: str
    state: MatchState
