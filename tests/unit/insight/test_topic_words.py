"""What a statement is read as, what its words mean, and what a topic may be named by."""

import numpy as np
import pytest

from services.insight.topics.domain.groups import Numbers
from services.insight.topics.domain.meaning import learn, lexical, meanings
from services.insight.topics.domain.naming import name_groups
from services.insight.topics.domain.topic_map import wording_key
from services.insight.topics.domain.words import read
from shared.word_vectors import murmur64, word_vectors
from tests.bench.insight.labelled import statements


@pytest.mark.parametrize(
    ("word", "hashed"),
    [
        # As spaCy's StringStore numbers them (public facts of its hash, seed 1).
        ("apple", 8566208034543834098),
        ("coffee", 3197928453018144401),
    ],
)
def test_words_are_looked_up_by_the_hash_that_the_vectors_are_kept_under(
    word: str, hashed: int
) -> None:
    assert murmur64(word.encode()) == hashed


def test_words_of_like_meaning_have_like_vectors() -> None:
    def vector(word: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        found = word_vectors().of((word,))
        assert found is not None
        return found

    assert float(vector("バス") @ vector("電車")) > float(vector("バス") @ vector("給食"))
    assert word_vectors().of(("ぬるぽがっ",)) is None


def test_names_of_people_and_numbers_are_no_words_of_a_topic() -> None:
    found = read("佐藤花子です。12月3日に防災備蓄倉庫を見ました。")
    assert "防災備蓄倉庫" in found.phrases
    assert not {"佐藤", "花子", "12", "3"} & set(found.phrases)
    assert not {"佐藤", "花子"} & {word.normal for word in found.words}


@pytest.mark.parametrize("text", ["", " \n", "！！！", "abc 123", "■■■", "😀😀", "あ"])
def test_a_statement_without_words_is_no_trouble(text: str) -> None:
    said = [read(text), *(read(one.text) for one in statements()[:20])]
    weights, rows = learn(said, word_vectors())
    assert np.isfinite(rows).all()
    assert np.isfinite(meanings([read(text)], weights, word_vectors())).all()
    assert np.isfinite(lexical(said)).all()


def test_a_wording_is_the_same_in_another_width_or_with_other_blanks() -> None:
    assert wording_key("バスを ２本\n増やす") == wording_key("ﾊﾞｽを2本増やす")
    assert wording_key("バスを2本増やす") != wording_key("バスを3本増やす")
    assert 0 <= wording_key("") < 2**63


def _named(texts: list[str], groups: list[int], before: list[tuple[str, ...]]) -> list[list[str]]:
    numbers: Numbers = np.array(groups)
    named = name_groups([read(text) for text in texts], numbers, before, 2)
    return [[word.phrase for word in words] for words in named]


def test_a_name_is_what_is_said_there_and_not_elsewhere() -> None:
    texts = [
        "市民として、路線バスの本数を増やしてほしい。",
        "市民には路線バスが要る。",
        "路線バスの市民負担が重い。",
        "市民として、学校給食を温かくしてほしい。",
        "学校給食は市民の願い。",
        "市民は学校給食を食べたい。",
    ]
    bus, lunch = _named(texts, [0, 0, 0, 1, 1, 1], [(), ()])
    assert bus[0] == "路線バス"
    assert lunch[0] == "学校給食"
    assert "市民" not in (bus[0], lunch[0])


def test_a_name_keeps_its_words_while_they_still_tell() -> None:
    texts = ["公園の遊具。", "公園の遊具。", "公園の芝生と芝生。", "公園の芝生。", "川の橋。"]
    free, _ = _named(texts, [0, 0, 0, 0, 1], [(), ()])
    kept, _ = _named(texts, [0, 0, 0, 0, 1], [tuple(reversed(free)), ()])
    assert kept == list(reversed(free))
    gone, _ = _named(texts, [0, 0, 0, 0, 1], [("噴水",), ()])
    assert "噴水" not in gone


def test_each_word_of_a_name_names_statements_that_hold_it() -> None:
    texts = [one.text for one in statements()[:60]]
    numbers: Numbers = np.arange(60) % 5
    for words in name_groups([read(text) for text in texts], numbers, [()] * 5, 3):
        for word in words:
            assert word.support
            assert all(word.phrase in texts[number] for number in word.support)
