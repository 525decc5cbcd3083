"""A file that clerks bring back: what kind it is, and what of it was edited."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gateway.office import word, workbook
from gateway.office.lines import MARK, Untouched, edit_of
from shared.errors import InvalidInput
from shared.tables.packed import OldOrLocked, PackedBroken, require_sound

LINES_MAX = 20_000


class OfficeFileUnreadable(InvalidInput):
    """Neither a workbook nor a document, damaged, or with what no office program writes."""


class OfficeFileOld(InvalidInput):
    """Of an old office program, or locked with a password."""


class OfficeFileHasMacros(InvalidInput):
    """It holds programs."""


class OfficeFileNotOurs(InvalidInput):
    """It has no table with the columns that are needed."""


class OfficeFileOfAnother(InvalidInput):
    """It was made for another consultation."""


class TooManyLines(InvalidInput):
    """More lines than one file may have (``max``)."""


@dataclass(frozen=True)
class Brought:
    """What was brought back: the edited lines, how many were not, and how many were taken out.

    ``missing`` is None where the file does not tell how many it had.
    """

    edits: Sequence[dict[str, Any]]
    untouched: int
    missing: int | None

    @property
    def total(self) -> int:
        """All lines that are there."""
        return len(self.edits) + self.untouched


def read(content: bytes, case_id: str) -> Brought:
    """Read a file by what it is, not by what it is called. CPU work: not for the event loop.

    Raises:
        OfficeFileUnreadable, OfficeFileOld, OfficeFileHasMacros, OfficeFileNotOurs,
        OfficeFileOfAnother, TooManyLines.
    """
    try:
        parts = require_sound(content)
        if any(part.lower().endswith("vbaproject.bin") for part in parts):
            raise OfficeFileHasMacros("file")
        if "word/document.xml" in parts:
            keywords, found = word.read_document(content)
        elif "xl/workbook.xml" in parts:
            keywords, found = workbook.read_workbook(content)
        else:
            raise OfficeFileUnreadable("file")
    except OldOrLocked as error:
        raise OfficeFileOld("file") from error
    except LookupError as error:
        raise OfficeFileNotOurs("file") from error
    except (PackedBroken, ValueError) as error:
        raise OfficeFileUnreadable("file") from error
    if len(found) > LINES_MAX:
        raise TooManyLines("file", max=LINES_MAX)
    had = _origin(keywords, case_id)
    read_back = [edit_of(n, values, trouble) for n, (values, trouble) in enumerate(found)]
    edits = [one for one in read_back if not isinstance(one, Untouched)]
    missing = None if had is None else max(0, had - len(found))
    return Brought(_each_once(edits), len(found) - len(edits), missing)


def _origin(keywords: str, case_id: str) -> int | None:
    """Return how many lines the file had when it was made.

    Raises:
        OfficeFileOfAnother.
    """
    told = keywords.split()
    if len(told) != 3 or told[0] != MARK or not told[2].isdecimal():
        return None
    if told[1] != case_id:
        raise OfficeFileOfAnother("file")
    return int(told[2])


def _each_once(edits: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Refuse lines about one thing that say different things; of copies one is kept."""
    about: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for edit in edits:
        about[(edit.get("response_id", ""), edit.get("input_id", ""))].append(edit)
    kept = []
    for (response_id, input_id), some in about.items():
        if not response_id and not input_id:
            kept += some
        elif all(_said(one) == _said(some[0]) for one in some):
            kept.append(some[0])
        else:
            problem = {"code": "OFFICE_LINES_DIFFER", "params": {}}
            kept += [{"n": one["n"], "label": one["label"], "problem": problem} for one in some]
    return sorted(kept, key=lambda one: int(one["n"]))


def _said(edit: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in edit.items() if name not in ("n", "label")}
