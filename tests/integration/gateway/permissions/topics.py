"""What the root fields of topics are tried with."""

import asyncio
from typing import Any, NamedTuple

from tests.bench.insight.labelled import statements
from tests.integration.gateway.conftest import Door
from tests.integration.gateway.permissions.arguments import (
    NAMED,
    Given,
    World,
    an_input,
    tried_with,
)

TOPICS = """query ($id: ID!) {
  opinionTopics(consultationId: $id) { topics { id viewpointCount } }
}"""
# What is taken for an answer while the service is too busy for one.
STAGES = ("PLANNING", "IMPLEMENTATION")
EMPTY: dict[str, Any] = {"opinionTopics": {"topics": []}}
VIEWPOINTS = """query ($id: ID!) { opinionTopic(id: $id) { viewpoints { id } } }"""


class TwoStages(NamedTuple):
    """A policy with a consultation in each of two stages, both with topics."""

    policy: str
    planning: str
    implementation: str


# Made once for each town.
_TWO_STAGES: dict[str, TwoStages] = {}
_MAKING = asyncio.Lock()


async def _topics(world: World) -> list[dict[str, Any]]:
    """Return the topics of the town's consultation; comments are handed in if there are few."""
    case = world.town.consultation
    if not _enough(await _asked(world)):
        for said in statements()[::8]:
            await world.door.submit(case, text=said.text, **NAMED)
    async with asyncio.timeout(120):
        while True:
            found = await _asked(world)
            if _enough(found):
                return found
            await asyncio.sleep(0.3)


def _enough(found: list[dict[str, Any]]) -> bool:
    """Say whether there is something to merge or to split."""
    return sum(int(one["viewpointCount"]) for one in found) > 1


async def _asked(world: World) -> list[dict[str, Any]]:
    given = {"id": world.town.consultation}
    answer = await world.door_of("staff").ask(TOPICS, given, as_staff=True)
    found: list[dict[str, Any]] = (answer.get("data") or EMPTY)["opinionTopics"]["topics"]
    return found


@tried_with("Query.opinionTopics", "Query.rareViews", "Query.topicDrawing")
async def _of_a_case(world: World, _door: Door) -> Given:
    await _topics(world)
    return {"consultationId": world.town.consultation}


@tried_with("Query.opinionTopic")
async def _one(world: World, _door: Door) -> Given:
    return {"id": (await _topics(world))[0]["id"]}


@tried_with("Query.topicSuggestion")
async def _suggestion(world: World, _door: Door) -> Given:
    return {"topicId": (await _topics(world))[0]["id"]}


@tried_with("Query.topicLikenesses")
async def _likenesses(world: World, _door: Door) -> Given:
    found = await _two_stages(world)
    return {"consultationId": found.implementation, "others": [found.planning]}


@tried_with("Query.topicChanges")
async def _changes(world: World, _door: Door) -> Given:
    found = await _two_stages(world)
    return {"policyId": found.policy, "cycle": 1, "stage": "IMPLEMENTATION"}


async def _two_stages(world: World) -> TwoStages:
    async with _MAKING:
        if world.town.consultation not in _TWO_STAGES:
            stages = [{"cycle": 1, "stage": name, "plannedMethods": []} for name in STAGES]
            policy = {**world.a_policy(), "stages": stages}
            made = await world.town.door.do(
                "createPolicy", "CreatePolicyInput", policy, "... on Policy { id }"
            )
            cases = [await _a_case(world, str(made["id"]), name) for name in STAGES]
            _TWO_STAGES[world.town.consultation] = TwoStages(str(made["id"]), *cases)
        return _TWO_STAGES[world.town.consultation]


async def _a_case(world: World, policy: str, stage: str) -> str:
    """A consultation of a stage with a comment, whose topics are made in a moment."""
    links = [{"policyId": policy, "cycle": 1, "stage": stage}]
    made = str((await world.town.consult(-60, 3600, links=links))["id"])
    await world.door.submit(made, text=statements()[0].text, **NAMED)
    given = {"id": made}
    async with asyncio.timeout(120):
        while True:
            answer = await world.door_of("staff").ask(TOPICS, given, as_staff=True)
            if (answer.get("data") or EMPTY)["opinionTopics"]["topics"]:
                return made
            await asyncio.sleep(0.3)


@tried_with("Mutation.renameTopic")
async def _rename(world: World, _door: Door) -> Given:
    return an_input(topicId=(await _topics(world))[0]["id"], name="試しの名前")


@tried_with("Mutation.mergeTopics")
async def _merge(world: World, _door: Door) -> Given:
    """Merge what was split for it, so that there is always something left."""
    async with asyncio.timeout(120):
        while True:
            given = (await _to_split(world, _door))["input"]
            if new := await _edited(world, "splitTopic", "SplitTopicInput", given):
                return an_input(topicIds=[given["topicId"], new])


@tried_with("Mutation.splitTopic")
async def _to_split(world: World, _door: Door) -> Given:
    """Name a viewpoint of a topic that has several; topics are merged for it if there is none."""
    async with asyncio.timeout(120):
        while True:
            found = await _topics(world)
            topic = next((one["id"] for one in found if one["viewpointCount"] > 1), None)
            if topic is None:
                given = an_input(topicIds=[one["id"] for one in found[:2]])["input"]
                topic = await _edited(world, "mergeTopics", "MergeTopicsInput", given)
            ask = world.door_of("staff").ask
            answer = await ask(VIEWPOINTS, {"id": topic}, as_staff=True) if topic else {}
            if shown := (answer.get("data") or {}).get("opinionTopic"):
                return an_input(topicId=topic, viewpointIds=[shown["viewpoints"][0]["id"]])


async def _edited(world: World, name: str, kind: str, given: Any) -> str | None:
    """Edit as staff; None where others, who are tried at the same time, were quicker."""
    made = await world.door_of("staff").do(name, kind, given, "... on OpinionTopic { id }")
    return str(made["id"]) if made["__typename"] == "OpinionTopic" else None
