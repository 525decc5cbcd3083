"""A consultation that came to its end: papers, an answer, a changed plan, the published result.

Names, addresses and numbers of telephones are planted in it, and ways by which few papers came.
"""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.integration.gateway.conftest import PLAN, Door, Town, new_key, revise
from tests.support.people import Cast

WITHIN_S = 60.0
AFTER = "学校ごとに話し合いの場を設けます。"
SUMMARY, ANSWER = "話し合いの場を学校に設けてほしい。", "学校ごとに設けることにします。"
NOTE = "話し合いの場を、学校ごととしました。"
HIDDEN = "■■■［個人に関する情報のため伏せました］"
RESULTS = "場所についての声が多くありました。"
# How many papers came each way: those by telephone and at the counter are few.
WAYS = {"POST": 6, "FAX": 7, "PHONE": 2, "COUNTER": 1}
RESPONSE = "... on Response { id version }"


@dataclass
class Finished:
    """What was made, and what of it must be read nowhere (``secret``) or anywhere (``open``)."""

    town: Town
    consultation: str
    comments: list[str]
    secret: list[str]
    agreed: list[str]


async def finish(town: Town, people: Cast) -> Finished:
    """Make it through the gateway, as citizens' papers and staff do."""
    asking = {"details": {"asksToPublishText": True}, "channels": [*WAYS]}
    case = await town.consult(-7 * 86_400, -60, **asking)
    made = Finished(town, case["id"], [], [], [])
    for way, papers in WAYS.items():
        for number in range(papers):
            await _enter(made, way, agrees=way == "FAX" and number < 2)
    await _mask(made)
    await _answer(made, people)
    await revise(
        town.door, town.document, PLAN.replace("地区ごとに話し合いの場を設けます。", AFTER)
    )
    await _record_activity(town)
    return made


async def _enter(made: Finished, way: str, *, agrees: bool) -> None:
    mark = secrets.token_hex(4)
    name, address, phone = f"植込{mark}", f"栗原{mark}丁目2番地", f"022-{mark[:3]}-{mark[3:7]}"
    words = (
        f"{name}です。{mark}のように話し合いたいです。" if agrees else f"{name}。{phone}。{mark}"
    )
    made.secret += [name, address, phone] if agrees else [name, address, phone, mark]
    paper = {
        "consultationId": made.consultation,
        "clauseId": made.town.clauses[-1]["id"],
        "text": words,
        "channel": way,
        "receivedOn": (datetime.now(UTC) - timedelta(days=3)).date().isoformat(),
        "particulars": [
            {"kind": "NAME", "text": name},
            {"kind": "CONTACT", "text": f"{phone} {address}"},
        ],
        "agreesToPublish": agrees,
        "consentNote": "口頭で確かめました。",
        "dictated": way in ("PHONE", "COUNTER"),
        "idempotencyKey": new_key(),
    }
    entered = await made.town.door.do("enterComment", "EnterCommentInput", paper, "")
    assert entered["__typename"] == "CommentReceipt", entered
    if agrees:
        made.agreed.append(f"{HIDDEN}です。{mark}のように話し合いたいです。")


async def _mask(made: Finished) -> None:
    query = """query ($id: ID!) { agreedTexts(consultationId: $id, first: 20) {
        edges { node { commentId text } } } }"""
    found = await made.town.door.ask(query, {"id": made.consultation}, as_staff=True)
    for edge in found["data"]["agreedTexts"]["edges"]:
        end = edge["node"]["text"].index("です。")
        given = {
            "commentId": edge["node"]["commentId"],
            "version": 1,
            "number": 0,
            "masks": [{"start": 0, "end": end, "kind": "PERSONAL_DATA"}],
            "idempotencyKey": new_key(),
        }
        masked = await made.town.door.do("maskComment", "MaskCommentInput", given, "")
        assert masked["__typename"] == "Masking", masked
        made.comments.append(edge["node"]["commentId"])


async def _answer(made: Finished, people: Cast) -> None:
    door, town = made.town.door, made.town
    subjects = await _all_subjects(made)
    admin = Door(door.session, door.url, people.tokens["admin"])
    approver = Door(door.session, door.url, people.tokens["approver"])
    await _a_route(admin, people)
    change = {
        "documentId": town.document,
        "revisionId": town.revision,
        "clauseId": town.clauses[-1]["id"],
        "note": NOTE,
    }
    said = {
        "classCode": "REFLECTED",
        "summary": SUMMARY,
        "text": ANSWER,
        "reason": "声が届いたため。",
        "changes": [change],
    }
    draft = {"deskId": people.desks["staff"], "subjects": subjects, "content": said}
    response = await _do(door, "draftResponse", "DraftResponseInput", draft, RESPONSE)
    asked = {"responseId": response["id"], "version": response["version"], "route": "公開の試験"}
    response = await _do(door, "askApproval", "AskApprovalInput", asked, RESPONSE)
    approved = {"responseId": response["id"], "version": response["version"]}
    await _do(approver, "approveResponse", "DecideResponseInput", approved, RESPONSE)
    case = {"consultationId": made.consultation}
    await _do(door, "publishResponses", "PublishResponsesInput", case, "")
    result = {**case, "outcome": "WITH_CHANGES", "note": "直しました。"}
    await _do(door, "publishResult", "PublishResultInput", result, "")


async def _all_subjects(made: Finished) -> list[dict[str, str]]:
    """Wait until every paper is known where it is to be answered."""
    query = """query ($id: ID!) { unanswered(consultationId: $id, first: 50) {
        edges { node { kind id } } } }"""
    async with asyncio.timeout(WITHIN_S):
        while True:
            found = await made.town.door.ask(query, {"id": made.consultation}, as_staff=True)
            edges = found["data"]["unanswered"]["edges"]
            if len(edges) == sum(WAYS.values()):
                return [{**edge["node"], "caseId": made.consultation} for edge in edges]
            await asyncio.sleep(0.3)


async def _a_route(admin: Door, people: Cast) -> None:
    """Others who set routes at the same moment may be faster: then once more."""
    query = """query ($id: ID!) { approvalRoutes(departmentId: $id) {
        version routes { name desks { id } } } }"""
    async with asyncio.timeout(WITHIN_S):
        while True:
            found = await admin.ask(query, {"id": people.department}, as_staff=True)
            now = found["data"]["approvalRoutes"]
            known = {one["name"]: [desk["id"] for desk in one["desks"]] for one in now["routes"]}
            known["公開の試験"] = [people.desks["approver"]]
            given = {
                "departmentId": people.department,
                "version": now["version"],
                "routes": [{"name": name, "deskIds": desks} for name, desks in known.items()],
                "idempotencyKey": new_key(),
            }
            made = await admin.do("setApprovalRoutes", "SetApprovalRoutesInput", given, "")
            if made["__typename"] == "ApprovalRoutes":
                return


async def _record_activity(town: Town) -> None:
    given = {
        "policyId": town.policy,
        "cycle": 1,
        "stage": "PLANNING",
        "method": "BRIEFING",
        "title": "小さな説明会",
        "heldOn": "2026-05-01",
        "place": "公民館",
        "participants": 3,
        "submitters": 2,
        "comments": 4,
        "points": 12,
        "results": RESULTS,
    }
    await _do(town.door, "recordActivity", "RecordActivityInput", given, "")


async def _do(door: Door, name: str, kind: str, given: dict[str, Any], wanted: str) -> Any:
    """Do it; what is counted by events may need a moment."""
    body = {**given, "idempotencyKey": new_key()}
    async with asyncio.timeout(WITHIN_S):
        while True:
            made = await door.do(name, kind, body, wanted)
            if made["__typename"] != "Problems":
                return made
            codes = {problem["code"] for problem in made["problems"]}
            assert codes <= {"ANSWERS_NOT_COUNTED", "ANSWERS_MISSING"}, made
            await asyncio.sleep(0.5)
