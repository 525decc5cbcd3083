"""The keys' own file: SQLite, apart from every database that holds what they lock.

keys:         id, owner service, case, master key version, the locked key (NULL once destroyed),
              the last day on which it must be kept.
disclosures:  disclosure requests (情報公開請求) by case; while one is open, its keys stay.
log:          what was destroyed or renewed, when, by whom and why. Nothing is ever deleted here.

One thread does all of it, one after the other. Requests that wait are written together: many keys
cost one flush to the disk. ``secure_delete`` overwrites what is deleted, and the write-ahead log is
emptied after a destruction, so that no byte of a destroyed key stays in any file.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from shared.clock import iso, now

_SCHEMA = """
CREATE TABLE IF NOT EXISTS keys (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    locked BLOB,
    retain_until TEXT NOT NULL,
    made_at TEXT NOT NULL,
    destroyed_at TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS keys_to_destroy ON keys (retain_until) WHERE locked IS NOT NULL;
CREATE INDEX IF NOT EXISTS keys_of_case ON keys (case_id);
CREATE INDEX IF NOT EXISTS keys_by_version ON keys (version) WHERE locked IS NOT NULL;
CREATE TABLE IF NOT EXISTS disclosures (
    case_id TEXT NOT NULL,
    number TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    closed_at TEXT,
    closed_by TEXT,
    PRIMARY KEY (case_id, number)
) STRICT;
CREATE TABLE IF NOT EXISTS log (
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    about TEXT NOT NULL
) STRICT;
"""
_EXPIRED = """
locked IS NOT NULL AND retain_until < ? AND case_id NOT IN (
    SELECT case_id FROM disclosures WHERE closed_at IS NULL
)
"""
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class KeyRow:
    """A key as it is kept; ``locked`` is None once it was destroyed."""

    id: str
    version: int
    locked: bytes | None


class Store:
    """The file, and the one thread that works on it."""

    def __init__(self, file: Path) -> None:
        self._thread = ThreadPoolExecutor(1, "keys")
        self._file = file
        self._connection: sqlite3.Connection

    async def open(self) -> None:
        """Open the file, and make it where it is missing."""
        await self._do(self._open)

    async def close(self) -> None:
        """Let go of the file."""
        await self._do(lambda: self._connection.close())
        self._thread.shutdown()

    async def ping(self) -> None:
        """Raise ``sqlite3.Error`` unless the file answers."""
        await self._do(lambda: self._connection.execute("SELECT 1").fetchone())

    async def add(
        self, key_id: str, owner: str, case_id: str, version: int, locked: bytes, retain_until: str
    ) -> KeyRow:
        """Keep a key; one that is kept already stays as it is. Returns what is kept."""

        def write() -> KeyRow:
            self._connection.execute(
                "INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (id) DO NOTHING",
                (key_id, owner, case_id, version, locked, retain_until, iso(now())),
            )
            return self._read([key_id])[0]

        return await self._do(self._committed(write))

    async def read(self, ids: Sequence[str]) -> list[KeyRow]:
        """Keys by ids, in any order."""
        return await self._do(lambda: self._read(ids))

    async def locked_by_others(self, version: int, limit: int) -> list[KeyRow]:
        """Some keys that another version of the master key locks."""
        query = "SELECT id, version, locked FROM keys WHERE locked IS NOT NULL AND version <> ?"

        def found() -> list[KeyRow]:
            return [
                KeyRow(*row)
                for row in self._connection.execute(f"{query} LIMIT {int(limit)}", (version,))
            ]

        return await self._do(found)

    async def relock(self, rows: Iterable[KeyRow], actor: str) -> None:
        """Replace locked keys, in one step with the note of it."""

        def write() -> None:
            changed = [(row.version, row.locked, row.id) for row in rows]
            # One that was destroyed meanwhile stays destroyed.
            self._connection.executemany(
                "UPDATE keys SET version = ?, locked = ? WHERE id = ? AND locked IS NOT NULL",
                changed,
            )
            self._note(actor, "relocked", f"{len(changed)} keys")

        await self._do(self._erased(write))

    async def expired(self, today: str) -> int:
        """How many keys may be destroyed today."""
        query = f"SELECT count(*) FROM keys WHERE {_EXPIRED}"  # noqa: S608  # no input in it
        return await self._do(lambda: int(self._connection.execute(query, (today,)).fetchone()[0]))

    async def destroy_expired(self, today: str, actor: str) -> int:
        """Destroy the keys whose time is over and that no disclosure request holds."""

        def write() -> int:
            query = f"UPDATE keys SET locked = NULL, destroyed_at = ? WHERE {_EXPIRED}"  # noqa: S608
            gone = self._connection.execute(query, (iso(now()), today)).rowcount
            if gone:
                self._note(actor, "destroyed", f"{gone} keys kept until before {today}")
            return gone

        return await self._do(self._erased(write))

    async def open_disclosure(self, case_id: str, number: str, actor: str) -> bool:
        """Hold all keys of a case; False if this request is there already."""

        def write() -> bool:
            done = self._connection.execute(
                "INSERT INTO disclosures VALUES (?, ?, ?, ?, NULL, NULL) ON CONFLICT DO NOTHING",
                (case_id, number, iso(now()), actor),
            )
            self._note(actor, "disclosure opened", f"{case_id} {number}")
            return done.rowcount == 1

        return await self._do(self._committed(write))

    async def close_disclosure(self, case_id: str, number: str, actor: str) -> bool:
        """Hold them no longer for this request; False if it is not open."""

        def write() -> bool:
            done = self._connection.execute(
                "UPDATE disclosures SET closed_at = ?, closed_by = ?"
                " WHERE case_id = ? AND number = ? AND closed_at IS NULL",
                (iso(now()), actor, case_id, number),
            )
            self._note(actor, "disclosure closed", f"{case_id} {number}")
            return done.rowcount == 1

        return await self._do(self._committed(write))

    async def disclosures(self, case_id: str) -> list[dict[str, str | None]]:
        """All disclosure requests of a case, oldest first."""
        names = ("number", "opened_at", "opened_by", "closed_at", "closed_by")
        query = f"SELECT {', '.join(names)} FROM disclosures WHERE case_id = ? ORDER BY opened_at"  # noqa: S608

        def found() -> list[dict[str, str | None]]:
            rows = self._connection.execute(query, (case_id,))
            return [dict(zip(names, row, strict=True)) for row in rows]

        return await self._do(found)

    def _open(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file.touch(mode=0o600)
        self._connection = sqlite3.connect(
            self._file, isolation_level=None, check_same_thread=False
        )
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(_SCHEMA)

    def _read(self, ids: Sequence[str]) -> list[KeyRow]:
        marks = ", ".join("?" * len(ids))
        query = f"SELECT id, version, locked FROM keys WHERE id IN ({marks})"  # noqa: S608
        return [KeyRow(*row) for row in self._connection.execute(query, tuple(ids))]

    def _note(self, actor: str, act: str, about: str) -> None:
        row = (iso(now()), actor, act, about)
        self._connection.execute("INSERT INTO log VALUES (?, ?, ?, ?)", row)

    def _committed(self, write: Callable[[], Answer]) -> Callable[[], Answer]:
        def whole() -> Answer:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                return write()

        return whole

    def _erased(self, write: Callable[[], Answer]) -> Callable[[], Answer]:
        """Write, then empty the write-ahead log, which may hold the page as it was before."""

        def whole() -> Answer:
            answer = self._committed(write)()
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return answer

        return whole

    async def _do(self, work: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
