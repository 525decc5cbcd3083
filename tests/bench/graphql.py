"""GraphQL as a browser would send it: one document, variables, retries with the same key."""

from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson

SUBMIT = """
mutation SubmitComment($input: SubmitCommentInput!) {
  submitComment(input: $input) {
    __typename
    ... on CommentReceipt {
      receiptNumber confirmationNumber salt commitment acceptedAt repeated
    }
    ... on Problems { problems { code field message } }
  }
}
"""


class NotNow(Exception):
    """No answer, or one that says to try again: the same key may be sent again."""


class Refusal(Exception):
    """The system understood and said no."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code} {message}".strip())
        self.code = code


class GraphQL:
    """One pool of connections to the gateway; use it in ``async with``."""

    def __init__(
        self, url: str, token: str = "", *, connections: int = 100, timeout_s: float = 30
    ) -> None:
        self._url = f"{url}/graphql"
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._connections = connections
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            headers=self._headers,
            timeout=self._timeout,
            connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=4),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def mutate(self, document: str, given: dict[str, Any]) -> dict[str, Any]:
        """Run a mutation with one ``input``; return its one result.

        Raises:
            NotNow: send it again with the same key.
            Refusal: with the first problem's code.
        """
        data = await self.run(document, {"input": given})
        (result,) = data.values()
        if isinstance(result, dict) and result.get("__typename") == "Problems":
            problem = result["problems"][0]
            if problem["code"] in ("UNAVAILABLE", "STALE_AGGREGATE"):
                raise NotNow(problem["code"])
            raise Refusal(problem["code"], problem["message"])
        return dict(result)

    async def run(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Run an operation; return its data. Raises as ``mutate``."""
        body = orjson.dumps({"query": document, "variables": variables})
        try:
            async with self._session.post(self._url, data=body) as response:
                if response.status >= 500:
                    raise NotNow(f"HTTP {response.status}")
                answer = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise NotNow(repr(error)) from error
        if not isinstance(answer, dict) or answer.get("errors") or not answer.get("data"):
            raise _failure(answer)
        return dict(answer["data"])


def _failure(answer: Any) -> Exception:
    errors = answer.get("errors") if isinstance(answer, dict) else None
    first = errors[0] if errors else {}
    code = (first.get("extensions") or {}).get("code") or first.get("code") or ""
    message = first.get("message", "")
    # What is masked was a defect or a part that is away; a form would offer to send it again.
    if code in ("", "UNAVAILABLE", "INTERNAL", "INTERNAL_ERROR"):
        return NotNow(f"{code} {message}".strip())
    return Refusal(code, message)
