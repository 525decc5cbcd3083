"""What is withdrawn is gone from topics, rare views and summaries: texts at once, names soon."""

import asyncio
import json
import time

import pytest

from tests.bench.insight.labelled import statements
from tests.integration.gateway.conftest import Door, Town, new_key
from tests.support.people import Cast

# Nobody else speaks of it; so it names what they speak of together.
WORD = "風見鶏"
SAID = (
    "駅前の風見鶏を直してください。風見鶏が回りません。",
    "風見鶏が錆びています。風見鶏の塗り直しを求めます。",
    "風見鶏の由来を書いた案内板を、風見鶏のそばに置いてください。",
    "古い風見鶏を残してください。風見鶏は街の目印です。",
    "風見鶏の下に腰掛けを置いてください。風見鶏を眺めたいです。",
)
# On an idle machine a name is gone within a second; others are at work on this one.
GONE_WITHIN_S = 15.0
MADE_WITHIN_S = 120.0
SEEN = """query ($id: ID!, $policy: ID!) {
  opinionTopics(consultationId: $id) { waiting topics { %s } }
  rareViews(consultationId: $id) { text }
  stageSummary(policyId: $policy, cycle: 1, stage: PLANNING) { sections { sentences { %s } } }
}"""
TEXTS = SEEN % (
    "typical { text } different { text } viewpoints { typical { text } }",
    "quotation { text }",
)
NAMES = SEEN % ("name words viewpoints { words }", "text")


@pytest.mark.timeout(240)
async def test_withdrawn_words_are_nowhere(town: Town, people: Cast) -> None:
    own = await Town.build(town.door, people.department)
    for one in statements()[::10]:
        await own.door.submit(own.consultation, text=one.text)
    receipts = [await own.door.submit(own.consultation, text=text) for text in SAID]
    await _until(own, NAMES, here=True, within_s=MADE_WITHIN_S)
    assert WORD in await _seen(own, TEXTS)

    for receipt in receipts:
        done = await own.door.do(
            "withdrawComment",
            "WithdrawCommentInput",
            {
                "receiptNumber": receipt["receiptNumber"],
                "confirmationNumber": receipt["confirmationNumber"],
                "idempotencyKey": new_key(),
            },
            "",
        )
        assert done["__typename"] != "Problems", done
    assert WORD not in await _seen(own, TEXTS), "texts are asked of their owner each time"
    took_s = await _until(own, NAMES, here=False, within_s=GONE_WITHIN_S)
    print(f"names without the word after {took_s:.2f} s")
    assert WORD not in await _seen(own, TEXTS)


async def _until(own: Town, query: str, *, here: bool, within_s: float) -> float:
    began = time.monotonic()
    async with asyncio.timeout(within_s):
        while True:
            if (WORD in await _seen(own, query)) == here:
                return time.monotonic() - began
            await asyncio.sleep(0.05)


async def _seen(own: Town, query: str) -> str:
    door: Door = own.door
    told = await door.ask(query, {"id": own.consultation, "policy": own.policy}, as_staff=True)
    assert told.get("data"), told
    return json.dumps(told["data"], ensure_ascii=False)
