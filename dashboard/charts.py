"""Charts with Japanese labels. Beside each one stands a table with the same figures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from dashboard import words

# Paul Tol's bright scheme: told apart by people with colour vision deficiencies. A method keeps
# its colour on every page.
_COLOURS = dict(
    zip(
        words.METHODS.values(),
        ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#777777"),
        strict=True,
    )
)
_DAY_MS = 86_400_000
_INK = "#1a1a1c"
_FONT = "BIZ UDPGothic, Noto Sans JP, Noto Sans CJK JP, sans-serif"
_WEEKS_FROM_DAYS = 60  # a longer time is shown by weeks: bars of single days would be hairs

ChartOf = alt.Chart | alt.LayerChart


def by_day(rows: Sequence[Mapping[str, Any]]) -> ChartOf:
    """Comments (通) per day of receipt, or per week where the time is long, by method."""
    weekly = _span_days(rows) > _WEEKS_FROM_DAYS
    counted: Counter[tuple[date, str]] = Counter()
    for row in rows:
        counted[_bucket(row["day"], weekly), words.METHODS[row["method"]]] += row["comments"]
    values = [
        {"start": at.isoformat(), "時期": _label(at, weekly), "手法": method, "通": comments}
        for (at, method), comments in sorted(counted.items())
    ]
    shown = [name for name in _COLOURS if any(value["手法"] == name for value in values)]
    chart = alt.Chart(alt.InlineData(values=values)).mark_bar(size=_bar_width(values))
    return _styled(
        chart.encode(
            x=alt.X(
                "start:T",
                title="受領した週（月曜日から）" if weekly else "受領日",
                axis=alt.Axis(format="%-m/%-d", labelOverlap=True, tickMinStep=_DAY_MS),
            ),
            y=alt.Y("通:Q", title="提出意見（通）", axis=alt.Axis(tickMinStep=1, format=",d")),
            color=alt.Color(
                "手法:N",
                title="手法",
                scale=alt.Scale(domain=shown, range=[_COLOURS[name] for name in shown]),
                legend=alt.Legend(orient="top", columns=2),
            ),
            tooltip=[
                alt.Tooltip("時期:N"),
                alt.Tooltip("手法:N"),
                alt.Tooltip("通:Q", format=",d"),
            ],
        ),
        height=320,
    )


def by_name(rows: Sequence[tuple[str, Mapping[str, Any]]], title: str) -> ChartOf:
    """Comments (通) by method or by channel, in the word list's order, never ranked."""
    values = [{title: name, "通": of["comments"]} for name, of in rows]
    room = max(1.0, 1.3 * max(value["通"] for value in values))  # for the figure beside the bar
    bars = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y(f"{title}:N", title=None, sort=[name for name, _ in rows]),
        x=alt.X(
            "通:Q",
            title="提出意見（通）",
            scale=alt.Scale(domain=[0, room], nice=False),
            axis=alt.Axis(tickMinStep=1, tickCount=4, format=",d"),
        ),
        tooltip=[alt.Tooltip(f"{title}:N"), alt.Tooltip("通:Q", format=",d")],
    )
    labels = bars.mark_text(align="left", dx=4, fontSize=14).encode(
        text=alt.Text("通:Q", format=",d")
    )
    return _styled(
        bars.mark_bar(color=_COLOURS[words.METHODS["PUBLIC_COMMENT"]], size=20) + labels,
        height=44 * len(values) + 50,
    )


def _span_days(rows: Sequence[Mapping[str, Any]]) -> int:
    days = sorted(date.fromisoformat(row["day"]) for row in rows)
    return (days[-1] - days[0]).days if days else 0


def _bucket(day: str, weekly: bool) -> date:
    at = date.fromisoformat(day)
    return at - timedelta(days=at.weekday()) if weekly else at


def _label(at: date, weekly: bool) -> str:
    return f"{words.day(at.isoformat())}{'からの1週間' if weekly else ''}"


def _bar_width(values: Sequence[Mapping[str, Any]]) -> int:
    bars = len({value["start"] for value in values})
    return max(4, min(28, 400 // max(bars, 1)))


def _styled(chart: ChartOf, height: int) -> ChartOf:
    styled: ChartOf = (
        chart.properties(height=height)
        .configure(font=_FONT)
        .configure_axis(
            labelFontSize=14,
            titleFontSize=14,
            labelColor=_INK,
            titleColor=_INK,
            titleFontWeight="normal",
            labelLimit=240,
        )
        .configure_legend(labelFontSize=14, titleFontSize=14, labelColor=_INK, titleColor=_INK)
    )
    return styled
