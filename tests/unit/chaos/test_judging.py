"""The judge of the chaos runs must itself see what is wrong."""

import hashlib
import json
from typing import Any

import pytest

from tests.chaos.faults import KINDS, TARGETS, plan
from tests.chaos.ledger import Accepted
from tests.chaos.run import is_sound
from tests.chaos.topic import TopicOrder
from tests.chaos.verify import _wrong

SALT = bytes(range(32))


def commitment(text: str, version: int) -> str:
    statement = {
        "clause_id": None,
        "consultation_id": "c",
        "receipt_number": "1",
        "text": text,
        "version": version,
    }
    canonical = json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(SALT + canonical.encode()).hexdigest()


def stored(*texts: str, state: str = "accepted") -> dict[str, Any]:
    return {
        "consultation_id": "c",
        "receipt_number": "1",
        "state": state,
        "versions": [
            {
                **{"version": number, "text": text, "clause_id": None, "salt": SALT},
                "commitment": commitment(text, number),
            }
            for number, text in enumerate(texts, 1)
        ],
    }


def receipt(*texts: str, **more: Any) -> Accepted:
    told: dict[str, Any] = {
        "key": "k",
        "receipt_number": "1",
        "confirmation_number": "2",
        "salt": SALT.hex(),
        "commitment": commitment(texts[0], 1),
        "consultation_id": "c",
        "clause_id": None,
        "channel": "WEB",
        "acknowledged": list(texts),
    }
    return Accepted(**(told | more))


def test_what_is_kept_as_it_was_told_passes() -> None:
    assert _wrong(receipt("橋", "道"), stored("橋", "道")) == ""
    assert _wrong(receipt("橋", maybe="道"), stored("橋", "道")) == ""
    assert _wrong(receipt("橋", maybe="道"), stored("橋")) == ""
    assert _wrong(receipt("橋", withdrawn=True), stored("橋", state="withdrawn")) == ""
    assert _wrong(receipt("橋", withdrawn=None), stored("橋", state="withdrawn")) == ""


def test_another_text_a_lost_version_and_a_version_too_many_are_seen() -> None:
    assert _wrong(receipt("橋"), stored("川"))
    assert _wrong(receipt("橋", "道"), stored("橋"))
    assert _wrong(receipt("橋"), stored("橋", "道"))
    assert _wrong(receipt("橋", withdrawn=True), stored("橋"))
    assert _wrong(receipt("橋"), stored("橋", state="withdrawn"))


def test_a_commitment_that_does_not_fit_is_seen() -> None:
    row = stored("橋")
    row["versions"][0]["salt"] = bytes(32)
    assert _wrong(receipt("橋", salt=bytes(32).hex()), row)
    assert _wrong(receipt("橋", commitment="0" * 64), stored("橋"))


@pytest.mark.parametrize(
    ("sequences", "out_of_order", "republished"),
    [
        ([("a", 1), ("b", 1), ("a", 2), ("b", 2)], 0, 0),
        ([("a", 1), ("a", 2), ("a", 1), ("a", 2), ("a", 3)], 0, 2),
        ([("a", 1), ("a", 3), ("a", 2)], 2, 0),
        ([("a", 1), ("a", 3)], 1, 0),
        ([("a", 2)], 1, 0),
    ],
)
def test_order_gaps_and_repetitions_in_a_topic_are_told_apart(
    sequences: list[tuple[str, int]], out_of_order: int, republished: int
) -> None:
    order = TopicOrder()
    for aggregate, sequence in sequences:
        order.add(f"{aggregate}-{sequence}", aggregate, sequence)

    assert (order.out_of_order, order.republished) == (out_of_order, republished)


def test_a_plan_is_the_same_for_a_seed_and_strikes_everyone_in_every_way() -> None:
    pairs = len(KINDS) * len(TARGETS)

    assert plan(30, 1) == plan(30, 1) != plan(30, 2)
    assert len({(fault.kind, fault.target) for fault in plan(pairs, 5)}) == pairs
    assert all(5 <= fault.seconds <= 20 for fault in plan(60, 3))


@pytest.mark.parametrize("fault", ["lost", "doubled", "out_of_order", "not_recovered"])
def test_any_fault_makes_a_run_unsound(fault: str) -> None:
    sound = {"accepted": 5, "lost": 0, "doubled": 0, "out_of_order": 0, "not_recovered": 0}

    assert is_sound(sound)
    assert not is_sound({**sound, fault: 1})
    assert not is_sound({**sound, "accepted": 0})
