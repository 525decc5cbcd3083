"""The map of a consultation's statements: alike is near. Counted into a grid by the service.

However many statements there are, no more is drawn than the grid has cells. Topics come in an order
in which neighbours are alike, and so do their colours.
"""

import colorsys
from collections.abc import Mapping
from html import escape
from typing import Any

import altair as alt

from dashboard.charts import FONT, INK

Grid = Mapping[str, Any]
Spec = dict[str, Any]
_CELL = 16
_LEGEND_PX = 300


def chart(grid: Grid, names: Mapping[str, str]) -> Spec:
    """Draw the grid for the page; ``names`` are those of the topics, in their order."""
    colours = colours_of(names)
    most = max(grid["wordings"], default=1)
    values = [
        {
            "x": cell % grid["columns"],
            "y": cell // grid["columns"],
            "論点": names[topic],
            "文面の数": count,
            "濃さ": (count / most) ** 0.5,
        }
        for cell, topic, count in _cells(grid)
        if topic in names
    ]
    shown = list(dict.fromkeys(names.values()))
    drawn = (
        alt.Chart(alt.InlineData(values=values))
        .mark_rect(stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=alt.X("x:O", axis=None, scale=alt.Scale(domain=list(range(grid["columns"])))),
            y=alt.Y("y:O", axis=None, scale=alt.Scale(domain=list(range(grid["rows"])))),
            color=alt.Color(
                "論点:N",
                scale=alt.Scale(domain=shown, range=[colours[name] for name in shown]),
                legend=None,
            ),
            opacity=alt.Opacity(
                "濃さ:Q", scale=alt.Scale(domain=[0, 1], range=[0.35, 1]), legend=None
            ),
            tooltip=[alt.Tooltip("論点:N"), alt.Tooltip("文面の数:Q", format=",d")],
        )
        .properties(height=360, title="意見の分布（近い意見ほど、近くに描いています）")
        .configure(font=FONT)
        .configure_title(fontSize=16, color=INK, anchor="start")
        .configure_view(stroke="#8c8c8c")
    )
    spec: Spec = drawn.to_dict()
    return spec


def svg(grid: Grid, names: Mapping[str, str], note: str) -> str:
    """Draw the grid as a picture, with the names of the topics beside it."""
    colours, most = colours_of(names), max(grid["wordings"], default=1)
    width, height = grid["columns"] * _CELL, max(grid["rows"] * _CELL, 22 * len(names))
    cells = "".join(
        f'<rect x="{16 + cell % grid["columns"] * _CELL}" '
        f'y="{48 + cell // grid["columns"] * _CELL}" width="{_CELL - 1}" height="{_CELL - 1}" '
        f'fill="{colours[names[topic]]}" fill-opacity="{0.35 + 0.65 * (count / most) ** 0.5:.2f}"/>'
        for cell, topic, count in _cells(grid)
        if topic in names
    )
    legend = "".join(
        f'<rect x="{width + 40}" y="{50 + place * 22}" width="14" height="14" '
        f'fill="{colours[name]}"/>'
        f'<text x="{width + 60}" y="{62 + place * 22}">{escape(name)}</text>'
        for place, name in enumerate(dict.fromkeys(names.values()))
    )
    whole = width + 60 + _LEGEND_PX
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {height + 90}" '
        f'width="{whole}" height="{height + 90}" role="img" font-family="{escape(FONT)}" '
        f'font-size="13" fill="{INK}"><title>意見の分布</title>'
        f'<rect width="{whole}" height="{height + 90}" fill="#ffffff"/>'
        '<text x="16" y="30" font-size="18" font-weight="bold">意見の分布</text>'
        f'{cells}{legend}<text x="16" y="{height + 76}" font-size="12">{escape(note)}</text></svg>'
    )


def colours_of(names: Mapping[str, str]) -> dict[str, str]:
    """Give each name a colour; neighbours in the order have neighbours on the colour wheel."""
    shown = list(dict.fromkeys(names.values()))
    found = {}
    for place, name in enumerate(shown):
        # Dark and light in turns, so that neighbours can still be told apart.
        lightness = 0.42 if place % 2 else 0.58
        red, green, blue = colorsys.hls_to_rgb(place / max(1, len(shown)), lightness, 0.55)
        found[name] = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
    return found


def _cells(grid: Grid) -> list[tuple[int, str, int]]:
    return list(zip(grid["cells"], grid["topicIds"], grid["wordings"], strict=True))
