"""Calls of a service as the gateway's pages make them, sent again until there is an answer."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from gateway.clients.base import Refused, ServiceBroken, ServiceClient, open_session
from shared.auth import GATEWAY, ServiceTokens
from shared.caller import Caller, Role
from shared.errors import Unavailable
from tests.bench.graphql import Refusal
from tests.bench.system import System
from tests.chaos.loads import GaveUp, People

_AGAIN_AFTER_S = 0.5
Client = TypeVar("Client", bound=ServiceClient)
Ask = Callable[[], Awaitable[Any]]


@asynccontextmanager
async def public_comment(system: System, kind: type[Client]) -> AsyncIterator[Client]:
    """Open a client of the public comment service; who asks is set by ``act_as``."""
    async with open_session() as session:
        tokens = ServiceTokens(system.service_key, GATEWAY)
        yield kind(session, system.public_comment_url, tokens)


def clerk(system: System) -> Caller:
    """Somebody of the department in charge."""
    people = system.people
    desks, departments = frozenset({people.desks["staff"]}), frozenset({people.department})
    return Caller(people.people["staff"], frozenset({Role.STAFF}), desks, departments)


async def insist(people: People, ask: Ask, since: float | None = None) -> Any:
    """Ask until there is an answer, ``patience_s`` from ``since`` on (``time.monotonic``).

    Raises:
        Refusal: the service said no.
        GaveUp: it stayed away.
    """
    began = time.monotonic() if since is None else since
    people.ledger.tries += 1
    while True:
        try:
            return await ask()
        except Refused as error:
            raise Refusal(error.facts[0].code) from error
        except (Unavailable, ServiceBroken) as error:
            if time.monotonic() - began > people.patience_s:
                raise GaveUp(repr(error)) from error
        people.ledger.retries += 1
        await asyncio.sleep(_AGAIN_AFTER_S)
