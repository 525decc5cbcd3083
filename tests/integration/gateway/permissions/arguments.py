"""What each root field is tried with. One that is not here fails the test: none goes untried."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.integration.gateway.conftest import PLAN, Door, Town, new_key

Given = Mapping[str, Any]


@dataclass(frozen=True)
class World:
    """What there is to try on: a town of the department in charge, and an open door."""

    door: Door
    town: Town
    department: str

    async def comment(self) -> dict[str, Any]:
        """Hand in a fresh comment as a citizen; return its receipt."""
        receipt = await self.door.submit(self.town.consultation, text="試しの意見です。")
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
            "departmentId": self.department or None,
            "stages": [{"cycle": 1, "stage": "PLANNING", "plannedMethods": ["SURVEY"]}],
            "idempotencyKey": new_key(),
        }

    def stage(self, policy: str) -> dict[str, Any]:
        """Name the first stage of a policy."""
        key = new_key()
        return {"policyId": policy, "cycle": 1, "stage": "PLANNING", "idempotencyKey": key}


Make = Callable[[World], Awaitable[Given]]
ARGUMENTS: dict[str, Make] = {}


def _for(*names: str) -> Callable[[Make], Make]:
    def keep(make: Make) -> Make:
        ARGUMENTS.update(dict.fromkeys(names, make))
        return make

    return keep


def _input(**given: Any) -> Given:
    return {"input": {**given, "idempotencyKey": new_key()}}


@_for("Query.policies", "Query.consultations", "Query.overview", "Query.systemStatus")
async def _nothing(_: World) -> Given:
    return {"first": 2}


@_for("Query.inputs")
async def _inputs(world: World) -> Given:
    return {"policyId": world.town.policy, "first": 2}


@_for("Query.policy")
async def _policy(world: World) -> Given:
    return {"id": world.town.policy}


@_for("Query.consultation")
async def _consultation(world: World) -> Given:
    return {"id": world.town.consultation}


@_for("Query.stageCounts")
async def _stage(world: World) -> Given:
    return {"policyId": world.town.policy, "cycle": 1, "stage": "PLANNING"}


@_for("Query.receipt")
async def _receipt(world: World) -> Given:
    return {"number": (await world.comment())["receiptNumber"]}


@_for("Mutation.submitComment")
async def _submit(world: World) -> Given:
    return _input(consultationId=world.town.consultation, text="試しの意見です。")


@_for("Mutation.openReceipt")
async def _open_receipt(world: World) -> Given:
    return {"input": await world.secret()}


@_for("Mutation.correctComment")
async def _correct(world: World) -> Given:
    return _input(**await world.secret(), text="直した意見です。")


@_for("Mutation.withdrawComment")
async def _withdraw(world: World) -> Given:
    return _input(**await world.secret())


def _today() -> str:
    return (datetime.now(UTC) + timedelta(hours=9)).date().isoformat()


@_for("Mutation.enterComment")
async def _enter(world: World) -> Given:
    return _input(
        consultationId=world.town.consultation,
        text="紙で届いた意見です。",
        channel="POST",
        receivedOn=_today(),
    )


@_for("Mutation.importComments")
async def _import(world: World) -> Given:
    row = {"text": "まとめて届いた意見です。", "channel": "POST", "receivedOn": _today()}
    bad = {**row, "text": "", "rowId": "2", "idempotencyKey": new_key()}
    rows = [{**row, "rowId": "1", "idempotencyKey": new_key()}, bad]
    return {"input": {"consultationId": world.town.consultation, "rows": rows}}


@_for("Mutation.openConsultation")
async def _open_consultation(world: World) -> Given:
    return {"input": world.town.consultation_input(-60, 3600)}


@_for("Mutation.createPolicy")
async def _create_policy(world: World) -> Given:
    return {"input": world.a_policy()}


@_for("Mutation.openStage")
async def _open_stage(world: World) -> Given:
    return {"input": world.stage(await world.policy())}


@_for("Mutation.closeStage")
async def _close_stage(world: World) -> Given:
    return {"input": world.stage(await world.policy("OPEN"))}


@_for("Mutation.recordActivity")
async def _record(world: World) -> Given:
    stage = world.stage(world.town.policy)
    return {"input": {**stage, "method": "BRIEFING", "title": "説明会", "heldOn": _today()}}


@_for("Mutation.createPlanDocument")
async def _document(world: World) -> Given:
    return _input(policyId=world.town.policy, title="素案")


@_for("Mutation.publishRevision")
async def _publish(world: World) -> Given:
    return _input(
        documentId=world.town.document, kind="DRAFT", title="素案", format="PLAIN", text=PLAN
    )
