"""The attacks of ``make test-security``, fewer of them, in every test run."""

from collections.abc import Callable

import pytest

from infra.local.processes import ALL, BACKING
from infra.local.stack import Stack
from tests.security.run import attack
from tests.security.schemas import SERVICES
from tests.support.people import cast

CASES, SEED = 120, 11
PARTS = tuple(name for name in ALL if name not in BACKING and name != "dashboard")


@pytest.mark.alone
@pytest.mark.timeout(600)
async def test_nothing_gives_way(
    new_stack: Callable[..., Stack], environment: dict[str, str]
) -> None:
    # A system of its own: what the services keep is compared before and after each attack, and
    # other tests are at work in the shared one.
    stack = new_stack(parts=PARTS, given=environment)

    report = await attack(stack, cast(stack.environment), CASES, SEED)

    assert report.lines == []
    kinds = set(report.cases)
    assert {"idor", "operators", "markup", "no token", "schema graphql"} <= kinds
    assert kinds >= {f"schema {service}" for service in SERVICES}
    assert report.cases.total() > CASES
