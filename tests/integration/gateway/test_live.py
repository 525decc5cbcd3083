"""Watching by WebSocket, on the running system."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from infra.local.stack import Stack
from shared.clock import today_jst
from tests.integration.gateway.conftest import Town, new_key
from tests.support.live import Ended, LiveSocket, live
from tests.support.people import Cast

PROGRESS = "responseProgress(consultationId: $id) { unanswered states { state count } }"
WATCH = f"subscription ($id: ID!) {{ {PROGRESS} }}"


@pytest.fixture
def gateway(system: Stack) -> str:
    return system.url("gateway")


async def watching(socket: LiveSocket, case: str, token: str) -> dict[str, Any]:
    await socket.begin(token)
    await socket.subscribe(WATCH, {"id": case})
    return await delivered(socket)


async def delivered(socket: LiveSocket) -> dict[str, Any]:
    message = await socket.receive()
    assert message["type"] == "next", message
    found: dict[str, Any] = message["payload"]["data"]["responseProgress"]
    return found


async def until(socket: LiveSocket, unanswered: int) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while (found := await delivered(socket))["unanswered"] != unanswered:
            pass
    return found


async def test_what_was_there_and_what_came_is_what_a_fresh_reading_shows(
    town: Town, session: aiohttp.ClientSession, gateway: str, people: Cast
) -> None:
    case = (await town.consult(-60, 3600))["id"]
    async with live(session, gateway) as one, live(session, gateway) as other:
        assert (await watching(one, case, people.tokens["staff"]))["unanswered"] == 0
        await town.door.submit(case, text="はじめの意見です。")
        await until(one, 1)
        assert (await watching(other, case, people.tokens["other_staff"]))["unanswered"] == 1
        for number in range(5):
            await town.door.submit(case, text=f"{number}番目の意見です。")
        shown = [await until(socket, 6) for socket in (one, other)]
    fresh = await town.door.ask(f"query ($id: ID!) {{ {PROGRESS} }}", {"id": case}, as_staff=True)
    assert shown == [fresh["data"]["responseProgress"]] * 2


async def test_a_token_that_was_ended_hears_no_more(
    town: Town, session: aiohttp.ClientSession, gateway: str, people: Cast
) -> None:
    given = {
        "name": "見るため",
        "expiresOn": (today_jst() + timedelta(days=2)).isoformat(),
        "idempotencyKey": new_key(),
    }
    wanted = "... on NewApiToken { token apiToken { id } }"
    made = await town.door.do("createApiToken", "CreateApiTokenInput", given, wanted)
    async with live(session, gateway) as socket:
        await watching(socket, town.consultation, made["token"])
        ended = {"tokenId": made["apiToken"]["id"], "idempotencyKey": new_key()}
        await town.door.do("endApiToken", "EndApiTokenInput", ended, "")
        with pytest.raises(Ended) as told:
            async with asyncio.timeout(30):
                while True:
                    await socket.receive()
    assert told.value.code == 4403


@pytest.mark.parametrize(
    ("protocol", "headers"),
    [
        ("graphql-ws", {}),
        ("graphql-transport-ws", {"Origin": "https://evil.example"}),
    ],
)
async def test_other_protocols_and_other_sites_get_no_socket(
    session: aiohttp.ClientSession, gateway: str, protocol: str, headers: dict[str, str]
) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as told:
        async with live(session, gateway, protocol=protocol, headers=headers):
            pass
    assert told.value.status == 403


async def test_a_message_that_is_too_long_ends_it(
    session: aiohttp.ClientSession, gateway: str, people: Cast
) -> None:
    async with live(session, gateway) as socket:
        await socket.begin(people.tokens["staff"])
        await socket.send({"type": "ping", "payload": "x" * 100_000})
        with pytest.raises(Ended) as told:
            await socket.receive()
    assert told.value.code == 1009
