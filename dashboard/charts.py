"""Charts with Japanese labels. Beside each one stands a table with the same figures."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import altair as alt
import orjson

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
INK = "#1a1a1c"
FONT = "BIZ UDPGothic, Noto Sans JP, Noto Sans CJK JP, sans-serif"
_WEEKS_FROM_DAYS = 60  # a longer time is shown by weeks: bars of single days would be hairs

Spec = dict[str, Any]
ChartOf = alt.Chart | alt.LayerChart


def by_day(rows: Sequence[Mapping[str, Any]]) -> Spec:
    """Comments (通) per day of receipt, or per week where the time is long, by method."""
    return _spec(_by_day, tuple((row["day"], row["method"], row["comments"]) for row in rows))


def by_name(rows: Sequence[tuple[str, Mapping[str, Any]]], title: str) -> Spec:
    """Comments (通) by method or by channel, in the word list's order, never ranked."""
    return _spec(_by_name, tuple((name, of["comments"]) for name, of in rows), title)


def _spec(draw: Callable[..., ChartOf], *what: Hashable) -> Spec:
    spec: Spec = orjson.loads(_drawn(draw, *what))
    return spec


@lru_cache(maxsize=200)
def _drawn(draw: Callable[..., ChartOf], *what: Hashable) -> bytes:
    """Altair takes some 80 ms for a chart; most refreshes of a page change nothing in it."""
    return orjson.dumps(draw(*what).to_dict())


def _by_day(rows: Sequence[tuple[str, str, int]]) -> ChartOf:
    weekly = _span_days(rows) > _WEEKS_FROM_DAYS
    counted: Counter[tuple[date, str]] = Counter()
    for day, method, comments in rows:
        counted[_bucket(day, weekly), words.METHODS[method]] += comments
    values = [
        {"start": at.isoformat(), "時期": _label(at, weekly), "手法": method, "通": comments}
        for (at, method), comments in sorted(counted.items())
    ]
    shown = [name for name in _COLOURS if any(value["手法"] == name for value in values)]
    chart = alt.Chart(alt.InlineData(values=values)).mark_bar(size=_bar_width(rows, weekly))
    return _styled(
        chart.encode(
            x=alt.X(
                "start:T",
                title="受領した週（月曜日から）" if weekly else "受領日",
                scale=alt.Scale(type="utc"),
                axis=alt.Axis(format="%-m/%-d", labelOverlap="greedy", values=_ticks(counted)),
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


def _by_name(rows: Sequence[tuple[str, int]], title: str) -> ChartOf:
    values = [{title: name, "通": comments} for name, comments in rows]
    room = max(1.0, 1.3 * max(comments for _, comments in rows))  # for the figure beside the bar
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


def _span_days(rows: Sequence[tuple[str, str, int]]) -> int:
    days = sorted(date.fromisoformat(day) for day, *_ in rows)
    return (days[-1] - days[0]).days if days else 0


def _bucket(day: str, weekly: bool) -> date:
    at = date.fromisoformat(day)
    return at - timedelta(days=at.weekday()) if weekly else at


def _label(at: date, weekly: bool) -> str:
    return f"{words.day(at.isoformat())}{'からの1週間' if weekly else ''}"


def _ticks(counted: Iterable[tuple[date, str]]) -> list[alt.DateTime]:
    return [
        alt.DateTime(year=at.year, month=at.month, date=at.day, utc=True)
        for at in sorted({at for at, _ in counted})
    ]


def _bar_width(rows: Sequence[tuple[str, str, int]], weekly: bool) -> int:
    """Narrow enough that neighbours do not touch on a phone (about 260 px for the plot)."""
    places = 1 + _span_days(rows) // (7 if weekly else 1)
    return max(3, min(28, 200 // places))


def _styled(chart: ChartOf, height: int) -> ChartOf:
    styled: ChartOf = (
        chart.properties(height=height)
        .configure(font=FONT)
        .configure_axis(
            labelFontSize=14,
            titleFontSize=14,
            labelColor=INK,
            titleColor=INK,
            titleFontWeight="normal",
            labelLimit=240,
        )
        .configure_legend(labelFontSize=14, titleFontSize=14, labelColor=INK, titleColor=INK)
    )
    return styled
