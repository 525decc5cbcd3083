"""Wakes who watches something when an event concerns it.

One reader of Kafka per process. An event only says that there is something new to read: what is
shown is always read from the service that owns it, so nothing is lost when events are missed.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import orjson

from gateway.clients.base import Refused, ServiceBroken
from gateway.live.boards import Boards
from shared.errors import Unavailable
from shared.kafka.tail import follow
from shared.settings import Settings

SERVICES = ("public_comment", "responses", "workshops")
# What of an event's body names the thing that people watch.
_KEYS = ("consultation_id", "case_id")
# After an event: what comes together is shown together; and the read models of services that read
# the same event may be behind it for a while, so it is looked at again, and later again.
LOOK_AFTER_S = (0.3, 1.5, 5.0, 15.0)
APART_S = 1.0
AWAY_S = 3.0

Value = TypeVar("Value")


class Feed:
    """Who watches what, in this process."""

    def __init__(self) -> None:
        self._watchers: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._reads: dict[str, asyncio.Task[Any]] = {}
        self.boards = Boards()

    async def run(self, settings: Settings) -> None:
        """Follow the topics until cancelled."""
        await follow(settings, SERVICES, arrived=self.arrived, missed=self.missed)

    def arrived(self, raw: bytes) -> None:
        """Wake those whom an event concerns."""
        try:
            event = orjson.loads(raw)
            data, sequence = event["data"], int(event["sequence"])
            keys = {str(data[name]) for name in _KEYS if name in data}
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
            return  # nothing that a live view could be about; consumers set it aside
        for key in keys:
            for watcher in self._watchers.get(key, ()):
                watcher.set()
        self.boards.arrived(str(event.get("type", "")), data, sequence)

    def missed(self) -> None:
        """Wake everybody: some event may have passed unseen."""
        self.boards.missed()
        for watchers in self._watchers.values():
            for watcher in watchers:
                watcher.set()

    @contextmanager
    def watch(self, key: str) -> Iterator[asyncio.Event]:
        """Return what is set whenever something about ``key`` may be new."""
        watcher = asyncio.Event()
        self._watchers[key].add(watcher)
        try:
            yield watcher
        finally:
            self._watchers[key].discard(watcher)
            if not self._watchers[key]:
                del self._watchers[key]

    async def latest(
        self, key: str, read: Callable[[], Awaitable[Value]], about: str
    ) -> AsyncGenerator[Value, None]:
        """Yield what ``read`` returns now, and again whenever it changed.

        Args:
            key: the thing whose events matter.
            read: reads all of what is shown; it must not depend on who asks, as those who watch
                the same thing at the same moment share one call.
            about: names what is read, for that.

        Raises:
            Refused, Unavailable: of the first reading. Later ones are tried again.
        """
        with self.watch(key) as news:
            shown = await self._together(about, read)
            yield shown
            step = 0
            while True:
                if step == 0:
                    await news.wait()
                    await asyncio.sleep(LOOK_AFTER_S[0])
                elif await _woken(news, LOOK_AFTER_S[step]):
                    await asyncio.sleep(APART_S)
                    step = 0
                news.clear()
                try:
                    fresh = await self._together(about, read)
                except (Refused, Unavailable, ServiceBroken):
                    await asyncio.sleep(AWAY_S)
                    news.set()
                    step = 0
                    continue
                if fresh != shown:
                    shown = fresh
                    yield shown
                step = (step + 1) % len(LOOK_AFTER_S)

    async def _together(self, about: str, read: Callable[[], Awaitable[Value]]) -> Value:
        """Share a reading that is under way."""
        task = self._reads.get(about)
        if task is None:
            task = asyncio.ensure_future(read())
            self._reads[about] = task
            task.add_done_callback(lambda done: self._read(about, done))
        found: Value = await asyncio.shield(task)
        return found

    def _read(self, about: str, done: asyncio.Task[Any]) -> None:
        self._reads.pop(about, None)
        if not done.cancelled():
            done.exception()  # those who waited were told, if any still do


async def _woken(news: asyncio.Event, seconds: float) -> bool:
    """Wait for news; say whether any came in time."""
    try:
        async with asyncio.timeout(seconds):
            await news.wait()
    except TimeoutError:
        return False
    return True
