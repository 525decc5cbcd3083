"""How the gateway calls a service: timeouts, retries that are safe, errors as facts."""

import asyncio
import dataclasses
import functools
import random
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote

import aiohttp
import orjson

from shared.auth import ServiceTokens
from shared.caller import current_caller
from shared.errors import Unavailable
from shared.trace import Kind, current_traceparent, span

RETRY_FOR_S = 3.0
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 0.6
ANSWER_WITHIN_S = 10.0
# A file is looked at by the scanner, or read row by row, before the answer comes.
FILE_WITHIN_S = 60.0
CONNECT_WITHIN_S = 2.0
PROBE_WITHIN_S = 2.0
# A service closes an idle connection after 5 s; letting go before it does avoids writing to a
# connection that is just being closed.
KEEP_IDLE_S = 4.0
# For each service apart, so that one that hangs does not hold up the others.
CONNECTIONS_PER_SERVICE = 128

_AWAY = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}

# How a file is handed out (shared/files/download.py).
FILE_HEADERS = {
    *("Content-Type", "Content-Disposition", "Content-Security-Policy"),
    *("X-Content-Type-Options", "Cache-Control"),
}

Params = Mapping[str, str | int]


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """One thing a service said no for: a code, the field it is about, and params."""

    code: str
    field: str | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class Refused(Exception):
    """A service answered that it will not, and why."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        super().__init__(", ".join(fact.code for fact in facts))
        self.facts = tuple(facts)


class ServiceBroken(Exception):
    """A service failed in a way nobody outside can act on. Holds no part of its answer."""


class _Away(Exception):
    """The service could not be reached, or said that it cannot work now."""

    def __init__(self, *, sent: bool) -> None:
        super().__init__("sent" if sent else "not sent")
        self.sent = sent


def open_session() -> aiohttp.ClientSession:
    """Open the one pool of connections of this process. Call it inside the event loop."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=0,
            limit_per_host=CONNECTIONS_PER_SERVICE,
            keepalive_timeout=KEEP_IDLE_S,
            use_dns_cache=True,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=_within(ANSWER_WITHIN_S),
        auto_decompress=False,
    )


@functools.cache
def _within(seconds: float) -> aiohttp.ClientTimeout:
    """Return the patience with one request; there are three or four kinds of it."""
    return aiohttp.ClientTimeout(total=seconds, connect=CONNECT_WITHIN_S)


def segment(value: str) -> str:
    """Quote one part of a path, so that an id given by a stranger stays one part."""
    return quote(value, safe="")


class ServiceClient:
    """What all clients share. Safe to use from many tasks at once.

    ``SERVICE`` is the name under which the service checks tokens.
    """

    SERVICE: ClassVar[str]

    def __init__(
        self, session: aiohttp.ClientSession, base_url: str, tokens: ServiceTokens
    ) -> None:
        self._session = session
        self._base = base_url.rstrip("/")
        self._tokens = tokens

    async def get(self, path: str, params: Params | None = None) -> Any:
        """Read; tried again while the service is away, for up to ``RETRY_FOR_S``.

        Raises:
            Refused: the service said no. Unavailable: it stayed away. ServiceBroken: a bug.
        """
        return await self._persist("GET", path, params=params, repeatable=True)

    async def post(
        self, path: str, body: object, *, repeatable: bool, within_s: float = ANSWER_WITHIN_S
    ) -> Any:
        """Write. ``repeatable`` says that the service answers a repetition as the first time.

        A write that is not repeatable is tried again only if it was never sent. ``within_s``: for
        the few things that take longer than others.

        Raises:
            Refused, Unavailable, ServiceBroken: see ``get``.
        """
        written = orjson.dumps(body)
        return await self._persist(
            "POST", path, body=written, repeatable=repeatable, within_s=within_s
        )

    async def send_file(
        self,
        path: str,
        content: bytes,
        within_s: float,
        key: str = "",
        told: Mapping[str, str] | None = None,
    ) -> Any:
        """Hand in a file as it is; the service takes the same one once (for the same ``key``).

        ``told``: headers with what must stand in no address.

        Raises:
            Refused, Unavailable, ServiceBroken: see ``get``.
        """
        headers = {**(told or {}), **({"Idempotency-Key": key} if key else {})}
        answer, _ = await self._file(path, content, within_s, headers)
        return orjson.loads(answer)

    async def fetch_file(self, path: str) -> tuple[bytes, dict[str, str]]:
        """Have a file opened; return it with the headers it is handed out with.

        Raises:
            Refused, Unavailable, ServiceBroken: see ``get``.
        """
        return await self._file(path, b"", ANSWER_WITHIN_S)

    async def _file(
        self, path: str, content: bytes, within_s: float, told: Mapping[str, str] | None = None
    ) -> tuple[bytes, dict[str, str]]:
        headers = {
            **(told or {}),
            "Authorization": self._tokens.header(self.SERVICE, current_caller()),
            "Content-Type": "application/octet-stream",
        }
        if traceparent := current_traceparent():
            headers["traceparent"] = traceparent
        try:
            async with self._session.post(
                self._base + path, data=content, headers=headers, timeout=_within(within_s)
            ) as answer:
                body, status = await answer.read(), answer.status
                told = {name: answer.headers[name] for name in FILE_HEADERS & set(answer.headers)}
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable from error
        if status in _AWAY:
            raise Unavailable
        if status >= HTTPStatus.BAD_REQUEST:
            raise _refusal(status, body)
        return body, told

    async def ready(self) -> bool:
        """Say whether the service and what it stands on can be reached."""
        try:
            async with self._session.get(
                f"{self._base}/readyz", timeout=aiohttp.ClientTimeout(total=PROBE_WITHIN_S)
            ) as answer:
                return answer.status == HTTPStatus.OK
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def _persist(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: bytes | None = None,
        repeatable: bool,
        within_s: float = ANSWER_WITHIN_S,
    ) -> Any:
        clock = asyncio.get_running_loop().time
        give_up_at = clock() + RETRY_FOR_S
        pause = FIRST_PAUSE_S
        while True:
            try:
                with span(f"{method} {self.SERVICE}", Kind.CLIENT):
                    return await self._once(method, path, params, body, within_s)
            except _Away as away:
                if (away.sent and not repeatable) or clock() + pause > give_up_at:
                    raise Unavailable from away
            # Spread out, so that callers who lost the same service do not come back together.
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311
            pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _once(
        self, method: str, path: str, params: Params | None, body: bytes | None, within_s: float
    ) -> Any:
        headers = {
            "Authorization": self._tokens.header(self.SERVICE, current_caller()),
            "Content-Type": "application/json",
        }
        if traceparent := current_traceparent():
            headers["traceparent"] = traceparent
        try:
            async with self._session.request(
                method,
                self._base + path,
                params=params,
                data=body,
                headers=headers,
                timeout=_within(within_s),
            ) as answer:
                content = await answer.read()
                status = answer.status
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise _Away(sent=False) from error
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError) as error:
            raise _Away(sent=True) from error
        except TimeoutError as error:
            # It may still be at work: the caller's own repetition, with the same key, finds out.
            raise Unavailable from error
        if status < HTTPStatus.BAD_REQUEST:
            return orjson.loads(content) if content else None
        if status in _AWAY:
            raise _Away(sent=True)
        raise _refusal(status, content)


def _refusal(status: int, content: bytes) -> Exception:
    """Turn an error answer into an exception, keeping codes and params and nothing else."""
    try:
        facts = [
            Fact(error["code"], error.get("field"), error.get("params") or {})
            for error in orjson.loads(content)["errors"]
        ]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return ServiceBroken(f"status {status} without codes")
    # That the gateway's own token is refused is not the caller's affair.
    ours = any(fact.code == "SERVICE_TOKEN_REFUSED" for fact in facts)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or ours:
        return ServiceBroken(f"status {status}: {', '.join(f.code for f in facts)}")
    return Refused(facts)
