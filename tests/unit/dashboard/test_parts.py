"""Words, marks, the client and its documents."""

from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLEnumType, build_schema, parse, validate

from dashboard import client, words
from dashboard.methods import marks
from shared.events.common import Channel, Method, Stage, StageState
from tests.unit.dashboard.conftest import TOKEN
from tests.unit.dashboard.stub import Answers, stage

SCHEMA = Path(__file__).parents[3] / "gateway" / "schema.graphql"


@pytest.mark.parametrize(
    "document", sorted(client.OPERATIONS.glob("*.graphql")), ids=lambda p: p.stem
)
def test_documents_fit_the_gateways_schema(document: Path) -> None:
    schema = build_schema(SCHEMA.read_text(encoding="utf-8"))
    assert validate(schema, parse(document.read_text(encoding="utf-8"))) == []


def test_every_word_of_the_schema_has_a_japanese_one() -> None:
    assert words.STAGES.keys() == {*Stage}
    assert words.STATES.keys() == {*StageState}
    assert words.METHODS.keys() == {*Method}
    assert words.CHANNELS.keys() == {*Channel}
    states = build_schema(SCHEMA.read_text(encoding="utf-8")).type_map["ResponseState"]
    assert isinstance(states, GraphQLEnumType)
    assert words.RESPONSES.keys() == states.values.keys()


@pytest.mark.parametrize(
    ("state", "kind"), [("OPEN", "gap"), ("CLOSED", "missed"), ("PLANNED", "later")]
)
def test_planned_and_not_used_is_a_gap_by_the_stages_state(state: str, kind: str) -> None:
    cell = stage("PLANNING", state, ["SURVEY", "PUBLIC_COMMENT"], ["PUBLIC_COMMENT", "HEARING"])
    assert [(mark.name, mark.kind) for mark in marks(cell)] == [
        ("パブリックコメント", "used"),
        ("ヒアリング", "used"),
        ("アンケート調査", kind),
    ]


def test_times_are_written_in_japans_zone() -> None:
    assert words.moment("2026-11-22T15:00:01.000Z") == "11月23日（月） 0時00分01秒"
    assert words.clock("2026-11-22T15:00:01.000Z") == "0時00分01秒"
    assert words.period("2026-04-01", None) == "2026年4月〜"
    assert words.period(None, None) == "時期未定"
    assert words.number(None) == "－"


def test_a_part_that_failed_leaves_the_rest(
    gateway: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer: dict[str, Any] = {
        "data": {"inputs": {"edges": []}},
        "errors": [{"message": "x", "path": ["inputs", "edges", 0, "node", "comment"]}],
    }
    monkeypatch.setattr(client, "_post", lambda *_: answer)
    assert client.ask("Inputs", TOKEN) == {"inputs": {"edges": []}}


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("UNAVAILABLE", client.GatewayAway),
        ("NOT_SIGNED_IN", client.NotAllowed),
        ("INTERNAL", client.QuestionRefused),
    ],
)
def test_errors_by_their_code(
    gateway: Answers, monkeypatch: pytest.MonkeyPatch, code: str, error: type[Exception]
) -> None:
    told = {"data": None, "errors": [{"message": "x", "extensions": {"code": code}}]}
    monkeypatch.setattr(client, "_post", lambda *_: told)
    with pytest.raises(error):
        client.ask("Overview", TOKEN)


def test_nothing_listens_there(plain_settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = plain_settings.model_copy(update={"gateway_url": "http://127.0.0.1:9"})
    monkeypatch.setattr(client, "settings", lambda: nowhere)
    with pytest.raises(client.GatewayAway):
        client.ask("Overview", TOKEN)


def test_no_page_can_run_without_the_app() -> None:
    """See dashboard/views/__init__.py."""
    assert not (Path(client.__file__).parent / "pages").exists()
