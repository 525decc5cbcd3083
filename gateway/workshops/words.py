"""The words of workshops as enums of the schema."""

from enum import StrEnum

import strawberry

from shared.events.workshops import FloorPhase, ParticipantState, WorkshopState

__all__ = [
    "FloorPhase",
    "Movement",
    "NoteColour",
    "ParticipantState",
    "RoundMove",
    "WorkshopMode",
    "WorkshopNeed",
    "WorkshopState",
    "WorkshopTemplate",
]

strawberry.enum(WorkshopState, description="予定, 参加受付中, 実施中, 終了, 結果公表, 中止")
strawberry.enum(
    FloorPhase, description="開始前, ラウンド, 一時停止, 席の移動, シール投票, 全体共有, 終了"
)
strawberry.enum(ParticipantState, description="申込済, キャンセル待ち, 取消, 来場, 退出")


@strawberry.enum(description="会場, オンライン, 会場とオンライン")
class WorkshopMode(StrEnum):
    """Where it takes place."""

    HALL = "HALL"
    ONLINE = "ONLINE"
    BOTH = "BOTH"


@strawberry.enum(description="ワールドカフェ, 円卓会議, フューチャーセッション, オープンフォーラム")
class WorkshopTemplate(StrEnum):
    """The form of a workshop."""

    WORLD_CAFE = "WORLD_CAFE"
    ROUND_TABLE = "ROUND_TABLE"
    FUTURE_SESSION = "FUTURE_SESSION"
    OPEN_FORUM = "OPEN_FORUM"


@strawberry.enum(description="自由移動, 最後は元のテーブルに戻る, 割当移動, 移動しない")
class Movement(StrEnum):
    """How people go to another table between rounds."""

    FREE = "FREE"
    RETURN = "RETURN"
    ASSIGNED = "ASSIGNED"
    STAY = "STAY"


@strawberry.enum(
    description="手話通訳, 要約筆記, 託児, 段差のない経路, 筆談, やさしい日本語",
)
class WorkshopNeed(StrEnum):
    """What a participant needs."""

    SIGN_LANGUAGE = "SIGN_LANGUAGE"
    CAPTIONS = "CAPTIONS"
    CHILD_CARE = "CHILD_CARE"
    STEP_FREE = "STEP_FREE"
    WRITTEN = "WRITTEN"
    PLAIN_JAPANESE = "PLAIN_JAPANESE"


@strawberry.enum(description="黄, 桃, 青, 緑, 白")
class NoteColour(StrEnum):
    """Colours of notes."""

    YELLOW = "YELLOW"
    PINK = "PINK"
    BLUE = "BLUE"
    GREEN = "GREEN"
    WHITE = "WHITE"


@strawberry.enum(description="一時停止, 再開, 終了")
class RoundMove(StrEnum):
    """What happens to the round that runs."""

    PAUSE = "PAUSE"
    RESUME = "RESUME"
    END = "END"
