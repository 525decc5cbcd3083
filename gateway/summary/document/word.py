"""The document as a file of Word."""

import io
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Mm

from gateway.summary.document.chart import picture
from gateway.summary.document.content import CHART, FIGURES, UNPUBLISHED, Content
from shared.tables.word import Column, add_table, new_document, saved

_WIDTHS = (46, 20, 26, 34, 30, 30)


def word_document(content: Content) -> bytes:
    """Return the file. CPU work: not for the event loop."""
    made = new_document(content.heading)
    made.sections[0].header.paragraphs[0].text = UNPUBLISHED
    made.add_heading(content.heading, level=1)
    for told in content.about:
        made.add_paragraph(told)
    made.add_heading("数", level=2)
    columns = [Column(name, width) for name, width in zip(FIGURES, _WIDTHS, strict=True)]
    add_table(made, columns, content.figures)
    made.add_heading(CHART, level=2)
    if content.days:
        shape: Any = made.add_picture(io.BytesIO(picture(content.days)), width=Mm(180))
        shape._inline.find(qn("wp:docPr")).set("descr", content.chart_in_words)
    made.add_paragraph(content.chart_in_words)
    for heading, lines in content.sections:
        made.add_heading(heading, level=2)
        for line in lines:
            made.add_paragraph(line.cited, style="List Bullet")
    return saved(made)
