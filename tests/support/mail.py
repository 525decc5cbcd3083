"""A real SMTP server that keeps what it is sent, and may be told to refuse or to hang up."""

import asyncio
import random
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

FOR_LATER = range(32_001, 32_700)


class Mailbox:
    """Mails in the order of arrival; ``replies`` answers one address with a line of its own.

    ``hangs_up``: it keeps a mail and ends the connection before it says so.
    """

    def __init__(self) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []
        self.replies: dict[str, str] = {}
        self.tries: list[str] = []
        self.hangs_up = False
        self.url = ""

    async def handle_RCPT(  # the server's name for it
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        self.tries.append(address)
        if reply := self.replies.get(address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.extend((address, mail) for address in envelope.rcpt_tos)
        if self.hangs_up:
            server.transport.abort()
        return "250 OK"

    async def wait_for(self, address: str, count: int, within_s: float) -> list[EmailMessage]:
        """The mails to one address, once so many are there.

        Raises:
            TimeoutError: fewer came.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + within_s
        while len(self.of(address)) < count:
            if loop.time() > until:
                raise TimeoutError(f"{len(self.of(address))} of {count} mails came")
            await asyncio.sleep(0.2)
        return self.of(address)

    async def wait_until_told(self, address: str, what: Collection[str], within_s: float) -> None:
        """Wait until the mails to one address say all of it, however they were gathered.

        Raises:
            TimeoutError: names what nobody said.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + within_s
        while missing := [one for one in what if one not in self.text_of(address)]:
            if loop.time() > until:
                raise TimeoutError(f"no mail says {missing}")
            await asyncio.sleep(0.2)

    def text_of(self, address: str) -> str:
        """What the mails to one address say, one after the other."""
        return "\n".join(str(mail.get_content()) for mail in self.of(address))

    def of(self, address: str) -> list[EmailMessage]:
        """The mails to one address."""
        return [mail for to, mail in self.mails if to == address]


@contextmanager
def smtp_server(port: int = 0) -> Iterator[Mailbox]:
    """Listen on loopback as long as the context lasts."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    mailbox.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield mailbox
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_for_later() -> int:
    """A port that stays free until a server is started on it.

    It is above those that stacks pick theirs from, and below those that the kernel gives away.
    """
    for port in random.sample(FOR_LATER, len(FOR_LATER)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port between {FOR_LATER[0]} and {FOR_LATER[-1]}")
