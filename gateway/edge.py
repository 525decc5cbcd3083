"""What every answer carries: the trace, and headers that keep browsers on the safe side."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.trace import begin_trace

# Nothing inline, nothing from elsewhere, no frames; forms go to this site only.
_CONTENT_SECURITY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    b"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = [
    (b"content-security-policy", _CONTENT_SECURITY),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), interest-cohort=()"),
]
_ORDINARY = [*_ALWAYS, (b"referrer-policy", b"same-origin")]
_PRIVATE = [*_ALWAYS, (b"referrer-policy", b"no-referrer"), (b"cache-control", b"no-store")]
# Pages that show a receipt. Answers to forms show what a citizen wrote: they are private too.
PRIVATE_PATHS = ("/receipts", "/sign-in")
READING = {"GET", "HEAD"}


GRAPHQL_PATH = "/graphql"


class Edge:
    """The outermost layer. Plain ASGI, so that it costs next to nothing.

    ``/graphql`` leaves here, before the routes of the pages are looked through.
    """

    def __init__(self, app: ASGIApp, graphql: ASGIApp) -> None:
        self._app = app
        self._graphql = graphql

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin or continue the trace and add the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        traceparent = next((v for k, v in scope["headers"] if k == b"traceparent"), None)
        trace_id = begin_trace(traceparent.decode("latin-1") if traceparent else None).encode()
        added = _PRIVATE if _is_private(scope) else _ORDINARY

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                set_already = {name for name, _ in headers}
                headers.extend(pair for pair in added if pair[0] not in set_already)
                headers.append((b"x-trace-id", trace_id))
                message = {**message, "headers": headers}
            await send(message)

        app = self._graphql if scope["path"] == GRAPHQL_PATH else self._app
        await app(scope, receive, send_with_headers)


def _is_private(scope: Scope) -> bool:
    path: str = scope["path"]
    return scope["method"] not in READING or path.startswith(PRIVATE_PATHS)
