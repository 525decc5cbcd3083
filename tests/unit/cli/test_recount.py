"""Counting again, and that every number that is not so is found."""

from typing import Any

import pytest

from infra.cli.recount.counting import Place, Units, answers_of, units_by_place, units_of
from infra.cli.recount.differences import (
    figures_differ,
    folds_differ,
    index_differs,
    inputs_differ,
)

Row = dict[str, Any]


def comment(id_: str, submitter: str, **more: Any) -> Row:
    return {
        **{"id": id_, "channel": "WEB", "received_on": "2026-06-01", "submitter_id": submitter},
        **{"submitter_kind": "PERSON", "state": "accepted", "late": False, "clause_id": None},
        **{"version": 1, "split_version": None, "points": [], "area": None, **more},
    }


COMMENTS = [
    comment("c1", "A", points=[{"id": "p1"}, {"id": "p2"}], split_version=1),
    comment("c2", "A", channel="FAX", clause_id="k"),
    comment("c3", "B", received_on="2026-06-02", submitter_kind="GROUP", version=2),
    comment("c4", "C", state="withdrawn"),
    comment("c5", "D", state="duplicate", channel="FAX"),
    comment("c6", "E", late=True),
]
RESPONSES = [
    {"id": "r1", "live": True, "subject_keys": ["POINT:p1", "COMMENT:c3"]},
    {"id": "r2", "live": False, "subject_keys": ["COMMENT:c2"]},
]


def told_by_insight() -> list[Row]:
    rows = []
    for place, units in units_by_place(COMMENTS).items():
        shown = units if place.kind != "clause" else Units(comments=units.comments)
        rows.append({**place._asdict(), **shown._asdict()})
    return rows


def test_units_are_counted_apart_and_what_was_taken_back_counts_nowhere_else() -> None:
    assert units_of(COMMENTS) == Units(submitters=3, comments=4, points=5, withdrawn=1)
    by_place = units_by_place(COMMENTS)
    assert by_place[Place("channel", "FAX")] == Units(1, 1, 1, 0)
    assert by_place[Place("day", "WEB", "2026-06-01")] == Units(2, 2, 3, 1)
    assert by_place[Place("submitter_kind", submitter_kind="GROUP")] == Units(1, 1, 1, 0)
    assert by_place[Place("clause", clause_id="k")].comments == 1


def test_what_waits_is_what_counts_and_no_live_response_stands_for() -> None:
    found = answers_of(COMMENTS, RESPONSES)
    assert found.waiting == {"p2", "c2"}
    assert found.answered == {"p1", "c3"}
    assert found.outdated == frozenset()
    stale = [{**COMMENTS[0], "version": 2}]
    assert answers_of(stale, []).outdated == {"c1"}


@pytest.mark.parametrize("unit", ["submitters", "comments", "points", "withdrawn"])
def test_every_counter_that_is_wrong_is_found(unit: str) -> None:
    rows = told_by_insight()
    assert not list(figures_differ(rows, COMMENTS))
    for number, row in enumerate(rows):
        wrong = [*rows[:number], {**row, unit: row[unit] + 1}, *rows[number + 1 :]]
        assert len(list(figures_differ(wrong, COMMENTS))) == 1
        without = [*rows[:number], *rows[number + 1 :]]
        assert len(list(figures_differ(without, COMMENTS))) == 1


def inputs() -> list[Row]:
    nothing = {"kind": "COMMENT", "waits": False, "answered": False, "outdated": False}
    rows = [{**nothing, "id": row["id"]} for row in COMMENTS]
    rows[1]["waits"] = rows[2]["answered"] = True
    point = {**nothing, "kind": "POINT"}
    return [*rows, {**point, "id": "p1", "answered": True}, {**point, "id": "p2", "waits": True}]


TALLIES = [{"waiting": 2, "answered": 1, "outdated": 0}, {"waiting": 0, "answered": 1}]
TALLIES[1]["outdated"] = 0


def test_every_input_and_tally_that_is_wrong_is_found() -> None:
    right = answers_of(COMMENTS, RESPONSES)
    assert not list(inputs_differ(inputs(), TALLIES, COMMENTS, right))
    for number in range(len(inputs())):
        rows = inputs()
        rows[number]["waits"] = not rows[number]["waits"]
        assert list(inputs_differ(rows, TALLIES, COMMENTS, right))
    for name in ("waiting", "answered", "outdated"):
        wrong = [{**TALLIES[0], name: TALLIES[0][name] + 1}, TALLIES[1]]
        (one,) = inputs_differ(inputs(), wrong, COMMENTS, right)
        assert one.what.endswith("集計")
    assert list(inputs_differ(inputs()[1:], TALLIES, COMMENTS, right))


def test_a_fold_that_lacks_one_or_is_told_larger_is_found() -> None:
    members = [{"id": id_, "fold_id": "f"} for id_ in ("c1", "c2", "c3", "c6")]
    assert not list(folds_differ(members, [{"id": "f", "size": 4}], COMMENTS))
    assert list(folds_differ(members, [{"id": "f", "size": 5}], COMMENTS))
    assert list(folds_differ(members[:3], [{"id": "f", "size": 3}], COMMENTS))
    stays = [*members, {"id": "c4", "fold_id": "g"}]
    (one,) = folds_differ(stays, [{"id": "f", "size": 4}], COMMENTS)
    assert "余る c4" in one.told


def test_a_comment_that_is_found_as_what_it_no_longer_is_is_told() -> None:
    index = {
        **{"accepted": ["c1", "c2", "c6"], "corrected": ["c3"]},
        **{"withdrawn": ["c4"], "duplicate": ["c5"]},
    }
    assert not list(index_differs(index, COMMENTS))
    moved = {**index, "accepted": [*index["accepted"], "c4"], "withdrawn": []}
    assert {one.what for one in index_differs(moved, COMMENTS)} == {
        "索引（accepted）",
        "索引（withdrawn）",
    }
