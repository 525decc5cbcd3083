"""The services' own addresses: rebuilding a read model, health, lag."""

from types import TracebackType
from typing import Any, Self

import aiohttp

from infra.cli.errors import NotPermitted, Refused
from infra.cli.patience import Transient


class ServiceHttp:
    """One service over HTTP with the service token; use it in ``async with``."""

    def __init__(self, url: str, service_token: str = "") -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {service_token}"} if service_token else {}

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            headers=self._headers, timeout=aiohttp.ClientTimeout(total=20, connect=3)
        )
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

    async def post(self, path: str) -> dict[str, Any]:
        """POST nothing, get a JSON object. Raises as ``call``."""
        return (await self.call("POST", path))[1]

    async def call(
        self, method: str, path: str, *, ok: frozenset[int] = frozenset({200, 202})
    ) -> tuple[int, dict[str, Any]]:
        """Return the status and the JSON object.

        Raises:
            Transient: not reachable, or not ready now.
            NotPermitted: the token is not valid.
            Refused: any other status that is not ``ok``.
        """
        try:
            async with self._session.request(method, self._url + path) as response:
                body = await response.json(content_type=None)
                status = response.status
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Transient(f"{self._url}: {error}") from error
        if status in ok:
            return status, body
        if status in (401, 403):
            raise NotPermitted(
                "サービス用のトークンが正しくありません。KYODO_SERVICE_TOKEN を確かめてください。",
                "The service token is not valid. Check KYODO_SERVICE_TOKEN.",
            )
        if status in (502, 503, 504):
            raise Transient(f"{self._url}: HTTP {status}")
        raise Refused(
            f"{self._url}{path} が HTTP {status} を返しました: {body}",
            f"{self._url}{path} answered HTTP {status}: {body}",
        )
