"""What the root fields of opinions are tried with."""

import asyncio
from typing import Any

from tests.integration.gateway.conftest import Door
from tests.integration.gateway.permissions.arguments import (
    TEXT,
    Given,
    World,
    an_input,
    tried_with,
)

WAITING = """query ($id: ID!) {
  unanswered(consultationId: $id, first: 50) { edges { node { id } } }
}"""
SPLITTING = "query ($id: ID!) { splitting(commentId: $id) { version number text } }"


async def _comment(world: World) -> str:
    """Find a comment that waits for an answer, once that is known."""
    await world.comment()
    given = {"id": world.town.consultation}
    async with asyncio.timeout(30):
        while True:
            found = await world.door_of("staff").ask(WAITING, given, as_staff=True)
            ids = [edge["node"]["id"] for edge in found["data"]["unanswered"]["edges"]]
            for id_ in ids:
                made = await _splitting(world, id_)
                if made == {"version": 1, "number": 0, "text": TEXT}:
                    return str(id_)
            await asyncio.sleep(0.2)


async def _splitting(world: World, comment_id: str) -> dict[str, Any] | None:
    answer = await world.door_of("staff").ask(SPLITTING, {"id": comment_id}, as_staff=True)
    found: dict[str, Any] | None = answer["data"]["splitting"]
    return found


def _halves() -> list[dict[str, Any]]:
    cut = TEXT.index("。") + 1
    return [
        {"start": 0, "end": cut, "topic": "試しの分類"},
        {"start": cut, "end": len(TEXT), "kind": "NO_OPINION"},
    ]


@tried_with("Mutation.splitComment")
async def _split(world: World, _door: Door) -> Given:
    given = {"commentId": await _comment(world), "version": 1, "number": 0}
    return an_input(**given, parts=_halves())


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
