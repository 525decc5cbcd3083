"""What other services read of a comment: opinion by opinion, without what staff masked."""

from typing import Any

import pytest

from services.public_comment.api.statements import MASKED, statements_of

TEXT = "泉台の佐藤です。バスを増やして。橋が暗い。"
NAME, BUS, BRIDGE = (0, 8), (8, 16), (16, 21)


def _row(**more: Any) -> dict[str, Any]:
    return {
        "_id": "c1",
        "versions": [{"version": 1, "text": TEXT, "clause_id": "k1"}],
        **more,
    }


def _split(of_version: int = 1) -> list[dict[str, Any]]:
    spans = [
        {"start": NAME[0], "end": NAME[1], "id": None, "clause_id": None},
        {"start": BUS[0], "end": BUS[1], "id": "p1", "clause_id": "k2"},
        {"start": BRIDGE[0], "end": BRIDGE[1], "id": "p2", "clause_id": None},
    ]
    return [{"of_version": of_version, "spans": spans}]


def _masked(*masks: tuple[int, int], of_version: int = 1) -> list[dict[str, Any]]:
    made = [{"start": s, "end": e, "kind": "PERSONAL_DATA", "reason": ""} for s, e in masks]
    return [{"of_version": of_version, "masks": made}]


def test_an_undivided_comment_is_one_statement_under_its_own_id() -> None:
    assert list(statements_of(_row())) == [{"id": "c1", "text": TEXT, "clause_id": "k1"}]


def test_a_split_comment_is_its_opinions_without_the_greeting() -> None:
    assert list(statements_of(_row(splittings=_split()))) == [
        {"id": "p1", "text": "バスを増やして。", "clause_id": "k2"},
        {"id": "p2", "text": "橋が暗い。", "clause_id": "k1"},
    ]


def test_a_comment_that_was_corrected_since_it_was_split_is_undivided_again() -> None:
    row = _row(splittings=_split())
    row["versions"].append({"version": 2, "text": "橋だけで結構です。", "clause_id": None})
    assert list(statements_of(row)) == [
        {"id": "c1", "text": "橋だけで結構です。", "clause_id": None}
    ]


@pytest.mark.parametrize(
    ("masks", "seen"),
    [
        ([(3, 5)], [f"泉台の{MASKED}です。バスを増やして。橋が暗い。"]),
        ([(0, 8), (16, 17)], [f"{MASKED}バスを増やして。{MASKED}が暗い。"]),
        ([(0, len(TEXT))], [MASKED]),
    ],
)
def test_what_is_masked_is_not_there(masks: list[tuple[int, int]], seen: list[str]) -> None:
    found = statements_of(_row(maskings=_masked(*masks)))
    assert [one["text"] for one in found] == seen


@pytest.mark.parametrize(
    ("masks", "seen"),
    [
        ([(3, 5)], ["バスを増やして。", "橋が暗い。"]),
        ([(6, 10)], [f"{MASKED}を増やして。", "橋が暗い。"]),
        ([(14, 18)], [f"バスを増やし{MASKED}", f"{MASKED}暗い。"]),
        ([(8, 16)], [MASKED, "橋が暗い。"]),
    ],
)
def test_a_mask_over_the_edge_of_an_opinion_masks_its_part_of_both(
    masks: list[tuple[int, int]], seen: list[str]
) -> None:
    found = statements_of(_row(splittings=_split(), maskings=_masked(*masks)))
    assert [one["text"] for one in found] == seen


def test_masks_of_an_older_version_do_not_hold() -> None:
    row = _row(maskings=_masked((3, 5)))
    row["versions"].append({"version": 2, "text": TEXT, "clause_id": None})
    assert next(iter(statements_of(row)))["text"] == TEXT
