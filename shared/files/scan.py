"""Asking ClamAV (clamd, its INSTREAM command over TCP) about a file, where one is set up."""

import asyncio
import struct

from shared.errors import InvalidInput, Unavailable

ANSWER_WITHIN_S = 30.0
_CHUNK = 65_536


class FileInfected(InvalidInput):
    """The scanner knows something harmful in it."""


class Scanner:
    """``host:port`` of a clamd; an empty address scans nothing."""

    def __init__(self, address: str) -> None:
        self._host, _, port = address.rpartition(":")
        self._port = int(port or 0)

    async def check(self, content: bytes) -> None:
        """Let a clean file pass.

        Raises:
            FileInfected: it is not clean. Unavailable: the scanner does not answer; a file that
            was not looked at is not taken.
        """
        if not self._host:
            return
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                answer = await self._ask(content)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise Unavailable from error
        if answer.endswith("FOUND"):
            raise FileInfected("file")
        if not answer.endswith("OK"):
            raise Unavailable

    async def _ask(self, content: bytes) -> str:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                part = content[start : start + _CHUNK]
                writer.write(struct.pack("!I", len(part)) + part)
                await writer.drain()
            writer.write(struct.pack("!I", 0))
            await writer.drain()
            return (await reader.readuntil(b"\0")).rstrip(b"\0").decode("utf-8", "replace")
        finally:
            writer.close()
