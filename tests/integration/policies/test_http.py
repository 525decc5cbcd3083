"""The policies service over the wire."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest

from infra.local.stack import Stack
from shared.auth import GATEWAY, service_token
from tests.integration.policies.conftest import TEXT

POLICY = {
    "title": "青葉野市地域公共交通計画",
    "summary": "だれもが安心して移動できるまちを守る計画です。",
    "field": "都市・交通",
    "area": "市全域",
    "department": "交通政策課",
    "stages": [{"cycle": 1, "stage": "PLANNING", "starts_on": "2026-04-01", "ends_on": None}],
    "idempotency_key": "the-key-of-one-policy",
}


class Service:
    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http

    async def post(self, path: str, body: Any, status: int = 200) -> Any:
        async with self._http.post(path, json=body) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()

    async def get(self, path: str, status: int = 200) -> Any:
        async with self._http.get(path) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()

    async def refused(self, path: str, body: Any, status: int) -> list[tuple[str, str]]:
        answer = await self.post(path, body, status)
        assert answer["trace_id"]
        return [(error["code"], error["field"]) for error in answer["errors"]]


@pytest.fixture
async def service(
    new_stack: Callable[..., Stack], environment: dict[str, str]
) -> AsyncIterator[Service]:
    stack = new_stack(parts=("policies",), given=environment)
    made = service_token(environment["KYODO_SERVICE_KEY"], GATEWAY, "policies")
    token = {"Authorization": f"Bearer {made}"}
    async with aiohttp.ClientSession(stack.url("policies"), headers=token) as http:
        yield Service(http)


async def test_a_policy_goes_its_way_and_bad_input_is_named(service: Service) -> None:
    """One process for all of it: starting one takes longer than the requests."""
    policy = await _a_policy(service)
    revision = await _a_plan(service, policy["id"])
    await _reads(service, policy, revision)
    await _bad_input(service, policy["id"])


async def _a_policy(service: Service) -> dict[str, Any]:
    made = await service.post("/policies", POLICY)
    assert await service.post("/policies", POLICY) == made
    assert made["stages"][0] == {
        "cycle": 1,
        "stage": "PLANNING",
        "starts_on": "2026-04-01",
        "ends_on": None,
        "planned_methods": [],
        "state": "PLANNED",
        "opened_on": None,
        "closed_on": None,
    }
    path = f"/policies/{made['id']}"
    await service.post(f"{path}/stages/1/PLANNING/open", {"on": "2026-04-02"})
    activity = {
        "stage": "PLANNING",
        "method": "SURVEY",
        "title": "アンケート",
        "held_on": "2026-04-03",
        "participants": 3000,
        "submitters": 1284,
        "place": None,
        "idempotency_key": "the-key-of-one-survey",
    }
    await service.post(f"{path}/activities", activity)
    policy: dict[str, Any] = await service.post(
        f"{path}/stages/1/PLANNING/close", {"on": "2026-04-04"}
    )
    assert policy["sequence"] == 4
    assert policy["stages"][0]["closed_on"] == "2026-04-04"
    assert (policy["activities"][0]["submitters"], policy["activities"][0]["points"]) == (
        1284,
        None,
    )
    return policy


async def _a_plan(service: Service, policy_id: str) -> dict[str, Any]:
    given = {"title": "計画案", "idempotency_key": "the-key-of-one-document"}
    document = await service.post(f"/policies/{policy_id}/documents", given)
    revision: dict[str, Any] = await service.post(
        f"/documents/{document['id']}/revisions",
        {
            "kind": "DRAFT",
            "title": "素案",
            "format": "plain",
            "text": TEXT,
            "idempotency_key": "the-key-of-one-revision",
        },
    )
    assert (revision["number"], revision["policy_id"]) == (1, policy_id)
    assert [c["path"] for c in revision["clauses"]] == ["第1章", "第1章 > 1", "第1章 > 2"]
    assert revision["clauses"][1]["parent_id"] == revision["clauses"][0]["id"]
    return revision


async def _reads(service: Service, policy: dict[str, Any], revision: dict[str, Any]) -> None:
    ids = f"nothing,{policy['id']}"
    assert await service.get(f"/policies?ids={ids}") == {"items": [policy], "next": None}
    assert await service.get("/policies?limit=1") == {"items": [policy], "next": None}
    assert await service.get(f"/revisions?ids={revision['id']}") == {"items": [revision]}
    documents = await service.get(f"/documents?policy_id={policy['id']}")
    assert [d["id"] for d in documents["items"]] == [revision["document_id"]]
    assert await service.get(f"/documents?ids={revision['document_id']}") == documents
    clause = next(one for one in revision["clauses"] if one["heading"] and one["body"])
    path = f"/revisions/{revision['id']}/clauses"
    found = await service.get(f"{path}/{clause['id']}/text")
    assert found["text"] == f"{clause['heading']}\n{clause['body']}"
    parts = [found["text"][one["start"] : one["end"]] for one in found["sentences"]]
    assert parts[0] == clause["heading"] and all(part.strip() for part in parts)
    assert "".join(parts) == found["text"].replace("\n", "")
    assert (await service.get(f"{path}/nothing/text", 404))["errors"][0]["field"] == "clause_id"
    nothing = {"since": revision["id"], "anchors": [{"clause_id": clause["id"], "start": 3}]}
    to_itself = await service.refused(f"/revisions/{revision['id']}/locate", nothing, 422)
    assert to_itself == [("REVISION_NOT_LATER", "revision_id")]
    too_many = await service.get(f"/policies?ids={','.join('abc'[n % 3] for n in range(51))}", 422)
    assert too_many["errors"][0]["params"] == {"max": 50, "actual": 51}
    assert (await service.get("/policies?after=nonsense", 422))["errors"][0]["field"] == "after"
    assert (await service.get("/documents", 422))["errors"][0]["field"] == "policy_id"


async def _bad_input(service: Service, policy_id: str) -> None:
    refused = service.refused
    changed = POLICY | {"title": "別の計画"}
    assert await refused("/policies", changed, 409) == [
        ("IDEMPOTENCY_KEY_REUSED", "idempotency_key")
    ]
    wrong = POLICY | {"stages": [{"cycle": 1, "stage": "SOMETIME"}]}
    assert await refused("/policies", wrong, 422) == [("INVALID_INPUT", "stages.0.stage")]
    open_ = f"/policies/{policy_id}/stages/1/PLANNING/open"
    assert await refused(open_, {"on": "2026-04-31"}, 422) == [("INVALID_INPUT", "on")]
    assert await refused(open_, {"on": "2026-04-30"}, 409) == [("STAGE_ALREADY_CLOSED", "stage")]
    assert await refused(open_.replace(policy_id, "x"), {"on": "2026-04-30"}, 404) == [
        ("POLICY_NOT_FOUND", "policy_id")
    ]
    given = {"kind": "DRAFT", "title": "案", "format": "plain", "text": "本文"}
    key = {"idempotency_key": "the-key-of-no-revision"}
    assert await refused("/documents/x/revisions", given | key, 404) == [
        ("DOCUMENT_NOT_FOUND", "document_id")
    ]
    assert await refused("/documents/x/revisions", given, 422) == [
        ("INVALID_INPUT", "idempotency_key")
    ]
