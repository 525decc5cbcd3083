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

__all__ = ["Approver", "IssueField", "IssueKind", "IssueState", "MatchState", "ResourceKind"]

strawberry.enum(IssueKind, description="課題提案, 要望・苦情, 通報, 個人相談")
strawberry.enum(
    IssueState,
    description="受付, 引き継ぎ, 課題として整理中, 話し合い中, 協働事業, 市の施策, "
    "市民が自ら取り組む, 見送り, 実施, 取り下げ",
)
strawberry.enum(
    IssueField,
    description="福祉・健康, 子ども・教育, 環境・緑, 防災・安全, 交通, まちづくり, "
    "文化・スポーツ, 多文化, 産業・仕事, そのほか",
)
strawberry.enum(ResourceKind, description="人手, 知恵, 物, 場所, お金, 許可")
strawberry.enum(Approver, description="提案者, コーディネーター")
strawberry.enum(MatchState, description="申し出中, 成立, 見送り, お礼")
