"""A gateway whose services are stand-ins: what it does by itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import orjson
import pytest
from fastapi import FastAPI

from gateway.app import create_app
from gateway.clients.base import Fact, Refused
from gateway.context import Clients
from gateway.execute import Gateway
from gateway.identity import Identities
from gateway.live.feed import Feed
from gateway.provider import Provider
from shared.errors import NotSignedIn
from shared.settings import Settings, settings

STAFF_TOKEN = "kyodo_of-an-officer"


# What a consultation has before anything was decided.
UNDECIDED: dict[str, Any] = {
    **dict.fromkeys(("short_period_reason", "result_note", "withdrawal_reason"), ""),
    **dict.fromkeys(("considered_at", "published_at", "withdrawn_at", "outcome")),
    "figures": None,
    **dict.fromkeys(("places", "notes"), ""),
    **{name: [] for name in ("extensions", "audience", "materials", "corrections")},
    "assisted_entry": True,
    "asks_to_publish_text": False,
    "sequence": 1,
    "tells_by_mail": False,
}


class People:
    """Knows one officer by their token; without roles, no more."""

    def __init__(self) -> None:
        self.roles = ["STAFF"]

    async def identify_token(self, token: str) -> dict[str, Any]:
        if token != STAFF_TOKEN or not self.roles:
            raise Refused([Fact("API_TOKEN_NOT_VALID")])
        return {"person_id": "p1", "roles": self.roles, "desks": ["d1"], "departments": ["dep1"]}


class NoProvider:
    """Vouches for nobody."""

    async def name_in(self, token: str) -> str:
        raise NotSignedIn


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.content)

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.json["errors"]]


@dataclass
class Caller:
    """Speaks ASGI to the app, as a server would."""

    app: FastAPI
    services: Any = field(default_factory=SimpleNamespace)

    async def send(
        self,
        body: bytes,
        *,
        method: str = "POST",
        path: str = "/graphql",
        content_type: str = "application/json",
        as_staff: bool = False,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        given = {"content-type": content_type, **(headers or {})}
        if as_staff:
            given["authorization"] = f"Bearer {STAFF_TOKEN}"
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(k.encode(), v.encode()) for k, v in given.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        parts = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return parts.pop(0) if parts else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(dict(message))

        await self.app(scope, receive, send)
        start = sent[0]
        return Answer(
            start["status"],
            {k.decode(): v.decode() for k, v in start["headers"]},
            b"".join(message.get("body", b"") for message in sent[1:]),
        )

    async def ask(
        self, query: str, variables: dict[str, Any] | None = None, *, as_staff: bool = False
    ) -> Answer:
        return await self.send(
            orjson.dumps({"query": query, "variables": variables}), as_staff=as_staff
        )


@pytest.fixture
def make_caller(
    plain_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Caller]]:
    # The pages read the process's own settings.
    for name in ("service_key", "secret_key"):
        monkeypatch.setenv(f"KYODO_{name.upper()}", getattr(plain_settings, name))
    settings.cache_clear()

    def make(
        environment: str = "production", limits: dict[str, float] | None = None, **services: Any
    ) -> Caller:
        known = plain_settings.model_copy(update={"environment": environment, **(limits or {})})
        app = create_app(known)
        clients = cast(Clients, SimpleNamespace(people=People(), **services))
        identities = Identities(clients.people, cast(Provider, NoProvider()))
        app.state.gateway = Gateway.build(clients, identities, Feed(), known)
        return Caller(app)

    yield make
    settings.cache_clear()


@pytest.fixture
def caller(make_caller: Callable[..., Caller]) -> Iterator[Caller]:
    yield make_caller()
