"""The gateway as the demo's loader sees it: GraphQL mutations that may be repeated."""

import asyncio
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson

from shared.settings import Settings

PATIENCE_S = 60.0
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 1.0
# What passes by itself: an event on its way, a process that is just starting.
PASSING = frozenset(
    {
        *("REVISION_NOT_KNOWN_YET", "UNAVAILABLE", "TOO_MANY_TRIES", "TOO_MANY"),
        *("ANSWERS_MISSING", "ANSWERS_NOT_COUNTED", "CASE_INCOMPLETE"),
    }
)


class DemoRefused(Exception):
    """The gateway refused a part of the demo; the message says which and why."""


class GatewayAway(Exception):
    """Nothing that answers in GraphQL is at the gateway's address."""


class Gateway:
    """One connection to the gateway."""

    def __init__(self, settings: Settings) -> None:
        self._url = f"{settings.gateway_url}/graphql"
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=30),
            json_serialize=lambda v: orjson.dumps(v).decode(),
        )

    async def __aenter__(self) -> Self:
        """Give itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the connection back."""
        await self._session.close()

    async def query(
        self, document: str, variables: Mapping[str, Any], token: str = ""
    ) -> dict[str, Any]:
        """Ask, as anybody may without a ``token``; return ``data``.

        Raises:
            DemoRefused, GatewayAway.
        """
        return await self._answer(document, variables, token)

    async def mutate(
        self, document: str, given: Mapping[str, Any], token: str = ""
    ) -> dict[str, Any]:
        """Do a mutation ``mutation ($input: …!) { result: … }`` and return ``result``.

        ``token`` says for whom; without one it is a citizen. What passes by itself is tried
        again for a minute: every mutation has its key.

        Raises:
            DemoRefused, GatewayAway.
        """
        deadline = time.monotonic() + PATIENCE_S
        pause = FIRST_PAUSE_S
        while True:
            data = await self._answer(document, {"input": given}, token)
            result: dict[str, Any] = data["result"]
            problems = result.get("problems")
            if not problems:
                return result
            codes = {problem["code"] for problem in problems}
            if not codes <= PASSING or time.monotonic() > deadline:
                raise DemoRefused(_told(given, problems))
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _answer(
        self, document: str, variables: Mapping[str, Any], token: str
    ) -> dict[str, Any]:
        body = {"query": document, "variables": variables}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            async with self._session.post(self._url, json=body, headers=headers) as response:
                answer: dict[str, Any] = orjson.loads(await response.read())
        except (aiohttp.ClientError, TimeoutError, orjson.JSONDecodeError) as error:
            raise GatewayAway(self._url) from error
        if answer.get("errors"):
            raise DemoRefused(_told(variables, answer["errors"]))
        data: dict[str, Any] = answer["data"]
        return data


def _told(given: Mapping[str, Any], problems: list[dict[str, Any]]) -> str:
    key = given.get("idempotencyKey", "")
    reasons = [f"{p.get('code', '')} {p.get('field') or ''} {p['message']}" for p in problems]
    return f"{key}: {'; '.join(reasons)}"
