"""Where a passage is in a later revision, and above all when that is left to a person."""

import pytest

from services.policies.domain.anchors import (
    Anchor,
    Fate,
    Location,
    Locator,
    Passage,
    Reason,
    Way,
)
from services.policies.domain.identity import Clause
from services.policies.domain.units import Side, text_of

BUS = "青少年の家と病院を結ぶ予約制の車を、平日に5便運行します。"
BUS_NOW = "さらに、青少年の家と病院を結ぶ予約制の車を、平日に6便運行します。"
WALK = "川沿いの遊歩道は、東山地区から総合医療センターまでの6キロメートルをつなぎます。"
VACANT = "空き家の持ち主と借りたい人を結ぶ窓口を福祉会館に設け、4年で20件の活用をめざします。"
SEE = "くわしくは資料編をご覧ください。"
TREES = "南浜地区の街路樹は、3年ごとに専門家が診断します。"
MEALS = "給食の食材は、川西地区でとれたものを7割以上使います。"


def clause(id_: str, heading: str, *sentences: str) -> Clause:
    """A clause on top of the plan."""
    return Clause(id_, None, 0, 1, "", heading, "".join(sentences), id_)


def anchor(one: Clause, words: str) -> Anchor:
    """The anchor of words of a clause."""
    start = text_of(one).index(words)
    return Anchor(one.id, Passage(start, start + len(words)))


def located(old: list[Clause], new: list[Clause], one: Anchor) -> Location:
    """Locate in one step."""
    return Locator(Side(old), Side(new)).locate(one)


def test_a_sentence_that_stayed_is_found() -> None:
    """However much was put before it."""
    old = clause("a", "交通", WALK, BUS)
    new = clause("a", "交通", TREES, WALK, BUS)
    found = located([old], [new], anchor(old, "予約制の車"))
    assert found == Location(Fate.PLACED, Reason.UNCHANGED, anchor(new, "予約制の車"))


def test_which_of_two_equal_sentences_stood_there_is_asked() -> None:
    """The clause says it twice now: the one beside the same sentence may be the new one."""
    old = clause("a", "住まい", VACANT, SEE)
    new = clause("a", "住まい", VACANT, SEE, SEE)
    found = located([old], [new], anchor(old, "資料編"))
    assert (found.fate, found.reason) == (Fate.UNSURE, Reason.IN_SEVERAL_PLACES)
    assert len(found.candidates) == 2


def test_a_sentence_between_the_same_two_is_known_though_it_is_said_again() -> None:
    """No other one of its like stands there."""
    old = clause("a", "住まい", VACANT, SEE, TREES)
    new = clause("a", "住まい", VACANT, SEE, TREES, SEE)
    assert located([old], [new], anchor(old, "資料編")).at == anchor(new, "資料編")


def test_copied_and_reworded_at_home_is_not_taken_for_moved() -> None:
    """The old words stand elsewhere, and something like them in the gap: a person decides."""
    old = [clause("a", "交通", WALK, BUS, VACANT), clause("b", "食", MEALS)]
    new = [clause("a", "交通", WALK, BUS_NOW, VACANT), clause("b", "食", MEALS, BUS)]
    found = located(old, new, anchor(old[0], "予約制の車"))
    assert found.fate is Fate.UNSURE
    assert {one.clause_id for one in found.candidates} == {"a", "b"}


def test_a_moved_sentence_is_found_where_nothing_like_it_took_its_place() -> None:
    """The gap it left is empty."""
    old = [clause("a", "交通", WALK, BUS, VACANT), clause("b", "食", MEALS)]
    new = [clause("a", "交通", WALK, VACANT), clause("b", "食", MEALS, BUS)]
    found = located(old, new, anchor(old[0], "予約制の車"))
    assert (found.fate, found.at) == (Fate.PLACED, anchor(new[1], "予約制の車"))


def test_one_sentence_of_a_deleted_clause_is_left_to_a_person() -> None:
    """Taken along, or copied before the clause was deleted?"""
    old = [clause("a", "交通", WALK, VACANT, BUS), clause("b", "食", MEALS)]
    new = [clause("b", "食", MEALS, BUS)]
    assert located(old, new, anchor(old[0], "予約制の車")).fate is Fate.UNSURE


def test_a_clause_that_was_taken_into_another_takes_its_passages_along() -> None:
    """All of it stands there."""
    old = [clause("a", "交通", WALK, BUS), clause("b", "食", MEALS)]
    new = [clause("b", "食", MEALS, WALK, BUS)]
    found = located(old, new, anchor(old[0], "予約制の車"))
    assert (found.fate, found.reason) == (Fate.PLACED, Reason.MERGED)


def test_a_stranger_that_may_be_an_old_sentence_is_not_taken_into_the_passage() -> None:
    """What stands between the passage's sentences now may have come from elsewhere, reworded."""
    old = [clause("a", "交通", WALK, VACANT), clause("b", "車", TREES, BUS)]
    new = [clause("a", "交通", WALK, BUS_NOW, VACANT), clause("b", "車", TREES)]
    assert located(old, new, anchor(old[0], WALK + VACANT)).fate is Fate.UNSURE


@pytest.mark.parametrize("moved", [BUS, BUS_NOW])
def test_a_clause_of_which_a_part_stands_under_a_new_heading_was_split(moved: str) -> None:
    """However small the part is, and reworded or not."""
    old = [clause("a", "交通", WALK, VACANT, TREES, MEALS, BUS)]
    new = [clause("a", "交通", WALK, VACANT, TREES, MEALS), clause("b", "予約制の車", moved)]
    found = located(old, new, Anchor("a"))
    assert (found.fate, found.reason) == (Fate.UNSURE, Reason.TAKEN_APART)


def test_what_went_step_by_step_is_not_gone_if_a_look_at_both_ends_doubts_it() -> None:
    """Deleted in one revision, and a later one says something like it in the same place."""
    sides = [
        Side([clause("a", "交通", WALK, BUS, VACANT)]),
        Side([clause("a", "交通", WALK, VACANT)]),
        Side([clause("a", "交通", WALK, BUS_NOW, VACANT)]),
    ]
    assert Way(sides).locate(anchor(sides[0].clauses[0], "予約制の車")).fate is Fate.UNSURE


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        (
            "あわせて、計画を見直します。",
            "あわせて、あわせて、プランを見直します。",
            "あわせて、計画",
        ),
        (
            "市民の声を聞いて計画を作ります。",
            "市民のみなさまの声を聞いて計画を作ります。",
            "の声を聞いて",
        ),
        ("市民の声を聞いて計画を作ります。", "市民のみなさまの声を聞いて計画を作ります。", "市民"),
    ],
)
def test_where_an_end_lies_in_words_said_twice_is_asked(was: str, now: str, words: str) -> None:
    """Nobody could say whether what was put in is inside of the passage or beside it."""
    old, new = clause("a", "参加", was), clause("a", "参加", now)
    assert located([old], [new], anchor(old, words)).fate is Fate.UNSURE
