"""The WebSocket at /graphql: who may connect, what is taken, and how it ends."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest

from gateway import identity
from gateway.live import feed as feed_module
from gateway.live import socket as sockets
from gateway.live.feed import Feed
from gateway.live.socket import PROTOCOL
from shared.errors import Unavailable
from tests.unit.gateway.conftest import STAFF_TOKEN, Caller

WATCH = "subscription ($id: ID!) { responseProgress(consultationId: $id) { unanswered } }"
AS_STAFF = {"authorization": f"Bearer {STAFF_TOKEN}"}


class Responses:
    """Counts what has no answer; ``reads`` tells how often it was asked."""

    def __init__(self) -> None:
        self.unanswered, self.reads = 3, 0

    async def progress(self, case_id: str) -> dict[str, Any]:
        self.reads += 1
        await asyncio.sleep(0)
        return {"states": {}, "unanswered": self.unanswered, "answered": 0, "outdated": 0}


class Socket:
    """The other end of a connection."""

    def __init__(self) -> None:
        self.to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.from_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.takes = asyncio.Event()
        self.takes.set()

    async def send(self, message: dict[str, Any]) -> None:
        await self.say(orjson.dumps(message).decode())

    async def say(self, text: str | None, content: bytes | None = None) -> None:
        await self.to_app.put({"type": "websocket.receive", "text": text, "bytes": content})

    async def heard(self, seconds: float = 5) -> Any:
        """Return the next message, or the close code."""
        message = await asyncio.wait_for(self.from_app.get(), seconds)
        if message["type"] == "websocket.close":
            return message["code"]
        return orjson.loads(message["text"])

    async def begin(self, **payload: str) -> None:
        await self.send({"type": "connection_init", "payload": payload})
        assert await self.heard() == {"type": "connection_ack"}

    async def subscribe(self, query: str = WATCH, id_: str = "1", **more: Any) -> None:
        payload = {"query": query, "variables": {"id": "c1"}, **more}
        await self.send({"type": "subscribe", "id": id_, "payload": payload})

    async def write(self, message: Any) -> None:
        await self.takes.wait()
        await self.from_app.put(dict(message))


@asynccontextmanager
async def connected(
    caller: Caller,
    protocols: tuple[str, ...] = (PROTOCOL,),
    path: str = "/graphql",
    headers: tuple[tuple[bytes, bytes], ...] = (),
) -> AsyncIterator[Socket]:
    """Connect; at the end, go away and see that nothing of it goes on."""
    socket = Socket()
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "ws",
        "headers": [(b"host", b"kyodo.example"), *headers],
        "subprotocols": list(protocols),
        "client": ("203.0.113.7", 1),
        "server": ("127.0.0.1", 80),
    }
    await socket.to_app.put({"type": "websocket.connect"})
    serving = asyncio.ensure_future(caller.app(scope, socket.to_app.get, socket.write))
    try:
        yield socket
    finally:
        await socket.to_app.put({"type": "websocket.disconnect", "code": 1001})
        await asyncio.wait_for(serving, 5)
        assert watched(caller) == {}


def feed_of(caller: Caller) -> Feed:
    found: Feed = caller.app.state.gateway.contexts._feed
    return found


def watched(caller: Caller) -> dict[str, Any]:
    return dict(feed_of(caller)._watchers)


async def accepted(socket: Socket) -> None:
    message = await asyncio.wait_for(socket.from_app.get(), 5)
    assert message == {"type": "websocket.accept", "subprotocol": PROTOCOL}


async def watching(socket: Socket) -> None:
    """Begin as an officer, and hear what there is."""
    await accepted(socket)
    await socket.begin(**AS_STAFF)
    await socket.subscribe()
    assert (await socket.heard())["type"] == "next"


@pytest.fixture
def responses(monkeypatch: pytest.MonkeyPatch) -> Responses:
    monkeypatch.setattr(feed_module, "LOOK_AFTER_S", (0.01, 0.02, 0.05, 0.2))
    monkeypatch.setattr(feed_module, "APART_S", 0.02)
    monkeypatch.setattr(feed_module, "AWAY_S", 0.05)
    return Responses()


@pytest.fixture
def caller(make_caller: Callable[..., Caller], responses: Responses) -> Caller:
    return make_caller(responses=responses)


def event(**data: str) -> bytes:
    return orjson.dumps({"data": data, "sequence": 1})


async def test_a_subscription_begins_with_what_is_and_goes_on_with_what_changed(
    caller: Caller, responses: Responses
) -> None:
    async with connected(caller) as socket:
        await accepted(socket)
        await socket.begin(**AS_STAFF)
        await socket.subscribe()
        told = {"id": "1", "type": "next", "payload": {"data": None}}
        told["payload"] = {"data": {"responseProgress": {"unanswered": 3}}}
        assert await socket.heard() == told
        for changed, of in ((4, {"consultation_id": "c1"}), (2, {"case_id": "c1"})):
            responses.unanswered = changed
            feed_of(caller).arrived(event(**of))
            told["payload"] = {"data": {"responseProgress": {"unanswered": changed}}}
            assert await socket.heard() == told
        await socket.send({"type": "ping"})
        assert await socket.heard() == {"type": "pong"}
        await socket.send({"type": "complete", "id": "1"})
        await socket.send({"type": "ping"})
        assert await socket.heard() == {"type": "pong"}
        assert watched(caller) == {}


async def test_what_concerns_others_or_changes_nothing_is_not_told(
    caller: Caller, responses: Responses
) -> None:
    async with connected(caller) as socket:
        await watching(socket)
        responses.unanswered = 9
        feed_of(caller).arrived(event(consultation_id="another"))
        await asyncio.sleep(0.1)
        assert (responses.reads, socket.from_app.qsize()) == (1, 0)
        responses.unanswered = 3
        feed_of(caller).arrived(event(consultation_id="c1"))
        await asyncio.sleep(0.1)
        assert responses.reads > 1
        assert socket.from_app.qsize() == 0


async def test_a_service_that_is_behind_the_event_is_looked_at_again(
    caller: Caller, responses: Responses
) -> None:
    async with connected(caller) as socket:
        await accepted(socket)
        await socket.begin(**AS_STAFF)
        await socket.subscribe()
        await socket.heard()
        feed_of(caller).arrived(event(consultation_id="c1"))
        await asyncio.sleep(0.1)
        responses.unanswered = 7
        assert (await socket.heard())["payload"]["data"] == {"responseProgress": {"unanswered": 7}}


@pytest.mark.parametrize("raw", [b"no JSON", b"[]", b'{"data": 7}', b"{}", b'{"data": {}}'])
async def test_what_is_no_event_wakes_nobody_and_ends_nothing(caller: Caller, raw: bytes) -> None:
    feed_of(caller).arrived(raw)


async def test_after_events_were_missed_everything_is_read_anew(
    caller: Caller, responses: Responses
) -> None:
    async with connected(caller) as socket:
        await watching(socket)
        responses.unanswered = 8
        feed_of(caller).missed()
        assert (await socket.heard())["payload"]["data"] == {"responseProgress": {"unanswered": 8}}


async def test_who_watches_the_same_shares_a_reading(caller: Caller, responses: Responses) -> None:
    async with connected(caller) as one, connected(caller) as other:
        for socket in (one, other):
            await accepted(socket)
            await socket.begin(**AS_STAFF)
            for id_ in "123":
                await socket.subscribe(id_=id_)
                await socket.heard()
        before = responses.reads
        responses.unanswered = 5
        feed_of(caller).arrived(event(case_id="c1"))
        for socket in (one, other):
            assert {(await socket.heard())["id"] for _ in "123"} == set("123")
        assert responses.reads - before <= 2
        for socket in (one, other):
            await socket.to_app.put({"type": "websocket.disconnect", "code": 1001})


async def test_a_stranger_and_who_may_not_are_told_so(caller: Caller, responses: Responses) -> None:
    async with connected(caller) as socket:
        await accepted(socket)
        await socket.begin()
        await socket.subscribe()
        message = await socket.heard()
    assert (message["type"], message["id"]) == ("error", "1")
    assert message["payload"][0]["extensions"]["code"] == "NOT_SIGNED_IN"
    assert responses.reads == 0


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ __typename }", "OPERATION_UNKNOWN"),
        ('mutation { withdrawComment(input: {receiptNumber: "1"}) { __typename } }', None),
        ("subscription { nonsense }", "QUERY_INVALID"),
        ("subscription {", "QUERY_MALFORMED"),
        (
            "subscription ($id: ID!) { responseProgress(consultationId: $id) {"
            + " ".join(f"a{number}: unanswered" for number in range(20))
            + "} }",
            "TOO_MANY_ALIASES",
        ),
        (f"subscription {{ {'x' * 9_000} }}", "QUERY_TOO_LONG"),
    ],
)
async def test_only_subscriptions_within_the_limits_are_run(
    caller: Caller, query: str, code: str | None
) -> None:
    async with connected(caller) as socket:
        await accepted(socket)
        await socket.begin(**AS_STAFF)
        await socket.subscribe(query)
        message = await socket.heard()
        assert message["type"] == "error", message
        if code:
            assert message["payload"][0]["extensions"]["code"] == code
        await socket.subscribe()
        assert (await socket.heard())["type"] == "next"


async def test_no_more_than_so_many_at_once(caller: Caller) -> None:
    async with connected(caller) as socket:
        await accepted(socket)
        await socket.begin(**AS_STAFF)
        for number in range(sockets.SUBSCRIPTIONS):
            await socket.subscribe(id_=str(number))
            assert (await socket.heard())["type"] == "next"
        await socket.subscribe(id_="more")
        message = await socket.heard()
        assert message["payload"][0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"


INIT = '{"type": "connection_init"}'
SUBSCRIBE = '{"type": "subscribe", "id": "1", "payload": {"query": "subscription { a }"}}'


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ([SUBSCRIBE], 4401),
        ([INIT, INIT], 4429),
        (["no JSON"], 4400),
        (["[1]"], 4400),
        (['{"type": 7}'], 4400),
        (['{"type": "start"}'], 4400),
        ([None], 4400),
        (['{"type": "ping", "payload": "' + "x" * sockets.MESSAGE_BYTES + '"}'], 4400),
        (['{"type": "connection_init", "payload": [1]}'], 4400),
        (['{"type": "connection_init", "payload": {"authorization": {"$ne": 1}}}'], 4400),
        (['{"type": "connection_init", "payload": {"authorization": "Bearer no"}}'], 4403),
        ([INIT, '{"type": "subscribe", "id": {"$gt": ""}, "payload": {"query": ""}}'], 4400),
        ([INIT, '{"type": "subscribe", "id": "1", "payload": "x"}'], 4400),
        ([INIT, '{"type": "subscribe", "id": "1", "payload": {"query": 1}}'], 4400),
    ],
)
async def test_what_breaks_the_protocol_ends_the_connection(
    caller: Caller, said: list[str | None], code: int
) -> None:
    async with connected(caller) as socket:
        await accepted(socket)
        for text in said:
            await socket.say(text, b"bytes" if text is None else None)
        heard = await socket.heard()
        while not isinstance(heard, int):
            heard = await socket.heard()
        assert heard == code


async def test_the_same_name_twice_ends_the_connection(caller: Caller) -> None:
    async with connected(caller) as socket:
        await watching(socket)
        await socket.subscribe()
        assert await socket.heard() == 4409


async def test_who_does_not_begin_is_let_go(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "INIT_WITHIN_S", 0.05)
    async with connected(caller) as socket:
        await accepted(socket)
        assert await socket.heard() == 4408


async def test_who_does_not_take_what_is_sent_is_let_go(
    caller: Caller, responses: Responses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "SENT_WITHIN_S", 0.05)
    async with connected(caller) as socket:
        await watching(socket)
        socket.takes.clear()
        responses.unanswered = 1
        feed_of(caller).arrived(event(case_id="c1"))
        await asyncio.sleep(0.3)
        socket.takes.set()
        assert await socket.heard() == 1013


async def test_who_never_takes_anything_does_not_keep_a_place(
    caller: Caller, responses: Responses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "SENT_WITHIN_S", 0.05)
    monkeypatch.setattr(sockets, "CLOSED_WITHIN_S", 0.05)
    monkeypatch.setattr(sockets, "SOCKETS_OF_ADDRESS", 1)
    async with connected(caller) as deaf:
        await watching(deaf)
        deaf.takes.clear()
        responses.unanswered = 1
        feed_of(caller).arrived(event(case_id="c1"))
        await asyncio.sleep(0.5)
        async with connected(caller) as next_one:
            await accepted(next_one)


@pytest.mark.parametrize(("roles", "code"), [([], 4403), (["ADMIN"], 1012)])
async def test_rights_that_end_end_the_connection(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, roles: list[str], code: int
) -> None:
    monkeypatch.setattr(sockets, "LOOKED_AT_EVERY_S", 0.05)
    monkeypatch.setattr(identity, "KNOWN_FOR_S", 0.0)
    async with connected(caller) as socket:
        await watching(socket)
        caller.app.state.gateway.clients.people.roles = roles
        assert await socket.heard() == code


async def test_rights_that_nobody_can_look_up_are_trusted_for_a_while_only(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "LOOKED_AT_EVERY_S", 0.02)
    monkeypatch.setattr(sockets, "TRUSTED_FOR_S", 0.3)
    monkeypatch.setattr(identity, "KNOWN_FOR_S", 0.0)
    people = caller.app.state.gateway.clients.people
    known = people.identify_token
    away = False

    async def identify_token(token: str) -> Any:
        if away:
            raise Unavailable
        return await known(token)

    monkeypatch.setattr(people, "identify_token", identify_token)
    async with connected(caller) as socket:
        await watching(socket)
        away = True
        await asyncio.sleep(0.15)
        away = False
        await asyncio.sleep(0.1)
        await socket.send({"type": "ping"})
        assert await socket.heard() == {"type": "pong"}
        away = True
        assert await socket.heard() == 1012


async def test_who_says_too_much_is_asked_to_come_later(
    make_caller: Callable[..., Caller], responses: Responses
) -> None:
    caller = make_caller(responses=responses, limits={"rate_per_second": 0.001, "rate_burst": 5})
    async with connected(caller) as socket:
        await accepted(socket)
        await socket.begin(**AS_STAFF)
        for _ in range(3):
            await socket.send({"type": "ping"})
            assert await socket.heard() == {"type": "pong"}
        await socket.send({"type": "ping"})
        assert await socket.heard() == 1013


@pytest.mark.parametrize(
    ("protocols", "path", "origin"),
    [
        (("graphql-ws",), "/graphql", b""),
        ((), "/graphql", b""),
        ((PROTOCOL,), "/staff", b""),
        ((PROTOCOL,), "/graphql", b"https://evil.example"),
        ((PROTOCOL,), "/graphql", b"null"),
    ],
)
async def test_no_other_socket_opens(
    caller: Caller, protocols: tuple[str, ...], path: str, origin: bytes
) -> None:
    headers = ((b"origin", origin),) if origin else ()
    async with connected(caller, protocols, path, headers) as socket:
        message = await asyncio.wait_for(socket.from_app.get(), 5)
        assert message["type"] == "websocket.close"


async def test_an_address_has_so_many_sockets_and_gets_them_back(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "SOCKETS_OF_ADDRESS", 1)
    async with connected(caller) as first:
        await accepted(first)
        async with connected(caller) as second:
            assert await second.heard() == 4403
        monkeypatch.setattr(sockets, "SOCKETS_OF_ADDRESS", 2)
        monkeypatch.setattr(sockets, "SOCKETS", 1)
        async with connected(caller) as second:
            assert await second.heard() == 4403
    monkeypatch.setattr(sockets, "SOCKETS_OF_ADDRESS", 1)
    async with connected(caller) as third:
        await accepted(third)


async def test_a_session_counts_for_pages_of_this_site_only(caller: Caller) -> None:
    asked: list[str] = []

    async def identify_session(secret: str) -> dict[str, Any]:
        asked.append(secret)
        return {"person_id": "p2", "roles": ["STAFF"], "desks": [], "departments": []}

    caller.app.state.gateway.clients.people.identify_session = identify_session
    cookie = (b"cookie", b"kyodo_session=of-a-page")
    for origin, first in ((b"http://kyodo.example", "next"), (b"", "error")):
        headers = (cookie, (b"origin", origin)) if origin else (cookie,)
        async with connected(caller, headers=headers) as socket:
            await accepted(socket)
            await socket.begin()
            await socket.subscribe()
            assert (await socket.heard())["type"] == first
    assert asked == ["of-a-page"]
