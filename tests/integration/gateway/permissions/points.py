"""What the root fields of opinions are tried with."""

import asyncio

from tests.integration.gateway.conftest import Door, new_key
from tests.integration.gateway.permissions.arguments import (
    NAMED,
    TEXT,
    Given,
    World,
    an_input,
    tried_with,
)

NEWEST = """query ($id: ID!) {
  searchComments(consultationId: $id, first: 20) {
    ... on CommentSearch { comments { edges { node { id text } } } }
  }
}"""


async def comment_with(world: World, text: str) -> str:
    """Hand in a comment; return its id, once it can be found."""
    receipt = await world.door.submit(world.town.consultation, text=text, **NAMED)
    assert receipt["__typename"] == "CommentReceipt", receipt
    return await comment_id_of(world, text)


async def comment_id_of(world: World, text: str) -> str:
    """Return the id of a comment that was handed in, once it can be found."""
    given = {"id": world.town.consultation}
    async with asyncio.timeout(30):
        while True:
            found = await world.door_of("staff").ask(NEWEST, given, as_staff=True)
            nodes = [one["node"] for one in found["data"]["searchComments"]["comments"]["edges"]]
            for node in nodes:
                if node["text"] == text:
                    return str(node["id"])
            await asyncio.sleep(0.2)


@tried_with("Mutation.splitComment")
async def _split(world: World, _door: Door) -> Given:
    text = f"{TEXT}{new_key()}"
    cut = text.index("。") + 1
    halves = [
        {"start": 0, "end": cut, "topic": "試しの分類"},
        {"start": cut, "end": len(text), "kind": "NO_OPINION"},
    ]
    return an_input(commentId=await comment_with(world, text), version=1, number=0, parts=halves)


async def a_split_comment(world: World) -> str:
    """Split a fresh comment into a point and a greeting; return its id."""
    given = (await _split(world, world.door))["input"]
    made = await world.door_of("staff").do(
        "splitComment", "SplitCommentInput", given, "... on Splitting { number }"
    )
    assert made["__typename"] == "Splitting", made
    return str(given["commentId"])


@tried_with("Query.splitting")
async def _a_splitting(world: World, _door: Door) -> Given:
    return {"commentId": await a_split_comment(world)}


@tried_with("Query.topics", "Query.answeringOverview")
async def _of_a_case(world: World, _door: Door) -> Given:
    await a_split_comment(world)
    return {"consultationId": world.town.consultation}
