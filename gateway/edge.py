"""What every answer carries: the trace, and headers that keep browsers on the safe side.

And what every request has to pass: how often an address may ask, how long a body may take.
"""

import asyncio
import time
from math import ceil
from urllib.parse import urlsplit

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.clients.base import Fact
from gateway.failures import told
from gateway.messages import both
from gateway.rates import Rates
from shared.metrics import METRICS_PATH, note_request
from shared.trace import current_trace_id, request_span

# Nothing inline, nothing from elsewhere (but tiles of a map, where a city sets them), no frames;
# forms go to this site only.
_CONTENT_SECURITY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:%b; "
    b"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), interest-cohort=()"),
]
_ORDINARY = [(b"referrer-policy", b"same-origin")]
_PRIVATE = [(b"referrer-policy", b"no-referrer"), (b"cache-control", b"no-store")]
# Pages that show a receipt. Answers to forms show what a citizen wrote: they are private too.
PRIVATE_PATHS = ("/receipts", "/sign-in")
READING = {"GET", "HEAD"}
# A year: a browser that once came over https never comes without it again.
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
# The largest body, from an old phone with a bad line. Who is slower only holds a place.
BODY_WITHIN_S = 60.0
# Files that never change, and what only says that the process lives.
UNCOUNTED = ("/static/", "/healthz", "/readyz", METRICS_PATH)


GRAPHQL_PATH = "/graphql"


class Edge:
    """The outermost layer. Plain ASGI, so that it costs next to nothing.

    ``/graphql`` leaves here, before the routes of the pages are looked through.
    """

    def __init__(
        self,
        app: ASGIApp,
        graphql: ASGIApp,
        rates: Rates,
        *,
        socket: ASGIApp,
        https_only: bool,
        map_tiles: str = "",
    ) -> None:
        self._app = app
        self._graphql = graphql
        self._socket = socket
        self._rates = rates
        tiles = urlsplit(map_tiles)
        images = f" {tiles.scheme}://{tiles.netloc}".encode() if tiles.netloc else b""
        policy = (b"content-security-policy", _CONTENT_SECURITY % images)
        secure = [_HTTPS_ONLY] if https_only else []
        self._ordinary = [policy, *_ALWAYS, *_ORDINARY, *secure]
        self._private = [policy, *_ALWAYS, *_PRIVATE, *secure]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin or continue the trace and add the headers."""
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        traceparent = next((v for k, v in scope["headers"] if k == b"traceparent"), b"")
        with request_span(scope["method"], traceparent.decode("latin-1")) as span:
            began = time.perf_counter()
            status = await self._answer(scope, receive, send)
            span.update_name(note_request(scope, status, time.perf_counter() - began))
            span.set_attribute("http.response.status_code", status)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a WebSocket through to ``/graphql``; there is no other."""
        if scope["path"] != GRAPHQL_PATH or self._wait_s(scope) > 0:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        await self._socket(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> int:
        """Answer with the headers of this place; return the status."""
        trace_id = (current_trace_id() or "").encode()
        status = 0
        added = self._private if _is_private(scope) else self._ordinary

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = list(message.get("headers", ()))
                set_already = {name for name, _ in headers}
                headers.extend(pair for pair in added if pair[0] not in set_already)
                headers.append((b"x-trace-id", trace_id))
                message = {**message, "headers": headers}
            await send(message)

        wait_s = self._wait_s(scope)
        if wait_s > 0:
            await _too_many(scope, send_with_headers, ceil(wait_s))
            return status
        if scope["path"] == GRAPHQL_PATH:
            scope["kyodo_route"] = GRAPHQL_PATH
            await self._graphql(scope, _in_time(receive), send_with_headers)
        else:
            await self._app(scope, _in_time(receive), send_with_headers)
        return status

    def _wait_s(self, scope: Scope) -> float:
        if scope["path"].startswith(UNCOUNTED) or not scope.get("client"):
            return 0.0
        return self._rates.wait_s(scope["client"][0])


def _in_time(receive: Receive) -> Receive:
    """Return a receive that takes a body that does not come to its end for broken off."""
    loop = asyncio.get_running_loop()
    ends_at: float | None = loop.time() + BODY_WITHIN_S

    async def in_time() -> Message:
        nonlocal ends_at
        if ends_at is None:  # the body is there: what follows is only whether the client left
            return await receive()
        try:
            async with asyncio.timeout_at(ends_at):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        if not message.get("more_body", False):
            ends_at = None
        return message

    return in_time


async def _too_many(scope: Scope, send: Send, wait_s: int) -> None:
    """Refuse, in the form that the address would have answered in. What was typed stays typed."""
    if scope["path"] == GRAPHQL_PATH:
        kind = b"application/json; charset=utf-8"
        content = orjson.dumps({"errors": [told(Fact("TOO_MANY"))]})
    else:
        kind = b"text/plain; charset=utf-8"
        content = "\n".join(both("TOO_MANY", {})).encode()
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
        (b"retry-after", str(wait_s).encode()),
    ]
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _is_private(scope: Scope) -> bool:
    path: str = scope["path"]
    return scope["method"] not in READING or path.startswith(PRIVATE_PATHS)
