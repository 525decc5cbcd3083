"""The document as PDF. Its Japanese fonts are those that every reader of PDF brings along."""

import io
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Image, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from gateway.summary.document.chart import HEIGHT, WIDTH, picture
from gateway.summary.document.content import CHART, FIGURES, UNPUBLISHED, Content

_GOTHIC, _MINCHO = "HeiseiKakuGo-W5", "HeiseiMin-W3"
_MARGIN, _ACROSS = 18 * mm, A4[0] - 36 * mm
_WIDTHS = (40, 16, 26, 38, 29, 25)


def pdf_document(content: Content) -> bytes:
    """Return the file. CPU work: not for the event loop."""
    for name in (_GOTHIC, _MINCHO):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    out = io.BytesIO()
    made = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=content.heading,
        lang="ja-JP",
    )
    made.build(_parts(content), onFirstPage=_frame, onLaterPages=_frame)
    return out.getvalue()


def _parts(content: Content) -> list[Any]:
    title, heading, body, item = _styles()
    parts: list[Any] = [_text(content.heading, title)]
    parts += [_text(told, body) for told in content.about]
    parts += [_text("数", heading), _table(content, body)]
    parts.append(_text(CHART, heading))
    if content.days:
        drawn = io.BytesIO(picture(content.days))
        parts.append(Image(drawn, width=_ACROSS, height=_ACROSS * HEIGHT / WIDTH))
    parts.append(_text(content.chart_in_words, body))
    for name, lines in content.sections:
        parts.append(_text(name, heading))
        parts += [_text(f"・{line.cited}", item) for line in lines]
    return [*parts, Spacer(1, 4 * mm)]


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    """Make a paragraph; what people wrote is never taken for markup."""
    return Paragraph(escape(text).replace("\n", "<br/>"), style)


def _table(content: Content, body: ParagraphStyle) -> Table:
    rows = [[_text(cell, body) for cell in row] for row in (FIGURES, *content.figures)]
    table = Table(rows, colWidths=[width * mm for width in _WIDTHS], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#767680")),
                ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#E6E6E6")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    return table


def _styles() -> tuple[ParagraphStyle, ParagraphStyle, ParagraphStyle, ParagraphStyle]:
    def style(name: str, font: str, size: float, **more: Any) -> ParagraphStyle:
        # Japanese breaks anywhere: reportlab's own rule for it.
        return ParagraphStyle(
            name,
            fontName=font,
            fontSize=size,
            leading=size * 1.6,
            wordWrap="CJK",
            alignment=TA_LEFT,
            **more,
        )

    return (
        style("title", _GOTHIC, 16, spaceAfter=4 * mm),
        style("heading", _GOTHIC, 12, spaceBefore=4 * mm, spaceAfter=1.5 * mm, keepWithNext=1),
        style("body", _MINCHO, 10, spaceAfter=1 * mm),
        style("item", _MINCHO, 10, leftIndent=10, firstLineIndent=-10, spaceAfter=1 * mm),
    )


def _frame(canvas: Any, made: Any) -> None:
    canvas.saveState()
    canvas.setFont(_GOTHIC, 8)
    canvas.drawString(_MARGIN, A4[1] - 11 * mm, UNPUBLISHED)
    canvas.drawRightString(A4[0] - _MARGIN, 10 * mm, f"{made.page}")
    canvas.restoreState()
