"""The keys' file, apart from the data: copied while the keys service uses it."""

import sqlite3
from contextlib import closing
from pathlib import Path

NAME = "keys.db"
_COUNT = "SELECT count(*) FROM keys"


class KeysNotEmpty(Exception):
    """There are keys already where a copy should be brought back."""


def copy_keys(source: Path, folder: Path) -> int:
    """Copy the keys; return how many. An older copy in the folder is replaced, not kept.

    Make it after the data: a key without data harms nobody, data without its key is lost.

    Raises:
        FileNotFoundError: there is no such file. sqlite3.Error: it is no file of keys.
    """
    if not source.exists():
        raise FileNotFoundError(2, "no such file", str(source))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f"{NAME}.new"
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as keys, closing(sqlite3.connect(draft)) as copy:
        keys.backup(copy)
        count = int(copy.execute(_COUNT).fetchone()[0])
    draft.replace(folder / NAME)
    return count


def require_no_keys(target: Path) -> None:
    """See that a copy may be brought back to this file.

    Raises:
        KeysNotEmpty: it holds keys.
    """
    if not target.exists():
        return
    with closing(sqlite3.connect(target)) as keys:
        known = keys.execute("SELECT 1 FROM sqlite_master WHERE name = 'keys'").fetchone()
        if known and keys.execute(_COUNT).fetchone()[0]:
            raise KeysNotEmpty


def bring_keys_back(folder: Path, target: Path) -> int:
    """Bring a copy back to where there are no keys; return how many.

    Raises:
        KeysNotEmpty: there are some. FileNotFoundError, sqlite3.Error: see ``copy_keys``.
    """
    require_no_keys(target)
    source = folder / NAME
    if not source.exists():
        raise FileNotFoundError(2, "no such file", str(source))
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(target)) as keys:
        copy.backup(keys)
        return int(keys.execute(_COUNT).fetchone()[0])
