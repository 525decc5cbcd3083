"""The words of issue proposals as enums of the schema."""

import strawberry

from shared.events.issue_proposals import (
    Approver,
    IssueField,
    IssueKind,
    IssueState,
    MatchState,
    ResourceKind,
)
from shared.events.issue_talk import (
    Evaluated,
    Method,
    PartyKind,
    PostState,
    Rhythm,
    Step,
    ThreadKind,
)

__all__ = [
    "Approver",
    "Evaluated",
    "IssueField",
    "IssueKind",
    "IssueState",
    "MatchState",
    "Method",
    "PartyKind",
    "PostState",
    "ResourceKind",
    "Rhythm",
    "Step",
    "ThreadKind",
]

strawberry.enum(IssueKind, description="課題提案, 要望・苦情, 通報, 個人相談")
strawberry.enum(
    IssueState,
    description="受付, 引き継ぎ, 課題として整理中, 話し合い中, 協働事業, 市の施策, "
    "市民が自ら取り組む, 見送り, 実施, 評価済み, 取り下げ",
)
strawberry.enum(
    IssueField,
    description="福祉・健康, 子ども・教育, 環境・緑, 防災・安全, 交通, まちづくり, "
    "文化・スポーツ, 多文化, 産業・仕事, そのほか",
)
strawberry.enum(ResourceKind, description="人手, 知恵, 物, 場所, お金, 許可")
strawberry.enum(Approver, description="提案者, コーディネーター")
strawberry.enum(MatchState, description="申し出中, 成立, 見送り, お礼")
strawberry.enum(
    PartyKind, description="市民, 市民団体, 町内会, 学校・大学, 企業, 市民活動の支援施設, 市"
)
strawberry.enum(Rhythm, name="FollowRhythm", description="毎日, 毎週")
strawberry.enum(ThreadKind, description="質問, 事実, 考え, 心配, 提供")
strawberry.enum(PostState, description="見える, 通報あり, 見えない, 異議あり")
strawberry.enum(
    Method,
    name="CollaborationMethod",
    description="委託, 実行委員会・協議会, 共催, 情報交換, 補助・助成",
)
strawberry.enum(
    Step,
    name="CollaborationStep",
    description="現状の把握, 課題の把握, 協働手法の検討, 協働相手の決定, 企画・立案の協議, "
    "実施, 評価",
)
strawberry.enum(Evaluated, description="事業, 協働")
