"""Waiting for a part of the system that is starting again, and trying once more."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from infra.cli.errors import Unreachable

T = TypeVar("T")
_FIRST_WAIT_S = 0.2
_LONGEST_WAIT_S = 5.0


class Transient(Exception):
    """It failed for now: the same request may be sent again."""


async def patiently(
    attempt: Callable[[], Awaitable[T]],
    *,
    give_up_after_s: float,
    on_wait: Callable[[float, Exception], None],
) -> T:
    """Call until it succeeds, with growing pauses and some chance in them.

    Raises:
        Unreachable: it still failed after ``give_up_after_s`` seconds without a success.
    """
    started = time.monotonic()
    wait = _FIRST_WAIT_S
    while True:
        try:
            return await attempt()
        except Transient as error:
            waited = time.monotonic() - started
            if waited + wait > give_up_after_s:
                raise Unreachable(
                    f"{waited:.0f}秒待ちましたが、つながりません（{error}）。"
                    "「kyodo doctor」で状態を確かめ、もう一度同じコマンドを実行してください。"
                    "続きから進み、二重にはなりません。",
                    f"No answer for {waited:.0f} s ({error}). Look with “kyodo doctor” and run the "
                    "same command again: it goes on, and nothing is doubled.",
                ) from error
            on_wait(waited, error)
            await asyncio.sleep(wait * random.uniform(0.7, 1.3))  # noqa: S311  # spreads retries
            wait = min(wait * 2, _LONGEST_WAIT_S)
