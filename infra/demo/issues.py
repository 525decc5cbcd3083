"""Issue proposals: what people bring, how far it has come, and what others offer."""

from typing import Any

from infra.demo import operations
from infra.demo.data import IssueRow, OfferRow
from infra.demo.gateway import Gateway
from shared.city_map import Place


class Issues:
    """Leads issues on from wherever an earlier load left them; once more changes nothing."""

    def __init__(self, gateway: Gateway, coordinator: str, policies: dict[str, str]) -> None:
        self._gateway, self._coordinator, self._policies = gateway, coordinator, policies

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
        place = _place(row.place)
        brought = {"words": row.words, "field": row.field, "ward": row.ward, "place": place}
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
                operations.SHAPE_ISSUE,
                row,
                issue["id"],
                words=words,
                place=place,
                baseVersion=0,
            )
        if row.answer:
            await self._public(row, issue["id"], numbers, staff[row.department], offer_id)

    async def _public(
        self, row: IssueRow, id_: str, numbers: dict[str, str], staff: str, offer_id: str
    ) -> None:
        await self._as_coordinator(operations.APPROVE_ISSUE, row, id_, version=1)
        agreed = {"issueId": id_, "version": 1, **numbers}
        await self._do(operations.APPROVE_ISSUE, f"issue-{row.key}-agreed", "", **agreed)
        if row.need:
            await self._needed(row, id_, offer_id)
        if row.policy:
            links = [{"policyId": self._policies[row.policy], "stage": "PLANNING"}]
            reason = "計画を作るときに、あわせて考えます。"
            await self._as_coordinator(operations.LINK_ISSUE, row, id_, links=links, reason=reason)
        answered = {"issueId": id_, "text": row.answer}
        await self._do(operations.ANSWER_ISSUE, f"issue-{row.key}-answer", staff, **answered)
        await self._talk(row, id_, staff)

    async def _needed(self, row: IssueRow, id_: str, offer_id: str) -> None:
        """Name what is needed, and let who offers it accept."""
        need = f"kyodo-demo-issue-{row.key}-need"
        named: dict[str, str | None] = {
            "issueId": id_,
            "kind": row.need_kind,
            "text": row.need,
            "wanted": row.wanted,
            "idempotencyKey": need,
        }
        await self._gateway.mutate(operations.NAME_NEED, named, self._coordinator)
        if not offer_id:
            return
        match = await self._as_coordinator(
            operations.ASK_FOR_OFFER, row, id_, needId=need, offerId=offer_id
        )
        if match["state"] == "ASKED":
            moved = {"matchId": match["id"], "state": "ACCEPTED"}
            key = f"issue-{row.key}-accepted"
            await self._do(operations.MOVE_MATCH, key, self._coordinator, **moved)

    async def _talk(self, row: IssueRow, id_: str, staff: str) -> None:
        """Let people join, talk, and begin to plan together."""
        issue, key = {"issueId": id_}, f"issue-{row.key}"
        wards = [ward for ward, count in row.concerned.items() for _ in range(count)]
        for at, ward in enumerate(wards):
            concern = {**issue, "ward": ward}
            await self._do(operations.SHARE_CONCERN, f"{key}-concern-{at}", "", **concern)
        parties = {
            party.key: await self._do(
                *(operations.JOIN_ISSUE, f"{key}-{party.key}", ""),
                **issue,
                **party.model_dump(exclude={"key"}),
            )
            for party in row.parties
        }
        numbers = {
            name: {which: party[which] for which in ("number", "confirmationNumber")}
            for name, party in parties.items()
        }
        for thread in row.threads:
            said = {**issue, "kind": thread.kind, "text": thread.text, **numbers[thread.by]}
            begun = f"{key}-{thread.key}"
            made = await self._do(operations.BEGIN_THREAD, begun, "", **said)
            if thread.answer:
                answer = {**issue, "threadId": made["id"], "text": thread.answer}
                await self._do(operations.REPLY_IN_THREAD, f"{begun}-answer", staff, **answer)
        if row.plan:
            await self._plan(row, issue, parties, numbers, staff)

    async def _plan(
        self,
        row: IssueRow,
        issue: dict[str, str],
        parties: dict[str, Any],
        numbers: dict[str, dict[str, str]],
        staff: str,
    ) -> None:
        partners = [party.key for party in row.parties if party.name]
        seen = await self._gateway.mutate(operations.OPEN_PROJECT, issue, staff)
        if seen["plan"] is None:
            plan = {
                **issue,
                "method": "CO_HOSTING",
                "partners": [parties[one]["party"]["id"] for one in partners],
                "roles": row.roles,
                "plan": row.plan,
                "baseVersion": 0,
            }
            await self._do(operations.PLAN_PROJECT, f"issue-{row.key}-plan", staff, **plan)
        for step in ("PRESENT", "PROBLEM"):
            signed, sign = {**issue, "step": step}, f"issue-{row.key}-{step}"
            await self._do(operations.SIGN_STEP, sign, staff, **signed)
            for one in partners:
                given = {**signed, **numbers[one]}
                await self._do(operations.SIGN_STEP, f"{sign}-{one}", "", **given)

    async def _as_coordinator(
        self, operation: str, row: IssueRow, id_: str, **given: Any
    ) -> dict[str, Any]:
        what = operation.partition("result: ")[2].partition("(")[0]
        key = f"issue-{row.key}-{what}"
        return await self._do(operation, key, self._coordinator, issueId=id_, **given)

    async def _do(self, operation: str, key: str, token: str, /, **given: Any) -> dict[str, Any]:
        body = {**given, "idempotencyKey": f"kyodo-demo-{key}"}
        return await self._gateway.mutate(operation, body, token)


def _place(text: str) -> dict[str, float] | None:
    place = Place.of(text)
    return {"latitude": place.latitude, "longitude": place.longitude} if place else None
