"""The words of committee recruitment as enums of the schema."""

from enum import StrEnum

import strawberry

from shared.events.committee_recruitment import (
    ApplicationState,
    FindingCode,
    Gender,
    LikenessReason,
    SeatKind,
    SelectionStep,
    Tie,
)

__all__ = [
    "ApplicationState",
    "FindingCode",
    "Gender",
    "LikenessReason",
    "RecruitmentPhase",
    "SeatKind",
    "SelectionStep",
    "Tie",
]

strawberry.enum(SeatKind, description="公募委員, 学識経験者, 団体推薦")
strawberry.enum(SelectionStep, description="書類選考, 面接, 抽選, 無作為抽出")
strawberry.enum(
    ApplicationState, description="受付, 取り下げ, 選任, 補欠, 選外, 応募資格に当てはまらない"
)
strawberry.enum(Tie, name="CityTie", description="在住, 在勤, 在学")
strawberry.enum(
    FindingCode,
    description="年齢の下限, 年齢の上限, 市との関わり, 市の職員, 市議会議員, 通算の年数, "
    "再任の回数, 兼職の数",
)
strawberry.enum(LikenessReason, description="同じ人かもしれない理由")
strawberry.enum(Gender, description="女性, 男性, そのほか, 回答しない")


@strawberry.enum(description="募集予定, 募集中, 選考中, 結果公表, 中止")
class RecruitmentPhase(StrEnum):
    """Where a recruitment stands at the time of asking."""

    PLANNED = "PLANNED"
    OPEN = "OPEN"
    CHOOSING = "CHOOSING"
    DECIDED = "DECIDED"
    CALLED_OFF = "CALLED_OFF"
