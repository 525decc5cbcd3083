"""A clause's text as HTML: paragraphs and lists, everything else as it was written."""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

LIST_ITEM = re.compile(r"^\s*(?:[-*]\s+|[・●○]\s*)(?=\S)")
STRONG = re.compile(r"\*\*(.+?)\*\*")


def prose(text: str) -> Markup:
    """Return ``text`` as paragraphs and lists, escaped; a single line break is kept."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return Markup("\n").join(html for block in blocks for html in _block(block))


def bulleted(text: str) -> str:
    """Return a plan's text, or a piece of one, with the marks of its lists as people write them."""
    return re.sub(r"(?m)^(\s*)[-*]\s+(?=\S)", r"\1・", text)


def _block(block: str) -> Iterator[Markup]:
    paragraph: list[str] = []
    items: list[str] = []
    for line in block.splitlines():
        if found := LIST_ITEM.match(line):
            yield from _paragraph(paragraph)
            paragraph = []
            items.append(line[found.end() :])
        elif items and line[:1].isspace():
            items[-1] += line.strip()
        else:
            yield from _list(items)
            items = []
            paragraph.append(line)
    yield from _paragraph(paragraph)
    yield from _list(items)


def _paragraph(lines: list[str]) -> Iterator[Markup]:
    if any(line.strip() for line in lines):
        yield Markup("<p>{}</p>").format(Markup("<br>").join(_inline(line) for line in lines))


def _list(items: list[str]) -> Iterator[Markup]:
    if items:
        lines = Markup("").join(Markup("<li>{}</li>").format(_inline(item)) for item in items)
        yield Markup("<ul>{}</ul>").format(lines)


def _inline(line: str) -> Markup:
    # What stands between the marks is every second piece.
    pieces = STRONG.split(line.strip())
    return Markup("").join(
        Markup("<strong>{}</strong>").format(piece) if place % 2 else escape(piece)
        for place, piece in enumerate(pieces)
    )
