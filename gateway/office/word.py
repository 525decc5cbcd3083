"""The file that clerks edit, as a document of Word: one table, as it is passed around."""

import io
from collections.abc import Iterator, Mapping, Sequence

import docx

from gateway.office import lines
from gateway.office.lines import NEEDED, Line
from shared.tables.word import Column, WordRow, add_table, new_document, rows_of, saved

COLUMNS = (
    Column(lines.NUMBER, 12, quiet=True),
    Column(lines.CLAUSE, 26, quiet=True),
    Column(lines.OPINION, 56, quiet=True),
    Column(lines.CLASS, 20),
    Column(lines.SUMMARY, 38),
    Column(lines.TEXT, 50),
    Column(lines.REASON, 32),
    Column(lines.STATE, 16, quiet=True),
    Column(lines.REFERENCE, 22, quiet=True),
)
_GUIDE = (
    "色のついていない欄（区分・意見の概要・本市の考え方・理由）に書き、画面から取り込んでください。"
    "灰色の欄を変えても、取り込みません。「参照」は消さないでください。"
    "変更履歴は、承諾するか元に戻してから取り込んでください。"
    "意見の概要には、氏名や住所など、だれの意見か分かることを書かないでください。"
)
UNPUBLISHED = "公表前・取扱注意"


def document(title: str, case_id: str, given: Sequence[Line], class_names: Sequence[str]) -> bytes:
    """Return the file. CPU work: not for the event loop."""
    made = new_document(f"{title}　意見と本市の考え方", landscape=True)
    made.core_properties.keywords = f"{lines.MARK} {case_id} {len(given)}"
    made.add_heading(f"{title}　意見と本市の考え方（{UNPUBLISHED}）", level=1)
    made.add_paragraph(_GUIDE)
    made.add_paragraph(f"区分に書けるのは、次の言葉です：{'、'.join(class_names)}")
    add_table(made, COLUMNS, _cells(given))
    return saved(made)


def read_document(content: bytes) -> tuple[str, list[tuple[Mapping[str, str], str | None]]]:
    """Return the file's keywords, and its lines by columns with why one cannot be taken.

    CPU work: not for the event loop. The file is sound (shared.tables.packed).

    Raises:
        ValueError: it cannot be read. LookupError: it has no such table.
    """
    try:
        made = docx.Document(io.BytesIO(content))
        keywords = made.core_properties.keywords or ""
        found = list(rows_of(made))
    except (ValueError, KeyError, AttributeError, SyntaxError, OSError) as error:
        raise ValueError from error
    return keywords, list(_lines(found))


def _cells(given: Sequence[Line]) -> Iterator[list[str]]:
    for line in given:
        values = line.values()
        yield [values[column.name] for column in COLUMNS]


def _lines(rows: Sequence[WordRow]) -> Iterator[tuple[Mapping[str, str], str | None]]:
    header: list[str] | None = None
    for row in rows:
        names = ["".join(one.split()) for one in row.cells]
        if all(name in names for name in NEEDED):
            header = names
            continue
        if header is None or not any(one.strip() for one in row.cells):
            continue
        yield dict(zip(header, row.cells, strict=False)), _trouble(row, len(header))
    if header is None:
        raise LookupError


def _trouble(row: WordRow, width: int) -> str | None:
    if row.tracked:
        return "OFFICE_TRACKED_CHANGES"
    if row.merged or len(row.cells) != width:
        return "OFFICE_CELLS_MERGED"
    return "OFFICE_PICTURE" if row.pictures else None
