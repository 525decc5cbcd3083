"""Selected words are found where they stand, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.web.quotes import without_mark
from shared.quotes import find_quote

TEXT = (
    "参加の機会\n次のことを進めます。\n\n"
    "- **夜間**や休日にも、場を設けます。\n- 紙でも受け付けます。"
)


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("夜間や休日", "夜間**や休日"),
        ("場を設けます。\n紙でも受け付けます", "場を設けます。\n- 紙でも受け付けます"),
        ("次の ことを\n進めます。", "次のことを進めます。"),
        ("参加の機会", "参加の機会"),
    ],
)
def test_what_the_page_leaves_out_does_not_count(quote: str, said: str) -> None:
    found = find_quote(TEXT, quote)
    assert found is not None
    assert TEXT[slice(*found)] == said


@pytest.mark.parametrize("quote", ["", " \n", "**", "どこにもない言葉", "ます。", "も"])
def test_what_stands_nowhere_or_more_than_once_is_not_found(quote: str) -> None:
    assert find_quote(TEXT, quote) is None


@given(st.text(alphabet="あい𠮷 -\n*", max_size=30), st.data())
def test_a_place_that_is_found_says_what_was_asked_for(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = find_quote(text, text[start:end])
    if found is not None:
        plain = [c for c in text[slice(*found)] if c not in " -\n*"]
        assert plain == [c for c in text[start:end] if c not in " -\n*"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- 夜間にも聞きます。", "夜間にも聞きます。"),
        ("・紙でも受け付けます。", "紙でも受け付けます。"),
        ("-5度まで下げます。", "-5度まで下げます。"),
        ("**大切な**ことです。", "**大切な**ことです。"),
        ("- ", "- "),
    ],
)
def test_the_mark_of_a_list_is_not_offered_as_words(text: str, words: str) -> None:
    whole = f"前の文。{text}"
    found = without_mark({"start": 4, "end": len(whole), "text": text})
    assert found["text"] == words == whole[found["start"] : found["end"]]
