"""``POST /graphql`` with ``application/json``, and nothing else.

No GET (a link could not make a change, and secrets stay out of addresses), no forms (so that a
foreign page cannot post without asking), no batches, no GraphiQL. Subscriptions come by WebSocket
(gateway/live/socket.py). Plain ASGI: this is the hot path.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from gateway.clients.base import Fact
from gateway.execute import Gateway, answer
from gateway.failures import log_masked, told
from shared.caller import Role
from shared.errors import NotSignedIn, Unavailable
from shared.settings import Settings

_JSON = "application/json"
# An import of staff is larger than a form.
STAFF_BODIES = 8


class BadRequest(Exception):
    """A request that holds no operation."""

    def __init__(self, status: int, code: str, field: str | None = None, **params: Any) -> None:
        super().__init__(code)
        self.status = status
        self.fact = Fact(code, field, params)


class Origins:
    """The sites whose pages may ask: our own, and those that the settings name."""

    def __init__(self, config: Settings) -> None:
        known = (config.public_url or config.gateway_url, *config.allowed_origins.split(","))
        self._known = frozenset(one.strip().rstrip("/") for one in known if one.strip())

    def check(self, headers: Mapping[bytes, bytes]) -> None:
        """Let programs pass, which name no origin, and pages of the known sites.

        Raises:
            BadRequest: a page of another site asks.
        """
        origin = headers.get(b"origin", b"").decode("latin-1")
        if not origin or origin in self._known:
            return
        host = headers.get(b"host", b"").decode("latin-1")
        if origin not in (f"http://{host}", f"https://{host}"):
            raise BadRequest(403, "ORIGIN_NOT_ALLOWED")


class GraphQLEndpoint:
    """The ASGI app at ``/graphql``."""

    def __init__(self, max_body_bytes: int, origins: "Origins") -> None:
        self._max_body_bytes = max_body_bytes
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            body = await self._answer(scope, receive)
        except BadRequest as bad:
            await _send(send, bad.status, {"errors": [told(bad.fact)]})
        except Exception as error:  # whatever it is, the caller learns its trace id and no more
            log_masked(error)
            await _send(send, 500, {"errors": [told(Fact("INTERNAL"))]})
        else:
            await _send(send, 200, body)

    async def _answer(self, scope: Scope, receive: Receive) -> dict[str, Any]:
        headers = dict(scope["headers"])
        _check(scope["method"], headers)
        self._origins.check(headers)
        gateway: Gateway = scope["app"].state.gateway
        shown = headers.get(b"authorization", b"").decode("latin-1")
        try:
            caller = await gateway.contexts.identities.of(shown)
        except (NotSignedIn, Unavailable) as error:
            raise BadRequest(error.status, error.code) from error
        context = gateway.contexts.make(caller)
        most = self._max_body_bytes * (STAFF_BODIES if context.caller.has(Role.STAFF) else 1)
        query, variables, name = _read(await _body(headers, receive, most))
        return await answer(context, query, variables, name)


async def _body(headers: dict[bytes, bytes], receive: Receive, max_bytes: int) -> bytes:
    """Read the body, up to the limit, announced or streamed."""
    announced = headers.get(b"content-length", b"0")
    if announced.isdigit() and int(announced) > max_bytes:
        raise BadRequest(413, "BODY_TOO_LARGE", max_bytes=max_bytes)
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequest(400, "BODY_MALFORMED")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > max_bytes:
            raise BadRequest(413, "BODY_TOO_LARGE", max_bytes=max_bytes)
        more = message.get("more_body", False)
    return b"".join(parts)


def _check(method: str, headers: dict[bytes, bytes]) -> None:
    if method != "POST":
        raise BadRequest(405, "METHOD_NOT_ALLOWED")
    kind, _, parameters = headers.get(b"content-type", b"").decode("latin-1").partition(";")
    charset = parameters.replace(" ", "").lower()
    if kind.strip().lower() != _JSON or charset not in ("", "charset=utf-8", 'charset="utf-8"'):
        raise BadRequest(415, "CONTENT_TYPE_NOT_ACCEPTED")


def _read(content: bytes) -> tuple[str, dict[str, Any] | None, str | None]:
    try:
        request = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise BadRequest(400, "BODY_MALFORMED") from None
    if not isinstance(request, dict):
        raise BadRequest(400, "BODY_MALFORMED")
    query, variables, name = (request.get(k) for k in ("query", "variables", "operationName"))
    if not isinstance(query, str) or not query.strip():
        raise BadRequest(400, "QUERY_MISSING", "query")
    if not (variables is None or isinstance(variables, dict)):
        raise BadRequest(400, "BODY_MALFORMED", "variables")
    if not (name is None or isinstance(name, str)):
        raise BadRequest(400, "BODY_MALFORMED", "operationName")
    return query, variables, name


async def _send(send: Send, status: int, body: dict[str, Any]) -> None:
    content = orjson.dumps(body)
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if status == 405:
        headers.append((b"allow", b"POST"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
