"""What people did beside commenting: the judge sees each way in which it is not kept."""

from collections import Counter
from typing import Any

import pytest

from tests.chaos.anchors import compare_anchors
from tests.chaos.decided import compare_decisions, kept_decisions
from tests.chaos.imports import compare_rows
from tests.chaos.ledger import Accepted, Decided, Located
from tests.chaos.masks import compare_agreed
from tests.chaos.passages import is_as_told
from tests.chaos.points import Counts, compare_counts, opinions
from tests.chaos.publication import compare_published
from tests.chaos.verify import Verdict, recomputed

SALT = bytes(range(32))
PASSAGE = {"start": 0, "end": 2, "quote": "交通"}
PLACE = ("clause", None, None)
SPANS = [(0, 3, "OPINION"), (3, 8, "OPINION")]
FIRST = Decided("key-1", "comment", 1, 1, SPANS)
SECOND = Decided("key-2", "comment", 2, 1, SPANS)


def figures(verdict: Verdict) -> tuple[int, int, int]:
    return verdict.lost, verdict.doubled, verdict.out_of_order


def made(told: Decided) -> dict[str, Any]:
    spans = [{"start": start, "end": end, "kind": kind} for start, end, kind in told.spans]
    numbers = {"number": told.number, "of_version": told.of_version}
    return {**numbers, "request": {"key": told.key}, "spans": spans}


def split_comment(*told: Decided, **more: Any) -> dict[str, Any]:
    return {"_id": "comment", "splittings": [made(one) for one in told], **more}


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ([FIRST, SECOND], (0, 0, 0)),
        ([FIRST], (1, 0, 0)),
        ([FIRST, Decided("key-2", "comment", 2, 1, SPANS[:1])], (1, 0, 0)),
        ([FIRST, Decided("key-2", "comment", 2, 2, SPANS)], (1, 0, 0)),
        ([FIRST, SECOND, Decided("key-2", "comment", 3, 1, SPANS)], (0, 1, 0)),
        ([FIRST, SECOND, Decided("stranger", "comment", 3, 1, SPANS)], (0, 1, 0)),
        ([FIRST, SECOND, Decided("unanswered", "comment", 3, 1, SPANS)], (0, 0, 0)),
        ([SECOND, FIRST], (0, 0, 1)),
    ],
)
def test_decisions_that_are_lost_altered_doubled_or_out_of_order_are_seen(
    kept: list[Decided], expected: tuple[int, int, int]
) -> None:
    verdict = Verdict()

    found = kept_decisions([split_comment(*kept), {"_id": "whole"}], "splittings", "spans")
    compare_decisions([FIRST, SECOND], found, ["unanswered"], verdict)

    assert figures(verdict) == expected


def points(*ids: str) -> list[dict[str, Any]]:
    span = {"number": 1, "of_version": 1}
    return [{**span, "spans": [{"id": id_, "clause_id": "b", "kind": "OPINION"} for id_ in ids]}]


def comment(id_: str, clause_id: str | None = None, **more: Any) -> dict[str, Any]:
    row = {"_id": id_, "state": "accepted", "late": False, "versions": [{"clause_id": clause_id}]}
    return {**row, **more}


def test_opinions_are_counted_as_comments_and_answers_hold_them() -> None:
    rows = [
        *(comment("1"), comment("2", "a"), comment("3", "a", state="withdrawn")),
        *(comment("4", "a", late=True), comment("5", "a", duplicate={"of": "1"})),
        *(comment("6", "a", splittings=points("x", "y")), comment("7", splittings=points("z"))),
    ]

    counts = opinions(rows, {"COMMENT:2", "POINT:x", "COMMENT:7", "THEME:1"})

    truth = {(None, False): 1, ("a", True): 1, ("b", True): 2, ("b", False): 1}
    assert counts == truth


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ({("a", False): 2, ("b", True): 1}, (0, 0, 0)),
        ({("a", False): 1, ("b", True): 1}, (1, 0, 0)),
        ({("a", False): 2, ("b", True): 3}, (0, 2, 0)),
        ({("a", False): 2, ("b", False): 1}, (1, 1, 0)),
        ({("a", False): 2, ("c", True): 1}, (1, 1, 0)),
    ],
)
def test_opinions_counted_otherwise_are_seen(
    counted: dict[tuple[str | None, bool], int], expected: tuple[int, int, int]
) -> None:
    verdict, counts = Verdict(), Counter(counted)
    truth: Counts = Counter({("a", False): 2, ("b", True): 1})

    compare_counts(truth, counts, verdict)

    assert figures(verdict) == expected


def on_passage(**more: Any) -> dict[str, Any]:
    version = {"version": 1, "text": "橋", "clause_id": "c", "salt": SALT, "passage": PASSAGE}
    return {"consultation_id": "k", "receipt_number": "1", "versions": [{**version, **more}]}


def receipt(**more: Any) -> Accepted:
    row = on_passage()
    told: dict[str, Any] = {
        **{"key": "k", "receipt_number": "1", "confirmation_number": "2", "salt": SALT.hex()},
        **{"commitment": recomputed(row, row["versions"][0]), "consultation_id": "k"},
        **{"clause_id": "c", "channel": "WEB", "acknowledged": ["橋"], "passage": PASSAGE},
    }
    return Accepted(**(told | more))


def test_a_passage_that_is_kept_and_committed_to_passes() -> None:
    assert is_as_told(receipt(), on_passage())


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({}, {"passage": {**PASSAGE, "end": 3}}),
        ({}, {"passage": {**PASSAGE, "quote": "公園"}}),
        ({}, {"passage": None}),
        ({}, {"clause_id": "d"}),
        ({"passage": {**PASSAGE, "start": 1}}, {"passage": {**PASSAGE, "start": 1}}),
        ({"commitment": "0" * 64}, {}),
        ({"salt": bytes(32).hex()}, {}),
    ],
)
def test_a_passage_that_is_altered_or_not_committed_to_is_seen(
    told: dict[str, Any], kept: dict[str, Any]
) -> None:
    assert not is_as_told(receipt(**told), on_passage(**kept))


@pytest.mark.parametrize(
    ("waiting", "looked_at", "expected"),
    [
        (["1"], ["2"], (0, 0, 0)),
        ([], ["2"], (1, 0, 0)),
        (["1", "2"], ["2"], (0, 1, 0)),
        (["1", "3"], ["2"], (0, 1, 0)),
        (["1", "stranger"], ["2"], (0, 1, 0)),
        ([], ["1", "2"], (0, 1, 0)),
    ],
)
def test_texts_that_nobody_agreed_to_or_looked_at_are_seen(
    waiting: list[str], looked_at: list[str], expected: tuple[int, int, int]
) -> None:
    verdict, seen = Verdict(), [{"of_version": 1}]
    rows = [
        comment("1", receipt_number="1", maskings=[{"of_version": 1}]),
        comment("2", receipt_number="2", maskings=seen),
        comment("3", receipt_number="3", maskings=seen),
    ]
    for row in rows:
        row["versions"][-1]["version"] = 2 if row["_id"] == "1" else 1
    receipts = [receipt(receipt_number=n, agrees=n != "3") for n in ("1", "2", "3")]

    compare_agreed(receipts, rows, waiting, looked_at, verdict)

    assert figures(verdict) == expected


def anchor(*tos: str | None, sequence: int | None = None) -> dict[str, Any]:
    decisions = [{"to": {"clause_id": to} if to else None} for to in tos]
    count = len(tos) if sequence is None else sequence
    return {"place": {"clause_id": "clause"}, "decisions": decisions, "sequence": count}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([anchor("a", None)], (0, 0, 0)),
        ([anchor("a", None, "maybe")], (0, 0, 0)),
        ([], (2, 0, 0)),
        ([anchor("a")], (1, 0, 0)),
        ([anchor("a", "b")], (1, 0, 0)),
        ([anchor("a", None, None)], (0, 1, 0)),
        ([anchor(None, "a")], (0, 0, 1)),
        ([anchor("a", None, sequence=3)], (0, 0, 1)),
        ([anchor("a", None), {**anchor("a"), "place": {"clause_id": "other"}}], (0, 1, 0)),
    ],
)
def test_decisions_about_places_that_are_lost_doubled_or_out_of_order_are_seen(
    rows: list[dict[str, Any]], expected: tuple[int, int, int]
) -> None:
    verdict = Verdict()

    compare_anchors({PLACE: Located(["a", None], ["maybe"])}, rows, verdict)

    assert figures(verdict) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"1-1": "橋", "2-2": "道"}, (0, 0, 0)),
        ({"1-1": "橋", "2-2": "川"}, (1, 0, 0)),
        ({"1-1": "橋", "3-3": "道"}, (1, 0, 0)),
        ({"1-1": "橋", "2-2": "橋"}, (1, 1, 0)),
    ],
)
def test_rows_of_files_that_are_lost_or_doubled_are_seen(
    told: dict[str, str], expected: tuple[int, int, int]
) -> None:
    verdict = Verdict()
    rows = [
        {"receipt_number": n, "versions": [{"text": t}]} for n, t in (("11", "橋"), ("22", "道"))
    ]

    compare_rows(told, rows, verdict)

    assert figures(verdict) == expected


@pytest.mark.parametrize(
    ("told", "shown", "expected"),
    [
        ({"a": "橋"}, [("a", "橋")], (0, 0, 0)),
        ({"a": "橋"}, [], (1, 0, 0)),
        ({"a": "橋"}, [("a", "川")], (1, 0, 0)),
        ({"a": "橋"}, [("a", "橋"), ("a", "橋")], (0, 1, 0)),
        ({"a": "橋"}, [("a", "橋"), ("b", "道")], (0, 1, 0)),
        ({}, [], (1, 0, 0)),
    ],
)
def test_publication_of_other_than_was_acknowledged_is_seen(
    told: dict[str, str], shown: list[tuple[str, str]], expected: tuple[int, int, int]
) -> None:
    verdict = Verdict()

    compare_published(told, [{"id": id_, "content": {"text": t}} for id_, t in shown], verdict)

    assert figures(verdict) == expected
