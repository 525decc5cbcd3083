"""What the document says, whatever kind of file it becomes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gateway.summary.composing import forms
from gateway.web import words
from gateway.web.dates import day_text, moment_text
from gateway.web.i18n import JAPANESE
from shared.texts import first_control

NOT_ALL_CITIZENS = (
    "回答者は市民全体を代表するものではありません。意見の数は、賛否や重みを表しません。"
)
MADE_OF = (
    "どの文も、記録から数え直した数か、意見からのそのままの引用だけでできています。"
    "少数の数は、だれの意見か分からないように、まとめて示しています。"
)
UNPUBLISHED = "取扱注意：市民の意見の引用を含みます"
FIGURES = ("手法", "回数", "参加者（人）", "提出者（人・団体）", "提出意見（通）", "意見（件）")
TOTAL = "合計"
CHART = "受領日ごとの提出意見（通）"


@dataclass(frozen=True)
class Line:
    """A sentence; ``number`` stands for the comment that it quotes."""

    text: str
    number: str = ""

    @property
    def cited(self) -> str:
        """Return the sentence with the number of its quotation."""
        return f"{self.text}［{self.number}］" if self.number else self.text


@dataclass(frozen=True)
class Content:
    """All of it; ``days`` are comments by day of receipt, ``left_out`` quotations by caution."""

    title: str
    place: str
    as_of: str
    consultations: Sequence[str]
    figures: Sequence[Sequence[str]]
    days: Sequence[tuple[date, int]]
    sections: Sequence[tuple[str, Sequence[Line]]]
    left_out: int

    @property
    def heading(self) -> str:
        """Return the document's title."""
        return f"{self.title}　{self.place}のまとめ"

    @property
    def about(self) -> list[str]:
        """Return what is told before the figures."""
        told = [f"数の時点：{self.as_of}", NOT_ALL_CITIZENS, MADE_OF]
        if self.consultations:
            told.insert(1, f"意見募集：{'、'.join(self.consultations)}")
        if self.left_out:
            told.append(
                "個人情報が含まれるおそれがあるため、"
                f"この資料には載せていない引用が{self.left_out}件あります。"
            )
        return told

    @property
    def chart_in_words(self) -> str:
        """Return what the picture shows, for who cannot see it."""
        if not self.days:
            return f"{CHART}：まだありません。"
        most = max(number for _, number in self.days)
        first, last = (day_text(self.days[n][0].isoformat(), JAPANESE) for n in (0, -1))
        return f"{CHART}：{first}から{last}まで、いちばん多い日は{most:,}通です。"


def content_of(found: Mapping[str, Any], cycle: int, stage: str) -> Content:
    """Make it of the answer to ``SummaryDocument``."""
    summary, counts = found["stageSummary"], found["stageCounts"]
    sections, left_out = [], 0
    for section in summary["sections"]:
        lines = []
        for one in section["sentences"]:
            quoted = one["quotation"]
            if quoted and quoted["mayHoldPersonalData"]:
                left_out += 1
                continue
            lines.append(Line(printable(one["text"]), quoted["number"] if quoted else ""))
        sections.append((section["heading"], lines))
    return Content(
        title=printable(summary["title"]),
        place=f"第{cycle}期 {words.word('stage', stage, JAPANESE)}",
        as_of=moment_text(summary["asOf"], JAPANESE),
        consultations=[printable(one["title"]) for one in counts["consultations"]],
        figures=_figures(counts),
        days=_days(counts["byDay"]),
        sections=sections,
        left_out=left_out,
    )


def printable(text: str) -> str:
    """Return a text as files of Word and PDF can hold it: other signs than words are blanks."""
    return "".join(" " if first_control(one) or one in "\r\f\v" else one for one in text)


def _figures(counts: Mapping[str, Any]) -> list[list[str]]:
    names = ("activities", "participants", "submitters", "comments", "points")
    rows = [
        # Nobody is counted as present at a public comment, nor where nobody counted.
        [
            forms().words["method"][one["method"]],
            *(f"{one[name]:,}" if one[name] or name != "participants" else "－" for name in names),
        ]
        for one in counts["byMethod"]
    ]
    sums = [f"{counts[name]:,}" for name in names[2:]]
    return [*rows, [TOTAL, "", "", *sums]]


def _days(rows: Sequence[Mapping[str, Any]]) -> list[tuple[date, int]]:
    counted: Counter[date] = Counter()
    for row in rows:
        counted[date.fromisoformat(row["day"])] += row["comments"]
    return sorted((+counted).items())
