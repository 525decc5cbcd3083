"""A policy, a plan and consultations, made through the gateway as the city's staff would."""

import asyncio
import secrets
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import aiohttp

from tests.support.people import Cast, cast

TRY_FOR_S = 60.0
NOT_YET = {"REVISION_NOT_KNOWN_YET", "UNAVAILABLE"}
PLAN = """# 第1章 はじめに
## 1 計画の趣旨
市民と市がともにまちづくりを進めるための計画です。
## 2 計画の期間
計画の期間は5年間とします。
# 第2章 取組
## 1 参加の機会
次のことを進めます。

- 夜間や休日にも意見を聞く場を設けます。
- 紙でも電話でも意見を受け付けます。
## 2 情報の公開
検討の経過を公表します。
"""


@dataclass(frozen=True)
class Town:
    """What was made: ids, and the words to look for on the pages."""

    open_id: str
    planned_id: str
    title: str
    clause_ids: Mapping[str, str]  # by heading
    document_id: str
    policy_id: str


class Staff:
    """GraphQL with the staff token."""

    def __init__(self, session: aiohttp.ClientSession, gateway_url: str) -> None:
        self._session = session
        self._url = f"{gateway_url}/graphql"

    @classmethod
    def of(cls, session: aiohttp.ClientSession, environment: Mapping[str, str]) -> Self:
        """Use the gateway that the settings name."""
        return cls(session, environment["KYODO_GATEWAY_URL"])

    async def make(self, field: str, result: str, fields: str, given: Any) -> Any:
        """Run a creating mutation; a revision's event may still be on its way, so try again.

        Raises:
            AssertionError: it was refused, or did not become possible in ``TRY_FOR_S``.
        """
        kind = field[0].upper() + field[1:] + "Input"
        document = (
            f"mutation Make($input: {kind}!) {{ {field}(input: $input) {{ __typename "
            f"... on {result} {{ {fields} }} "
            "... on Problems { problems { code field message } } } }"
        )
        body = {"query": document, "variables": {"input": given}}
        deadline = time.monotonic() + TRY_FOR_S
        while True:
            async with self._session.post(self._url, json=body) as answer:
                content = await answer.json()
            made = (content.get("data") or {}).get(field) or {}
            if made.get("__typename") == result:
                return made
            codes = {problem["code"] for problem in made.get("problems", ())}
            if not codes & NOT_YET or time.monotonic() > deadline:
                raise AssertionError(f"{field}: {content}")
            await asyncio.sleep(0.3)


async def found_town(
    environment: Mapping[str, str],
    particulars: Collection[str] = (),
    *,
    asks_to_publish_text: bool = False,
) -> Town:
    """Make a policy with a plan, one consultation that is open and one that is planned."""
    people = cast(environment)
    headers = {"Authorization": f"Bearer {people.tokens['staff']}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        staff = Staff.of(session, environment)
        mark = secrets.token_hex(4)
        policy = await staff.make("createPolicy", "Policy", "id", _policy(mark, people))
        document = await staff.make(
            "createPlanDocument",
            "PlanDocument",
            "id",
            {
                "policyId": policy["id"],
                "title": "市民参加推進計画",
                "idempotencyKey": f"e2e-{mark}-document",
            },
        )
        revision = await staff.make(
            "publishRevision",
            "Revision",
            "id clauses { id heading }",
            {
                "documentId": document["id"],
                "kind": "DRAFT",
                "title": "市民参加推進計画（素案）",
                "text": PLAN,
                "idempotencyKey": f"e2e-{mark}-revision",
            },
        )
        ids = [
            (
                await staff.make(
                    "openConsultation",
                    "Consultation",
                    "id",
                    {
                        **_consultation(mark, policy["id"], document["id"], revision["id"], days),
                        "departmentId": people.department,
                        "particulars": [{"kind": k, "asked": "OPTIONAL"} for k in particulars],
                        "purposeOfUse": "ご意見の内容を確かめるためだけに使います。",
                        "details": {"asksToPublishText": asks_to_publish_text},
                    },
                )
            )["id"]
            for days in (-1, 5)
        ]
    clauses = {clause["heading"]: clause["id"] for clause in revision["clauses"]}
    return Town(ids[0], ids[1], _title(mark, -1), clauses, document["id"], policy["id"])


async def revise(environment: Mapping[str, str], town: Town, text: str) -> None:
    """Publish another revision of the town's plan."""
    headers = {"Authorization": f"Bearer {cast(environment).tokens['staff']}"}
    given = {
        "documentId": town.document_id,
        "kind": "FINAL",
        "title": "市民参加推進計画（最終案）",
        "text": text,
        "idempotencyKey": f"e2e-{secrets.token_hex(4)}-revision",
    }
    async with aiohttp.ClientSession(headers=headers) as session:
        await Staff.of(session, environment).make("publishRevision", "Revision", "id", given)


def _policy(mark: str, people: Cast) -> dict[str, Any]:
    today = datetime.now(UTC).date()
    stage = {
        "cycle": 1,
        "stage": "PLANNING",
        "startsOn": (today - timedelta(days=10)).isoformat(),
        "endsOn": (today + timedelta(days=300)).isoformat(),
        "plannedMethods": ["PUBLIC_COMMENT"],
    }
    return {
        "title": f"市民参加推進計画 {mark}",
        "summary": "市民参加を進めるための計画です。",
        "field": "市民協働",
        "area": "市全域",
        "department": "市民協働推進課",
        "departmentId": people.department,
        "stages": [stage],
        "idempotencyKey": f"e2e-{mark}-policy-00",
    }


def _consultation(
    mark: str, policy_id: str, document_id: str, revision_id: str, opens_in_days: int
) -> dict[str, Any]:
    opens = datetime.now(UTC).replace(microsecond=0) + timedelta(days=opens_in_days)
    return {
        "title": _title(mark, opens_in_days),
        "summary": "計画の素案について、ご意見をお寄せください。",
        "documentId": document_id,
        "revisionId": revision_id,
        "links": [{"policyId": policy_id, "cycle": 1, "stage": "PLANNING"}],
        "opensAt": opens.isoformat(),
        "closesAt": (opens + timedelta(days=30)).isoformat(),
        "channels": ["WEB", "POST", "BRING", "FAX", "MAIL", "PHONE", "COUNTER"],
        "contact": "市民協働推進課\n電話 000-0000-0000",
        "idempotencyKey": f"e2e-{mark}-{opens_in_days}-consultation",
    }


def _title(mark: str, opens_in_days: int) -> str:
    return f"市民参加推進計画（素案）への意見募集 {mark}{'' if opens_in_days < 0 else ' 予告'}"
