import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.public_comment.domain.text import accepted_text
from shared.texts import TextEmpty, TextHasControlCharacters, TextTooLong


@pytest.mark.parametrize(
    "text",
    [
        "賛成です。",
        "  字下げ\n\n改行\tタブ  ",
        "👨‍👩‍👧 絵文字",
        "𠮷野家の𠮷",
        "\u200fعربى",
        "。",
        "\ue000",
        "\U0001fae9",
    ],
)
def test_what_was_written_is_kept_as_it_is(text: str) -> None:
    assert accepted_text(text, 100) == text


def test_line_ends_of_a_browser_become_plain_ones() -> None:
    assert accepted_text("一\r\n二\r三\n四", 100) == "一\n二\n三\n四"


@pytest.mark.parametrize("text", ["", " ", "　　", "\n\t", "\u200b\ufeff", "\u3164" * 0 + "\u2028"])
def test_blanks_of_any_kind_are_no_comment(text: str) -> None:
    with pytest.raises(TextEmpty):
        accepted_text(text, 100)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800", "\uffff"])
def test_control_characters_are_named_by_position(character: str) -> None:
    with pytest.raises(TextHasControlCharacters) as refused:
        accepted_text(f"あい{character}う", 100)
    assert refused.value.params == {"position": 3}


def test_the_limit_counts_characters_after_line_ends() -> None:
    assert len(accepted_text("あ" * 9 + "\r\n", 10)) == 10
    with pytest.raises(TextTooLong) as refused:
        accepted_text("あ" * 11, 10)
    assert refused.value.params == {"max": 10, "actual": 11}


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=200))
def test_nothing_is_ever_altered(text: str) -> None:
    try:
        assert accepted_text(text, 10_000) == text
    except TextEmpty:
        assert not text.strip("".join(c for c in text if not c.isprintable() or c.isspace()))
