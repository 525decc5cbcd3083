"""A mail server with bad days: it is away, takes nothing for now, or takes mail and never says so.

It is no part of the stack, so it is struck beside the faults, again and again, as mail servers are.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.mail import Mailbox, free_port


class Mood(StrEnum):
    """How it is with the server."""

    TAKES = "takes"
    AWAY = "away"
    REFUSES = "refuses"
    # The worst: the mail is there, and its sender cannot know.
    HANGS_UP = "hangs up"


_BAD = (Mood.AWAY, Mood.REFUSES, Mood.HANGS_UP)


class MailServer(Mailbox):
    """Keeps what it took, in its order; ``struck`` counts the bad moods."""

    def __init__(self) -> None:
        super().__init__()
        self.mood = Mood.TAKES
        self.struck = 0
        self._port = free_port()
        self._controller: Controller | None = None
        self.url = f"smtp://127.0.0.1:{self._port}"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.mood is Mood.REFUSES:
            return "451 4.3.2 not now"
        return await super().handle_RCPT(server, session, envelope, address, options)

    def listen(self) -> None:
        """Take connections, always on the same port."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port)
        self._controller.start()

    def close(self) -> None:
        """Take none any more."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def be(self, mood: Mood) -> None:
        """Change the mood."""
        before, self.mood = self.mood, mood
        self.hangs_up = mood is Mood.HANGS_UP
        self.struck += mood in _BAD
        if mood is Mood.AWAY:
            await asyncio.to_thread(self.close)
        elif before is Mood.AWAY:
            await asyncio.to_thread(self.listen)

    async def have_moods(self, chance: random.Random, stopping: asyncio.Event) -> None:
        """Have every bad mood before any comes again, some seconds each, until told to stop."""
        while not stopping.is_set():
            for mood in chance.sample(_BAD, len(_BAD)):
                await _rest(stopping, chance.uniform(4, 10))
                if stopping.is_set():
                    return
                await self.be(mood)
                await _rest(stopping, chance.uniform(2, 6))
                await self.be(Mood.TAKES)


async def _rest(stopping: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)


@contextlib.asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    """Serve as long as the context lasts."""
    server = MailServer()
    await asyncio.to_thread(server.listen)
    try:
        yield server
    finally:
        await asyncio.to_thread(server.close)
