"""Charts with Japanese labels. Beside each one stands a table with the same figures."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from dashboard import words

# Paul Tol's bright scheme: told apart by people with colour vision deficiencies.
_COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#777777", "#222255")
_INK = "#1a1a1c"
_FONT = "BIZ UDPGothic, Noto Sans JP, Noto Sans CJK JP, sans-serif"


ChartOf = alt.Chart | alt.LayerChart


def by_day(rows: Sequence[Mapping[str, Any]]) -> ChartOf:
    """Comments (通) per day of receipt, by how they came in."""
    values = [
        {
            "day": row["day"],
            "日": words.day(row["day"]),
            "受付方法": _way(row),
            "通": row["comments"],
        }
        for row in rows
    ]
    ways = list(dict.fromkeys(value["受付方法"] for value in values))
    chart = alt.Chart(alt.InlineData(values=values)).mark_bar(size=_bar_width(values))
    return _styled(
        chart.encode(
            x=alt.X("day:T", title="受領日", axis=alt.Axis(format="%-m/%-d", labelOverlap=True)),
            y=alt.Y("通:Q", title="提出意見（通）", axis=alt.Axis(tickMinStep=1, format=",d")),
            color=alt.Color(
                "受付方法:N",
                title="受付方法",
                scale=alt.Scale(domain=ways, range=_COLOURS[: len(ways)]),
                legend=alt.Legend(orient="bottom", columns=4),
            ),
            tooltip=[
                alt.Tooltip("日:N"),
                alt.Tooltip("受付方法:N"),
                alt.Tooltip("通:Q", format=",d"),
            ],
        ),
        height=300,
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
    return _styled(bars.mark_bar(color=_COLOURS[0], size=20) + labels, height=44 * len(values) + 50)


def _way(row: Mapping[str, Any]) -> str:
    return words.CHANNELS[row["channel"]] if row["channel"] else words.METHODS[row["method"]]


def _bar_width(values: Sequence[Mapping[str, Any]]) -> int:
    days = len({value["day"] for value in values})
    return max(4, min(28, 500 // max(days, 1)))


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
