"""Worker processes for what would hold up the event loop: spawned, patient if wanted."""

import asyncio
import contextlib
import functools
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Any, TypeVar

from shared.errors import Unavailable

R = TypeVar("R")


def worker_process(nicer_by: int = 0) -> ProcessPoolExecutor:
    """Make a pool of one process, which ends when this one does, however that ended."""
    # Spawned, not forked: a fork would take the event loop's threads and sockets along.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(nicer_by,))


async def run_in(pool: ProcessPoolExecutor, function: Callable[..., R], *arguments: Any) -> R:
    """Run a function there.

    Raises:
        BrokenProcessPool: the process ended in the middle; make another pool.
        what the function raises.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(pool, functools.partial(function, *arguments))


class Worker:
    """One process; one that dies is replaced, and who asked asks again."""

    def __init__(self) -> None:
        self._pool = worker_process()

    async def run(self, function: Callable[..., R], *arguments: Any) -> R:
        """Run a function there.

        Raises:
            Unavailable: the process ended in the middle. What the function raises.
        """
        try:
            return await run_in(self._pool, function, *arguments)
        except BrokenProcessPool as error:
            self._pool = worker_process()
            raise Unavailable from error

    def close(self) -> None:
        """End the process."""
        end_worker(self._pool)


def end_worker(pool: ProcessPoolExecutor) -> None:
    """End it; what it was doing is lost."""
    processes = list(getattr(pool, "_processes", None) or {})
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)


def _begin(nicer_by: int) -> None:
    os.nice(nicer_by)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
    os._exit(1)
