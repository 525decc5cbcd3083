"""Who may use what is declared for every field, and held at every execution."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import strawberry
from graphql import GraphQLObjectType, GraphQLSchema, is_introspection_type

from gateway.access import RuleMissing, RuleWithoutField, apply_rules, rule_for
from gateway.rules import ANYONE, RULES
from gateway.schema import schema
from tests.unit.gateway.conftest import Caller


def test_every_field_of_the_schema_has_a_rule() -> None:
    for type_ in schema._schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not is_introspection_type(type_):
            for name in type_.fields:
                rule_for(type_.name, name, RULES)


def a_schema() -> GraphQLSchema:
    @strawberry.type
    class Query:
        @strawberry.field
        async def declared(self) -> int:
            return 1

        @strawberry.field
        async def forgotten(self) -> int:
            return 2

    return strawberry.Schema(Query)._schema


def test_a_field_that_has_no_rule_stops_the_start() -> None:
    with pytest.raises(RuleMissing, match=r"Query\.forgotten"):
        apply_rules(a_schema(), {"Query.declared": ANYONE})


def test_a_root_type_has_no_rule_for_all_its_fields() -> None:
    with pytest.raises(RuleMissing, match=r"Query\.declared"):
        apply_rules(a_schema(), {"Query": ANYONE})


def test_a_rule_about_nothing_stops_the_start() -> None:
    rules = {"Query.declared": ANYONE, "Query.forgotten": ANYONE, "Query.gone": ANYONE}
    with pytest.raises(RuleWithoutField, match=r"Query\.gone"):
        apply_rules(a_schema(), rules)


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


@pytest.mark.parametrize(
    "token", ["Bearer wrong", "Bearer ", "Basic eDp5", "kyodo_x", "Bearer kyodo_x"]
)
async def test_a_wrong_token_is_no_token(make_caller: Callable[..., Caller], token: str) -> None:
    caller = make_caller(insight=Lag())
    body = b'{"query": "{ systemStatus { totalLag } }"}'
    answer = await caller.send(body, headers={"authorization": token})
    assert answer.status == 401
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
