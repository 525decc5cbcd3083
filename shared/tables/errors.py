"""Why a whole table cannot be read, with a sentence that says what to do.

The sentences are for the operator's command line; pages word the code themselves.
"""

from typing import Any

from shared.errors import InvalidInput


class TableUnreadable(InvalidInput):
    """It cannot be read as a table."""

    def __init__(self, ja: str, en: str, **params: Any) -> None:
        super().__init__("file", **params)
        self.ja = ja
        self.en = en

    def __str__(self) -> str:
        return self.en


class EncodingUnknown(TableUnreadable):
    """No encoding fits, or none has this name."""


class TableIsWorkbook(TableUnreadable):
    """A workbook, where a text file was expected, or an old one (.xls)."""


class TableEmpty(TableUnreadable):
    """There is nothing in it."""


class ColumnMissing(TableUnreadable):
    """The first row does not name a column that is needed (``needed``)."""


class ColumnTwice(TableUnreadable):
    """Two columns mean the same."""


class WorkbookUnreadable(TableUnreadable):
    """It is damaged, locked with a password, or unpacks to more than any real one."""
