"""What is masked is gone from what is published, whole, and nothing else is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.public_comment.masks.domain import errors
from services.public_comment.masks.domain.masks import (
    MASKS_MAX,
    SHOWN,
    Mask,
    MaskKind,
    checked_masks,
    masked_text,
)
from shared.texts import TextHasControlCharacters, TextTooLong

PERSONAL, DEFAMATION = SHOWN[MaskKind.PERSONAL_DATA], SHOWN[MaskKind.DEFAMATION]
TEXT = "担当の山田花子さん（03-5555-0123）は冷たい🚌人です。"


def published(text: str, *masks: Mask) -> str:
    return masked_text(text, checked_masks(text, masks))


def over(text: str, words: str, kind: MaskKind = MaskKind.PERSONAL_DATA) -> Mask:
    start = text.index(words)
    return Mask(start, start + len(words), kind)


def test_what_is_masked_is_replaced_by_its_kind() -> None:
    masks = (over(TEXT, "山田花子"), over(TEXT, "03-5555-0123"))
    assert published(TEXT, *masks) == f"担当の{PERSONAL}さん（{PERSONAL}）は冷たい🚌人です。"
    assert published(TEXT, over(TEXT, "冷たい🚌人", MaskKind.DEFAMATION)).endswith(
        f"）は{DEFAMATION}です。"
    )
    assert published(TEXT) == TEXT


@pytest.mark.parametrize("words", ["山田", "山田花子さん（03-5555-0123）は冷たい🚌人です。"])
def test_the_length_of_what_is_masked_is_not_told(words: str) -> None:
    assert published(words, Mask(0, len(words))) == PERSONAL


@pytest.mark.parametrize(
    ("text", "mask", "left"),
    [
        # Places count code points, also of characters that are two units elsewhere.
        ("👩‍💻と𠮷野家さん", Mask(4, 7), f"👩‍💻と{PERSONAL}さん"),
        # A woman with a laptop is three code points: none of them is left alone.
        ("私は👩‍💻です", Mask(2, 3), f"私は{PERSONAL}です"),
        ("私は👩‍💻です", Mask(4, 5), f"私は{PERSONAL}です"),
        ("いいね👍🏽です", Mask(3, 4), f"いいね{PERSONAL}です"),
        # か with a loose mark, e with an accent, 葛 with a variation selector.
        ("ハ\u309aン屋のか\u3099", Mask(0, 1), f"{PERSONAL}ン屋のか\u3099"),
        ("Jose\u0301さん", Mask(0, 4), f"{PERSONAL}さん"),
        ("葛\U000e0100城さん", Mask(0, 1), f"{PERSONAL}城さん"),
        # Marks of direction are characters like others.
        ("a\u200f山田\u200eb", Mask(2, 4), f"a\u200f{PERSONAL}\u200eb"),
        ("\u2067山田\u2069です", Mask(1, 3), f"\u2067{PERSONAL}\u2069です"),
    ],
)
def test_no_half_of_a_character_is_left(text: str, mask: Mask, left: str) -> None:
    assert published(text, mask) == left


def test_masks_that_grow_into_each_other_leave_nothing_twice() -> None:
    text = "か\u3099き"
    assert published(text, Mask(0, 1), Mask(1, 2), Mask(2, 3)) == PERSONAL * 2


@pytest.mark.parametrize(
    ("masks", "refused"),
    [
        ([Mask(3, 7), Mask(6, 9)], errors.MasksOutOfOrder),
        ([Mask(6, 9), Mask(3, 5)], errors.MasksOutOfOrder),
        ([Mask(3, 3)], errors.MasksOutOfOrder),
        ([Mask(-1, 3)], errors.MasksOutOfOrder),
        ([Mask(3, len(TEXT) + 1)], errors.MasksOutOfOrder),
        ([Mask(0, 1, MaskKind.OTHER)], errors.MaskReasonMissing),
        ([Mask(0, 1, MaskKind.OTHER, "　")], errors.MaskReasonMissing),
        ([Mask(0, 1, reason="あ" * 201)], TextTooLong),
        ([Mask(0, 1, reason="\u202eあ")], TextHasControlCharacters),
        ([Mask(n, n + 1) for n in range(MASKS_MAX + 1)], errors.TooManyMasks),
    ],
)
def test_what_is_wrong_is_refused(masks: list[Mask], refused: type[Exception]) -> None:
    with pytest.raises(refused):
        checked_masks(TEXT, masks)


def test_the_wrong_one_is_named() -> None:
    with pytest.raises(errors.MasksOutOfOrder) as wrong:
        checked_masks(TEXT, [Mask(3, 7), Mask(6, 9)])
    assert wrong.value.params == {"number": 2}


# No letters that the texts in place of masks hold, so that whatever is found is left over.
_LETTERS = st.text(
    st.sampled_from("abcdeあいう𠮷🚌か\u3099\u0301\u200d\u200f\ufe0f👍🏽👩\n　"), max_size=40
)


@given(_LETTERS, st.lists(st.integers(0, 40), max_size=12))
def test_what_is_left_is_the_text_without_what_was_masked(text: str, cuts: list[int]) -> None:
    edges = sorted({min(cut, len(text)) for cut in cuts})
    masks = [Mask(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False) if a < b]
    kept = checked_masks(text, masks)
    taken = {place for one in kept for place in range(one.start, one.end)}
    # Everything that was chosen is masked, in whole masks that stand apart and in order.
    assert {place for one in masks for place in range(one.start, one.end)} <= taken
    assert all(a.end <= b.start for a, b in pairwise(kept))
    # What is published is exactly the rest, with one and the same text for each mask.
    left = masked_text(text, kept).split(PERSONAL)
    assert len(left) == len(kept) + 1
    assert "".join(left) == "".join(one for n, one in enumerate(text) if n not in taken)


@given(st.text("ab山", min_size=1, max_size=3), _LETTERS, _LETTERS)
def test_masked_words_are_not_in_what_is_published(words: str, before: str, after: str) -> None:
    text = before + words + after
    shown = published(text, Mask(len(before), len(before) + len(words)))
    assert shown.startswith(PERSONAL) or text.startswith(shown[: shown.index(PERSONAL)])
    assert len(shown) <= len(before) + len(PERSONAL) + len(after)
    if words not in before and words not in after:
        assert words not in shown
