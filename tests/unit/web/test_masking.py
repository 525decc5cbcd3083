"""Staff choose what is masked by ticking and by typing words as they stand in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.web.masking import (
    Choice,
    WordsNotThere,
    WordsRow,
    chosen_by_words,
    marked,
    proposed,
    united,
)

TEXT = "山田さんの電話は🚌です。山田さん、山田さん。"


def places(text: str, words: str, nth: str = "") -> list[tuple[int, int]]:
    found = chosen_by_words(text, WordsRow(words, nth, "PERSONAL_DATA", ""))
    return [(one.start, one.end) for one in found]


def test_words_are_masked_everywhere_or_where_they_are_named() -> None:
    assert places(TEXT, "山田") == [(0, 2), (12, 14), (17, 19)]
    assert places(TEXT, " 山田\n", "2") == [(12, 14)]
    assert places(TEXT, "山田", "３") == [(17, 19)]  # typed full-width


@pytest.mark.parametrize(
    ("words", "nth", "count"),
    [("佐藤", "", 0), ("山田", "4", 3), ("山田", "0", 3), ("山田", "x", 3), ("佐藤", "1", 0)],
)
def test_words_that_are_not_there_are_told(words: str, nth: str, count: int) -> None:
    with pytest.raises(WordsNotThere) as absent:
        places(TEXT, words, nth)
    assert absent.value.count == count


def test_words_within_themselves_leave_nothing_over() -> None:
    found = united(chosen_by_words("あああ", WordsRow("ああ", "", "", "")))
    assert [(one.start, one.end) for one in found] == [(0, 3)]


def test_what_overlaps_becomes_one() -> None:
    name, address = Choice(3, 8), Choice(5, 12, "OTHER", "理由")
    assert united([address, name]) == [Choice(3, 12, "PERSONAL_DATA", "理由")]
    assert united([Choice(0, 2), Choice(2, 4)]) == [Choice(0, 2), Choice(2, 4)]


def test_a_choice_comes_back_as_it_went() -> None:
    for one in (Choice(0, 2), Choice(3, 9, "OTHER", "同名の別人：注意")):
        assert Choice.read(one.value) == one
    for bad in (
        "",
        "a:b:OTHER:",
        "1:2",
        "1:2:SECRET:",
        "-1:2:OTHER:",
        "1:99999999:OTHER:",
        "1:2:OTHER:" + "あ" * 1_000,
    ):
        assert Choice.read(bad) is None


def test_what_was_chosen_is_not_proposed_again() -> None:
    suggestions = [{"kind": "NAME", "start": 0, "end": 2}, {"kind": "PHONE", "start": 5, "end": 9}]
    offered = proposed(suggestions, [Choice(0, 4)])
    assert offered == [(Choice(0, 4), True), (Choice(5, 9, found="PHONE"), False)]


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda p: Choice(p[0], sum(p)))),
)
def test_marking_shows_every_character_once(text: str, choices: list[Choice]) -> None:
    pieces = marked(text, choices)
    assert "".join(words for words, _ in pieces) == text
    chosen = {n for one in choices for n in range(one.start, min(one.end, len(text)))}
    shown, at = set(), 0
    for words, is_marked in pieces:
        shown |= set(range(at, at + len(words))) if is_marked else set()
        at += len(words)
    assert shown == chosen
