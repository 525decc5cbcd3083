"""What each root field is tried with. One that is not here fails the test: none goes untried."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from tests.integration.gateway.conftest import PLAN, Door, Town, new_key
from tests.support.people import Cast

Given = Mapping[str, Any]


# With something that may be personal data, so that a suggestion about it is seen.
TEXT = "試しの意見です。電話 022-261-1111"
NAMED = {"particulars": [{"kind": "NAME", "text": "試し 花子"}]}


@dataclass
class World:
    """What there is to try on: a town of the department in charge, and an open door."""

    door: Door
    town: Town
    people: Cast
    # One that has been through everything there is to see of a response.
    response: str = ""
    # Where the workshops service is, for what is handed in as a file; empty: nothing is.
    workshops_url: str = ""
    issues_url: str = ""
    # Of the running system, for what only time brings about.
    environment: Mapping[str, str] = field(default_factory=dict)
    # The numbers of a comment that is answered, and of the clause that its answer changes.
    traced: Given = field(default_factory=dict)

    @property
    def department(self) -> str:
        """The department in charge."""
        return self.people.department

    def door_of(self, person: str) -> Door:
        """Ask as somebody of the cast."""
        return Door(self.door.session, self.door.url, self.people.tokens[person])

    async def comment(self, **more: Any) -> dict[str, Any]:
        """Hand in a fresh comment as a citizen; return its receipt."""
        receipt = await self.door.submit(self.town.consultation, text=TEXT, **NAMED, **more)
        assert receipt["__typename"] == "CommentReceipt", receipt
        return receipt

    async def secret(self, **more: Any) -> dict[str, Any]:
        """Return both numbers of a fresh comment."""
        receipt = await self.comment(**more)
        return {name: receipt[name] for name in ("receiptNumber", "confirmationNumber")}

    async def policy(self, state: str = "") -> str:
        """Make a policy of the department in charge, its first stage open if asked for."""
        made = await self.town.door.do(
            "createPolicy", "CreatePolicyInput", self.a_policy(), "... on Policy { id }"
        )
        if state == "OPEN":
            await self.town.door.do("openStage", "MoveStageInput", self.stage(made["id"]), "")
        return str(made["id"])

    def a_policy(self) -> dict[str, Any]:
        """Describe a policy of the department in charge."""
        return {
            "title": "試しの計画",
            "summary": "試すための計画です。",
            "field": "市民協働",
            "area": "全市",
            "department": "市民協働課",
            "departmentId": self.department,
            "stages": [{"cycle": 1, "stage": "PLANNING", "plannedMethods": ["SURVEY"]}],
            "idempotencyKey": new_key(),
        }

    def stage(self, policy: str) -> dict[str, Any]:
        """Name the first stage of a policy."""
        key = new_key()
        return {"policyId": policy, "cycle": 1, "stage": "PLANNING", "idempotencyKey": key}


# What it is tried with, given the world and the caller's own door.
Make = Callable[[World, Door], Awaitable[Given]]
ARGUMENTS: dict[str, Make] = {}


def tried_with(*names: str) -> Callable[[Make], Make]:
    """Say what root fields are tried with."""

    def keep(make: Make) -> Make:
        ARGUMENTS.update(dict.fromkeys(names, make))
        return make

    return keep


def an_input(**given: Any) -> Given:
    """Put an input with a fresh key into arguments."""
    return {"input": {**given, "idempotencyKey": new_key()}}


@tried_with("Query.policies", "Query.consultations", "Query.overview", "Query.systemStatus")
async def _nothing(_: World, _door: Door) -> Given:
    return {"first": 2}


@tried_with("Query.inputs")
async def _inputs(world: World, _door: Door) -> Given:
    return {"policyId": world.town.policy, "first": 2}


@tried_with("Query.policy")
async def _policy(world: World, _door: Door) -> Given:
    return {"id": world.town.policy}


@tried_with("Query.consultation")
async def _consultation(world: World, _door: Door) -> Given:
    return {"id": world.town.consultation}


@tried_with("Query.searchComments")
async def _search(world: World, _door: Door) -> Given:
    return {"consultationId": world.town.consultation, "text": "", "first": 2}


@tried_with("Query.stageSummary")
async def _summary(world: World, _door: Door) -> Given:
    place = {"policyId": world.town.policy, "cycle": 1, "stage": "PLANNING"}
    return {**place, "forOthers": False}


@tried_with("Query.stageCounts")
async def _stage(world: World, _door: Door) -> Given:
    return {"policyId": world.town.policy, "cycle": 1, "stage": "PLANNING"}


@tried_with("Query.receipt")
async def _receipt(world: World, _door: Door) -> Given:
    return {"number": (await world.comment())["receiptNumber"]}


def a_passage(world: World) -> dict[str, Any]:
    """Choose the heading of a clause, which a later revision has, too."""
    clause = world.town.clauses[1]
    heading = clause["heading"]
    passage = {"start": 0, "end": len(heading), "quote": heading}
    return {"clauseId": clause["id"], "passage": passage}


@tried_with("Mutation.submitComment")
async def _submit(world: World, _door: Door) -> Given:
    case = world.town.consultation
    return an_input(consultationId=case, text="試しの意見です。", **a_passage(world))


@tried_with("Mutation.openPersonalData")
async def _open_personal_data(world: World, _door: Door) -> Given:
    number = (await world.comment())["receiptNumber"]
    return an_input(receiptNumbers=[number], purpose="INQUIRY")


@tried_with("Mutation.openReceipt")
async def _open_receipt(world: World, _door: Door) -> Given:
    return {"input": await _sent_with_a_file(world)}


async def _sent_with_a_file(world: World) -> dict[str, str]:
    """Send a comment with a file by the form, as no other way takes one; return both numbers."""
    passage = a_passage(world)
    place = "{start}:{end}:{quote}".format(**passage["passage"])
    sent = {"text": TEXT, "clause_id": passage["clauseId"], "passage": place}
    form = aiohttp.FormData({**sent, "idempotency_key": new_key()})
    form.add_field("attachments", b"%PDF-1.7\n%%EOF\n", filename="a.pdf")
    url = f"{world.door.url}/consultations/{world.town.consultation}/comment"
    async with world.door.session.post(url, data=form) as answer:
        page = await answer.text()
    number, secret = (
        re.search(rf"data-{name}-number>([\d-]+)<", page) for name in ("receipt", "confirmation")
    )
    assert number and secret, page
    return {"receiptNumber": number[1], "confirmationNumber": secret[1]}


@tried_with("Mutation.correctComment")
async def _correct(world: World, _door: Door) -> Given:
    return an_input(**await world.secret(), text="直した意見です。")


@tried_with("Mutation.withdrawComment")
async def _withdraw(world: World, _door: Door) -> Given:
    return an_input(**await world.secret())


def _today() -> str:
    return (datetime.now(UTC) + timedelta(hours=9)).date().isoformat()


@tried_with("Mutation.enterComment")
async def _enter(world: World, _door: Door) -> Given:
    return an_input(
        consultationId=world.town.consultation,
        text="紙で届いた意見です。",
        channel="POST",
        receivedOn=_today(),
    )


async def _entered(world: World, door: Door) -> dict[str, Any]:
    """Enter a comment as another one of the department than who asks, and mend it."""
    by_approver = door.staff_token != world.people.tokens["approver"]
    other = world.door_of("approver" if by_approver else "staff")
    case = world.town.consultation
    given = {"text": "紙の意見てす。", "channel": "POST", "receivedOn": _today()}
    entry = {**given, "consultationId": case, "idempotencyKey": new_key()}
    receipt = await other.do(
        "enterComment", "EnterCommentInput", entry, "... on CommentReceipt { receiptNumber }"
    )
    newest = """query ($id: ID!) {
      enteredComments(consultationId: $id, first: 50) {
        edges { node { id sequence receiptNumber } }
      }
    }"""
    found = await other.ask(newest, {"id": case}, as_staff=True)
    # Others are entering, too: several callers are tried at once.
    nodes = [edge["node"] for edge in found["data"]["enteredComments"]["edges"]]
    node = next(one for one in nodes if one["receiptNumber"] == receipt["receiptNumber"])
    entered = {name: node[name] for name in ("id", "sequence")}
    mended = {
        **entered,
        "text": "紙の意見です。",
        "reason": "打ち間違い",
        "idempotencyKey": new_key(),
    }
    kept = await other.do(
        "correctEnteredComment",
        "CorrectEnteredCommentInput",
        mended,
        "... on EnteredComment { id sequence }",
    )
    assert kept["__typename"] == "EnteredComment", kept
    about = {"id": kept["id"], "sequence": kept["sequence"], "idempotencyKey": new_key()}
    return {"about": about, "number": receipt["receiptNumber"], "case": case}


@tried_with("Query.enteredComments")
async def _entered_comments(world: World, door: Door) -> Given:
    case = (await _entered(world, door))["case"]
    return {"consultationId": case, "unchecked": False, "first": 2}


@tried_with("Query.enteredComment")
async def _entered_comment(world: World, door: Door) -> Given:
    return {"id": (await _entered(world, door))["about"]["id"]}


@tried_with("Mutation.correctEnteredComment")
async def _correct_entered(world: World, door: Door) -> Given:
    made = await _entered(world, door)
    return {"input": {**made["about"], "text": "直した意見です。", "reason": "打ち間違い"}}


@tried_with("Mutation.checkEnteredComment")
async def _check_entered(world: World, door: Door) -> Given:
    return {"input": (await _entered(world, door))["about"]}


@tried_with("Mutation.markDuplicate")
async def _mark_duplicate(world: World, door: Door) -> Given:
    first = (await _entered(world, door))["number"]
    second = (await _entered(world, door))["about"]
    return {"input": {**second, "original": first, "reason": "同じ紙です。"}}


@tried_with("Mutation.importComments")
async def _import(world: World, _door: Door) -> Given:
    row = {"text": "まとめて届いた意見です。", "channel": "POST", "receivedOn": _today()}
    bad = {**row, "text": "", "rowId": "2", "idempotencyKey": new_key()}
    rows = [{**row, "rowId": "1", "idempotencyKey": new_key()}, bad]
    return {"input": {"consultationId": world.town.consultation, "rows": rows}}


@tried_with("Mutation.openConsultation")
async def _open_consultation(world: World, _door: Door) -> Given:
    return {"input": world.town.consultation_input(-60, 3600)}


@tried_with("Query.exemptions", "Query.exemptionKinds")
async def _exemptions(world: World, _door: Door) -> Given:
    given = an_exemption(world)
    await world.town.door.do("recordExemption", "RecordExemptionInput", given["input"], "")
    return {"first": 2}


def an_exemption(world: World) -> Given:
    """Describe a decision of the department in charge that went without a consultation."""
    return an_input(
        title="手数料の改定",
        kind="MINOR",
        reason="字句の整理です。",
        decidedOn=_today(),
        departmentId=world.department,
        policyId=world.town.policy,
    )


@tried_with("Mutation.recordExemption")
async def _record_exemption(world: World, _door: Door) -> Given:
    return an_exemption(world)


@tried_with("Mutation.reserveFormNumber")
async def _reserve_form_number(world: World, _door: Door) -> Given:
    return an_input(consultationId=world.town.consultation)


@tried_with("Mutation.reviseDetails")
async def _revise_details(world: World, _door: Door) -> Given:
    return with_details(str((await world.town.consult(-60, 3600))["id"]))


def with_details(consultation: str) -> Given:
    """Say more of a consultation that nobody has changed yet."""
    return an_input(
        consultationId=consultation,
        sequence=1,
        summary="",
        contact="市民協働課",
        channels=["WEB", "POST", "MAIL"],
        details={"materials": [{"title": "資料", "url": "/about"}], "audience": ["LIVES"]},
        note="資料を加えました。",
    )


@tried_with("Query.announcements")
async def _announcements(_world: World, _door: Door) -> Given:
    return {}


async def _over(world: World) -> dict[str, Any]:
    """Name a consultation whose period is over."""
    made = await world.town.consult(-86_400, -60)
    return {"consultationId": made["id"], "idempotencyKey": new_key()}


def a_later_end(consultation: str) -> dict[str, Any]:
    """Say that a period ends later."""
    later = (datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)).isoformat()
    given = {"consultationId": consultation, "closesAt": later, "reason": "障害のためです。"}
    return {**given, "idempotencyKey": new_key()}


@tried_with("Mutation.extendPeriod")
async def _extend(world: World, _door: Door) -> Given:
    return {"input": a_later_end((await _over(world))["consultationId"])}


@tried_with("Mutation.startConsideration")
async def _consider(world: World, _door: Door) -> Given:
    return {"input": await _over(world)}


@tried_with("Mutation.publishResult")
async def _publish_result(world: World, _door: Door) -> Given:
    over = await _over(world)
    paper = {"text": "紙の意見です。", "channel": "POST", "receivedOn": _today()}
    entry = {**paper, "consultationId": over["consultationId"], "idempotencyKey": new_key()}
    await world.town.door.do("enterComment", "EnterCommentInput", entry, "")
    return {"input": {**over, "outcome": "ABANDONED", "note": "案を見直すためです。"}}


@tried_with("Mutation.withdrawConsultation")
async def _withdraw_consultation(world: World, _door: Door) -> Given:
    return {"input": {**await _over(world), "reason": "案に誤りがあったためです。"}}


@tried_with("Mutation.createPolicy")
async def _create_policy(world: World, _door: Door) -> Given:
    return {"input": world.a_policy()}


@tried_with("Mutation.openStage")
async def _open_stage(world: World, _door: Door) -> Given:
    return {"input": world.stage(await world.policy())}


@tried_with("Mutation.closeStage")
async def _close_stage(world: World, _door: Door) -> Given:
    return {"input": world.stage(await world.policy("OPEN"))}


@tried_with("Mutation.recordActivity")
async def _record(world: World, _door: Door) -> Given:
    stage = world.stage(world.town.policy)
    return {"input": {**stage, "method": "BRIEFING", "title": "説明会", "heldOn": _today()}}


@tried_with("Mutation.createPlanDocument")
async def _document(world: World, _door: Door) -> Given:
    return an_input(policyId=world.town.policy, title="素案")


@tried_with("Mutation.publishRevision")
async def _publish(world: World, _door: Door) -> Given:
    return an_input(
        documentId=world.town.document, kind="DRAFT", title="素案", format="PLAIN", text=PLAN
    )


@tried_with("Query.me", "Query.departments")
async def _no_arguments(_: World, _door: Door) -> Given:
    return {}


@tried_with("Query.people", "Query.personnelChanges", "Query.auditLog")
async def _a_page(_: World, _door: Door) -> Given:
    return {"first": 3}


async def _person(world: World) -> str:
    given = {"name": "試し", "signInName": f"try-{new_key()}", "roles": ["STAFF"]}
    door = world.door_of("admin")
    made = await door.do(
        "enterPerson", "EnterPersonInput", an_input(**given)["input"], "... on Person { id }"
    )
    return str(made["id"])


async def _desk(world: World) -> str:
    given = {"departmentId": world.people.other_department, "name": "試しの担当"}
    body = an_input(**given, holderIds=[await _person(world)])["input"]
    made = await world.door_of("admin").do("openDesk", "OpenDeskInput", body, "... on Desk { id }")
    return str(made["id"])


@tried_with("Mutation.openDepartment")
async def _open_department(_: World, _door: Door) -> Given:
    return an_input(name="試しの課")


@tried_with("Mutation.openDesk")
async def _open_desk(world: World, _door: Door) -> Given:
    holders = [await _person(world)]
    return an_input(departmentId=world.department, name="試しの担当", holderIds=holders)


@tried_with("Mutation.enterPerson")
async def _enter_person(_: World, _door: Door) -> Given:
    return an_input(name="試し", signInName=f"try-{new_key()}", roles=["STAFF"])


@tried_with("Mutation.changeRoles")
async def _change_roles(world: World, _door: Door) -> Given:
    return an_input(personId=await _person(world), roles=["REVIEWER"])


async def a_change(world: World) -> Given:
    """Appoint somebody to a desk, both made for this."""
    move = {"kind": "APPOINT", "personId": await _person(world), "deskId": await _desk(world)}
    return an_input(moves=[move], on=_today())


@tried_with("Mutation.previewPersonnelChange", "Mutation.applyPersonnelChange")
async def _a_change(world: World, _door: Door) -> Given:
    return await a_change(world)


def a_delegation(world: World) -> Given:
    """Lend a desk from tomorrow on: today it gives nobody any right."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1, hours=9)).date().isoformat()
    return an_input(
        toPersonId=world.people.people["other_staff"],
        deskIds=[world.people.desks["staff"]],
        fromDay=tomorrow,
        toDay=tomorrow,
    )


@tried_with("Mutation.delegate")
async def _delegate(world: World, _door: Door) -> Given:
    return a_delegation(world)


@tried_with("Mutation.endDelegation")
async def _end_delegation(world: World, _door: Door) -> Given:
    given = a_delegation(world)["input"]
    begun = await world.door_of("staff").do(
        "delegate", "DelegateInput", given, "... on Delegation { id }"
    )
    return an_input(delegationId=begun["id"])


@tried_with("Mutation.createApiToken")
async def _create_token(_: World, _door: Door) -> Given:
    return an_input(name="試し", expiresOn=_today())


@tried_with("Mutation.setNoticeAddress")
async def _set_notice_address(_: World, _door: Door) -> Given:
    return an_input(address="taro@example.jp")


@tried_with("Mutation.endApiToken")
async def _end_token(_: World, door: Door) -> Given:
    if not door.staff_token:
        return an_input(tokenId="none")
    given = an_input(name="試し", expiresOn=_today())["input"]
    wanted = "... on NewApiToken { apiToken { id } }"
    made = await door.do("createApiToken", "CreateApiTokenInput", given, wanted)
    return an_input(tokenId=made["apiToken"]["id"])


def _a_disclosure(world: World) -> Given:
    return an_input(consultationId=world.town.consultation, number=f"試し-{new_key()}")


@tried_with("Query.disclosureRequests")
async def _disclosures(world: World, _door: Door) -> Given:
    return {"consultationId": world.town.consultation}


@tried_with("Mutation.openDisclosureRequest")
async def _open_disclosure(world: World, _door: Door) -> Given:
    return _a_disclosure(world)


@tried_with("Mutation.closeDisclosureRequest")
async def _close_disclosure(world: World, _door: Door) -> Given:
    given = _a_disclosure(world)
    await world.door_of("records").do(
        "openDisclosureRequest", "DisclosureRequestInput", given["input"], ""
    )
    return given
