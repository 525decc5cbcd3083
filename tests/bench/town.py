"""A policy, a plan and an open consultation, made through the gateway as staff would."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.bench.graphql import GraphQL, NotNow, Refusal
from tests.bench.system import System

PLAN = """# 第1章 交通
本市の交通について定めます。
## 1 公共交通
バスの本数と運賃を見直します。
## 2 自転車
自転車の通れる道を増やします。
# 第2章 みどり
公園と並木を守ります。
"""
_TRY_FOR_S = 60.0


@dataclass(frozen=True)
class Town:
    """Ids of what was made."""

    policy_id: str
    consultation_id: str
    clause_ids: tuple[str, ...]
    document_id: str = ""
    # By clause, as passages of it are counted: the heading, a line end, the body.
    clause_texts: tuple[str, ...] = ()


async def found_town(system: System, name: str, *, asks_to_publish: bool = False) -> Town:
    """Make a policy at its planning stage, a plan and a consultation that is open now.

    ``asks_to_publish``: whether comments may be published in their own words is asked.

    Raises:
        Refusal: the system does not take what this makes.
        TimeoutError: it did not become possible in a minute.
    """
    today = datetime.now(UTC).date()
    stage = {
        "cycle": 1,
        "stage": "PLANNING",
        "startsOn": (today - timedelta(days=1)).isoformat(),
        "endsOn": (today + timedelta(days=300)).isoformat(),
        "plannedMethods": ["PUBLIC_COMMENT"],
    }
    async with GraphQL(system.gateway_url, system.staff_token) as staff:
        policy = await make(
            staff,
            ("createPolicy", "CreatePolicyInput", "Policy", "id"),
            {
                **{"title": name, "summary": "計測用", "field": "交通", "area": "全市"},
                **{"department": "企画課", "stages": [stage]},
                "departmentId": system.department_id,
                "idempotencyKey": f"{name}-policy-0001",
            },
        )
        document = await make(
            staff,
            ("createPlanDocument", "CreatePlanDocumentInput", "PlanDocument", "id"),
            {
                "policyId": policy["id"],
                "title": name,
                "idempotencyKey": f"{name}-document-0001",
            },
        )
        revision = await make(
            staff,
            (
                "publishRevision",
                "PublishRevisionInput",
                "Revision",
                "id clauses { id heading body }",
            ),
            {
                "documentId": document["id"],
                "kind": "DRAFT",
                "title": "素案",
                "format": "MARKDOWN",
                "text": PLAN,
                "idempotencyKey": f"{name}-revision-0001",
            },
        )
        consultation = await _open(
            staff,
            name,
            policy["id"],
            document["id"],
            revision["id"],
            system.department_id,
            asks_to_publish,
        )
    clauses = tuple(clause["id"] for clause in revision["clauses"])
    texts = tuple(
        "\n".join(part for part in (clause["heading"], clause["body"]) if part)
        for clause in revision["clauses"]
    )
    return Town(policy["id"], consultation["id"], clauses, document["id"], texts)


async def _open(
    staff: GraphQL,
    name: str,
    policy_id: str,
    document_id: str,
    revision_id: str,
    department_id: str,
    asks_to_publish: bool,
) -> dict[str, Any]:
    now = datetime.now(UTC).replace(microsecond=0)
    return await make(
        staff,
        ("openConsultation", "OpenConsultationInput", "Consultation", "id"),
        {
            **{"title": name, "summary": "計測用", "contact": "企画課"},
            **{"documentId": document_id, "revisionId": revision_id},
            "departmentId": department_id,
            "particulars": [{"kind": "NAME", "asked": "OPTIONAL"}],
            "purposeOfUse": "計測用",
            "details": {"asksToPublishText": asks_to_publish},
            "links": [{"policyId": policy_id, "cycle": 1, "stage": "PLANNING"}],
            "opensAt": (now - timedelta(minutes=1)).isoformat(),
            "closesAt": (now + timedelta(days=30)).isoformat(),
            "channels": ["WEB", "POST", "FAX", "MAIL", "PHONE", "COUNTER", "BRING"],
            "idempotencyKey": f"{name}-consultation-0001",
        },
    )


async def make(
    staff: GraphQL, what: tuple[str, str, str, str], given: dict[str, Any]
) -> dict[str, Any]:
    """Run a creating mutation until it is taken: the services may still be starting."""
    field, kind, result, fields = what
    document = (
        f"mutation Make($input: {kind}!) {{ {field}(input: $input) {{ __typename "
        f"... on {result} {{ {fields} }} ... on Problems {{ problems {{ code message }} }} }} }}"
    )
    deadline = time.monotonic() + _TRY_FOR_S
    while True:
        try:
            return await staff.mutate(document, given)
        except NotNow as error:
            cause: Exception = error
        except Refusal as error:
            # The revision reaches public_comment as an event: it may be a moment behind.
            if error.code != "REVISION_NOT_KNOWN_YET":
                raise
            cause = error
        if time.monotonic() > deadline:
            raise TimeoutError(f"{field}: {cause}") from cause
        await asyncio.sleep(0.2)
