"""The attacks of ``make test-security``, fewer of them, in every test run."""

import pytest

from infra.local.stack import Stack
from tests.security.run import attack
from tests.support.people import Cast

CASES, SEED = 300, 11


@pytest.mark.timeout(420)
async def test_nothing_gives_way(system: Stack, people: Cast) -> None:
    report = await attack(system, people, CASES, SEED)

    assert report.lines == []
    kinds = set(report.cases)
    assert {"idor", "operators", "markup", "no token", "schema graphql"} <= kinds
    assert len([kind for kind in kinds if kind.startswith("schema")]) == 7
    assert report.cases.total() > CASES
