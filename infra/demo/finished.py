"""A consultation that went all the way: from papers to answers, the final plan and the result."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from infra.demo import operations
from infra.demo.data import FinishedRow, ReplyRow
from infra.demo.gateway import DemoRefused, Gateway
from infra.demo.staff import Staff

PATIENCE_S = 60.0
PAUSE_S = 0.3
DRAFTED_BY, APPROVED_BY = "demo-staff", "demo-approver"


class Finished:
    """Leads it on from wherever an earlier load left it; once more changes nothing."""

    def __init__(
        self, gateway: Gateway, row: FinishedRow, staff: Staff, case: str, document: str
    ) -> None:
        self._gateway, self._row, self._staff = gateway, row, staff
        self._case, self._document = case, document
        self._token, self._approver = staff.token(DRAFTED_BY), staff.token(APPROVED_BY)

    async def load(
        self, revision: str, clauses: Mapping[str, str], days: Mapping[int, str]
    ) -> None:
        """Load all; ``clauses`` are ids by path, ``days`` dates by their distance from the load.

        Raises:
            DemoRefused, GatewayAway.
        """
        told = await self._gateway.query(operations.STATE, {"id": self._case})
        if told["consultation"]["state"] == "PUBLISHED":
            return
        for paper in self._row.papers:
            given = {
                "consultationId": self._case,
                "clauseId": clauses[paper.clause] if paper.clause else None,
                "text": paper.text,
                "channel": paper.channel,
                "receivedOn": days[paper.day],
            }
            await self._do(operations.ENTER_COMMENT, f"paper-{paper.key}", given)
        known = await self._responses()
        for reply in self._row.replies:
            if reply.text not in known:
                await self._draft(reply, revision, clauses)
        await self._decide()
        await self._publish()

    async def _draft(self, reply: ReplyRow, revision: str, clauses: Mapping[str, str]) -> None:
        texts = {paper.text for paper in self._row.papers if paper.reply == reply.key}
        ids = await self._comments(texts)
        changes = []
        if reply.clause:
            place = {"documentId": self._document, "revisionId": revision}
            changes = [place | {"clauseId": clauses[reply.clause], "note": reply.change}]
        given = {
            "deskId": self._staff.desks[DRAFTED_BY],
            "subjects": [{"kind": "COMMENT", "id": id_, "caseId": self._case} for id_ in ids],
            "content": {
                **{"classCode": reply.class_, "summary": reply.summary, "text": reply.text},
                **{"reason": reply.reason, "changes": changes},
            },
        }
        await self._do(operations.DRAFT_RESPONSE, f"reply-{reply.key}", given)

    async def _comments(self, texts: set[str]) -> list[str]:
        """Find comments by their texts; their events may still be on their way."""
        deadline = time.monotonic() + PATIENCE_S
        given = {"id": self._case, "after": None}
        while True:
            answer = await self._gateway.query(operations.UNANSWERED, given, self._token)
            nodes = [edge["node"] for edge in answer["unanswered"]["edges"]]
            found = [one["id"] for one in nodes if one["comment"]["text"] in texts]
            if len(found) == len(texts):
                return found
            if time.monotonic() > deadline:
                raise DemoRefused("papers did not reach the responses service")
            await asyncio.sleep(PAUSE_S)

    async def _decide(self) -> None:
        """Ask for approval and approve, whatever of it is still to be done."""
        for text, (id_, _, _) in (await self._responses()).items():
            key = next(reply.key for reply in self._row.replies if reply.text == text)
            for state, operation, token in (
                ("DRAFT", operations.ASK_APPROVAL, self._token),
                ("IN_APPROVAL", operations.APPROVE_RESPONSE, self._approver),
            ):
                _, now, version = (await self._responses())[text]
                if now == state:
                    given = {"responseId": id_, "version": version}
                    await self._do(operation, f"{state.lower()}-{key}", given, token)

    async def _publish(self) -> None:
        about = {"consultationId": self._case}
        await self._do(operations.PUBLISH_RESPONSES, "answers", {**about, "partial": False})
        revision = {
            **{"documentId": self._document, "kind": "FINAL", "format": "MARKDOWN"},
            **{"title": self._row.revision_title, "text": self._row.text},
        }
        await self._do(operations.PUBLISH_REVISION, "revision", revision)
        result = {**about, "outcome": "WITH_CHANGES", "note": self._row.note}
        await self._do(operations.PUBLISH_RESULT, "result", result)

    async def _responses(self) -> dict[str, tuple[str, str, int]]:
        """Id, state and version of each response, by its text."""
        answer = await self._gateway.query(operations.RESPONSES, {"id": self._case}, self._token)
        nodes = [edge["node"] for edge in answer["responses"]["edges"]]
        return {one["content"]["text"]: (one["id"], one["state"], one["version"]) for one in nodes}

    async def _do(
        self, operation: str, what: str, given: Mapping[str, Any], token: str = ""
    ) -> dict[str, Any]:
        key = f"kyodo-demo-finished-{what}"
        return await self._gateway.mutate(
            operation, {**given, "idempotencyKey": key}, token or self._token
        )
