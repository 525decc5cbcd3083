"""Differences that a person can read: nothing is left out, nothing is made up."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from shared.differences import Change, Piece, differences, differences_by_sentence

TEXT = st.text(alphabet="あいう佐藤、。", max_size=40)


@given(TEXT, TEXT, st.sampled_from([differences, differences_by_sentence]))
def test_both_texts_can_be_read_from_the_pieces(
    before: str, after: str, compare: Callable[[str, str], list[Piece]]
) -> None:
    pieces = compare(before, after)
    assert "".join(p.text for p in pieces if p.change is not Change.ADDED) == before
    assert "".join(p.text for p in pieces if p.change is not Change.REMOVED) == after
    assert all(p.text for p in pieces)


def test_a_changed_name_is_one_change() -> None:
    assert differences("泉台の佐藤です。", "泉台の鈴木です。") == [
        Piece(Change.SAME, "泉台の"),
        Piece(Change.REMOVED, "佐藤"),
        Piece(Change.ADDED, "鈴木"),
        Piece(Change.SAME, "です。"),
    ]


def test_a_single_letter_that_stayed_between_two_changes_is_no_help() -> None:
    changes = [piece.change for piece in differences("あ田中さんい", "あ山中くんい")]
    assert changes == [Change.SAME, Change.REMOVED, Change.ADDED, Change.SAME]


def test_sentences_that_stayed_are_whole_and_one_that_was_reworded_is_looked_into() -> None:
    before = "市内のバスを増やします。高齢者の足を守ります。公園を整備します。"
    after = "市内のバスを増やします。公園を整備し、花を植えます。"
    assert differences_by_sentence(before, after) == [
        Piece(Change.SAME, "市内のバスを増やします。"),
        Piece(Change.REMOVED, "高齢者の足を守ります。"),
        Piece(Change.SAME, "公園を整備し"),
        Piece(Change.ADDED, "、花を植え"),
        Piece(Change.SAME, "ます。"),
    ]


def test_wordings_that_have_nothing_in_common_stand_one_after_the_other() -> None:
    pieces = differences_by_sentence("財源は市税とします。", "花壇をもうけ、ベンチも置こう。")
    assert [piece.change for piece in pieces] == [Change.REMOVED, Change.ADDED]


def test_a_text_of_a_whole_plan_is_compared_in_its_sentences() -> None:
    before = "".join(f"第{n}に、公園を整備します。" for n in range(30_000))
    pieces = differences_by_sentence(before, before.replace("第7に、", "第7に必ず、", 1))
    assert [piece.change for piece in pieces] == [Change.SAME, Change.ADDED, Change.SAME]
    assert pieces[1].text == "必ず"
