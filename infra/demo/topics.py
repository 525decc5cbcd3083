"""A topic that staff named: what the machine found, and what a person made of it."""

import asyncio
from typing import Any

from infra.demo import operations
from infra.demo.data import NamedTopicRow
from infra.demo.gateway import Gateway

MADE_WITHIN_S = 30.0


async def name_a_topic(gateway: Gateway, row: NamedTopicRow, case_id: str, token: str) -> None:
    """Name the topic that speaks of ``row.word``; once more changes nothing.

    Where topics take longer than usual nothing is named: the demo is whole without it.

    Raises:
        DemoRefused, GatewayAway.
    """
    for topic in await _made(gateway, case_id, token):
        if topic["nameBy"] == "STAFF":
            return
        if any(row.word in (one["text"] or "") for one in topic["typical"]):
            given = {"topicId": topic["id"], "name": row.name}
            key = f"kyodo-demo-topic-{topic['id']}"
            await gateway.mutate(operations.RENAME_TOPIC, {**given, "idempotencyKey": key}, token)
            return


async def _made(gateway: Gateway, case_id: str, token: str) -> list[dict[str, Any]]:
    """Return the topics once everything that was said has its place."""
    until = asyncio.get_running_loop().time() + MADE_WITHIN_S
    while asyncio.get_running_loop().time() < until:
        found = (await gateway.query(operations.TOPICS, {"id": case_id}, token))["opinionTopics"]
        if found["topics"] and not found["waiting"]:
            topics: list[dict[str, Any]] = found["topics"]
            return topics
        await asyncio.sleep(0.5)
    return []
