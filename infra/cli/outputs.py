"""The files an import leaves: receipts to hand to the submitters, and rows that need a person.

Both are for Excel (UTF-8 with a mark) and for their owner alone (mode 0600): the one holds
確認番号, the other citizens' words. Each is written beside its final name and renamed at the
end, so that a run that is killed destroys nothing an earlier run had finished.
"""

import csv
import os
from pathlib import Path
from typing import Any, TextIO

from infra.cli.gateway import Receipt
from shared.tables.rows import BESIDE, BadRow

RECEIPTS_HEADER = ("行番号", "番号", "受付番号", "確認番号", "受付日時", "状態")
ERRORS_HEADER = (
    *("行番号", "番号", "意見", *BESIDE.values()),
    *("コード", "理由", "reason"),
)


class OwnersTable:
    """A CSV that grows while the import runs and appears under its name when it is done."""

    def __init__(self, path: Path, header: tuple[str, ...]) -> None:
        self.path = path
        self.rows = 0
        self._header = header
        self._part = path.with_name(path.name + ".part")
        self._file: TextIO | None = None
        self._writer: Any = None

    def open(self) -> None:
        """Start the unfinished file anew. Raises OSError when the folder cannot be written."""
        self._part.unlink(missing_ok=True)
        handle = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(self._header)

    def write(self, *cells: str | int) -> None:
        """Add one row."""
        self._writer.writerow(cells)
        self.rows += 1

    def flush(self) -> None:
        """Hand what was written to the operating system."""
        if self._file is not None:
            self._file.flush()

    def finish(self) -> None:
        """Put the file under its final name, or remove it (and an old one) when it is empty."""
        self.close()
        if self.rows:
            self._part.replace(self.path)
        else:
            self._part.unlink(missing_ok=True)
            self.path.unlink(missing_ok=True)

    def leave_unfinished(self) -> Path | None:
        """After a broken-off run: where the rows so far are, under a name that says so."""
        self.close()
        if self.rows:
            return self._part
        self._part.unlink(missing_ok=True)
        return None

    def close(self) -> None:
        """Close the file; nothing happens when it is closed already."""
        if self._file is not None:
            self._file.close()
            self._file = None


class Outputs:
    """Both files of one import, named after the file that is imported."""

    def __init__(self, source: Path) -> None:
        self.receipts = OwnersTable(
            source.with_name(source.name + ".receipts.csv"), RECEIPTS_HEADER
        )
        self.errors = OwnersTable(source.with_name(source.name + ".errors.csv"), ERRORS_HEADER)

    def open(self) -> None:
        """Start both. Raises OSError when the folder cannot be written."""
        self.receipts.open()
        self.errors.open()

    def add_receipt(self, line: int, row_id: str, receipt: Receipt) -> None:
        """Note what the submitter of a row must be given."""
        state = "受付済み" if receipt.repeated else "受付"
        self.receipts.write(
            line,
            row_id,
            receipt.receipt_number,
            receipt.confirmation_number,
            receipt.accepted_at,
            state + ("（期限後）" if receipt.late else ""),
        )

    def add_error(self, row: BadRow) -> None:
        """Note a row that was not imported, and why."""
        lines = str(row.line) if row.last_line <= row.line else f"{row.line}～{row.last_line}"
        said = (_printable(each) for each in (row.row_id, row.text, *row.beside))
        self.errors.write(lines, *said, row.code, row.message, row.message_en)

    def flush(self) -> None:
        """After each batch, so that a kill leaves what is known so far."""
        self.receipts.flush()
        self.errors.flush()


def _printable(text: str) -> str:
    """Show bytes that are no characters as question marks."""
    return text.encode("utf-8", "replace").decode()


def _beside(source: Path, ending: str) -> Path:
    return source.with_name(source.name + ending)
