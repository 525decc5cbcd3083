"""The worker processes: one that places what comes in, one that makes maps, which may take long."""

import asyncio
import contextlib
import functools
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Any, TypeVar

from services.insight.topics.domain import work
from services.insight.topics.domain.identity import Before
from services.insight.topics.domain.making import Made, Wording
from services.insight.topics.domain.topic_map import Place
from services.insight.topics.store import TopicState
from shared.errors import Unavailable

MAKING_IS_NICER_BY = 10

R = TypeVar("R")


class Workers:
    """Both processes. One that dies is replaced; what it was doing is tried again by who asked."""

    def __init__(self) -> None:
        self._placing, self._making = _pool(0), _pool(MAKING_IS_NICER_BY)

    async def make(self, case_id: str, wordings: Sequence[Wording], before: Before) -> Made:
        """Make a map; see ``making.make``.

        Raises:
            Unavailable: the process ended in the middle.
        """
        try:
            return await _run(self._making, work.make_map, case_id, wordings, before)
        except BrokenProcessPool as error:
            self._making = _pool(MAKING_IS_NICER_BY)
            raise Unavailable from error

    async def find_places(
        self, state: TopicState, case_id: str, mark: str, texts: Sequence[tuple[int, str | None]]
    ) -> list[Place | None]:
        """Find where wordings belong in the map of that ``mark``, which is sent along if needed.

        Raises:
            Unavailable: the process ended in the middle, or the map is another by now.
        """
        try:
            try:
                return await _run(self._placing, work.find_places, mark, None, texts)
            except work.MapNotHere:
                row = await state.map_of(case_id)
                if row is None or row["mark"] != mark:
                    raise Unavailable from None
                written = row["written"]
                return await _run(self._placing, work.find_places, mark, written, texts)
        except BrokenProcessPool as error:
            self._placing = _pool(0)
            raise Unavailable from error

    def close(self) -> None:
        """End both; what they were doing is lost and done again by the next."""
        for pool in (self._placing, self._making):
            processes = list(getattr(pool, "_processes", None) or {})
            pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                _end(process)


def _pool(nicer_by: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork would take the event loop's threads and sockets along.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(nicer_by,))


def _begin(nicer_by: int) -> None:
    """Begin as a worker: patient if wanted, and gone when the service is, however that ended."""
    os.nice(nicer_by)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
    os._exit(1)


def _end(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGTERM)


async def _run(pool: ProcessPoolExecutor, function: Callable[..., R], *arguments: Any) -> R:
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(pool, functools.partial(function, *arguments))
