"""Every field of the schema as every role, on the running system, against the table people read."""

import asyncio
import difflib
import os
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest
from tests.support.people import Cast

from gateway.schema import schema
from infra.local.stack import Stack
from tests.integration.gateway.conftest import Door, Town
from tests.integration.gateway.permissions.arguments import ARGUMENTS, World
from tests.integration.gateway.permissions.table import FILE, render
from tests.integration.gateway.permissions.walk import Verdict, Walker, every_field

GRAPHQL = schema._schema
STRANGER = "stranger"
COLUMNS = {
    STRANGER: "市民（サインインなし）",
    "staff": "担当課の職員",
    "other_staff": "ほかの課の職員",
    "approver": "担当課の決裁者",
    "admin": "管理者",
    "records": "文書・個人情報管理者",
    "facilitator": "進行役",
    "reviewer": "選考委員",
    "coordinator": "コーディネーター",
}
ROOTS = sorted(field for field in every_field(GRAPHQL) if field[0] in ("Query", "Mutation"))


@pytest.fixture
async def world(system: Stack, session: aiohttp.ClientSession, people: Cast, town: Town) -> World:
    return World(Door(session, system.url("gateway"), ""), town, people.department)


@pytest.fixture
async def walkers(world: World, people: Cast) -> dict[str, Walker]:
    inner = {"Revision.clause": f'(id: "{world.town.clauses[0]["id"]}")'}
    walkers = {}
    for caller in COLUMNS:
        token = "" if caller == STRANGER else people.tokens[caller]
        walkers[caller] = Walker(GRAPHQL, _asking(world, token), inner)
    await asyncio.gather(*(_walk(walker, world) for walker in walkers.values()))
    return walkers


def _asking(world: World, token: str) -> Any:
    door = Door(world.door.session, world.door.url, token)

    async def ask(document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        return await door.ask(document, dict(variables), as_staff=bool(token))

    return ask


async def _walk(walker: Walker, world: World) -> None:
    for root in ROOTS:
        make = ARGUMENTS[".".join(root)]
        await walker.try_root(root, lambda make=make: make(world))  # type: ignore[misc]


@pytest.mark.timeout(600)
async def test_who_may_use_what_is_as_the_table_says(walkers: dict[str, Walker]) -> None:
    succeeded = set().union(*(walker.succeeded for walker in walkers.values()))
    assert set(ROOTS) - succeeded == set(), "tried with arguments that lead nowhere"
    seen = {
        field
        for walker in walkers.values()
        for field, verdict in walker.verdicts.items()
        if verdict is Verdict.SEEN
    }
    assert every_field(GRAPHQL) - seen == set(), (
        "never seen by anyone: the table would prove nothing"
    )
    page = render(COLUMNS, {caller: walker.verdicts for caller, walker in walkers.items()})
    if os.environ.get("KYODO_WRITE_PERMISSIONS"):
        FILE.write_text(page, "utf-8")
    kept = FILE.read_text("utf-8") if FILE.exists() else ""
    difference = "\n".join(difflib.unified_diff(kept.splitlines(), page.splitlines(), lineterm=""))
    assert page == kept, f"docs/permissions.md says otherwise; make permissions\n{difference}"


def test_every_root_field_is_tried() -> None:
    assert {".".join(root) for root in ROOTS} == set(ARGUMENTS)
