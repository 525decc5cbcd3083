"""Attacks on a whole system of its own: ``make test-security``.

Cases made from the schemas of every service and of GraphQL, ids of others, operators of the
database in every input, markup in every text that is shown. Progress goes to standard error; the
last line of standard output is one JSON object: {"cases", "failures", "by_kind"}. Exit code 1:
something gave way.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

import aiohttp

from infra.local.processes import ALL
from infra.local.stack import Stack
from tests.bench.figures import print_result
from tests.bench.system import System
from tests.integration.gateway.conftest import Door, Town
from tests.integration.gateway.permissions.anchors import a_later_revision
from tests.integration.gateway.permissions.arguments import World
from tests.integration.gateway.permissions.responses import all_of_it
from tests.integration.gateway.permissions.traces import a_traced_comment
from tests.security.markup import attack_with_markup
from tests.security.operators import attack_with_operators
from tests.security.report import Report
from tests.security.schemas import attack_graphql, attack_services
from tests.security.strangers import attack_a_draft_of_others, attack_with_others_ids
from tests.support.people import Cast, cast

PARTS = tuple(name for name in ALL if name != "dashboard")


async def attack(stack: Stack, people: Cast, cases: int, seed: int) -> Report:
    """Attack a running system in every way; half of ``cases`` are the services', half GraphQL's."""
    report = Report()
    async with aiohttp.ClientSession() as session:
        anyone = Door(session, stack.url("gateway"), "")
        officer = Door(session, stack.url("gateway"), people.tokens["staff"])
        world = World(anyone, await Town.build(officer, people.department), people)
        world.workshops_url = stack.url("workshops")
        world.issues_url = stack.url("issue-proposals")
        world.environment = stack.environment
        world.response = await all_of_it(world)
        await a_traced_comment(world)
        await a_later_revision(world, officer)
        _say("ids of others")
        await attack_with_others_ids(world, System.of(stack.environment), report)
        await attack_a_draft_of_others(world, report)
        _say("operators of the database")
        await attack_with_operators(world, report)
        _say("markup")
        await attack_with_markup(world, stack, session, report)
    half = cases // 2
    _say(f"{half} cases for GraphQL")
    await asyncio.to_thread(attack_graphql, stack, people, half, seed, report)
    # Last: some of them are right, and change what they find.
    _say(f"{half} cases for the services")
    await asyncio.to_thread(attack_services, stack, people, half, seed, report)
    return report


def main() -> None:
    """Run and print; exit with 1 if anything gave way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=2_400, help="cases made from the schemas")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kyodo-security-") as folder:
        stack = Stack(Path(folder), parts=PARTS, free_ports=True)
        _say("starting the whole system")
        stack.start()
        try:
            people = cast(stack.environment)
            report = asyncio.run(attack(stack, people, options.cases, options.seed))
        finally:
            stack.stop()
    result: dict[str, Any] = report.result()
    print_result(result)
    sys.exit(1 if result["failures"] else 0)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
