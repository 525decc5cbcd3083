"""Words that events of several services share (the word list of the design)."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Stage(StrEnum):
    """A policy's stage: 企画・立案, 事業実施, 評価, 改善."""

    PLANNING = "PLANNING"
    IMPLEMENTATION = "IMPLEMENTATION"
    EVALUATION = "EVALUATION"
    IMPROVEMENT = "IMPROVEMENT"


class StageState(StrEnum):
    """予定, 実施中, 終了."""

    PLANNED = "PLANNED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class Method(StrEnum):
    """The ways by which citizens take part at a stage."""

    PUBLIC_COMMENT = "PUBLIC_COMMENT"
    WORKSHOP = "WORKSHOP"
    ISSUE_PROPOSAL = "ISSUE_PROPOSAL"
    RECRUITMENT = "RECRUITMENT"
    SURVEY = "SURVEY"
    BRIEFING = "BRIEFING"
    HEARING = "HEARING"


class Channel(StrEnum):
    """How an input came in: 電子申請, 郵送, 持参, ファクス, メール, 電話, 窓口, ワークショップ."""

    WEB = "WEB"
    POST = "POST"
    BRING = "BRING"
    FAX = "FAX"
    MAIL = "MAIL"
    PHONE = "PHONE"
    COUNTER = "COUNTER"
    WORKSHOP = "WORKSHOP"


class SubmitterKind(StrEnum):
    """個人, 団体."""

    PERSON = "PERSON"
    GROUP = "GROUP"


class RevisionKind(StrEnum):
    """骨子, 素案, 中間案, 最終案."""

    OUTLINE = "OUTLINE"
    DRAFT = "DRAFT"
    INTERIM = "INTERIM"
    FINAL = "FINAL"


class StageRef(BaseModel):
    """An activity's link to a policy's stage in one of its cycles (第1期 is cycle 1)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    policy_id: str
    cycle: int
    stage: Stage
