"""A client of graphql-transport-ws, as another program would write it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

PROTOCOL = "graphql-transport-ws"
SUBSCRIPTION_ID = "1"


class Ended(Exception):
    """The socket was closed, with this code."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class LiveSocket:
    """An open socket."""

    socket: aiohttp.ClientWebSocketResponse

    async def send(self, message: Mapping[str, Any]) -> None:
        """Send one message."""
        await self.socket.send_json(message)

    async def receive(self, seconds: float = 20) -> dict[str, Any]:
        """Return the next message.

        Raises:
            Ended: the server closed. TimeoutError: nothing came.
        """
        message = await self.socket.receive(timeout=seconds)
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise Ended(self.socket.close_code)
        found: dict[str, Any] = message.json()
        return found

    async def begin(self, token: str = "") -> None:
        """Say who it is and wait until that is known."""
        payload = {"authorization": f"Bearer {token}"} if token else {}
        await self.send({"type": "connection_init", "payload": payload})
        assert await self.receive() == {"type": "connection_ack"}

    async def subscribe(self, query: str, variables: Mapping[str, Any], id_: str = "1") -> None:
        """Begin to watch."""
        payload = {"query": query, "variables": dict(variables)}
        await self.send({"type": "subscribe", "id": id_, "payload": payload})


@asynccontextmanager
async def live(
    session: aiohttp.ClientSession,
    gateway: str,
    *,
    protocol: str = PROTOCOL,
    headers: Mapping[str, str] | None = None,
) -> AsyncIterator[LiveSocket]:
    """Open a socket at the gateway.

    Raises:
        aiohttp.WSServerHandshakeError: it was refused.
    """
    async with session.ws_connect(
        gateway + "/graphql", protocols=(protocol,), headers=dict(headers or {}), heartbeat=10
    ) as socket:
        yield LiveSocket(socket)


async def first_answer(
    session: aiohttp.ClientSession,
    gateway: str,
    token: str,
    query: str,
    variables: Mapping[str, Any],
) -> dict[str, Any]:
    """Begin a subscription and return its first delivery, or why there is none."""
    async with live(session, gateway) as socket, asyncio.timeout(30):
        await socket.begin(token)
        await socket.subscribe(query, variables)
        message = await socket.receive()
    if message["type"] == "error":
        return {"data": None, "errors": message["payload"]}
    found: dict[str, Any] = message["payload"]
    return found
