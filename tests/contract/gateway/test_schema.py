"""The published schema is what runs, and all documents of ours fit it."""

from pathlib import Path

import pytest
from graphql import (
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    is_introspection_type,
    parse,
    print_type,
    validate,
)

from gateway import export
from gateway.operations import operation_names, read_operation
from gateway.schema import schema

ROOT = Path(__file__).parents[3]
DOCUMENTS = {
    **{name: read_operation(name) for name in operation_names()},
    **{
        path.name: path.read_text("utf-8")
        for path in sorted((ROOT / "dashboard" / "operations").glob("**/*.graphql"))
    },
}
PUBLISHED = build_schema(export.SCHEMA_FILE.read_text("utf-8"))
TYPES: list[GraphQLNamedType] = [
    type_ for type_ in PUBLISHED.type_map.values() if not is_introspection_type(type_)
]


def test_the_published_schema_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert export.main(["--check"]) == 0, capsys.readouterr().out


def test_a_difference_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = tmp_path / "schema.graphql"
    changed.write_text(schema.as_str().replace("submitComment", "sendComment"), "utf-8")
    monkeypatch.setattr(export, "SCHEMA_FILE", changed)
    assert export.main(["--check"]) == 1
    assert "+  submitComment" in capsys.readouterr().out
    assert export.main([]) == 0
    assert export.main(["--check"]) == 0


@pytest.mark.parametrize("name", DOCUMENTS)
def test_our_own_documents_fit(name: str) -> None:
    assert validate(PUBLISHED, parse(DOCUMENTS[name])) == []


def test_fragments_come_along_with_those_that_they_spread() -> None:
    text = read_operation("OpenReceipt")
    assert text.count("fragment ReceiptShown on") == text.count("fragment ReceiptOpened on") == 1
    assert "fragment" not in read_operation("Me")


def test_there_are_documents_to_check() -> None:
    assert len(DOCUMENTS) > 10


def test_every_mutation_answers_with_problems_a_person_can_act_on() -> None:
    assert PUBLISHED.mutation_type is not None
    for name, field in PUBLISHED.mutation_type.fields.items():
        union = getattr(field.type, "of_type", None)
        assert isinstance(union, GraphQLUnionType), name
        assert "Problems" in {member.name for member in union.types}, name


def test_every_mutation_that_changes_something_takes_a_key() -> None:
    assert PUBLISHED.mutation_type is not None
    inputs = {
        name: PUBLISHED.type_map[str(field.args["input"].type).rstrip("!")]
        for name, field in PUBLISHED.mutation_type.fields.items()
    }
    keyless = {
        name
        for name, input_ in inputs.items()
        if "idempotencyKey" not in input_.fields  # type: ignore[attr-defined]
    }
    # Opening what one sent changes nothing; an import has a key in each row, a note is its id.
    opening = {
        *("openReceipt", "openWorkshopRegistration", "openIssue", "openParty", "openProject"),
        *("openOffer", "openApplication", "openApplicant"),
    }
    assert keyless == {*opening, "importComments", "writeNote"}
    assert "idempotencyKey" in PUBLISHED.type_map["ImportRowInput"].fields  # type: ignore[attr-defined]


def test_lists_without_an_end_are_pages() -> None:
    assert PUBLISHED.query_type is not None
    for name in ("policies", "consultations", "inputs"):
        field = PUBLISHED.query_type.fields[name]
        connection = getattr(field.type, "of_type", None)
        assert isinstance(connection, GraphQLObjectType)
        assert connection.name.endswith("Connection")
        assert set(connection.fields) == {"edges", "pageInfo"}
        assert "first: Int! = 20" in print_type(PUBLISHED.query_type)
        assert "after" in field.args


def test_secrets_are_only_in_the_answers_to_those_who_hold_them() -> None:
    holders = {
        type_.name
        for type_ in TYPES
        if isinstance(type_, GraphQLObjectType)
        and {"confirmationNumber", "salt"} & set(type_.fields)
    }
    receipts = {
        *("CommentReceipt", "WorkshopRegistration", "IssueReceipt", "OfferReceipt"),
        *("PartyReceipt", "ApplicationReceipt"),
    }
    assert holders == {*receipts, "OpenedReceipt"}
    opened = PUBLISHED.type_map["OpenedReceipt"]
    assert "confirmationNumber" not in opened.fields  # type: ignore[attr-defined]


def test_nobody_can_ask_with_a_confirmation_number_in_a_query() -> None:
    assert PUBLISHED.query_type is not None
    assert PUBLISHED.subscription_type is not None
    for root in (PUBLISHED.query_type, PUBLISHED.subscription_type):
        for field in root.fields.values():
            for argument in field.args.values():
                assert "Secret" not in str(argument.type)
