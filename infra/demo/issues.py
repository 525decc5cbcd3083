"""Issue proposals: what people bring, how far it has come, and what others offer."""

from typing import Any

from infra.demo import operations
from infra.demo.data import IssueRow, OfferRow
from infra.demo.gateway import Gateway


class Issues:
    """Leads issues on from wherever an earlier load left them; once more changes nothing."""

    def __init__(self, gateway: Gateway, coordinator: str) -> None:
        self._gateway, self._coordinator = gateway, coordinator

    async def offer(self, row: OfferRow) -> str:
        """Enter an offer; return its id.

        Raises:
            DemoRefused, GatewayAway.
        """
        given = row.model_dump(exclude={"key"})
        made = await self._do(operations.MAKE_OFFER, f"offer-{row.key}", "", **given)
        return str(made["offer"]["id"])

    async def load(
        self, row: IssueRow, departments: dict[str, str], staff: dict[str, str], offer_id: str
    ) -> None:
        """Bring it, and do with it what was done; ``offer_id`` is lent for its need, if it has one.

        Raises:
            DemoRefused, GatewayAway.
        """
        brought = {"words": row.words, "field": row.field, "ward": row.ward}
        receipt = await self._do(operations.BRING_ISSUE, f"issue-{row.key}", "", **brought)
        if not row.department:
            return
        numbers = {name: receipt[name] for name in ("number", "confirmationNumber")}
        own = await self._gateway.mutate(operations.OPEN_ISSUE, numbers)
        issue = own["issue"]
        if issue["kind"] is None:
            await self._as_coordinator(
                operations.SORT_ISSUE,
                row,
                issue["id"],
                kind="ISSUE",
                departmentId=departments[row.department],
                reason=row.sorted_because,
                sequence=issue["sequence"],
            )
        if not issue["versions"]:
            names = ("title", "background", "facts", "tried", "solved")
            words = {name: getattr(row, name) for name in names}
            await self._as_coordinator(
                operations.SHAPE_ISSUE, row, issue["id"], words=words, baseVersion=0
            )
        if row.need:
            await self._public(row, issue["id"], numbers, staff[row.department], offer_id)

    async def _public(
        self, row: IssueRow, id_: str, numbers: dict[str, str], staff: str, offer_id: str
    ) -> None:
        await self._as_coordinator(operations.APPROVE_ISSUE, row, id_, version=1)
        agreed = {"issueId": id_, "version": 1, **numbers}
        await self._do(operations.APPROVE_ISSUE, f"issue-{row.key}-agreed", "", **agreed)
        need = f"kyodo-demo-issue-{row.key}-need"
        named = {"issueId": id_, "kind": row.need_kind, "text": row.need, "idempotencyKey": need}
        await self._gateway.mutate(operations.NAME_NEED, named, self._coordinator)
        answered = {"issueId": id_, "text": row.answer}
        await self._do(operations.ANSWER_ISSUE, f"issue-{row.key}-answer", staff, **answered)
        match = await self._as_coordinator(
            operations.ASK_FOR_OFFER, row, id_, needId=need, offerId=offer_id
        )
        if match["state"] == "ASKED":
            moved = {"matchId": match["id"], "state": "ACCEPTED"}
            key = f"issue-{row.key}-accepted"
            await self._do(operations.MOVE_MATCH, key, self._coordinator, **moved)

    async def _as_coordinator(
        self, operation: str, row: IssueRow, id_: str, **given: Any
    ) -> dict[str, Any]:
        what = operation.partition("result: ")[2].partition("(")[0]
        key = f"issue-{row.key}-{what}"
        return await self._do(operation, key, self._coordinator, issueId=id_, **given)

    async def _do(self, operation: str, key: str, token: str, /, **given: Any) -> dict[str, Any]:
        body = {**given, "idempotencyKey": f"kyodo-demo-{key}"}
        return await self._gateway.mutate(operation, body, token)
