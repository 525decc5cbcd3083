"""``/graphql`` as a WebSocket: subscriptions by the protocol graphql-transport-ws, nothing else.

Queries and mutations belong to POST. Whoever connects may show a token when the connection begins;
a page of this very site is known by its session. Rights are looked at again while it lasts, and at
every delivery (gateway/access.py). Who does not take what is sent is let go and comes back to a
fresh reading: a subscription begins with the present state, so nothing is missed.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from gateway.clients.base import Fact, Refused
from gateway.endpoint import BadRequest, Origins
from gateway.execute import Gateway, deliveries
from gateway.failures import log_masked, told
from gateway.rates import Rates, network_of
from gateway.web.session import cookie_name
from shared.caller import Caller
from shared.errors import KyodoError, NotSignedIn, Unavailable

PROTOCOL = "graphql-transport-ws"
# A school or a hall behind one address has one socket for each pupil or visitor.
SOCKETS_OF_ADDRESS = 1_000
SOCKETS = 5_000
SUBSCRIPTIONS = 10
MESSAGE_BYTES = 32_768
ID_CHARS = 100
INIT_WITHIN_S = 10.0
SENT_WITHIN_S = 15.0
CLOSED_WITHIN_S = 5.0
# Rights that were taken away end the connection after this long; rights that nobody can look up
# are trusted for so long.
LOOKED_AT_EVERY_S = 5.0
TRUSTED_FOR_S = 60.0

# Close codes: those of the protocol, and two of the WebSocket's own that ask to come back.
BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, TOO_LATE = 4400, 4401, 4403, 4408
EXISTS, INIT_AGAIN, FAILED = 4409, 4429, 4500
COME_AGAIN, TRY_LATER = 1012, 1013


class SocketClosed(Exception):
    """The connection ends, with a close code; the reason names no value."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class GraphQLSocket:
    """The ASGI app for WebSockets: opens those that may be open, and counts them.

    What is said on a socket is taken from the same bucket as requests (gateway/rates.py).
    """

    def __init__(self, origins: Origins, rates: Rates) -> None:
        self._origins = origins
        self._rates = rates
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection to its end."""
        await receive()  # websocket.connect
        address = (scope.get("client") or ("",))[0]
        network = network_of(address) or address
        if not self._may_open(scope, network):
            await send({"type": "websocket.close", "code": FORBIDDEN})
            return
        self._open[network] += 1
        try:
            await Connection(scope, receive, send, lambda: self._rates.wait_s(address)).serve()
        finally:
            self._open[network] -= 1
            if not self._open[network]:
                del self._open[network]

    def _may_open(self, scope: Scope, network: str) -> bool:
        try:
            self._origins.check(dict(scope["headers"]))
        except BadRequest:
            return False
        return (
            PROTOCOL in scope.get("subprotocols", ())
            and self._open[network] < SOCKETS_OF_ADDRESS
            and self._open.total() < SOCKETS
        )


class Connection:
    """One connection, from its handshake to its end."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, wait_s: Callable[[], float]
    ) -> None:
        self._wait_s = wait_s
        self._gateway: Gateway = scope["app"].state.gateway
        self._headers: dict[bytes, bytes] = dict(scope["headers"])
        self._receive = receive
        self._wire = send
        self._shown = ""
        self._caller: Caller | None = None
        self._begun = False
        self._running: dict[str, asyncio.Task[None]] = {}
        self._end: asyncio.Future[SocketClosed | None] = asyncio.get_running_loop().create_future()

    async def serve(self) -> None:
        """Accept, read what comes, and close in order."""
        await self._wire({"type": "websocket.accept", "subprotocol": PROTOCOL})
        tasks = [
            asyncio.create_task(self._guarded(self._read())),
            asyncio.create_task(self._guarded(self._look_again())),
        ]
        try:
            end = await self._end
        finally:
            await _cancelled([*tasks, *self._running.values()])
        if end is not None:
            # Who takes nothing does not take the close frame either, and must not keep its place.
            with suppress(TimeoutError, OSError):
                async with asyncio.timeout(CLOSED_WITHIN_S):
                    closing = {"type": "websocket.close", "code": end.code, "reason": end.reason}
                    await self._wire(closing)

    async def _guarded(self, work: Any) -> None:
        """Run a part of the connection; what goes wrong in it ends the whole."""
        try:
            await work
        except SocketClosed as closed:
            self._finish(closed)
        except Exception as error:  # the other end learns no more than that
            log_masked(error)
            self._finish(SocketClosed(FAILED, "Internal server error"))

    def _finish(self, end: SocketClosed | None) -> None:
        if not self._end.done():
            self._end.set_result(end)

    # What comes

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        must_begin_by = loop.time() + INIT_WITHIN_S
        while True:
            try:
                async with asyncio.timeout_at(None if self._caller else must_begin_by):
                    message = await self._receive()
            except TimeoutError:
                raise SocketClosed(TOO_LATE, "Connection initialisation timeout") from None
            if message["type"] == "websocket.disconnect":
                self._finish(None)
                return
            if self._wait_s() > 0:
                raise SocketClosed(TRY_LATER, "Too many messages")
            await self._take(_read_message(message.get("text")))

    async def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "connection_init":
                await self._begin(message)
            case "ping":
                await self._send({"type": "pong"})
            case "pong":
                pass
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                if task := self._running.pop(str(message.get("id")), None):
                    task.cancel()
            case _:
                raise SocketClosed(BAD_REQUEST, "Unknown message type")

    async def _begin(self, message: dict[str, Any]) -> None:
        if self._begun:
            raise SocketClosed(INIT_AGAIN, "Too many initialisation requests")
        self._begun = True
        payload = message.get("payload") or {}
        shown = payload.get("authorization", "") if isinstance(payload, dict) else None
        if not isinstance(shown, str):
            raise SocketClosed(BAD_REQUEST, "Invalid connection init payload")
        self._shown = shown
        self._caller = await self._who()
        await self._send({"type": "connection_ack"})

    async def _subscribe(self, message: dict[str, Any]) -> None:
        if self._caller is None:
            raise SocketClosed(UNAUTHORIZED, "Unauthorized")
        id_, asked = message.get("id"), message.get("payload")
        if not isinstance(id_, str) or not 0 < len(id_) <= ID_CHARS or not isinstance(asked, dict):
            raise SocketClosed(BAD_REQUEST, "Invalid message")
        query, variables = asked.get("query"), asked.get("variables")
        name = asked.get("operationName")
        if (
            not isinstance(query, str)
            or not isinstance(variables, dict | None)
            or not isinstance(name, str | None)
        ):
            raise SocketClosed(BAD_REQUEST, "Invalid message")
        if id_ in self._running:
            raise SocketClosed(EXISTS, "Subscriber already exists")
        if len(self._running) >= SUBSCRIPTIONS:
            await self._refuse(
                id_, [told(Fact("TOO_MANY_SUBSCRIPTIONS", params={"max": SUBSCRIPTIONS}))]
            )
            return
        found = deliveries(self._gateway.contexts.make(self._caller), query, variables, name)
        self._running[id_] = asyncio.create_task(self._guarded(self._deliver(id_, found)))

    # What goes

    async def _deliver(self, id_: str, found: AsyncGenerator[dict[str, Any], None]) -> None:
        begun = False
        async with aclosing(found):
            async for body in found:
                if not begun and body["data"] is None:
                    self._running.pop(id_, None)
                    await self._refuse(id_, body["errors"])
                    return
                begun = True
                await self._send({"id": id_, "type": "next", "payload": body})
        if self._running.pop(id_, None) is not None:
            await self._send({"id": id_, "type": "complete"})

    async def _refuse(self, id_: str, errors: list[dict[str, Any]]) -> None:
        await self._send({"id": id_, "type": "error", "payload": errors})

    async def _send(self, message: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(SENT_WITHIN_S):
                await self._wire({"type": "websocket.send", "text": orjson.dumps(message).decode()})
        except TimeoutError:
            raise SocketClosed(TRY_LATER, "Too slow") from None

    # Who it is

    async def _look_again(self) -> None:
        clock = asyncio.get_running_loop().time
        known_at = clock()
        while True:
            await asyncio.sleep(LOOKED_AT_EVERY_S)
            if self._caller is None:
                continue
            try:
                now = await self._who(patient=True)
            except (Unavailable, Refused):
                if clock() - known_at > TRUSTED_FOR_S:
                    raise SocketClosed(COME_AGAIN, "Unavailable") from None
                continue  # nobody knows; who it is will be asked again
            known_at = clock()
            if now != self._caller:
                raise SocketClosed(COME_AGAIN, "Rights have changed")

    async def _who(self, *, patient: bool = False) -> Caller:
        identities = self._gateway.contexts.identities
        try:
            if not self._shown and (session := self._session()):
                return await identities.of_session(session)
            return await identities.of(self._shown)
        except NotSignedIn:
            raise SocketClosed(FORBIDDEN, "Forbidden") from None
        except (KyodoError, Refused):
            if patient:
                raise
            raise SocketClosed(COME_AGAIN, "Unavailable") from None

    def _session(self) -> str:
        """Return the session of a page of this site; programs name no origin and show tokens."""
        if b"origin" not in self._headers:
            return ""
        try:
            cookies = SimpleCookie(self._headers.get(b"cookie", b"").decode("latin-1"))
        except CookieError:
            return ""
        found = cookies.get(cookie_name())
        return found.value if found else ""


def _read_message(text: Any) -> dict[str, Any]:
    if not isinstance(text, str) or len(text) > MESSAGE_BYTES:
        raise SocketClosed(BAD_REQUEST, "Invalid message")
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise SocketClosed(BAD_REQUEST, "Invalid message") from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise SocketClosed(BAD_REQUEST, "Invalid message")
    return message


async def _cancelled(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
