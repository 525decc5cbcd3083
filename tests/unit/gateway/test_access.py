"""Who may use what is declared for every field, and held at every execution."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import strawberry

from gateway.access import AccessUndeclared, Who, declared_access, for_anyone, require_declared
from gateway.schema import Mutation, Query
from tests.unit.gateway.conftest import Caller

FOR_ANYONE = {
    "policies",
    "policy",
    "consultations",
    "consultation",
    "receipt",
    "submit_comment",
    "open_receipt",
    "correct_comment",
    "withdraw_comment",
}
FOR_STAFF = {
    "overview",
    "stage_counts",
    "inputs",
    "system_status",
    "enter_comment",
    "import_comments",
    "open_consultation",
    "create_policy",
    "open_stage",
    "close_stage",
    "record_activity",
    "create_plan_document",
    "publish_revision",
}


def test_each_field_is_for_those_it_should_be_for() -> None:
    declared = declared_access(Query) | declared_access(Mutation)
    assert {name for name, who in declared.items() if who is Who.ANYONE} == FOR_ANYONE
    assert {name for name, who in declared.items() if who is Who.STAFF} == FOR_STAFF
    assert set(declared) == FOR_ANYONE | FOR_STAFF


def test_a_field_that_does_not_say_who_may_use_it_stops_the_start() -> None:
    @strawberry.type
    class Careless:
        @for_anyone
        async def declared(self) -> int:
            return 1

        @strawberry.field
        async def forgotten(self) -> int:
            return 2

    with pytest.raises(AccessUndeclared, match=r"Careless\.forgotten"):
        require_declared(Careless)


async def test_a_plain_attribute_of_a_root_type_is_undeclared_too() -> None:
    @strawberry.type
    class Attribute:
        secret: int = 3

    with pytest.raises(AccessUndeclared):
        require_declared(Attribute)


STATUS = "{ systemStatus { totalLag } }"


class Lag:
    async def lag(self) -> dict[str, Any]:
        return {"partitions": {}, "total": 7, "dead_letters": 0}


async def test_a_document_that_staff_ran_stays_closed_to_strangers(
    make_caller: Callable[..., Caller],
) -> None:
    caller = make_caller(insight=Lag())
    allowed = await caller.ask(STATUS, as_staff=True)
    assert allowed.json == {"data": {"systemStatus": {"totalLag": 7}}}
    refused = await caller.ask(STATUS)
    assert refused.json["data"] is None
    assert refused.codes == ["NOT_SIGNED_IN"]


@pytest.mark.parametrize("token", ["Bearer wrong", "Bearer ", "Basic eDp5", "staff-token"])
async def test_a_wrong_token_is_no_token(make_caller: Callable[..., Caller], token: str) -> None:
    caller = make_caller(insight=Lag())
    body = b'{"query": "{ systemStatus { totalLag } }"}'
    answer = await caller.send(body, headers={"authorization": token})
    assert answer.codes == ["NOT_SIGNED_IN"]


async def test_a_mutation_for_staff_answers_strangers_with_problems(
    make_caller: Callable[..., Caller],
) -> None:
    caller = make_caller(policies=SimpleNamespace())
    answer = await caller.ask(
        """mutation ($input: MoveStageInput!) {
          openStage(input: $input) {
            __typename
            ... on Problems { problems { code message messageEn } }
          }
        }""",
        {"input": {"policyId": "p", "cycle": 1, "stage": "PLANNING", "idempotencyKey": "k"}},
    )
    (problem,) = answer.json["data"]["openStage"]["problems"]
    assert problem["code"] == "NOT_SIGNED_IN"
    assert "職員" in problem["message"]
    assert "staff" in problem["messageEn"]
