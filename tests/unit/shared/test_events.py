import subprocess
import sys

import orjson
import pytest

from shared.events import Envelope, EventData, UnreadableEvent, envelop, event_kinds
from shared.events.export import FOLDER, _breaks, example
from shared.events.policies import StageOpened
from shared.trace import begin_trace

OPENED = StageOpened(policy_id="p", cycle=1, stage="PLANNING", on="2026-04-01")


def our_kinds() -> dict[str, type[EventData]]:
    """The system's events, without those that other tests of this process declare."""
    kinds = event_kinds().items()
    return {name: kind for name, kind in kinds if kind.__module__.startswith("shared.events.")}


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
    assert our_kinds()
    for name, kind in our_kinds().items():
        assert (FOLDER / f"{name}.json").exists(), "run `make schemas`"
        assert Envelope.read(orjson.dumps(example(kind))).body is not None


def test_the_published_files_are_those_of_the_code() -> None:
    check = [sys.executable, "-m", "shared.events.export", "--check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


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
    for kind in our_kinds().values():
        assert not forbidden & set(kind.model_fields), kind
