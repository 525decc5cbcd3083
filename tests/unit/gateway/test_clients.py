"""Calls are tried again when that is safe and never when it is not. Against real sockets."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web

from gateway.clients import base
from gateway.clients.base import Refused, ServiceBroken, ServiceClient, open_session, segment
from shared.auth import GATEWAY, ServiceTokens
from shared.caller import STRANGER
from shared.errors import Unavailable
from shared.trace import begin_trace

TOKENS = ServiceTokens("a key of at least thirty-two characters", GATEWAY)


class Client(ServiceClient):
    SERVICE = "testing"


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session() as opened:
        yield opened


class Service:
    """A small server that answers in turn."""

    def __init__(self, *answers: Handler) -> None:
        self.answers = list(answers)
        self.requests: list[web.BaseRequest] = []
        self.port = free_port()

    async def __aenter__(self) -> "Service":
        self.runner = web.ServerRunner(web.Server(self._handle))
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return await answer(request)  # type: ignore[arg-type]

    def client(self, session: aiohttp.ClientSession) -> Client:
        return Client(session, f"http://127.0.0.1:{self.port}", TOKENS)


def json(body: object, status: int = 200) -> Handler:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    return answer


async def hang_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def test_a_call_brings_the_token_and_the_trace(session: aiohttp.ClientSession) -> None:
    async with Service(json({"a": 1})) as service:
        trace_id = begin_trace()
        assert await service.client(session).get("/x", {"ids": "a,b"}) == {"a": 1}
    (request,) = service.requests
    assert request.headers["Authorization"] == TOKENS.header("testing", STRANGER)
    assert request.headers["traceparent"][3:35] == trace_id
    assert request.query["ids"] == "a,b"


async def test_a_read_waits_for_a_service_that_is_coming_back(
    session: aiohttp.ClientSession,
) -> None:
    service = Service(json({"a": 1}))
    asking = asyncio.ensure_future(service.client(session).get("/x"))
    await asyncio.sleep(0.4)
    assert not asking.done()
    async with service:
        assert await asking == {"a": 1}


@pytest.mark.parametrize("repeatable", [True, False])
async def test_a_write_that_was_never_sent_waits_too(
    session: aiohttp.ClientSession, repeatable: bool
) -> None:
    service = Service(json({"a": 1}))
    writing = asyncio.ensure_future(
        service.client(session).post("/x", {"k": 1}, repeatable=repeatable)
    )
    await asyncio.sleep(0.4)
    async with service:
        assert await writing == {"a": 1}
    assert len(service.requests) == 1


async def test_a_keyed_write_is_sent_again_when_the_line_was_cut(
    session: aiohttp.ClientSession,
) -> None:
    async with Service(hang_up, json({}, 503), json({"a": 1})) as service:
        assert await service.client(session).post("/x", {"k": 1}, repeatable=True) == {"a": 1}
    assert len(service.requests) == 3


@pytest.mark.parametrize("first", [hang_up, json({}, 503)])
async def test_a_write_without_a_key_is_not_sent_twice(
    session: aiohttp.ClientSession, first: Handler
) -> None:
    async with Service(first, json({"a": 1})) as service:
        with pytest.raises(Unavailable):
            await service.client(session).post("/x", {}, repeatable=False)
    assert len(service.requests) == 1


async def test_patience_has_an_end(session: aiohttp.ClientSession) -> None:
    begun = time.monotonic()
    with pytest.raises(Unavailable):
        await Client(session, f"http://127.0.0.1:{free_port()}", TOKENS).get("/x")
    assert base.RETRY_FOR_S / 2 < time.monotonic() - begun < base.RETRY_FOR_S + 5


async def test_a_refusal_keeps_codes_and_params(session: aiohttp.ClientSession) -> None:
    errors = [{"code": "TEXT_TOO_LONG", "field": "text", "params": {"max": 1}}, {"code": "B"}]
    async with Service(json({"errors": errors}, 422)) as service:
        with pytest.raises(Refused) as refused:
            await service.client(session).get("/x")
    first, second = refused.value.facts
    assert (first.code, first.field, first.params) == ("TEXT_TOO_LONG", "text", {"max": 1})
    assert (second.code, second.field, second.params) == ("B", None, {})


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"errors": [{"code": "INTERNAL"}]}, 500),
        ({"errors": [{"code": "SERVICE_TOKEN_REFUSED"}]}, 401),
        ({"detail": "私の意見"}, 404),
        ([], 400),
        ({"errors": 3}, 400),
    ],
)
async def test_what_nobody_can_act_on_is_a_broken_service(
    session: aiohttp.ClientSession, body: object, status: int
) -> None:
    async with Service(json(body, status)) as service:
        with pytest.raises(ServiceBroken) as broken:
            await service.client(session).get("/x")
    assert "私の意見" not in str(broken.value)


async def test_readiness(session: aiohttp.ClientSession) -> None:
    async with Service(json({}), json({}, 503)) as service:
        client = service.client(session)
        assert await client.ready() is True
        assert await client.ready() is False
    assert await client.ready() is False


def test_an_id_cannot_leave_its_place_in_a_path() -> None:
    assert segment("../../receipts/open?x=1#y") == "..%2F..%2Freceipts%2Fopen%3Fx%3D1%23y"
