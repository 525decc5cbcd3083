"""Work for the processor in a process of its own, so that no event loop waits for it.

The process is started when it is first needed, gives way to everything else (nice), and ends with
the one that started it, however that ended.
"""

import asyncio
import ctypes
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

_PR_SET_PDEATHSIG = 1
_GIVES_WAY = 10

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Worker:
    """One process, which does one thing at a time."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def run(
        self,
        work: Callable[Arguments, Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a function of a module there, with arguments that can be pickled.

        A process that was killed is started again, and the work done anew.

        Raises:
            Exception: what the function raised.
        """
        while True:
            pool = self._running()
            try:
                done = pool.submit(work, *args, **kwargs)
                return await asyncio.wrap_future(done)
            except BrokenProcessPool:
                if self._pool is pool:
                    self._pool = None

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
                initargs=(os.getpid(),),
            )
        return self._pool


def _begin(parent: int) -> None:
    """Give way, leave Ctrl-C to the parent, and end when the parent does."""
    os.nice(_GIVES_WAY)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we could ask
        os._exit(1)
