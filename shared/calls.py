"""How one service asks another: with its own token, on behalf of who acts, for a few seconds."""

from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import orjson

from shared.auth import ServiceTokens
from shared.caller import current_caller
from shared.errors import Unavailable
from shared.settings import Settings

ANSWER_WITHIN_S = 5.0
# As many as lists take in one request.
IDS_AT_ONCE = 200


class ServiceCalls:
    """Calls of one service (``asks``) by another (``owner``). Connections open when needed."""

    def __init__(self, owner: str, asks: str, url: str, settings: Settings) -> None:
        self._asks = asks
        self._url = url.rstrip("/")
        self._tokens = ServiceTokens(settings.service_key, owner)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()

    async def by_ids(self, path: str, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Return the ``items`` that a list has of some ids, as many requests as it takes.

        Raises:
            Unavailable: it cannot be reached, or refuses.
        """
        found: list[dict[str, Any]] = []
        for start in range(0, len(ids), IDS_AT_ONCE):
            part = ",".join(ids[start : start + IDS_AT_ONCE])
            status, answer = await self.call("GET", f"{path}?ids={part}")
            if status != 200:
                raise Unavailable
            found += answer["items"]
        return found

    async def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Return the status and the JSON of the answer.

        Raises:
            Unavailable: it cannot be reached, or what it says is no JSON.
        """
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)
            self._session = aiohttp.ClientSession(timeout=timeout)
        headers = {
            "Authorization": self._tokens.header(self._asks, current_caller()),
            "Content-Type": "application/json",
        }
        data = None if body is None else orjson.dumps(body)
        try:
            async with self._session.request(
                method, self._url + path, data=data, headers=headers
            ) as answer:
                return answer.status, orjson.loads(await answer.read())
        except (aiohttp.ClientError, TimeoutError, orjson.JSONDecodeError) as error:
            raise Unavailable from error
