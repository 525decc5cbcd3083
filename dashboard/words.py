"""Japanese words for the schema's names, and how numbers, days and times are written."""

from collections.abc import Mapping
from datetime import date, datetime

from shared.clock import JST

STAGES = {
    "PLANNING": "企画・立案",
    "IMPLEMENTATION": "事業実施",
    "EVALUATION": "評価",
    "IMPROVEMENT": "改善",
}
STATES = {"PLANNED": "予定", "OPEN": "実施中", "CLOSED": "終了"}
WORKSHOP_STATES = {
    "PLANNED": "準備中",
    "REGISTRATION": "参加受付中",
    "LIVE": "きょう開催",
    "ENDED": "終了",
    "PUBLISHED": "結果を公表",
    "CANCELLED": "中止",
}
METHODS = {
    "PUBLIC_COMMENT": "パブリックコメント",
    "WORKSHOP": "市民カフェ",
    "ISSUE_PROPOSAL": "課題提案",
    "RECRUITMENT": "委員公募",
    "SURVEY": "アンケート調査",
    "BRIEFING": "住民説明会",
    "HEARING": "ヒアリング",
}
CHANNELS = {
    "WEB": "電子申請",
    "POST": "郵送",
    "BRING": "持参",
    "FAX": "ファクス",
    "MAIL": "メール",
    "PHONE": "電話",
    "COUNTER": "窓口",
    "WORKSHOP": "ワークショップ",
}
SUBMITTER_KINDS = {"PERSON": "個人", "GROUP": "団体"}
RESPONSES = {
    "DRAFT": "起案中",
    "IN_APPROVAL": "決裁中",
    "RETURNED": "差し戻し",
    "DECIDED": "決定済み（公表前）",
    "PUBLISHED": "公表済み",
    "WITHDRAWN": "取り下げ",
}
WHOLE_PLAN = "計画案の全体"
TOGETHER = "少数のものをまとめた数"
UNLINKED = "位置づけ未設定"
NO_AREA = "提出者の地域は、パブリックコメントでは記録していません。"
NOT_ALL_CITIZENS = "回答者は市民全体を代表するものではありません。"

_BEGINNING_CHARS = 28
_WEEKDAYS = "月火水木金土日"


def number(value: int | None) -> str:
    """``1,316``; a dash where nobody counted."""
    return "－" if value is None else f"{value:,}"


def few(value: int | None) -> str:
    """``1,316``; what is a small count to this reader is not told."""
    return "少数" if value is None else number(value)


def cycle(value: int) -> str:
    """``第1期``."""
    return f"第{value}期"


def day(iso: str | None) -> str:
    """``2026年6月1日（月）``."""
    if not iso:
        return "未定"
    at = date.fromisoformat(iso)
    return f"{at.year}年{at.month}月{at.day}日（{_WEEKDAYS[at.weekday()]}）"


def short_day(iso: str) -> str:
    """``6月1日（月）``."""
    at = date.fromisoformat(iso)
    return f"{at.month}月{at.day}日（{_WEEKDAYS[at.weekday()]}）"


def period(starts_on: str | None, ends_on: str | None) -> str:
    """``2026年4月〜2027年3月``."""
    if not starts_on and not ends_on:
        return "時期未定"
    return f"{_month(starts_on)}〜{_month(ends_on)}"


def moment(iso: str) -> str:
    """``11月23日（月）18時04分12秒``, in Japan."""
    at = _in_japan(iso)
    return f"{short_day(at.date().isoformat())} {at.hour}時{at.minute:02}分{at.second:02}秒"


def clock(iso: str) -> str:
    """``18時04分12秒``, in Japan."""
    at = _in_japan(iso)
    return f"{at.hour}時{at.minute:02}分{at.second:02}秒"


def clause(of: Mapping[str, str]) -> str:
    """Where in the plan and what: ``第2章 > （1） 路線バスの再編``.

    A clause without a heading of its own is named by the beginning of its text.
    """
    text = of["heading"] or _beginning(of["body"])
    return f"{of['path']} {text}".strip()


def _beginning(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line if len(line) <= _BEGINNING_CHARS else f"{line[:_BEGINNING_CHARS]}…"


def _month(iso: str | None) -> str:
    if not iso:
        return ""
    at = date.fromisoformat(iso)
    return f"{at.year}年{at.month}月"


def _in_japan(iso: str) -> datetime:
    return datetime.fromisoformat(iso).astimezone(JST)
