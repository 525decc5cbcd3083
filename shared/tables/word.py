"""Tables in Word documents (.docx): written with many rows, and read back by their columns."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from shared.texts import first_control

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE = "ja-JP"
_FONT = "Yu Gothic"
_A4_SHORT, _A4_LONG, _MARGIN = Mm(210), Mm(297), Mm(12)
_TWIPS_PER_MM = 56.7
# Marks of changes that nobody has accepted or refused yet (変更履歴).
_TRACKED = tuple(qn(f"w:{name}") for name in ("ins", "del", "moveFrom", "moveTo"))
_PICTURES = tuple(qn(f"w:{name}") for name in ("drawing", "pict", "object"))
_MERGED = tuple(qn(f"w:{name}") for name in ("gridSpan", "vMerge", "hMerge"))
_GREY, _SMALL = "595959", 12
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="E6E6E6"/>'
_STYLES = ("Normal", "Heading", "Title")


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width, and whether it is there for programs rather than people."""

    name: str
    width_mm: float
    quiet: bool = False


def new_document(title: str, *, landscape: bool = False) -> Document:
    """Return an empty document in Japanese, A4."""
    document = docx.Document()
    told = document.core_properties
    told.title, told.language, told.author, told.comments = title, LANGUAGE, "", ""
    _speak_japanese(document)
    section = document.sections[0]
    across, down = (_A4_LONG, _A4_SHORT) if landscape else (_A4_SHORT, _A4_LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = across, down
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    return document


def add_table(document: Document, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """Add a table whose header is repeated on every page; a line end begins a new paragraph."""
    table: Any = document.add_table(rows=0, cols=len(columns))
    table.style = "Table Grid"
    table.autofit = False
    grid = table._tbl.tblGrid
    for one, column in zip(grid.gridCol_lst, columns, strict=True):
        one.w = Mm(column.width_mm)
    table._tbl.append(_row([column.name for column in columns], columns, header=True))
    for cells in rows:
        table._tbl.append(_row(cells, columns, header=False))


def saved(document: Document) -> bytes:
    """Return the file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@dataclass
class WordRow:
    """A row as it stands there; what makes it unsure is told by ``tracked`` and the others."""

    cells: list[str] = field(default_factory=list)
    tracked: bool = False
    pictures: bool = False
    merged: bool = False


def rows_of(document: Document) -> Iterator[WordRow]:
    """Yield the rows of all tables in their order. Works hard: advance it in a thread."""
    for table in document.element.body.iter(qn("w:tbl")):
        for row in table.iterchildren(qn("w:tr")):
            yield WordRow(
                cells=[_words(cell) for cell in row.iter(qn("w:tc")) if _row_of(cell) is row],
                tracked=_has(row, _TRACKED),
                pictures=_has(row, _PICTURES),
                merged=_has(row, _MERGED),
            )


def _row_of(cell: Any) -> Any:
    """Return the row of a cell: what is in a table within a cell is part of that cell's words."""
    return next(cell.iterancestors(qn("w:tr")))


def _words(cell: Any) -> str:
    return "\n".join(_line(paragraph) for paragraph in cell.iter(qn("w:p")))


def _line(paragraph: Any) -> str:
    """Return a paragraph's words, also those within fields and links; readings above are left."""
    found = []
    for one in paragraph.iter():
        if one.tag == qn("w:t") and not any(True for _ in one.iterancestors(qn("w:rt"))):
            found.append(one.text or "")
        elif one.tag == qn("w:tab") and one.getparent().tag == qn("w:r"):
            found.append("\t")
        elif one.tag in (qn("w:br"), qn("w:cr")):
            found.append("\n")
        elif one.tag == qn("w:noBreakHyphen"):
            found.append("-")
    return "".join(found)


def _has(row: Any, tags: Sequence[str]) -> bool:
    return any(True for _ in row.iter(*tags))


def _row(cells: Sequence[str], columns: Sequence[Column], *, header: bool) -> Any:
    properties = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if header else ""
    made = "".join(
        _cell(text, column, header=header) for text, column in zip(cells, columns, strict=True)
    )
    return parse_xml(f"<w:tr {nsdecls('w')}>{properties}{made}</w:tr>")


def _cell(text: str, column: Column, *, header: bool) -> str:
    looks = "<w:b/>" if header else ""
    if column.quiet and not header:
        looks += f'<w:color w:val="{_GREY}"/><w:sz w:val="{_SMALL}"/><w:szCs w:val="{_SMALL}"/>'
    shade = _SHADE if header or column.quiet else ""
    width = f'<w:tcW w:w="{round(column.width_mm * _TWIPS_PER_MM)}" w:type="dxa"/>'
    lines = "".join(
        f"<w:p><w:r><w:rPr>{looks}</w:rPr>{_run(line)}</w:r></w:p>" for line in text.split("\n")
    )
    return f"<w:tc><w:tcPr>{width}{shade}</w:tcPr>{lines}</w:tc>"


def _run(line: str) -> str:
    kept = "".join(" " if first_control(one) or one in "\r\f\v" else one for one in line)
    parts = (f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in kept.split("\t"))
    return "<w:tab/>".join(parts)


def _speak_japanese(document: Document) -> None:
    """Set the language and a font for it, so that programs read it out and check it rightly."""
    element: Any = document.styles.element
    for told in element.iter(qn("w:lang")):
        told.set(qn("w:val"), LANGUAGE)
        told.set(qn("w:eastAsia"), LANGUAGE)
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(9)
    for style in document.styles:
        if hasattr(style, "font") and (style.name or "").startswith(_STYLES):
            properties = style.element.get_or_add_rPr()
            chosen = properties.get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                chosen.attrib.pop(qn(f"w:{theme}"), None)
            for name in ("ascii", "hAnsi", "eastAsia"):
                chosen.set(qn(f"w:{name}"), _FONT)
