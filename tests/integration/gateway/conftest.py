"""The gateway in front of the running services, and a small town to comment on."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from gateway.clients.base import KEEP_IDLE_S
from infra.local.stack import Stack
from tests.support.live import first_answer
from tests.support.people import Cast

PROBLEMS = "... on Problems { problems { code field message messageEn } }"
SUBMIT = (
    """mutation ($input: SubmitCommentInput!) {
  submitComment(input: $input) {
    __typename
    ... on CommentReceipt {
      receiptNumber confirmationNumber salt commitment acceptedAt text repeated late
      consultation { title } clause { number heading }
    }
"""
    + PROBLEMS
    + "} }"
)
PLAN = """第1章 めざす姿

１ 基本の考え方
みんなで考え、みんなで決めます。

（1）対話を大切にします
意見の違いを話し合いの出発点にします。

第2章 取り組み
地区ごとに話し合いの場を設けます。
"""


def new_key() -> str:
    return secrets.token_hex(16)


@dataclass
class Door:
    """Asks the gateway over HTTP; a subscription by WebSocket, for its first delivery."""

    session: aiohttp.ClientSession
    url: str
    staff_token: str

    async def ask(
        self, query: str, variables: dict[str, Any] | None = None, *, as_staff: bool = False
    ) -> dict[str, Any]:
        if query.startswith("subscription"):
            token = self.staff_token if as_staff else ""
            return await first_answer(self.session, self.url, token, query, variables or {})
        headers = {"Authorization": f"Bearer {self.staff_token}"} if as_staff else {}
        body = {"query": query, "variables": variables}
        async with self.session.post(self.url + "/graphql", json=body, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            found: dict[str, Any] = await answer.json()
            return found

    async def do(
        self, name: str, kind: str, given: dict[str, Any], wanted: str, *, as_staff: bool = True
    ) -> dict[str, Any]:
        """Run one mutation whose input type is ``kind`` and return its result."""
        query = (
            f"mutation ($input: {kind}!) {{ {name}(input: $input) {{"
            f" __typename {wanted} {PROBLEMS} }} }}"
        )
        answer = await self.ask(query, {"input": given}, as_staff=as_staff)
        assert "errors" not in answer, answer
        result: dict[str, Any] = answer["data"][name]
        return result

    async def submit(self, consultation: str, **given: Any) -> dict[str, Any]:
        body = {"consultationId": consultation, "idempotencyKey": new_key(), **given}
        answer = await self.ask(SUBMIT, {"input": body})
        assert "errors" not in answer, answer
        result: dict[str, Any] = answer["data"]["submitComment"]
        return result


@dataclass
class Town:
    """What there is to comment on."""

    door: Door
    policy: str
    document: str
    revision: str
    clauses: list[dict[str, Any]]
    consultation: str
    department: str

    @classmethod
    async def build(cls, door: Door, department: str, plan: str = PLAN) -> "Town":
        policy = await door.do(
            "createPolicy",
            "CreatePolicyInput",
            {
                "title": "協働のまちづくり計画",
                "summary": "みんなでつくる計画です。",
                "field": "市民協働",
                "area": "全市",
                "department": "市民協働課",
                "departmentId": department,
                "stages": [{"cycle": 1, "stage": "PLANNING", "plannedMethods": ["PUBLIC_COMMENT"]}],
                "idempotencyKey": new_key(),
            },
            "... on Policy { id }",
        )
        document, revision = await publish(door, policy["id"], plan)
        town = cls(
            door, policy["id"], document, revision["id"], revision["clauses"], "", department
        )
        town.consultation = (await town.consult(-60, 3600))["id"]
        return town

    def consultation_input(self, opens_in_s: int, closes_in_s: int, **more: Any) -> dict[str, Any]:
        now = datetime.now(UTC).replace(microsecond=0)
        return {
            "title": "協働のまちづくり計画（素案）への意見募集",
            "summary": "",
            "documentId": self.document,
            "revisionId": self.revision,
            "links": [{"policyId": self.policy, "cycle": 1, "stage": "PLANNING"}],
            "opensAt": (now + timedelta(seconds=opens_in_s)).isoformat(),
            "closesAt": (now + timedelta(seconds=closes_in_s)).isoformat(),
            "channels": ["WEB", "POST", "MAIL"],
            "contact": "市民協働課",
            "departmentId": self.department,
            "particulars": [
                {"kind": "NAME", "asked": "OPTIONAL"},
                {"kind": "CONTACT", "asked": "OPTIONAL"},
            ],
            "purposeOfUse": "ご意見の内容を確かめるためだけに使います。",
            "shortPeriodReason": "試すための意見募集だからです。",
            "idempotencyKey": new_key(),
            **more,
        }

    async def consult(self, opens_in_s: int, closes_in_s: int, **more: Any) -> dict[str, Any]:
        given = self.consultation_input(opens_in_s, closes_in_s, **more)
        async with asyncio.timeout(30):
            while True:
                opened = await self.door.do(
                    "openConsultation",
                    "OpenConsultationInput",
                    given,
                    "... on Consultation { id state }",
                )
                if opened["__typename"] == "Consultation":
                    return opened
                # The revision's event is on its way.
                assert opened["problems"][0]["code"] == "REVISION_NOT_KNOWN_YET", opened
                await asyncio.sleep(0.2)


async def publish(door: Door, policy: str, plan: str) -> tuple[str, dict[str, Any]]:
    document = await door.do(
        "createPlanDocument",
        "CreatePlanDocumentInput",
        {"policyId": policy, "title": "素案", "idempotencyKey": new_key()},
        "... on PlanDocument { id }",
    )
    return document["id"], await revise(door, document["id"], plan)


async def revise(door: Door, document: str, plan: str) -> dict[str, Any]:
    return await door.do(
        "publishRevision",
        "PublishRevisionInput",
        {
            "documentId": document,
            "kind": "DRAFT",
            "title": "素案",
            "format": "PLAIN",
            "text": plan,
            "idempotencyKey": new_key(),
        },
        "... on Revision { id clauses { id number heading } }",
    )


def door_of(stack: Stack, session: aiohttp.ClientSession, people: Cast) -> Door:
    return Door(session, stack.url("gateway"), people.tokens["staff"])


def patient_session() -> aiohttp.ClientSession:
    """Open a session that may pause: the server closes what is idle after five seconds."""
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP_IDLE_S)
    return aiohttp.ClientSession(connector=connector)


@pytest.fixture(scope="session")
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with patient_session() as opened:
        yield opened


@pytest.fixture(scope="session")
async def town(system: Stack, session: aiohttp.ClientSession, people: Cast) -> Town:
    return await Town.build(door_of(system, session, people), people.department)
