"""Clients that submit comments; each function runs in a process of its own."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import uvloop

from tests.bench.graphql import SUBMIT, GraphQL, NotNow
from tests.bench.system import System
from tests.bench.texts import comment


@dataclass(frozen=True)
class LoadSpec:
    """What to send. ``rate`` 0: as fast as ``clients`` can, each waiting for its answer."""

    system: System
    consultation_id: str
    clause_ids: tuple[str, ...]
    seed: int
    clients: int
    seconds: float
    rate: float = 0.0


@dataclass
class LoadResult:
    """What came of it. Delays in seconds, from sending to the answer."""

    accepted: int = 0
    failed: int = 0
    seconds: float = 0.0
    cpu_s: float = 0.0
    delays: list[float] = field(default_factory=list)
    last_failure: str = ""


def run_load(spec: LoadSpec) -> LoadResult:
    """Run a load to its end. Blocks; meant for a process of its own."""
    return uvloop.run(_run(spec))


async def _run(spec: LoadSpec) -> LoadResult:
    result = LoadResult()
    chance = random.Random(spec.seed)  # a seeded load, not a secret
    url = spec.system.gateway_url
    async with GraphQL(url, connections=max(spec.clients, 200)) as gateway:
        cpu, started = time.process_time(), time.perf_counter()

        async def submit() -> None:
            await _submit(gateway, spec, chance, result)

        await (_paced(spec, submit) if spec.rate else _closed(spec, submit))
        result.seconds = time.perf_counter() - started
        result.cpu_s = time.process_time() - cpu
    return result


async def _closed(spec: LoadSpec, submit: Callable[[], Awaitable[None]]) -> None:
    end = time.perf_counter() + spec.seconds

    async def client() -> None:
        while time.perf_counter() < end:
            await submit()

    await asyncio.gather(*(client() for _ in range(spec.clients)))


async def _paced(spec: LoadSpec, submit: Callable[[], Awaitable[None]]) -> None:
    """Open loop: a slow answer does not delay the next comment, so waiting is not hidden."""
    started = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for number in range(int(spec.seconds * spec.rate)):
            await asyncio.sleep(max(0.0, started + number / spec.rate - time.perf_counter()))
            tasks.create_task(submit())  # type: ignore[arg-type]  # a coroutine it is


async def _submit(
    gateway: GraphQL, spec: LoadSpec, chance: random.Random, result: LoadResult
) -> None:
    given = {
        "consultationId": spec.consultation_id,
        "clauseId": chance.choice(spec.clause_ids) if spec.clause_ids else None,
        "text": comment(chance),
        "submitterKind": "PERSON",
        "idempotencyKey": f"bench-{chance.getrandbits(128):032x}",
    }
    sent = time.perf_counter()
    try:
        await gateway.mutate(SUBMIT, given)
    except NotNow as error:
        result.failed += 1
        result.last_failure = str(error)
        return
    result.accepted += 1
    result.delays.append(time.perf_counter() - sent)
