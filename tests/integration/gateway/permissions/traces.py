"""What the root fields that follow inputs and changes are tried with."""

import asyncio
from typing import Any

from tests.integration.gateway.conftest import Door
from tests.integration.gateway.permissions.arguments import TEXT, Given, World, an_input, tried_with
from tests.integration.gateway.permissions.points import comment_id_of
from tests.integration.gateway.permissions.responses import RESPONSE, a_route, act, content, of

LATER = "query ($id: ID!) { consultation(id: $id) { laterRevisions { id number } } }"


async def a_traced_comment(world: World) -> None:
    """Have a comment answered by a decided response that changes the plan; keep its numbers."""
    clause = next(one["id"] for one in world.town.clauses if one["heading"] == "対話を大切にします")
    text = f"{TEXT}この項目を変えてください。"
    receipt = await world.door.submit(world.town.consultation, text=text, clauseId=clause)
    comment = await comment_id_of(world, text)
    subject = {"kind": "COMMENT", "id": comment, "caseId": world.town.consultation}
    change = {
        "documentId": world.town.document,
        "revisionId": world.town.revision,
        "clauseId": clause,
        "note": "文を改めました。",
    }
    draft = an_input(
        deskId=world.people.desks["staff"],
        subjects=[subject],
        content=content(world, changes=[change]),
    )["input"]
    await a_route(world)
    made = await _drafted(world, draft)
    asked = await act(world, "staff", "askApproval", "AskApprovalInput", **of(made))
    await act(world, "approver", "approveResponse", "DecideResponseInput", **of(asked))
    world.traced = {"number": receipt["receiptNumber"], "id": comment, "clauseId": clause}


async def _drafted(world: World, draft: Given) -> dict[str, Any]:
    """Draft it once the service of answers knows of the comment."""
    async with asyncio.timeout(30):
        while True:
            made = await world.door_of("staff").do(
                "draftResponse", "DraftResponseInput", dict(draft), RESPONSE
            )
            if made["__typename"] == "Response":
                return made
            assert made["problems"][0]["code"].endswith("_NOT_KNOWN_YET"), made
            await asyncio.sleep(0.2)


@tried_with("Query.traceOfReceipt", "Query.traceOfComment")
async def _input(world: World, _door: Door) -> Given:
    return world.traced


@tried_with("Query.traceOfClause")
async def _clause(world: World, _door: Door) -> Given:
    return {"revisionId": await _second_revision(world), "clauseId": world.traced["clauseId"]}


async def _second_revision(world: World) -> str:
    """The plan as changed, once the consultation knows of it."""
    async with asyncio.timeout(30):
        while True:
            found = await world.door.ask(LATER, {"id": world.town.consultation})
            for one in found["data"]["consultation"]["laterRevisions"]:
                if one["number"] == 2:
                    id_: str = one["id"]
                    return id_
            await asyncio.sleep(0.2)
