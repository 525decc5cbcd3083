"""Somebody who watches the figures live all the while, and comes back whenever the line breaks."""

import asyncio
from typing import Any

import aiohttp

from tests.bench.graphql import GraphQL
from tests.bench.system import System
from tests.chaos.verify import Evidence, Verdict
from tests.support.live import Ended, live

_PROGRESS = "responseProgress(consultationId: $id) { unanswered states { state count } }"
_WATCH = f"subscription ($id: ID!) {{ {_PROGRESS} }}"
_READ = f"query ($id: ID!) {{ {_PROGRESS} }}"
_AGAIN_AFTER_S = 0.5
_AGREES_WITHIN_S = 30.0


class Watcher:
    """Watches one consultation; ``shown`` is what stands on the screen."""

    def __init__(self, system: System, consultation_id: str) -> None:
        self._system = system
        self._case = {"id": consultation_id}
        self.shown: Any = None
        self.deliveries = self.returns = 0

    async def watch(self) -> None:
        """Watch until cancelled."""
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    await self._once(session)
                except (aiohttp.ClientError, Ended, OSError, TimeoutError, AssertionError):
                    self.returns += 1
                    await asyncio.sleep(_AGAIN_AFTER_S)

    async def _once(self, session: aiohttp.ClientSession) -> None:
        async with live(session, self._system.gateway_url) as socket:
            await socket.begin(self._system.staff_token)
            await socket.subscribe(_WATCH, self._case)
            while True:
                message = await socket.receive(seconds=3_600)
                if message["type"] != "next" or not message["payload"].get("data"):
                    raise Ended(None)
                self.shown = message["payload"]["data"]["responseProgress"]
                self.deliveries += 1

    async def agrees(self, evidence: Evidence, verdict: Verdict) -> None:
        """Hold what stands on the screen against a fresh reading."""
        system = evidence.system
        async with GraphQL(system.gateway_url, system.staff_token) as staff:
            deadline = asyncio.get_running_loop().time() + _AGREES_WITHIN_S
            while True:
                fresh = (await staff.run(_READ, self._case))["responseProgress"]
                if fresh == self.shown:
                    break
                if asyncio.get_running_loop().time() > deadline:
                    verdict.lost += 1
                    verdict.remark(f"the screen shows {self.shown}, there is {fresh}")
                    break
                await asyncio.sleep(0.5)
        verdict.facts["watched"] = self.deliveries
        verdict.facts["came_back"] = self.returns
