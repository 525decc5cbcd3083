"""What the root fields of masks and published texts are tried with."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.integration.gateway.conftest import Door, new_key
from tests.integration.gateway.permissions.arguments import (
    TEXT,
    Given,
    World,
    an_input,
    tried_with,
)

AGREED = """query ($id: ID!) {
  agreedTexts(consultationId: $id, lookedAt: false, first: 20) {
    edges { node { commentId text } }
  }
}"""
MASK = {"start": 0, "end": 2, "kind": "OTHER", "reason": "試しの理由"}


@dataclass(frozen=True)
class Text:
    """A paper that agreed, in a consultation that is over."""

    consultation: str
    comment: str


async def _a_text(world: World) -> Text:
    case = await world.town.consult(-86_400, -60, details={"asksToPublishText": True})
    text, staff = f"{TEXT}{new_key()}", world.door_of("staff")
    in_time = datetime.now(UTC) + timedelta(hours=9, minutes=-2)
    paper = {
        **{"consultationId": case["id"], "channel": "POST", "text": text},
        **{"receivedOn": in_time.date().isoformat(), "agreesToPublish": True},
        **{"clauseId": world.town.clauses[1]["id"], "idempotencyKey": new_key()},
    }
    entered = await staff.do("enterComment", "EnterCommentInput", paper, "")
    assert entered["__typename"] == "CommentReceipt", entered
    found = await staff.ask(AGREED, {"id": case["id"]}, as_staff=True)
    (edge,) = found["data"]["agreedTexts"]["edges"]
    return Text(case["id"], edge["node"]["commentId"])


async def _masked(world: World) -> Text:
    text = await _a_text(world)
    made = await world.door_of("staff").do("maskComment", "MaskCommentInput", _masking(text), "")
    assert made["__typename"] == "Masking", made
    return text


def _masking(text: Text) -> dict[str, Any]:
    about = {"commentId": text.comment, "version": 1, "number": 0, "masks": [MASK]}
    return {**about, "idempotencyKey": new_key()}


@tried_with("Query.agreedTexts")
async def _agreed_texts(world: World, _door: Door) -> Given:
    return {"consultationId": (await _masked(world)).consultation, "lookedAt": True, "first": 2}


@tried_with("Query.maskingProgress")
async def _progress(world: World, _door: Door) -> Given:
    return {"consultationId": (await _a_text(world)).consultation}


@tried_with("Query.masking")
async def _one(world: World, _door: Door) -> Given:
    return {"commentId": (await _masked(world)).comment}


@tried_with("Query.maskPreview")
async def _preview(world: World, _door: Door) -> Given:
    return {"input": {"commentId": (await _a_text(world)).comment, "version": 1, "masks": [MASK]}}


@tried_with("Mutation.maskComment")
async def _mask(world: World, _door: Door) -> Given:
    return {"input": _masking(await _a_text(world))}


@tried_with("Query.publishedOpinions", "Query.publishedOpinionCounts")
async def _published(world: World, _door: Door) -> Given:
    case = (await _masked(world)).consultation
    given = {"consultationId": case, "outcome": "ABANDONED", "note": "取りやめました。"}
    body = an_input(**given)["input"]
    result = await world.town.door.do("publishResult", "PublishResultInput", body, "")
    assert result["__typename"] == "Consultation", result
    return {"consultationId": case, "first": 2}


@tried_with("Mutation.sayAgreement")
async def _say(world: World, _door: Door) -> Given:
    case = await world.town.consult(-60, 3_600, details={"asksToPublishText": True})
    receipt = await world.door.submit(case["id"], text=f"{TEXT}{new_key()}")
    secret = {name: receipt[name] for name in ("receiptNumber", "confirmationNumber")}
    return an_input(**secret, agrees=True)


@tried_with("Mutation.correctEnteredAgreement")
async def _put_right(world: World, _door: Door) -> Given:
    text = await _a_text(world)
    return an_input(id=text.comment, sequence=2, agrees=False)
