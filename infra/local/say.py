"""What the commands tell the person at the terminal: Japanese first, English beside it.

Standard library only: it speaks before any package is installed.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TypeVar

Result = TypeVar("Result")


class Failure(Exception):
    """The command cannot go on; both texts say in one line what to do about it."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(f"{ja} / {en}")
        self.ja = ja
        self.en = en


def tell(ja: str, en: str) -> None:
    """Print one line of progress to standard error."""
    print(f"{ja} / {en}", file=sys.stderr, flush=True)


@contextmanager
def step(ja: str, en: str) -> Iterator[None]:
    """Announce what takes long, and say how long it took."""
    print(f"… {ja} / {en}", file=sys.stderr, flush=True)
    began = time.monotonic()
    yield
    print(f"✓ {ja} ({time.monotonic() - began:.1f} s)", file=sys.stderr, flush=True)


def fail(failure: Failure) -> NoReturn:
    """Print the one line that says what to do and leave with status 1."""
    sys.exit(f"エラー: {failure.ja} / Error: {failure.en}")


def or_fail(command: Callable[[], Result]) -> Result:
    """Run a command; a failure becomes one line instead of a traceback."""
    try:
        return command()
    except Failure as failure:
        fail(failure)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        fail(
            Failure(
                f"ファイルを扱えませんでした{where}: {error.strerror}。"
                "空き容量と権限を確かめてから、もう一度実行してください。",
                f"a file could not be used{where}: {error.strerror}; "
                "check free space and permissions, then run the command again.",
            )
        )
