"""The policies service's store and use cases on the real database."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.policies.domain.policy import Activity, Policy, PolicyStage
from services.policies.handlers import Policies
from services.policies.store import Source, Store
from shared.clock import now, today_jst
from shared.events.common import Method, RevisionKind, Stage
from shared.ids import new_id
from shared.mongo import Mongo


@pytest.fixture
async def store(mongo: Mongo) -> Store:
    made = Store(mongo.database("policies"))
    await made.create_indexes()
    return made


@pytest.fixture
def policies(store: Store) -> Policies:
    return Policies(store)


class Kept:
    """What lies in the database, looked at without the service's own code."""

    def __init__(self, mongo: Mongo) -> None:
        self._database = mongo.database("policies")

    async def all(self, collection: str) -> list[dict[str, Any]]:
        return await self._database[collection].find().sort("_id", 1).to_list(None)

    async def one(self, collection: str, id_: str) -> dict[str, Any]:
        found = await self._database[collection].find_one({"_id": id_})
        assert found is not None
        return dict(found)

    async def events(self, collection: str, id_: str) -> list[tuple[str, int]]:
        pending = (await self.one(collection, id_))["pending_events"]
        return [(event["type"], event["sequence"]) for event in pending]

    async def plan_of(
        self, collection: str, query: dict[str, Any], **options: Any
    ) -> dict[str, Any]:
        cursor = self._database[collection].find(query, **options)
        plan: dict[str, Any] = (await cursor.explain())["queryPlanner"]["winningPlan"]
        return plan


@pytest.fixture
def kept(mongo: Mongo) -> Kept:
    return Kept(mongo)


def a_policy(**change: Any) -> Policy:
    today = today_jst()
    policy = Policy(
        id=new_id(),
        title="青葉野市地域公共交通計画",
        summary="だれもが安心して移動できるまちを守る計画です。",
        field="都市・交通",
        area="市全域",
        department="交通政策課",
        stages=(
            PolicyStage(1, Stage.PLANNING, today, today + timedelta(days=90), (Method.SURVEY,)),
            PolicyStage(1, Stage.IMPLEMENTATION),
        ),
        activities=(),
        created_at=now(),
        sequence=0,
    )
    return replace(policy, **change)


def an_activity(**change: Any) -> Activity:
    activity = Activity(
        id=new_id(),
        cycle=1,
        stage=Stage.PLANNING,
        method=Method.BRIEFING,
        title="説明会",
        held_on=today_jst(),
        place="市民ホール",
        results="",
        participants=12,
    )
    return replace(activity, **change)


TEXT = """第1章 概要
1 趣旨
この計画は、だれもが安心して移動できるまちを将来にわたって守るために策定するものです。
2 期間
計画の期間は五年間とし、社会の状況が大きく変わったときは見直します。
"""


async def a_document(policies: Policies) -> str:
    policy = await policies.create_policy(a_policy(), f"policy-{new_id()}", {})
    document = await policies.create_document(policy.id, "計画案", f"document-{new_id()}")
    return document.id


async def publish(policies: Policies, document_id: str, text: str, key: str = "") -> Any:
    return await policies.publish_revision(
        document_id,
        RevisionKind.DRAFT,
        "素案",
        Source("plain", text),
        key or f"revision-{new_id()}",
    )
