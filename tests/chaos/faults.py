"""What strikes whom. A later area adds its processes to ``TARGETS``, new ways to ``KINDS``."""

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from infra.local.stack import Stack

TARGETS = (
    "gateway",
    "public-comment",
    "public-comment-relay",
    "insight",
    "people",
    "keys",
    "responses",
    "responses-relay",
    "policies",
    "policies-relay",
    "workshops",
    "workshops-relay",
    "issue-proposals",
    "issue-proposals-relay",
    "committee-recruitment",
    "committee-recruitment-relay",
    "kafka",
    "mongod",
)


@dataclass(frozen=True)
class Fault:
    """One fault of the plan. ``seconds`` matters to those that last."""

    kind: str
    target: str
    seconds: float


async def kill(stack: Stack, fault: Fault) -> None:
    """``kill -9``; the process is started again by its supervisor. Over at once."""
    await asyncio.to_thread(stack.kill, fault.target)


async def freeze(stack: Stack, fault: Fault) -> None:
    """SIGSTOP, and after a while SIGCONT: the process wakes up and believes nothing happened."""
    await asyncio.to_thread(stack.pause, fault.target)
    try:
        await asyncio.sleep(fault.seconds)
    finally:
        await asyncio.to_thread(stack.resume, fault.target)


async def restart(stack: Stack, fault: Fault) -> None:
    """An orderly stop; over when the process is told to start again."""
    await asyncio.to_thread(stack.stop_process, fault.target)
    await asyncio.to_thread(stack.supervisor.start, fault.target)


KINDS: dict[str, Callable[[Stack, Fault], Awaitable[None]]] = {
    "kill -9": kill,
    "freeze": freeze,
    "restart": restart,
}


def plan(count: int, seed: int) -> list[Fault]:
    """Every kind with every target before any pair comes again, in an order drawn from the seed."""
    chance = random.Random(seed)
    pairs = list(itertools.product(KINDS, TARGETS))
    faults: list[Fault] = []
    while len(faults) < count:
        chance.shuffle(pairs)
        faults += [Fault(kind, target, chance.uniform(5, 20)) for kind, target in pairs]
    return faults[:count]
