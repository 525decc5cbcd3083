"""Answers on their way: one under approval, one with an inquiry, one that is being drafted."""

import asyncio
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from infra.demo import operations
from infra.demo.data import AnswerRow, City
from infra.demo.gateway import DemoRefused, Gateway
from infra.demo.staff import Staff
from shared.clock import today_jst

PATIENCE_S = 60.0
PAUSE_S = 0.3
DRAFTED_BY = "demo-staff"
ADMIN = "demo-admin"


class Answers:
    """Begins the answers that are not there yet; the consultation's comments are all in."""

    def __init__(self, gateway: Gateway, city: City, staff: Staff, consultation_id: str) -> None:
        self._gateway = gateway
        self._city = city
        self._staff = staff
        self._case = consultation_id
        self._token = staff.token(DRAFTED_BY)

    async def load(self) -> None:
        """Set the route of approval, draft, ask and send on. Once more changes nothing.

        Raises:
            DemoRefused, GatewayAway.
        """
        await self._route()
        for row in self._city.answers:
            response_id = await self._drafted(row) or await self._draft(row)
            if row.next == "APPROVAL":
                given = {"responseId": response_id, "version": 1}
                await self._do(operations.ASK_APPROVAL, row, "approval", given)
            elif row.next == "INQUIRY":
                given = {
                    "responseId": response_id,
                    "deskId": self._staff.desks[row.asks],
                    "question": row.question,
                    "dueOn": _in_days(row.inquiry_due),
                }
                if not await self._asked(response_id):
                    await self._do(operations.SEND_INQUIRY, row, "inquiry", given)

    async def _route(self) -> None:
        route, token = self._city.route, self._staff.token(ADMIN)
        department = self._staff.departments[route.department]
        answer = await self._gateway.query(operations.ROUTES, {"id": department}, token)
        if answer["approvalRoutes"]["version"]:
            return
        desks = [self._staff.desks[sign_in] for sign_in in route.desks]
        given = {
            "departmentId": department,
            "version": 0,
            "routes": [{"name": route.name, "deskIds": desks}],
            "idempotencyKey": "kyodo-demo-approval-route",
        }
        await self._gateway.mutate(operations.SET_ROUTES, given, token)

    async def _drafted(self, row: AnswerRow) -> str | None:
        """Find the response that an earlier load drafted."""
        answer = await self._gateway.query(operations.RESPONSES, {"id": self._case}, self._token)
        nodes = [edge["node"] for edge in answer["responses"]["edges"]]
        return next((n["id"] for n in nodes if n["content"]["text"] == row.text), None)

    async def _asked(self, response_id: str) -> bool:
        answer = await self._gateway.query(
            operations.INQUIRIES_OF, {"id": response_id}, self._token
        )
        return bool(answer["response"]["inquiries"])

    async def _draft(self, row: AnswerRow) -> str:
        given = {
            "deskId": self._staff.desks[DRAFTED_BY],
            "subjects": [{"kind": "COMMENT", "id": await self._comment(row), "caseId": self._case}],
            "content": {
                "classCode": row.class_,
                "summary": row.summary,
                "text": row.text,
                "reason": row.reason,
                "dueOn": _in_days(row.due),
            },
        }
        made = await self._do(operations.DRAFT_RESPONSE, row, "draft", given)
        return str(made["id"])

    async def _comment(self, row: AnswerRow) -> str:
        """Find the comment by its text; its event may still be on its way."""
        text = next(c.text.strip() for c in self._city.comments if c.key == row.comment)
        deadline = time.monotonic() + PATIENCE_S
        while True:
            after: str | None = None
            while True:
                given = {"id": self._case, "after": after}
                answer = await self._gateway.query(operations.UNANSWERED, given, self._token)
                page = answer["unanswered"]
                for node in (edge["node"] for edge in page["edges"]):
                    if node["comment"] and node["comment"]["text"] == text:
                        return str(node["id"])
                if not page["pageInfo"]["hasNextPage"]:
                    break
                after = page["pageInfo"]["endCursor"]
            if time.monotonic() > deadline:
                raise DemoRefused(f"comment {row.comment} did not reach the responses service")
            await asyncio.sleep(PAUSE_S)

    async def _do(
        self, operation: str, row: AnswerRow, what: str, given: Mapping[str, Any]
    ) -> dict[str, Any]:
        key = f"kyodo-demo-answer-{row.comment}-{what}"
        return await self._gateway.mutate(operation, {**given, "idempotencyKey": key}, self._token)


def _in_days(days: int) -> str:
    return (today_jst() + timedelta(days=days)).isoformat()
