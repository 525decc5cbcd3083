"""Events of the issue proposals service (課題提案制度): talking and working together.

Aggregates: a party (関わる人・団体), a thread with its posts, a project with its signatures and
evaluation sheets. Words and names stay with the service.
"""

from enum import StrEnum
from typing import ClassVar

from shared.events.envelope import EventData


class PartyKind(StrEnum):
    """市民, 市民団体, 町内会, 学校・大学, 企業, 市民活動の支援施設, 市."""

    CITIZEN = "CITIZEN"
    GROUP = "GROUP"
    NEIGHBOURHOOD = "NEIGHBOURHOOD"
    SCHOOL = "SCHOOL"
    BUSINESS = "BUSINESS"
    SUPPORT_CENTRE = "SUPPORT_CENTRE"
    CITY = "CITY"


class Rhythm(StrEnum):
    """How often who follows an issue is told: 毎日, 毎週."""

    DAY = "DAY"
    WEEK = "WEEK"


class FollowerState(StrEnum):
    """確認待ち, お知らせ中, 停止."""

    ASKED = "ASKED"
    FOLLOWING = "FOLLOWING"
    STOPPED = "STOPPED"


class ThreadKind(StrEnum):
    """質問, 事実, 考え, 心配, 提供."""

    QUESTION = "QUESTION"
    FACT = "FACT"
    IDEA = "IDEA"
    CONCERN = "CONCERN"
    OFFER = "OFFER"


class PostState(StrEnum):
    """見える, 通報あり, 見えない, 異議あり."""

    SHOWN = "SHOWN"
    REPORTED = "REPORTED"
    HIDDEN = "HIDDEN"
    APPEALED = "APPEALED"


class Method(StrEnum):
    """協働の手法: 委託, 実行委員会・協議会, 共催, 情報交換, 補助・助成."""

    CONTRACT = "CONTRACT"
    COMMITTEE = "COMMITTEE"
    CO_HOSTING = "CO_HOSTING"
    EXCHANGE = "EXCHANGE"
    GRANT = "GRANT"


class Step(StrEnum):
    """協働の七つの段階.

    現状の把握, 課題の把握, 協働手法の検討, 協働相手の決定, 企画・立案の協議, 実施, 評価.
    """

    PRESENT = "PRESENT"
    PROBLEM = "PROBLEM"
    METHOD = "METHOD"
    PARTNERS = "PARTNERS"
    PLANNING = "PLANNING"
    ACTING = "ACTING"
    EVALUATING = "EVALUATING"


class Evaluated(StrEnum):
    """What is evaluated: 事業, 協働."""

    PROJECT = "PROJECT"
    COLLABORATION = "COLLABORATION"


class Criterion(StrEnum):
    """What an evaluation sheet asks.

    Of the project: 目的の実現, 役立ち, 費用と手間, 続けられること.
    Of the collaboration: 目的の共有, 役割の分担, 対等な立場, 情報の共有, 相互の理解.
    """

    GOAL = "GOAL"
    BENEFIT = "BENEFIT"
    COST = "COST"
    LASTING = "LASTING"
    SHARED_GOAL = "SHARED_GOAL"
    ROLES = "ROLES"
    EQUALITY = "EQUALITY"
    INFORMATION = "INFORMATION"
    TRUST = "TRUST"


class PartyJoined(EventData):
    """A party (関わる人・団体) joined, with a role; never under which name."""

    TYPE: ClassVar[str] = "issue_proposals.party_joined.v1"
    SUBJECT: ClassVar[str] = "party_id"

    party_id: str
    issue_id: str
    kind: PartyKind


class PartyLeft(EventData):
    """A party takes part no more; what it wrote stays, without its name."""

    TYPE: ClassVar[str] = "issue_proposals.party_left.v1"
    SUBJECT: ClassVar[str] = "party_id"

    party_id: str
    issue_id: str


class ConcernShared(EventData):
    """Somebody said 「私も困っています」, and in which area; never a rank."""

    TYPE: ClassVar[str] = "issue_proposals.concern_shared.v1"
    SUBJECT: ClassVar[str] = "concern_id"

    concern_id: str
    issue_id: str
    ward: str


class PostWritten(EventData):
    """Something was written in a thread; the first post of a thread has its own id as ``post_id``.

    ``answered``: somebody else than who began it has written.
    """

    TYPE: ClassVar[str] = "issue_proposals.post_written.v1"
    SUBJECT: ClassVar[str] = "thread_id"

    thread_id: str
    issue_id: str
    post_id: str
    kind: ThreadKind
    answered: bool


class PostMoved(EventData):
    """A post was reported, hidden, appealed for, or is shown again."""

    TYPE: ClassVar[str] = "issue_proposals.post_moved.v1"
    SUBJECT: ClassVar[str] = "thread_id"

    thread_id: str
    issue_id: str
    post_id: str
    state: PostState


class ProjectPlanned(EventData):
    """What is done together was written down anew: method, partners, roles, plan."""

    TYPE: ClassVar[str] = "issue_proposals.project_planned.v1"
    SUBJECT: ClassVar[str] = "issue_id"

    issue_id: str
    version: int
    method: Method
    partners: int


class StepSigned(EventData):
    """One side signed a step of the plan's ``version``; ``complete``: all sides have."""

    TYPE: ClassVar[str] = "issue_proposals.step_signed.v1"
    SUBJECT: ClassVar[str] = "issue_id"

    issue_id: str
    step: Step
    version: int
    complete: bool


class SheetFilled(EventData):
    """One side filled its evaluation sheet; ``shared``: all sides have, so all are public."""

    TYPE: ClassVar[str] = "issue_proposals.sheet_filled.v1"
    SUBJECT: ClassVar[str] = "issue_id"

    issue_id: str
    evaluated: Evaluated
    shared: bool


class FollowerMoved(EventData):
    """Somebody asked to be told of an issue by mail, agreed, or stopped it; never the address."""

    TYPE: ClassVar[str] = "issue_proposals.follower_moved.v1"
    SUBJECT: ClassVar[str] = "follower_id"

    follower_id: str
    issue_id: str
    state: FollowerState
    rhythm: Rhythm
