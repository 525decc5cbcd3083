"""What the root fields of taking part in an issue are tried with."""

import asyncio
from itertools import count
from typing import Any

from tests.integration.gateway.conftest import Door, new_key
from tests.integration.gateway.permissions.arguments import (
    Given,
    World,
    an_input,
    tried_with,
)
from tests.integration.gateway.permissions.issues import public, published

# The plan of each town's issue, made once: a new version of it would void what was signed.
_PLANNED: dict[str, Given] = {}
# One that was acted on, and of which both sides have evaluated what it brought.
_ACTED: dict[str, Given] = {}
_CRITERIA = {
    "PROJECT": ("GOAL", "BENEFIT", "COST", "LASTING"),
    "COLLABORATION": ("SHARED_GOAL", "ROLES", "EQUALITY", "INFORMATION", "TRUST"),
}
_MAKING = asyncio.Lock()
_NAMES = count()


async def joined(world: World) -> dict[str, Any]:
    """Let a citizens' group join the town's public issue; return its id and both numbers."""
    issue = await public(world)
    given = an_input(issueId=issue["id"], kind="GROUP", name=f"団体{next(_NAMES)}")["input"]
    fields = "... on PartyReceipt { number confirmationNumber party { id } }"
    made = await world.door.do("joinIssue", "JoinIssueInput", given, fields, as_staff=False)
    numbers = {name: made[name] for name in ("number", "confirmationNumber")}
    return {"issue": issue["id"], "id": made["party"]["id"], "numbers": numbers}


async def said(world: World) -> dict[str, Any]:
    """Let a fresh party begin a thread; return the party with the thread's id."""
    party = await joined(world)
    key = new_key()
    given = {"issueId": party["issue"], "kind": "IDEA", "text": "試し", **party["numbers"]}
    fields = "... on IssueThread { id }"
    body = {**given, "idempotencyKey": key}
    await world.door.do("beginThread", "BeginThreadInput", body, fields, as_staff=False)
    return {**party, "post": {"threadId": key, "postId": key}}


async def moved(world: World, what: str, post: Given, **given: Any) -> None:
    """Let the coordinator hide a post."""
    name = f"{what[0].upper()}{what[1:]}Input"
    door = world.door_of("coordinator")
    await door.do(what, name, an_input(**post, **given)["input"], "... on IssueThread { id }")


async def planned(world: World) -> Given:
    """Return the partner of the town's plan; every step before is signed by both."""
    async with _MAKING:
        if (known := _PLANNED.get(world.town.policy)) is None:
            known = _PLANNED[world.town.policy] = await _planned(world)
    return known


async def _planned(world: World) -> Given:
    party = await joined(world)
    given = a_plan(party)
    await world.door_of("coordinator").do("planProject", "PlanProjectInput", given, "")
    return party


def a_plan(party: Given) -> dict[str, Any]:
    """Describe what is done together with a party."""
    return {
        "issueId": party["issue"],
        "method": "EXCHANGE",
        "partners": [party["id"]],
        "roles": "試し",
        "plan": "試し",
        "baseVersion": 0,
        "idempotencyKey": new_key(),
    }


@tried_with("Query.threadsToLookAt")
async def _to_look_at(world: World, _door: Door) -> Given:
    await said(world)
    return {}


@tried_with("Mutation.joinIssue")
async def _join(world: World, _door: Door) -> Given:
    return an_input(issueId=(await public(world))["id"], kind="CITIZEN")


@tried_with("Mutation.openParty")
async def _open(world: World, _door: Door) -> Given:
    return {"input": (await joined(world))["numbers"]}


@tried_with("Mutation.leaveIssue")
async def _leave(world: World, _door: Door) -> Given:
    return an_input(**(await joined(world))["numbers"])


@tried_with("Mutation.shareConcern")
async def _concern(world: World, _door: Door) -> Given:
    return an_input(issueId=(await public(world))["id"])


@tried_with("Mutation.beginThread")
async def _begin(world: World, _door: Door) -> Given:
    party = await joined(world)
    return an_input(issueId=party["issue"], kind="IDEA", text="試し", **party["numbers"])


@tried_with("Mutation.replyInThread")
async def _reply(world: World, _door: Door) -> Given:
    party = await said(world)
    thread = party["post"]["threadId"]
    return an_input(issueId=party["issue"], threadId=thread, text="試し", **party["numbers"])


@tried_with("Mutation.reportPost", "Mutation.hidePost")
async def _report(world: World, _door: Door) -> Given:
    return an_input(**(await said(world))["post"], reason="試し")


@tried_with("Mutation.appealPost")
async def _appeal(world: World, _door: Door) -> Given:
    party = await said(world)
    await moved(world, "hidePost", party["post"], reason="試し")
    return an_input(**party["post"], why="試し", **party["numbers"])


@tried_with("Mutation.decidePost")
async def _decide(world: World, _door: Door) -> Given:
    party = await said(world)
    given = an_input(**party["post"], reason="試し")["input"]
    fields = "... on IssueThread { id }"
    await world.door.do("reportPost", "ReportPostInput", given, fields, as_staff=False)
    return an_input(**party["post"], show=True)


@tried_with("Mutation.planProject")
async def _plan(world: World, _door: Door) -> Given:
    # The same plan again is the same.
    return {"input": a_plan(await planned(world))}


@tried_with("Mutation.openProject")
async def _project(world: World, _door: Door) -> Given:
    party = await planned(world)
    return {"input": {"issueId": party["issue"], **party["numbers"]}}


@tried_with("Mutation.signStep")
async def _sign(world: World, _door: Door) -> Given:
    party = await planned(world)
    return an_input(issueId=party["issue"], step="PRESENT", **party["numbers"])


@tried_with("Mutation.fillSheet")
async def _fill(world: World, _door: Door) -> Given:
    issue = await acted(world)
    return an_input(**a_sheet(issue, "COLLABORATION"), **issue["numbers"])


async def acted(world: World) -> Given:
    """Return the town's issue that was acted on; its first evaluation is shared."""
    async with _MAKING:
        if (known := _ACTED.get(world.town.policy)) is None:
            known = _ACTED[world.town.policy] = await _acted(world)
    return known


async def _acted(world: World) -> Given:
    issue, coordinator = await published(world), world.door_of("coordinator")
    for state in ("CITIZENS", "ACTED"):
        given = an_input(issueId=issue["id"], state=state)["input"]
        await coordinator.do("moveIssue", "MoveIssueInput", given, "")
    for door, numbers in ((world.door_of("staff"), {}), (world.door, issue["numbers"])):
        given = an_input(**a_sheet(issue, "PROJECT"), **numbers)["input"]
        as_staff = not numbers
        await door.do("fillSheet", "FillSheetInput", given, "", as_staff=as_staff)
    return issue


def a_sheet(issue: Given, evaluated: str) -> dict[str, Any]:
    """Describe one side's evaluation."""
    scores = [{"criterion": one, "score": 4} for one in _CRITERIA[evaluated]]
    return {"issueId": issue["id"], "evaluated": evaluated, "scores": scores}
