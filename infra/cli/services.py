"""The services' own addresses: rebuilding a read model, health, lag."""

from types import TracebackType
from typing import Any, Self

import aiohttp

from infra.cli.errors import NotPermitted, Refused
from infra.cli.patience import Transient
from shared.auth import OPERATOR, service_token


class ServiceHttp:
    """One service over HTTP, as the operator; use it in ``async with``.

    ``service_key`` signs the token; without it only /readyz and /healthz answer.
    An answer may take ``within_s`` seconds.
    """

    def __init__(
        self, url: str, service: str = "", service_key: str = "", within_s: float = 20
    ) -> None:
        self._url = url.rstrip("/")
        token = service_token(service_key, OPERATOR, service) if service_key else ""
        self._timeout = aiohttp.ClientTimeout(total=within_s, connect=3)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(headers=self._headers, timeout=self._timeout)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def get(self, path: str) -> dict[str, Any]:
        """GET a JSON object. Raises as ``call``."""
        return (await self.call("GET", path))[1]

    async def post(self, path: str, body: object = None) -> dict[str, Any]:
        """POST JSON or nothing, get a JSON object. Raises as ``call``."""
        return (await self.call("POST", path, body))[1]

    async def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        ok: frozenset[int] = frozenset({200, 202}),
    ) -> tuple[int, dict[str, Any]]:
        """Return the status and the JSON object.

        Raises:
            Transient: not reachable, or not ready now.
            NotPermitted: the token is not valid.
            Refused: any other status that is not ``ok``.
        """
        try:
            async with self._session.request(method, self._url + path, json=body) as response:
                answer = await response.json(content_type=None)
                status = response.status
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Transient(f"{self._url}: {error}") from error
        if status in ok:
            return status, answer
        if status in (401, 403):
            raise NotPermitted(
                "サービス用の鍵が正しくありません。KYODO_SERVICE_KEY を確かめてください。",
                "The services do not take this key. Check KYODO_SERVICE_KEY.",
            )
        if status in (502, 503, 504):
            raise Transient(f"{self._url}: HTTP {status}")
        raise Refused(
            f"{self._url}{path} が HTTP {status} を返しました: {answer}",
            f"{self._url}{path} answered HTTP {status}: {answer}",
        )
