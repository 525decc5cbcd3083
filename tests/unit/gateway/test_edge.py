"""What every request has to pass, and what every answer carries."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from starlette.types import Message

from gateway import edge
from gateway.edge import Edge
from gateway.rates import Rates
from tests.unit.gateway.conftest import Caller

ASK = b'{"query": "{ __typename }"}'
SCOPE = {"type": "http", "method": "POST", "path": "/graphql", "client": ("203.0.113.7", 1)}


async def nothing(*_: Any) -> None:
    """Answer nothing."""


async def through(app: Edge, scope: dict[str, Any], receive: Any = nothing) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await app({"headers": [], **scope}, receive, send)
    return sent


@pytest.mark.parametrize("path", ["/graphql", "/consultations/x/comment"])
async def test_too_many_are_told_so_and_when_to_come_back(path: str) -> None:
    app = Edge(nothing, nothing, Rates(0.1, 1), socket=nothing, https_only=False)
    assert await through(app, {**SCOPE, "path": path}) == []
    start, body = await through(app, {**SCOPE, "path": path})
    headers = dict(start["headers"])
    assert start["status"] == 429
    assert 1 <= int(headers[b"retry-after"]) <= 10
    assert "少し待ってから" in body["body"].decode()
    assert b"content-security-policy" in headers


async def test_files_that_never_change_are_not_counted() -> None:
    app = Edge(nothing, nothing, Rates(0.1, 1), socket=nothing, https_only=False)
    for _ in range(5):
        assert await through(app, {**SCOPE, "path": "/static/site.css"}) == []


async def test_over_https_browsers_are_told_never_to_come_without() -> None:
    async def answer(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    for https_only in (True, False):
        app = Edge(answer, answer, Rates(1, 9), socket=nothing, https_only=https_only)
        (start,) = await through(app, SCOPE)
        assert (b"strict-transport-security" in dict(start["headers"])) is https_only


async def test_a_body_that_does_not_come_to_its_end_is_broken_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(edge, "BODY_WITHIN_S", 0.5)
    heard: list[Message] = []

    async def reads(_scope: Any, receive: Any, _send: Any) -> None:
        while (message := await receive())["type"] != "http.disconnect":
            heard.append(message)

    async def drips() -> Message:
        await asyncio.sleep(0.2)
        return {"type": "http.request", "body": b"x", "more_body": True}

    app = Edge(reads, reads, Rates(1, 9), socket=nothing, https_only=False)
    async with asyncio.timeout(5):
        await through(app, SCOPE, drips)
    assert 1 <= len(heard) <= 3


async def test_pages_of_other_sites_cannot_ask(make_caller: Callable[..., Caller]) -> None:
    caller = make_caller()
    headers = {"host": "kyodo.example"}
    for origin in ("https://evil.example", "null", "https://kyodo.example.evil.example"):
        answer = await caller.send(ASK, headers={**headers, "origin": origin})
        assert (answer.status, answer.codes) == (403, ["ORIGIN_NOT_ALLOWED"]), origin
        assert "access-control-allow-origin" not in answer.headers
    for origin in ("https://kyodo.example", "http://kyodo.example"):
        assert (await caller.send(ASK, headers={**headers, "origin": origin})).status == 200
    assert (await caller.send(ASK, headers=headers)).status == 200
