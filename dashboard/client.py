"""A small GraphQL client. Streamlit runs scripts in threads, so it is a synchronous one."""

import http.client
import time
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from shared.settings import Settings, settings

OPERATIONS = Path(__file__).parent / "operations"
ANSWER_WITHIN_S = 3.0
LEFT_ALONE_FOR_S = 1.0


class GatewayAway(Exception):
    """The gateway, or the service behind it, cannot be reached now."""


class NotAllowed(Exception):
    """The reader may not see this."""


class QuestionRefused(Exception):
    """The gateway took the question and could not answer it; ``trace_id`` finds it in the logs."""

    def __init__(self, message: str, trace_id: str | None) -> None:
        super().__init__(message)
        self.trace_id = trace_id


class _Away:
    """One question finds out that the gateway is away; the others need not wait for it too."""

    until = 0.0


def ask(operation: str, token: str, **variables: Any) -> dict[str, Any]:
    """Run one of the documents in ``operations/`` as the reader; return its ``data``.

    Raises:
        GatewayAway, NotAllowed, QuestionRefused: see there; asking again later is safe.
    """
    body = {
        "operationName": operation,
        "query": _document(operation),
        "variables": {name: value for name, value in variables.items() if value is not None},
    }
    answer = _post(settings(), token, orjson.dumps(body))
    data: dict[str, Any] = answer.get("data") or {}
    if (errors := answer.get("errors")) and not all(data.values() or [None]):
        raise _what_is_wrong(errors[0])
    return data


def _what_is_wrong(error: dict[str, Any]) -> Exception:
    """Errors in a part of an answer do not come here: what was answered is shown."""
    extensions = error.get("extensions") or {}
    match extensions.get("code"):
        case "NOT_SIGNED_IN" | "FORBIDDEN":
            return NotAllowed()
        case "UNAVAILABLE":
            return GatewayAway("a service behind it is away")
        case _:
            return QuestionRefused(str(error.get("message", "")), extensions.get("traceId"))


@lru_cache
def _document(operation: str) -> str:
    return (OPERATIONS / f"{operation}.graphql").read_text(encoding="utf-8")


def _post(config: Settings, token: str, body: bytes) -> dict[str, Any]:
    address = urlsplit(config.gateway_url)
    secure = address.scheme == "https"
    connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = connect(address.hostname or "", address.port, timeout=ANSWER_WITHIN_S)
    if time.monotonic() < _Away.until:
        raise GatewayAway("asked a moment ago")
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Authorization": f"Bearer {token}",
    }
    try:
        connection.request("POST", f"{address.path.rstrip('/')}/graphql", body, headers)
        response = connection.getresponse()
        status, content = response.status, response.read()
    except (OSError, http.client.HTTPException) as error:
        _Away.until = time.monotonic() + LEFT_ALONE_FOR_S
        raise GatewayAway(type(error).__name__) from error
    finally:
        connection.close()
    return _answer(status, content)


def _answer(status: int, content: bytes) -> dict[str, Any]:
    if status in {401, 403}:
        raise NotAllowed
    try:
        answer = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise GatewayAway(f"HTTP {status}") from error
    if not isinstance(answer, dict) or not (answer.get("data") or answer.get("errors")):
        raise GatewayAway(f"HTTP {status}")
    return answer
