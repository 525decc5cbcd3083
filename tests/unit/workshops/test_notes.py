"""Two edits of one note: both hold, or both are shown; nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from services.workshops.domain.note import merged

WORDS = st.text(alphabet="公園にベンチと木がほしいです。", max_size=24)


@given(base=WORDS, text=WORDS)
def test_one_edit_alone_is_taken_as_it_is(base: str, text: str) -> None:
    assert merged(base, text, base) == text
    assert merged(base, base, text) == text


@given(base=WORDS, head=WORDS, tail=WORDS)
def test_edits_at_both_ends_are_put_together(base: str, head: str, tail: str) -> None:
    middle = f"〈{base}〉"
    assert merged(middle, head + middle, middle + tail) == head + middle + tail


@given(base=WORDS, ours=WORDS, theirs=WORDS)
def test_the_order_of_two_edits_does_not_matter(base: str, ours: str, theirs: str) -> None:
    assert merged(base, ours, theirs) == merged(base, theirs, ours)


def test_the_same_place_changed_twice_is_left_to_people() -> None:
    assert merged("木がほしい", "椅子がほしい", "机がほしい") is None
