"""How texts are compared and taken apart: nothing that stands there is missed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.public_comment.search.domain.errors import SearchWordTooShort, TooManySearchWords
from services.public_comment.search.domain.query import (
    TEXT_MAX,
    WORDS_MAX,
    Wanted,
    facts_of,
    read_words,
)
from services.public_comment.search.domain.terms import folded, terms
from shared.texts import TextTooLong

LETTERS = "市民のセンター図書館をごみ、。 バス停ｶﾞ゙がA1-ー🙏\ue000葛\U000e0100\u200f\n"
JAPANESE = st.text(st.sampled_from(LETTERS), max_size=30)


def found(said: str, typed: str) -> bool:
    wanted = Wanted(read_words(typed))
    has = set(terms(said))
    by_index = all(any(way <= has for way in need) for need in wanted.needs())
    fits = wanted.fits(said, frozenset())
    assert by_index or not fits, "the index would not lead to a text that fits"
    return fits


@given(before=JAPANESE, said=JAPANESE, after=JAPANESE)
def test_whatever_stands_in_a_text_is_found_by_the_index(
    before: str, said: str, after: str
) -> None:
    word = folded(said).strip()
    if len(word) >= 2 and word in folded(before + said + after):
        assert found(before + said + after, f'"{said}"')


@pytest.mark.parametrize(
    ("said", "typed", "fits"),
    [
        ("市民センターを残してください。", "市民センター", True),
        ("青葉野市民センターを残して", '"市民センター"', True),
        ("市民が集まるセンターを残して", "市民センター", False),
        ("市民が集まるセンターを残して", "市民 センター", True),
        ("市民が集まるセンターを残して", "市民　センター", True),
        ("市民セ\nンターを残して", "市民センター", True),
        ("ｺﾐｭﾆﾃｨﾊﾞｽとＡＩ", "コミュニティバス ai", True),
        ("髙橋さんの畑", "高橋", True),
        ("葛\U000e0100城市の案", "葛城市", True),
        ("外字\ue000の字", "\ue000の", True),
        ("\u200f右から\u200f左へ", "から左", True),
        ("ありがとう🙏🙏", "🙏🙏", True),
        ("ありがとう🙏", "🙏🙏", False),
        ("子どもの遊び場", "子供", True),
        ("こどもの遊び場", "子ども", True),
        ("子どもの遊び場", '"子供"', False),
        ("できると思います", "です", False),
        ("よいと思います", "ます", True),
        ("ごみを減らす", "ごみ", True),
        ("раураl", "paypal", False),
        ("5丁目−3", "5丁目-3", True),
    ],
)
def test_what_is_found_and_what_is_not(said: str, typed: str, fits: bool) -> None:
    assert found(said, typed) is fits


@pytest.mark.parametrize("typed", ["木", "図書館 木", '"木"', "Ａ", "木\u200f"])
def test_one_character_is_told(typed: str) -> None:
    with pytest.raises(SearchWordTooShort):
        read_words(typed)


def test_too_many_and_too_long_are_told() -> None:
    with pytest.raises(TooManySearchWords):
        read_words(" ".join(f"言葉{n}" for n in range(WORDS_MAX + 1)))
    with pytest.raises(TextTooLong):
        read_words("あ" * (TEXT_MAX + 1))
    assert read_words(" 　") == ()


def test_facts_must_be_there_now() -> None:
    wanted = Wanted((), facts_of("c1", "FAX", None))
    assert wanted.fits("", facts_of("c1", "FAX", "accepted"))
    assert not wanted.fits("", facts_of("c2", "FAX", "accepted"))


def test_a_comment_of_twenty_pages_is_taken_apart() -> None:
    said = "".join(f"第{n}項、駐輪場と図書館の計画について意見を述べます。" for n in range(1_300))
    assert len(said) > 30_000
    assert found(said, "第1299項")
    assert not found(said, "第1300項")
