import orjson
import pytest

from shared.events import Envelope, UnreadableEvent, envelop, event_kinds
from shared.events.export import FOLDER, _breaks, breaking_changes, documents, example
from shared.events.policies import StageOpened
from shared.trace import begin_trace

OPENED = StageOpened(policy_id="p", cycle=1, stage="PLANNING", on="2026-04-01")


def test_an_envelope_survives_the_wire() -> None:
    trace_id = begin_trace()
    read = Envelope.read(orjson.dumps(envelop(OPENED, 3)))
    assert (read.subject, read.sequence, read.type) == ("p", 3, "kyodo.policies.stage_opened.v1")
    assert read.body == OPENED
    assert trace_id in (read.traceparent or "")


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"specversion":"1.0"}', b"\xff\xfe"])
def test_what_is_no_event_is_told_apart(raw: bytes) -> None:
    with pytest.raises(UnreadableEvent):
        Envelope.read(raw)


def test_an_unknown_type_is_left_alone_and_a_bad_body_is_not() -> None:
    event = envelop(OPENED, 1)
    assert Envelope.read(orjson.dumps({**event, "type": "kyodo.later.thing.v1"})).body is None
    with pytest.raises(UnreadableEvent) as error:
        _ = Envelope.read(orjson.dumps({**event, "data": {"policy_id": "secret-words"}})).body
    assert "secret-words" not in str(error.value)


def test_every_kind_has_a_schema_and_an_example_that_can_be_read() -> None:
    for name, kind in event_kinds().items():
        assert (FOLDER / f"{name}.json").exists(), "run `make schemas`"
        assert Envelope.read(orjson.dumps(example(kind))).body is not None


def test_the_published_files_are_those_of_the_code() -> None:
    assert breaking_changes() == []
    stale = [path.name for path, content in documents().items() if path.read_bytes() != content]
    assert stale == []


@pytest.mark.parametrize(
    "change",
    [
        {"properties": {"gone": {"type": "string"}}},
        {"properties": {"cycle": {"type": "string"}}},
        {"required": ["policy_id"], "properties": {}},
        {"$defs": {"Stage": {"enum": ["PLANNING", "LOST"]}}, "properties": {}},
    ],
)
def test_a_breaking_change_is_noticed(change: dict[str, object]) -> None:
    published = {**StageOpened.model_json_schema(), **change}
    assert _breaks(published, StageOpened)


def test_events_have_no_field_for_a_citizens_words_or_person() -> None:
    forbidden = {"text", "name", "address", "email", "phone", "reason", "body", "confirmation"}
    for kind in event_kinds().values():
        assert not forbidden & set(kind.model_fields), kind
