"""A service dies while people comment: nobody loses a comment, nobody's is taken twice."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp

from infra.local.stack import Stack
from tests.integration.gateway.conftest import PROBLEMS, Town, door_of, new_key
from tests.support.people import cast

PARTS = (
    "people",
    "policies",
    "public-comment",
    "policies-relay",
    "public-comment-relay",
    "gateway",
)
COMMENTS = 60


async def test_comments_survive_the_death_of_their_service(
    new_stack: Callable[..., Stack],
    environment: dict[str, str],
    session: aiohttp.ClientSession,
) -> None:
    stack = await asyncio.to_thread(new_stack, PARTS, environment)
    people = cast(stack.environment)
    town = await Town.build(door_of(stack, session, people), people.department)
    await town.door.submit(town.consultation, text="はじめに")
    keys = [new_key() for _ in range(COMMENTS)]
    sending = asyncio.gather(*(_until_received(town, key, n) for n, key in enumerate(keys)))
    await asyncio.sleep(0.3)
    await asyncio.to_thread(stack.kill, "public-comment")
    async with asyncio.timeout(90):
        receipts = await sending
    assert len({receipt["receiptNumber"] for receipt in receipts}) == COMMENTS
    again = await asyncio.gather(*(_until_received(town, key, n) for n, key in enumerate(keys)))
    assert [one["receiptNumber"] for one in again] == [one["receiptNumber"] for one in receipts]
    assert all(one["repeated"] for one in again)


async def test_a_part_that_stays_away_is_told_and_the_rest_goes_on(
    new_stack: Callable[..., Stack],
    environment: dict[str, str],
    session: aiohttp.ClientSession,
) -> None:
    stack = await asyncio.to_thread(new_stack, PARTS, environment)
    people = cast(stack.environment)
    town = await Town.build(door_of(stack, session, people), people.department)
    await asyncio.to_thread(stack.stop_process, "policies")
    answer = await _submit(
        town,
        "consultation { title } clause { number }",
        text="受付票だけは受け取る",
        clauseId=town.clauses[0]["id"],
        idempotencyKey=new_key(),
    )
    receipt = answer["data"]["submitComment"]
    assert receipt["receiptNumber"]
    assert receipt["consultation"]["title"]
    assert receipt["clause"] is None
    assert answer["errors"][0]["path"] == ["submitComment", "clause"]
    async with session.get(stack.url("gateway") + "/readyz") as ready:
        assert ready.status == 503
        checks = (await ready.json())["checks"]
    assert checks["policies"] == "unavailable"
    assert checks["public_comment"] == "ok"
    answer = await town.door.ask("{ policies { edges { cursor } } }")
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"
    overview = await town.door.ask("{ overview { asOf } }", as_staff=True)
    assert overview["errors"][0]["extensions"]["code"] == "UNAVAILABLE"


async def _until_received(town: Town, key: str, number: int) -> dict[str, Any]:
    """Send as a browser does: the same key until there is a receipt."""
    await asyncio.sleep(number % 20 * 0.05)
    while True:
        answer = await _submit(town, text=f"意見{number}", idempotencyKey=key)
        result: dict[str, Any] = answer["data"]["submitComment"]
        if result["__typename"] == "CommentReceipt":
            return result
        assert [problem["code"] for problem in result["problems"]] == ["UNAVAILABLE"]


async def _submit(town: Town, wanted: str = "", **given: Any) -> dict[str, Any]:
    query = f"""mutation ($input: SubmitCommentInput!) {{ submitComment(input: $input) {{
      __typename ... on CommentReceipt {{ receiptNumber repeated {wanted} }} {PROBLEMS}
    }} }}"""
    return await town.door.ask(query, {"input": {"consultationId": town.consultation, **given}})
