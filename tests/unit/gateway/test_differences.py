"""Differences that a person can read: nothing is left out, nothing is made up."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.folding.differences import Change, Piece, differences

TEXT = st.text(alphabet="あいう佐藤、。", max_size=40)


@given(TEXT, TEXT)
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = differences(before, after)
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
