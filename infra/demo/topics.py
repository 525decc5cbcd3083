"""A topic that staff named: what the machine found, and what a person made of it."""

import asyncio
from collections.abc import Sequence
from typing import Any

from infra.demo import operations
from infra.demo.data import NamedTopicRow
from infra.demo.gateway import Gateway

MADE_WITHIN_S = 30.0
# A topic of the first few comments may be another a moment later.
SEVERAL = 5


async def name_a_topic(gateway: Gateway, row: NamedTopicRow, case_id: str, token: str) -> None:
    """Name the topic that speaks of ``row.word``; once more changes nothing.

    Where topics take longer than usual nothing is named: the demo is whole without it.

    Raises:
        DemoRefused, GatewayAway.
    """
    until = asyncio.get_running_loop().time() + MADE_WITHIN_S
    while asyncio.get_running_loop().time() < until:
        found = (await gateway.query(operations.TOPICS, {"id": case_id}, token))["opinionTopics"]
        if any(topic["nameBy"] == "STAFF" for topic in found["topics"]):
            return
        if not found["waiting"] and (topic := _about(row.word, found["topics"])):
            given = {"topicId": topic["id"], "name": row.name}
            key = f"kyodo-demo-topic-{topic['id']}"
            await gateway.mutate(operations.RENAME_TOPIC, {**given, "idempotencyKey": key}, token)
            return
        await asyncio.sleep(0.5)


def _about(word: str, topics: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the topic that typically speaks of it, once there are several."""
    if len(topics) < SEVERAL:
        return None
    return next(
        (one for one in topics if any(word in (said["text"] or "") for said in one["typical"])),
        None,
    )
