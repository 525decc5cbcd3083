"""The design's word list as GraphQL enums, and how times and dates are written."""

from datetime import UTC, date, datetime
from enum import StrEnum

import strawberry

from shared.caller import Role
from shared.events.common import (
    Channel,
    Method,
    RevisionKind,
    Stage,
    StageState,
    SubmitterKind,
)

__all__ = [
    "Channel",
    "ConsultationState",
    "Method",
    "PaperRule",
    "ReceiptState",
    "RevisionKind",
    "Role",
    "Stage",
    "StageState",
    "SubmitterKind",
    "TextFormat",
    "day",
    "day_or_none",
    "moment",
    "utc",
]

strawberry.enum(Stage, description="企画・立案, 事業実施, 評価, 改善")
strawberry.enum(StageState, description="予定, 実施中, 終了")
strawberry.enum(Method, description="参加の手法")
strawberry.enum(
    Channel, description="電子申請, 郵送, 持参, ファクス, メール, 電話, 窓口, ワークショップ"
)
strawberry.enum(SubmitterKind, description="個人, 団体")
strawberry.enum(
    Role, description="職員, 管理者, 文書・個人情報管理者, 進行役, 選考委員, コーディネーター"
)
strawberry.enum(RevisionKind, description="骨子, 素案, 中間案, 最終案")


@strawberry.enum(description="募集予定, 募集中, 募集終了")
class ConsultationState(StrEnum):
    """Where a consultation stands at the time of asking; a list of CLOSED has all that is over."""

    PLANNED = "PLANNED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    UNDER_CONSIDERATION = "UNDER_CONSIDERATION"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"


@strawberry.enum(
    description="予告, 開始, まもなく締切, 延長, 締切, 検討中, 結果公表, 中止",
)
class AnnouncementKind(StrEnum):
    """What is announced."""

    PLANNED = "PLANNED"
    OPEN = "OPEN"
    CLOSING_SOON = "CLOSING_SOON"
    EXTENDED = "EXTENDED"
    CLOSED = "CLOSED"
    UNDER_CONSIDERATION = "UNDER_CONSIDERATION"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"


@strawberry.enum(description="原案のとおり, 修正した, 案を取りやめた, 意見なし")
class ConsultationOutcome(StrEnum):
    """How a consultation ended."""

    AS_PROPOSED = "AS_PROPOSED"
    WITH_CHANGES = "WITH_CHANGES"
    ABANDONED = "ABANDONED"
    NO_OPINIONS = "NO_OPINIONS"


@strawberry.enum(description="紙で届く意見の期限：必着, 消印有効")
class PaperRule(StrEnum):
    """Which day counts for a comment on paper: that of its arrival or of its postmark."""

    ARRIVAL = "ARRIVAL"
    POSTMARK = "POSTMARK"


@strawberry.enum(description="受け付け, 訂正, 取り下げ, 二重の入力")
class ReceiptState(StrEnum):
    """What became of a comment so far."""

    ACCEPTED = "ACCEPTED"
    CORRECTED = "CORRECTED"
    WITHDRAWN = "WITHDRAWN"
    DUPLICATE = "DUPLICATE"


@strawberry.enum(description="変わらない, 変わった, 加わった, なくなった")
class ClauseChange(StrEnum):
    """What became of a clause from one revision to another."""

    SAME = "SAME"
    CHANGED = "CHANGED"
    ADDED = "ADDED"
    DELETED = "DELETED"


@strawberry.enum(description="ここにある, なくなった, 人が確かめる")
class PlaceFate(StrEnum):
    """Whether a place of one revision is found in a later one."""

    PLACED = "PLACED"
    GONE = "GONE"
    UNSURE = "UNSURE"


@strawberry.enum(description="新しい版での場所が、どのように決まったか")
class PlaceReason(StrEnum):
    """How a place came to where it is, or why it has none."""

    UNCHANGED = "UNCHANGED"
    MOVED = "MOVED"
    REWORDED = "REWORDED"
    MERGED = "MERGED"
    SPLIT = "SPLIT"
    DELETED = "DELETED"
    PARTLY_DELETED = "PARTLY_DELETED"
    REWRITTEN = "REWRITTEN"
    IN_SEVERAL_PLACES = "IN_SEVERAL_PLACES"
    TAKEN_APART = "TAKEN_APART"
    ENDS_UNCLEAR = "ENDS_UNCLEAR"
    CAME_BACK = "CAME_BACK"
    DECIDED = "DECIDED"


@strawberry.enum(description="計画案の本文の書き方")
class TextFormat(StrEnum):
    """How a plan's text is written."""

    MARKDOWN = "MARKDOWN"
    PLAIN = "PLAIN"


def moment(text: str) -> datetime:
    """Read a service's moment; one without an offset is in UTC."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def day(text: str) -> date:
    """Read a service's ISO day."""
    return date.fromisoformat(text)


def moment_or_none(text: str | None) -> datetime | None:
    """Read a service's ISO moment, which may be missing."""
    return moment(text) if text else None


def day_or_none(text: str | None) -> date | None:
    """Read a service's ISO day, which may be missing."""
    return day(text) if text else None


def utc(value: datetime) -> str:
    """Write a moment for a service; one without an offset is refused by its type before."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
