"""What the root fields of topics are tried with."""

import asyncio
from typing import Any

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
VIEWPOINTS = """query ($id: ID!) { opinionTopic(id: $id) { viewpoints { id } } }"""


async def _topics(world: World) -> list[dict[str, Any]]:
    """Return the topics of the town's consultation; comments are handed in if there are few."""
    case = world.town.consultation
    if not _enough(await _asked(world)):
        for said in statements()[::8]:
            await world.door.submit(case, text=said.text, **NAMED)
    async with asyncio.timeout(60):
        while True:
            found = await _asked(world)
            if _enough(found):
                return found
            await asyncio.sleep(0.3)


def _enough(found: list[dict[str, Any]]) -> bool:
    """Say whether there are topics to merge, and one to split."""
    return len(found) > 2 and any(one["viewpointCount"] > 1 for one in found)


async def _asked(world: World) -> list[dict[str, Any]]:
    given = {"id": world.town.consultation}
    answer = await world.door_of("staff").ask(TOPICS, given, as_staff=True)
    assert answer.get("data"), answer
    found: list[dict[str, Any]] = answer["data"]["opinionTopics"]["topics"]
    return found


@tried_with("Query.opinionTopics", "Query.rareViews", "Query.topicDrawing")
async def _of_a_case(world: World, _door: Door) -> Given:
    await _topics(world)
    return {"consultationId": world.town.consultation}


@tried_with("Query.opinionTopic")
async def _one(world: World, _door: Door) -> Given:
    return {"id": (await _topics(world))[0]["id"]}


@tried_with("Query.topicLikenesses")
async def _likenesses(world: World, _door: Door) -> Given:
    await _topics(world)
    another = await _another_case(world)
    return {"consultationId": world.town.consultation, "others": [another]}


async def _another_case(world: World) -> str:
    """A consultation with a comment of its own, whose topics are made in a moment."""
    made = str((await world.town.consult(-60, 3600))["id"])
    await world.door.submit(made, text=statements()[0].text, **NAMED)
    given = {"id": made}
    async with asyncio.timeout(60):
        while True:
            answer = await world.door_of("staff").ask(TOPICS, given, as_staff=True)
            if answer["data"]["opinionTopics"]["topics"]:
                return made
            await asyncio.sleep(0.3)


@tried_with("Mutation.renameTopic")
async def _rename(world: World, _door: Door) -> Given:
    return an_input(topicId=(await _topics(world))[0]["id"], name="試しの名前")


@tried_with("Mutation.mergeTopics")
async def _merge(world: World, _door: Door) -> Given:
    return an_input(topicIds=[one["id"] for one in (await _topics(world))[:2]])


@tried_with("Mutation.splitTopic")
async def _split(world: World, _door: Door) -> Given:
    topic = next(one for one in await _topics(world) if one["viewpointCount"] > 1)
    answer = await world.door_of("staff").ask(VIEWPOINTS, {"id": topic["id"]}, as_staff=True)
    first = answer["data"]["opinionTopic"]["viewpoints"][0]["id"]
    return an_input(topicId=topic["id"], viewpointIds=[first])
