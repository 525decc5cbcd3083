"""Tables and pictures to take away, as they are shown."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from shared.tables.written import CSV_TYPE, Cells, csv_file

_ROW_PX, _LABEL_PX, _BAR_PX, _TOP_PX = 26, 260, 460, 64
_INK, _BAR = "#1a1a1c", "#4477aa"
_FONT = "'BIZ UDPGothic','Noto Sans JP','Noto Sans CJK JP',sans-serif"


def table(name: str, heads: Sequence[str], rows: Iterable[Cells], key: str) -> None:
    """Offer a table as CSV; ``name`` is the file's, without its ending."""
    st.download_button(
        "この表をCSVで保存",
        csv_file(heads, rows),
        file_name=f"{name}.csv",
        mime=CSV_TYPE,
        key=f"csv_{key}",
        on_click="ignore",
    )


def picture(name: str, title: str, bars: Sequence[tuple[str, int]], note: str, key: str) -> None:
    """Offer the figures of a chart as a picture (SVG)."""
    st.download_button(
        "この図をSVGで保存",
        bars_svg(title, bars, note).encode(),
        file_name=f"{name}.svg",
        mime="image/svg+xml",
        key=f"svg_{key}",
        on_click="ignore",
    )


def bars_svg(title: str, bars: Sequence[tuple[str, int]], note: str) -> str:
    """Draw bars, each with its name before and its number (通) after it, in the order given."""
    most = max((number for _, number in bars), default=0) or 1
    height = _TOP_PX + _ROW_PX * len(bars) + 36
    width = _LABEL_PX + _BAR_PX + 90
    rows = []
    for place, (label, number) in enumerate(bars):
        top = _TOP_PX + place * _ROW_PX
        long = round(_BAR_PX * number / most, 1)
        rows.append(
            f'<text x="{_LABEL_PX - 8}" y="{top + 15}" text-anchor="end">{escape(label)}</text>'
            f'<rect x="{_LABEL_PX}" y="{top}" width="{long}" height="18" fill="{_BAR}"/>'
            f'<text x="{_LABEL_PX + long + 6}" y="{top + 15}">{number:,}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" font-family="{_FONT}" font-size="14" fill="{_INK}">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
        f'<text x="16" y="32" font-size="18" font-weight="bold">{escape(title)}</text>'
        f"{''.join(rows)}"
        f'<text x="16" y="{height - 12}" font-size="12">{escape(note)}</text>'
        "</svg>"
    )
