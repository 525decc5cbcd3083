"""What each root field is tried with. One that is not here fails the test: none goes untried."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.integration.gateway.conftest import PLAN, Door, Town, new_key
from tests.support.people import Cast

Given = Mapping[str, Any]


NAMED = {"particulars": [{"kind": "NAME", "text": "試し 花子"}]}


@dataclass(frozen=True)
class World:
    """What there is to try on: a town of the department in charge, and an open door."""

    door: Door
    town: Town
    people: Cast

    @property
    def department(self) -> str:
        """The department in charge."""
        return self.people.department

    def door_of(self, person: str) -> Door:
        """Ask as somebody of the cast."""
        return Door(self.door.session, self.door.url, self.people.tokens[person])

    async def comment(self) -> dict[str, Any]:
        """Hand in a fresh comment as a citizen; return its receipt."""
        receipt = await self.door.submit(self.town.consultation, text="試しの意見です。", **NAMED)
        assert receipt["__typename"] == "CommentReceipt", receipt
        return receipt

    async def secret(self) -> dict[str, Any]:
        """Return both numbers of a fresh comment."""
        receipt = await self.comment()
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


def _for(*names: str) -> Callable[[Make], Make]:
    def keep(make: Make) -> Make:
        ARGUMENTS.update(dict.fromkeys(names, make))
        return make

    return keep


def _input(**given: Any) -> Given:
    return {"input": {**given, "idempotencyKey": new_key()}}


@_for("Query.policies", "Query.consultations", "Query.overview", "Query.systemStatus")
async def _nothing(_: World, _door: Door) -> Given:
    return {"first": 2}


@_for("Query.inputs")
async def _inputs(world: World, _door: Door) -> Given:
    return {"policyId": world.town.policy, "first": 2}


@_for("Query.policy")
async def _policy(world: World, _door: Door) -> Given:
    return {"id": world.town.policy}


@_for("Query.consultation")
async def _consultation(world: World, _door: Door) -> Given:
    return {"id": world.town.consultation}


@_for("Query.stageCounts")
async def _stage(world: World, _door: Door) -> Given:
    return {"policyId": world.town.policy, "cycle": 1, "stage": "PLANNING"}


@_for("Query.receipt")
async def _receipt(world: World, _door: Door) -> Given:
    return {"number": (await world.comment())["receiptNumber"]}


@_for("Mutation.submitComment")
async def _submit(world: World, _door: Door) -> Given:
    return _input(consultationId=world.town.consultation, text="試しの意見です。")


@_for("Mutation.openPersonalData")
async def _open_personal_data(world: World, _door: Door) -> Given:
    number = (await world.comment())["receiptNumber"]
    return _input(receiptNumbers=[number], purpose="INQUIRY")


@_for("Mutation.openReceipt")
async def _open_receipt(world: World, _door: Door) -> Given:
    return {"input": await world.secret()}


@_for("Mutation.correctComment")
async def _correct(world: World, _door: Door) -> Given:
    return _input(**await world.secret(), text="直した意見です。")


@_for("Mutation.withdrawComment")
async def _withdraw(world: World, _door: Door) -> Given:
    return _input(**await world.secret())


def _today() -> str:
    return (datetime.now(UTC) + timedelta(hours=9)).date().isoformat()


@_for("Mutation.enterComment")
async def _enter(world: World, _door: Door) -> Given:
    return _input(
        consultationId=world.town.consultation,
        text="紙で届いた意見です。",
        channel="POST",
        receivedOn=_today(),
    )


@_for("Mutation.importComments")
async def _import(world: World, _door: Door) -> Given:
    row = {"text": "まとめて届いた意見です。", "channel": "POST", "receivedOn": _today()}
    bad = {**row, "text": "", "rowId": "2", "idempotencyKey": new_key()}
    rows = [{**row, "rowId": "1", "idempotencyKey": new_key()}, bad]
    return {"input": {"consultationId": world.town.consultation, "rows": rows}}


@_for("Mutation.openConsultation")
async def _open_consultation(world: World, _door: Door) -> Given:
    return {"input": world.town.consultation_input(-60, 3600)}


@_for("Mutation.createPolicy")
async def _create_policy(world: World, _door: Door) -> Given:
    return {"input": world.a_policy()}


@_for("Mutation.openStage")
async def _open_stage(world: World, _door: Door) -> Given:
    return {"input": world.stage(await world.policy())}


@_for("Mutation.closeStage")
async def _close_stage(world: World, _door: Door) -> Given:
    return {"input": world.stage(await world.policy("OPEN"))}


@_for("Mutation.recordActivity")
async def _record(world: World, _door: Door) -> Given:
    stage = world.stage(world.town.policy)
    return {"input": {**stage, "method": "BRIEFING", "title": "説明会", "heldOn": _today()}}


@_for("Mutation.createPlanDocument")
async def _document(world: World, _door: Door) -> Given:
    return _input(policyId=world.town.policy, title="素案")


@_for("Mutation.publishRevision")
async def _publish(world: World, _door: Door) -> Given:
    return _input(
        documentId=world.town.document, kind="DRAFT", title="素案", format="PLAIN", text=PLAN
    )


@_for("Query.me", "Query.departments")
async def _no_arguments(_: World, _door: Door) -> Given:
    return {}


@_for("Query.people", "Query.personnelChanges", "Query.auditLog")
async def _a_page(_: World, _door: Door) -> Given:
    return {"first": 3}


async def _person(world: World) -> str:
    given = {"name": "試し", "signInName": f"try-{new_key()}", "roles": ["STAFF"]}
    door = world.door_of("admin")
    made = await door.do(
        "enterPerson", "EnterPersonInput", _input(**given)["input"], "... on Person { id }"
    )
    return str(made["id"])


async def _desk(world: World) -> str:
    given = {"departmentId": world.people.other_department, "name": "試しの担当"}
    body = _input(**given, holderIds=[await _person(world)])["input"]
    made = await world.door_of("admin").do("openDesk", "OpenDeskInput", body, "... on Desk { id }")
    return str(made["id"])


@_for("Mutation.openDepartment")
async def _open_department(_: World, _door: Door) -> Given:
    return _input(name="試しの課")


@_for("Mutation.openDesk")
async def _open_desk(world: World, _door: Door) -> Given:
    holders = [await _person(world)]
    return _input(departmentId=world.department, name="試しの担当", holderIds=holders)


@_for("Mutation.enterPerson")
async def _enter_person(_: World, _door: Door) -> Given:
    return _input(name="試し", signInName=f"try-{new_key()}", roles=["STAFF"])


@_for("Mutation.changeRoles")
async def _change_roles(world: World, _door: Door) -> Given:
    return _input(personId=await _person(world), roles=["REVIEWER"])


async def a_change(world: World) -> Given:
    """Appoint somebody to a desk, both made for this."""
    move = {"kind": "APPOINT", "personId": await _person(world), "deskId": await _desk(world)}
    return _input(moves=[move], on=_today())


@_for("Mutation.previewPersonnelChange", "Mutation.applyPersonnelChange")
async def _a_change(world: World, _door: Door) -> Given:
    return await a_change(world)


def a_delegation(world: World) -> Given:
    """Lend a desk from tomorrow on: today it gives nobody any right."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1, hours=9)).date().isoformat()
    return _input(
        toPersonId=world.people.people["other_staff"],
        deskIds=[world.people.desks["staff"]],
        fromDay=tomorrow,
        toDay=tomorrow,
    )


@_for("Mutation.delegate")
async def _delegate(world: World, _door: Door) -> Given:
    return a_delegation(world)


@_for("Mutation.endDelegation")
async def _end_delegation(world: World, _door: Door) -> Given:
    given = a_delegation(world)["input"]
    begun = await world.door_of("staff").do(
        "delegate", "DelegateInput", given, "... on Delegation { id }"
    )
    return _input(delegationId=begun["id"])


@_for("Mutation.createApiToken")
async def _create_token(_: World, _door: Door) -> Given:
    return _input(name="試し", expiresOn=_today())


@_for("Mutation.endApiToken")
async def _end_token(_: World, door: Door) -> Given:
    if not door.staff_token:
        return _input(tokenId="none")
    given = _input(name="試し", expiresOn=_today())["input"]
    wanted = "... on NewApiToken { apiToken { id } }"
    made = await door.do("createApiToken", "CreateApiTokenInput", given, wanted)
    return _input(tokenId=made["apiToken"]["id"])


def _a_disclosure(world: World) -> Given:
    return _input(consultationId=world.town.consultation, number=f"試し-{new_key()}")


@_for("Query.disclosureRequests")
async def _disclosures(world: World, _door: Door) -> Given:
    return {"consultationId": world.town.consultation}


@_for("Mutation.openDisclosureRequest")
async def _open_disclosure(world: World, _door: Door) -> Given:
    return _a_disclosure(world)


@_for("Mutation.closeDisclosureRequest")
async def _close_disclosure(world: World, _door: Door) -> Given:
    given = _a_disclosure(world)
    await world.door_of("records").do(
        "openDisclosureRequest", "DisclosureRequestInput", given["input"], ""
    )
    return given
