"""What the root fields of the city's answers are tried with.

Responses answer themes: those are not announced by events yet, so nothing has to be waited for.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.integration.gateway.conftest import Door, new_key
from tests.integration.gateway.permissions.arguments import Given, World, an_input, tried_with

RESPONSE = "... on Response { id version inquiries { id } subjects { kind id } }"
ROUTE = "試験の決裁"


def _theme(world: World) -> dict[str, str]:
    return {"kind": "ISSUE", "id": new_key(), "caseId": world.town.consultation}


def content(world: World, **other: Any) -> dict[str, Any]:
    """Say that a clause became another: the one that the later revision of the town has anew."""
    heading = "対話を大切にします"
    change = {
        "documentId": world.town.document,
        "revisionId": world.town.revision,
        "clauseId": next(one["id"] for one in world.town.clauses if one["heading"] == heading),
        "note": "一文を加えました。",
    }
    return {
        "classCode": "REFLECTED",
        "summary": "説明会を増やしてほしい。",
        "text": "ご意見のとおりにします。",
        "reason": "必要だから。",
        "changes": [change],
        **other,
    }


def _tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1, hours=9)).date().isoformat()


async def act(world: World, person: str, name: str, kind: str, **given: Any) -> dict[str, Any]:
    """Do something to a response as somebody of the cast."""
    body = an_input(**given)["input"]
    made = await world.door_of(person).do(name, kind, body, RESPONSE)
    assert made["__typename"] == "Response", made
    return made


async def a_draft(world: World) -> dict[str, Any]:
    """Draft a whole response, at the desk of ``staff``."""
    return await act(
        world,
        "staff",
        "draftResponse",
        "DraftResponseInput",
        deskId=world.people.desks["staff"],
        subjects=[_theme(world), _theme(world)],
        content=content(world),
    )


async def a_route(world: World) -> None:
    """Let the department's responses be approved by the desk of ``approver``."""
    body = await _routes_input(world, world.department, ROUTE, "approver")
    await world.door_of("admin").do(
        "setApprovalRoutes", "SetApprovalRoutesInput", body["input"], ""
    )


async def _routes_input(world: World, department: str, name: str, person: str) -> Given:
    """Name one route, by the desk of somebody of the cast, on the version that holds now."""
    query = "query ($id: ID!) { approvalRoutes(departmentId: $id) { version } }"
    found = await world.door_of("admin").ask(query, {"id": department}, as_staff=True)
    return an_input(
        departmentId=department,
        version=found["data"]["approvalRoutes"]["version"],
        routes=[{"name": name, "deskIds": [world.people.desks[person]]}],
    )


async def in_approval(world: World) -> dict[str, Any]:
    """Ask for the approval of a fresh draft."""
    await a_route(world)
    return await act(world, "staff", "askApproval", "AskApprovalInput", **of(await a_draft(world)))


async def decided(world: World) -> dict[str, Any]:
    """Draft a response and have it approved."""
    asked = of(await in_approval(world))
    return await act(world, "approver", "approveResponse", "DecideResponseInput", **asked)


async def inquired(world: World) -> dict[str, Any]:
    """Ask the desk of ``other_staff`` about a fresh draft."""
    draft = await a_draft(world)
    return await act(
        world,
        "staff",
        "sendInquiry",
        "SendInquiryInput",
        responseId=draft["id"],
        deskId=world.people.desks["other_staff"],
        question="そちらの課では、どうお考えですか。",
        dueOn=_tomorrow(),
    )


def of(response: dict[str, Any]) -> dict[str, Any]:
    """Name a response and its version."""
    return {"responseId": response["id"], "version": response["version"]}


def inquiry_of(response: dict[str, Any]) -> dict[str, str]:
    """Name a response's inquiry."""
    return {"responseId": response["id"], "inquiryId": response["inquiries"][0]["id"]}


async def all_of_it(world: World) -> str:
    """Take a response through all there is to see of one, and publish another."""
    seen = await inquired(world)
    text = {"text": "差し支えありません。"}
    seen = await act(
        world, "other_staff", "answerInquiry", "InquiryTextInput", **inquiry_of(seen), **text
    )
    await a_route(world)
    seen = await act(world, "staff", "askApproval", "AskApprovalInput", **of(seen))
    seen = await act(
        world, "approver", "returnResponse", "DecideResponseInput", **of(seen), comment="もう一度。"
    )
    seen = await act(
        world, "staff", "reviseResponse", "ReviseResponseInput", **of(seen), content=content(world)
    )
    seen = await act(world, "staff", "askApproval", "AskApprovalInput", **of(seen))
    seen = await act(world, "approver", "approveResponse", "DecideResponseInput", **of(seen))
    return str(seen["id"])


@tried_with("Query.responseClasses", "Query.tasks")
async def _no_arguments(_: World, _door: Door) -> Given:
    return {}


@tried_with("Query.response")
async def _response(world: World, _door: Door) -> Given:
    return {"id": world.response}


@tried_with("Query.publishedResponses")
async def _published(world: World, _door: Door) -> Given:
    return {"consultationId": world.town.consultation, "first": 2}


@tried_with("Query.responses", "Query.responseProgress", "Subscription.responseProgress")
async def _case(world: World, _door: Door) -> Given:
    return {"consultationId": world.town.consultation, "first": 2}


@tried_with("Query.unanswered")
async def _unanswered(world: World, _door: Door) -> Given:
    query = "query ($id: ID!) { unanswered(consultationId: $id) { edges { cursor } } }"
    given = {"id": world.town.consultation}
    async with asyncio.timeout(30):
        while True:
            found = await world.door_of("staff").ask(query, given, as_staff=True)
            if found["data"]["unanswered"]["edges"]:
                return {"consultationId": world.town.consultation, "first": 2}
            await asyncio.sleep(0.2)


@tried_with("Query.approvalRoutes")
async def _routes(world: World, _door: Door) -> Given:
    return {"departmentId": world.department}


@tried_with("Mutation.draftResponse")
async def _draft(world: World, _door: Door) -> Given:
    desk = world.people.desks["staff"]
    return an_input(deskId=desk, subjects=[_theme(world)], content=content(world))


@tried_with("Mutation.reviseResponse")
async def _revise(world: World, _door: Door) -> Given:
    return an_input(**of(await a_draft(world)), content=content(world))


@tried_with("Mutation.changeSubjects")
async def _subjects(world: World, _door: Door) -> Given:
    return an_input(**of(await a_draft(world)), add=[_theme(world)])


@tried_with("Mutation.splitResponse")
async def _split(world: World, _door: Door) -> Given:
    draft = await a_draft(world)
    one = {**draft["subjects"][0], "caseId": world.town.consultation}
    return an_input(**of(draft), subjects=[one])


@tried_with("Mutation.joinResponses")
async def _join(world: World, _door: Door) -> Given:
    other = await a_draft(world)
    return an_input(**of(await a_draft(world)), otherId=other["id"], otherVersion=other["version"])


@tried_with("Mutation.withdrawResponse")
async def _withdraw(world: World, _door: Door) -> Given:
    return an_input(**of(await a_draft(world)), reason="起案し直すため。")


@tried_with("Mutation.askApproval")
async def _ask(world: World, _door: Door) -> Given:
    await a_route(world)
    return an_input(**of(await a_draft(world)), route=ROUTE)


@tried_with("Mutation.approveResponse", "Mutation.returnResponse")
async def _decide(world: World, _door: Door) -> Given:
    return an_input(**of(await in_approval(world)), comment="拝見しました。")


@tried_with("Mutation.sendInquiry")
async def _inquire(world: World, _door: Door) -> Given:
    return an_input(
        responseId=(await a_draft(world))["id"],
        deskId=world.people.desks["other_staff"],
        question="どうお考えですか。",
        dueOn=_tomorrow(),
    )


@tried_with("Mutation.saveInquiryDraft", "Mutation.answerInquiry")
async def _answer(world: World, _door: Door) -> Given:
    return an_input(**inquiry_of(await inquired(world)), text="差し支えありません。")


@tried_with("Mutation.takeInquiryBack")
async def _take_back(world: World, _door: Door) -> Given:
    return an_input(**inquiry_of(await inquired(world)))


@tried_with("Mutation.publishResponses")
async def _publish(world: World, _door: Door) -> Given:
    await decided(world)
    return an_input(consultationId=world.town.consultation, partial=True)


@tried_with("Mutation.setApprovalRoutes")
async def _set_routes(world: World, _door: Door) -> Given:
    department = world.people.other_department
    return await _routes_input(world, department, new_key()[:20], "other_staff")


CAMPAIGN = (
    "泉台に住む佐藤です。路線バスの維持に賛成します。"
    "停留所に屋根がなく、雨の日に待つのがつらいです。"
)


@tried_with("Query.folds")
async def _folds(world: World, _door: Door) -> Given:
    await _a_fold(world)
    return {"consultationId": world.town.consultation, "first": 2}


@tried_with("Query.fold")
async def _fold(world: World, _door: Door) -> Given:
    return {"id": await _a_fold(world)}


async def _a_fold(world: World) -> str:
    """Have the same words handed in again, and a few letters changed; return their fold."""
    query = "query ($id: ID!) { folds(consultationId: $id) { edges { node { id wordings } } } }"
    given = {"id": world.town.consultation}
    for text in (CAMPAIGN, CAMPAIGN, CAMPAIGN.replace("佐藤", "鈴木")):
        await world.door.submit(world.town.consultation, text=text)
    async with asyncio.timeout(60):
        while True:
            found = await world.door_of("staff").ask(query, given, as_staff=True)
            for edge in found["data"]["folds"]["edges"]:
                if edge["node"]["wordings"] > 1:
                    return str(edge["node"]["id"])
            await asyncio.sleep(0.2)
