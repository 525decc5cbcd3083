"""A request may ask for so much and no more, whatever was asked before it."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from graphql import get_introspection_query

from gateway import limits
from gateway.documents import STRANGERS_KEPT, DocumentInvalid, Documents
from gateway.schema import schema
from tests.unit.gateway.conftest import Caller


class NoPolicies:
    async def page(self, after: str | None, limit: int) -> dict[str, Any]:
        return {"items": [], "next": None}


@pytest.fixture
def caller(make_caller: Callable[..., Caller]) -> Caller:
    return make_caller(policies=NoPolicies())


PAGES = """query ($first: Int!) {
  policies(first: $first) {
    edges { node { id title summary
      stages { stage state startsOn endsOn plannedMethods openedOn closedOn }
      activities { id stage method title heldOn place participants submitters comments points }
    } }
  }
}"""


async def test_the_cost_of_one_document_depends_on_its_variables(caller: Caller) -> None:
    assert (await caller.ask(PAGES, {"first": 20})).json["data"]["policies"] == {"edges": []}
    refused = await caller.ask(PAGES.replace("stage state", "a: stage state"), {"first": 20})
    assert "errors" not in refused.json
    costly = "query ($first: Int!) { " + "".join(
        f"p{n}: policies(first: $first) {{ edges {{ node {{ stages {{ stage state startsOn }}"
        f" activities {{ id title }} }} }} }} "
        for n in range(limits.MAX_QUERIES)
    )
    assert "errors" not in (await caller.ask(costly + "}", {"first": 1})).json
    answer = await caller.ask(costly + "}", {"first": 50})
    assert answer.codes == ["QUERY_TOO_COSTLY"]
    assert "errors" not in (await caller.ask(costly + "}", {"first": 1})).json


async def test_a_default_of_a_variable_counts(caller: Caller) -> None:
    document = PAGES.replace("$first: Int!", "$first: Int! = 50").replace(
        "policies(", "p: policies("
    )
    measured = limits.measure_operations(schema._schema, _parsed(document))[""]
    assert measured.measure.cost({}) > 10 * measured.measure.cost({"first": 1})


def test_depth_counts_fields_and_not_fragments() -> None:
    document = "{ consultations { edges { node { revision { policy { documents { id } } } } } } }"
    assert limits.measure_operations(schema._schema, _parsed(document))[""].measure.depth == 7
    wrapped = "{ ...F } fragment F on Query { ... { consultations { edges { cursor } } } }"
    assert limits.measure_operations(schema._schema, _parsed(wrapped))[""].measure.depth == 3


@pytest.mark.parametrize("levels", [20, 100, 240])
async def test_a_tower_of_brackets_does_not_fall_on_us(caller: Caller, levels: int) -> None:
    answer = await caller.ask("{" + " ... {" * levels + " __typename" + " }" * levels + " }")
    assert answer.status == 200
    assert answer.json.get("data") or answer.codes in (["QUERY_MALFORMED"], ["QUERY_TOO_DEEP"])


async def test_too_deep(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_DEPTH", 3)
    answer = await caller.ask("{ policies { edges { node { stages { stage } } } } }")
    assert answer.codes == ["QUERY_TOO_DEEP"]


async def test_aliases(caller: Caller) -> None:
    names = " ".join(f"a{n}: title" for n in range(limits.MAX_ALIASES + 1))
    answer = await caller.ask(f"{{ policies {{ edges {{ node {{ {names} }} }} }} }}")
    assert answer.codes == ["TOO_MANY_ALIASES"]


async def test_aliases_hidden_in_a_fragment_count_each_time(caller: Caller) -> None:
    names = " ".join(f"a{n}: title" for n in range(limits.MAX_ALIASES // 2))
    answer = await caller.ask(
        f"fragment F on Policy {{ {names} }}"
        "{ one: policies { edges { node { ...F } } } two: policies { edges { node { ...F } } } }"
    )
    assert answer.codes == ["TOO_MANY_ALIASES"]


async def test_root_fields(caller: Caller) -> None:
    fields = " ".join(f"p{n}: policies {{ edges {{ cursor }} }}" for n in range(7))
    assert (await caller.ask(f"{{ {fields} }}")).codes == ["TOO_MANY_ROOT_FIELDS"]


async def test_one_mutation_at_a_time_so_that_tries_cannot_be_bundled(caller: Caller) -> None:
    tries = " ".join(
        f"t{n}: openReceipt(input: $input) {{ __typename }}"
        for n in range(limits.MAX_MUTATIONS + 1)
    )
    answer = await caller.ask(
        f"mutation ($input: ReceiptSecretInput!) {{ {tries} }}",
        {"input": {"receiptNumber": "1", "confirmationNumber": "2"}},
    )
    assert answer.codes == ["TOO_MANY_ROOT_FIELDS"]


async def test_length_and_tokens(caller: Caller) -> None:
    assert (await caller.ask("{ a }" + " " * limits.MAX_CHARS)).codes == ["QUERY_TOO_LONG"]
    assert (await caller.ask("{ " + "a " * limits.MAX_TOKENS + "}")).codes == ["QUERY_TOO_LONG"]


def test_fragments_that_double_at_every_step_are_measured_at_once() -> None:
    levels = 35
    fragments = [f"fragment F{n} on Policy {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels)]
    document = (
        "{ policies(first: 50) { edges { node { ...F0 } } } } "
        + " ".join(fragments)
        + f" fragment F{levels} on Policy {{ title }}"
    )
    begun = time.monotonic()
    measured = limits.measure_operations(schema._schema, _parsed(document))[""]
    assert measured.measure.cost({}) > 2**levels
    assert time.monotonic() - begun < 5  # 2**35 steps would take hours


async def test_a_document_that_repeats_itself_does_not_hold_the_process_up(caller: Caller) -> None:
    document = "{ policies { edges { node { " + "title " * (limits.MAX_TOKENS - 20) + "} } } }"
    begun = time.monotonic()
    await caller.ask(document)
    assert time.monotonic() - begun < 5


async def test_strangers_may_not_introspect_in_production_even_after_staff_did(
    caller: Caller,
) -> None:
    document = get_introspection_query()
    assert "errors" not in (await caller.ask(document, as_staff=True)).json
    refused = await caller.ask(document)
    assert refused.json["data"] is None
    assert refused.codes == ["INTROSPECTION_OFF"]
    hidden = 'query { ...F } fragment F on Query { __type(name: "Policy") { name } }'
    assert (await caller.ask(hidden)).codes == ["INTROSPECTION_OFF"]


async def test_introspection_is_open_where_people_develop(
    make_caller: Callable[..., Caller],
) -> None:
    answer = await make_caller("local").ask("{ __schema { queryType { name } } }")
    assert answer.json["data"]["__schema"]["queryType"]["name"] == "Query"


async def test_introspection_does_not_buy_a_way_around_the_cost(
    make_caller: Callable[..., Caller],
) -> None:
    fields = " ".join(f"p{n}: policies {{ edges {{ cursor }} }}" for n in range(7))
    answer = await make_caller("local").ask(f"{{ __schema {{ queryType {{ name }} }} {fields} }}")
    assert answer.codes == ["TOO_MANY_ROOT_FIELDS"]


def test_strangers_cannot_push_our_own_documents_out() -> None:
    documents = Documents(schema._schema)
    documents.learn("query Ours { policies { edges { cursor } } }", "ours")
    kept = documents.get("query Ours { policies { edges { cursor } } }")
    for number in range(STRANGERS_KEPT + 5):
        documents.get(f"query N{number} {{ policies {{ edges {{ cursor }} }} }}")
    assert documents.get("query Ours { policies { edges { cursor } } }") is kept
    assert len(documents._strangers) == STRANGERS_KEPT


def test_an_operation_of_ours_that_does_not_fit_stops_the_start() -> None:
    with pytest.raises(DocumentInvalid, match=r"Wrong\.graphql"):
        Documents(schema._schema).learn("{ nothing }", "Wrong.graphql")


def _parsed(document: str) -> Any:
    return Documents(schema._schema)._prepare(document).node
