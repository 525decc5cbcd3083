"""Every field of the schema as every role, on the running system, against the table people read."""

import asyncio
import difflib
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

import aiohttp
import pytest

from gateway import access
from gateway.rules import RULES
from gateway.schema import schema
from infra.local.stack import Stack
from shared.caller import Caller, Role
from shared.errors import KyodoError
from tests.integration.gateway.conftest import PLAN, Door, Town
from tests.integration.gateway.permissions import following as _following  # noqa: F401
from tests.integration.gateway.permissions import issue_talk as _issue_talk  # noqa: F401
from tests.integration.gateway.permissions import issues as _issues  # noqa: F401
from tests.integration.gateway.permissions import masks  # noqa: F401  # brings in what its fields are tried with
from tests.integration.gateway.permissions import open_data as _open_data  # noqa: F401
from tests.integration.gateway.permissions import recruitment as _recruitment  # noqa: F401
from tests.integration.gateway.permissions import topics as _topics  # noqa: F401
from tests.integration.gateway.permissions import workshops as _workshops  # noqa: F401
from tests.integration.gateway.permissions.anchors import a_later_revision
from tests.integration.gateway.permissions.arguments import (
    ARGUMENTS,
    Given,
    World,
    a_change,
    a_later_end,
    with_details,
)
from tests.integration.gateway.permissions.points import a_split_comment
from tests.integration.gateway.permissions.responses import all_of_it
from tests.integration.gateway.permissions.table import FILE, render
from tests.integration.gateway.permissions.traces import a_traced_comment
from tests.integration.gateway.permissions.walk import Field, Verdict, Walker, every_field
from tests.support.language_model import model_of
from tests.support.open_data import make_open_data
from tests.support.people import PEOPLE, Cast

GRAPHQL = schema._schema
STRANGER = "stranger"
TRIES = 5
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
# Queries first, by everyone: where they lead no mutation has to lead once more, and they read a
# town in which not yet everything was done many times. Once more at the end: by then there is what
# mutations leave behind, such as tasks.
ROUNDS = ("Query", "Mutation", "Subscription", "Query")
ROOTS = sorted(field for field in every_field(GRAPHQL) if field[0] in access.ROOTS)


@pytest.fixture
async def world(
    system: Stack, session: aiohttp.ClientSession, people: Cast
) -> AsyncIterator[World]:
    """A town in which there is something of everything to be seen."""
    anyone = Door(session, system.url("gateway"), "")
    officer = Door(session, system.url("gateway"), people.tokens["staff"])
    plan = PLAN.replace("第2章", "- 1 -\n\n第2章") + "\n- 2 -\n"
    world = World(anyone, await Town.build(officer, people.department, plan), people)
    world.workshops_url = system.url("workshops")
    world.issues_url = system.url("issue-proposals")
    world.environment = system.environment
    details = with_details(world.town.consultation)["input"]
    await officer.do("reviseDetails", "ReviseDetailsInput", details, "")
    await world.comment()
    longer = a_later_end(world.town.consultation)
    await officer.do("extendPeriod", "ExtendPeriodInput", longer, "")
    for name, kind, make in (
        ("recordActivity", "RecordActivityInput", ARGUMENTS["Mutation.recordActivity"]),
        ("delegate", "DelegateInput", ARGUMENTS["Mutation.delegate"]),
    ):
        await officer.do(name, kind, (await make(world, anyone))["input"], "")
    given = (await a_change(world))["input"]
    await world.door_of("admin").do("applyPersonnelChange", "PersonnelChangeInput", given, "")
    await ARGUMENTS["Mutation.closeDisclosureRequest"](world, anyone)
    world.response = await all_of_it(world)
    await a_split_comment(world)
    await a_traced_comment(world)
    published = await ARGUMENTS["Mutation.publishResponses"](world, anyone)
    await officer.do("publishResponses", "PublishResponsesInput", published["input"], "")
    await a_later_revision(world, officer, plan)
    await _seen_in_the_read_models(world)
    await make_open_data(system)
    with model_of(system):
        yield world


async def _seen_in_the_read_models(world: World) -> None:
    query = """query ($id: ID!) {
      stageCounts(policyId: $id, cycle: 1, stage: PLANNING) { comments activities { title } }
    }"""
    log = "{ auditLog(first: 1) { edges { node { id } } } }"
    async with asyncio.timeout(60):
        while True:
            variables = {"id": world.town.policy}
            told = await world.door_of("staff").ask(query, variables, as_staff=True)
            counts = told["data"]["stageCounts"]
            entries = (await world.door_of("admin").ask(log, as_staff=True))["data"]["auditLog"]
            if counts and counts["comments"] and counts["activities"] and entries["edges"]:
                return
            await asyncio.sleep(0.2)


@pytest.fixture
async def walkers(world: World, people: Cast) -> dict[str, Walker]:
    first = world.town.clauses[0]["id"]
    inner = {"Revision.clause": f'(id: "{first}")', "Revision.sentences": f'(clauseId: "{first}")'}
    doors = {
        caller: world.door if caller == STRANGER else world.door_of(caller) for caller in COLUMNS
    }
    walkers = {caller: Walker(GRAPHQL, _asking(door), inner) for caller, door in doors.items()}
    for kind in ROUNDS:
        shared = Once(world)
        roots = [root for root in ROOTS if root[0] == kind]
        await asyncio.gather(
            *(_walk(walkers[caller], caller, shared, doors[caller], roots) for caller in COLUMNS)
        )
    return walkers


def _asking(door: Door) -> Any:
    async def ask(document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        for _ in range(TRIES):
            told = await door.ask(document, dict(variables), as_staff=bool(door.staff_token))
            # Who was not answered in time was neither refused nor let through.
            if not any(
                one["extensions"]["code"] == "UNAVAILABLE" for one in told.get("errors", ())
            ):
                break
            await asyncio.sleep(1)
        return told

    return ask


class Once:
    """Arguments made once, for those who read and for those whom no role lets through.

    To be refused nobody needs a consultation of their own to act on; were they let through, the
    table would say so all the same.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._made: dict[object, Given] = {}
        self._making: defaultdict[object, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def made(self, key: object, make: Callable[[], Awaitable[Given]]) -> Given:
        """Return what was made under a key, making it the first time."""
        async with self._making[key]:
            if key not in self._made:
                self._made[key] = await make()
            return self._made[key]


async def _walk(
    walker: Walker, caller: str, shared: Once, door: Door, roots: Sequence[Field]
) -> None:
    for root in roots:
        fresh = partial(ARGUMENTS[".".join(root)], shared.world, door)
        if not _lets_through(root, caller):
            await walker.try_root(root, partial(shared.made, root, fresh))
        elif root[0] == "Query":
            await walker.try_root(root, partial(shared.made, (root, caller), fresh))
        else:
            await walker.try_root(root, fresh)


def _lets_through(root: tuple[str, str], caller: str) -> bool:
    roles = [] if caller == STRANGER else PEOPLE[caller][0]
    person = None if caller == STRANGER else caller
    try:
        RULES[".".join(root)].judge(Caller(person, frozenset(Role(role) for role in roles)))
    except KyodoError:
        return False
    return True


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
    if os.environ.get("WRITE_PERMISSIONS"):
        FILE.write_text(page, "utf-8")
    kept = FILE.read_text("utf-8") if FILE.exists() else ""
    difference = "\n".join(difflib.unified_diff(kept.splitlines(), page.splitlines(), lineterm=""))
    assert page == kept, f"docs/permissions.md says otherwise; make permissions\n{difference}"


def test_every_root_field_is_tried() -> None:
    assert {".".join(root) for root in ROOTS} == set(ARGUMENTS)
