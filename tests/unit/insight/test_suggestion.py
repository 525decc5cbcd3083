"""What of a language model's answer is let through: nothing but what can be found."""

import json
from typing import Any

import pytest

from services.insight.topics.domain.suggestion import (
    STATEMENT_CHARS,
    STATEMENTS_MAX,
    AnswerUnreadable,
    Said,
    Suggestion,
    checked,
    question,
    shown,
)

SAID = [
    Said("s1", "c1", "歩道が狭くて、車いすでは通れません。3か所で段差があります。"),
    Said("s2", "c2", "バスの本数を増やしてください。多くの人が困っています。"),
]
HOLDS = {"statement": 1, "quote": "歩道が狭くて"}


def answered(**given: Any) -> Suggestion:
    return checked("m", json.dumps(given, ensure_ascii=False), SAID)


def sentence(text: str, *citations: Any) -> Suggestion:
    return answered(sentences=[{"text": text, "citations": list(citations or (HOLDS,))}])


def test_what_is_cited_letter_by_letter_is_shown_with_whose_words_it_is() -> None:
    found = answered(
        name={"text": "歩道の広さ", "citations": [HOLDS]},
        sentences=[{"text": "歩道が狭いという声です。", "citations": [HOLDS]}],
    )
    assert found.name is not None
    assert (found.model, found.name.text, found.refused) == ("m", "歩道の広さ", 0)
    (cited,) = found.sentences[0].citations
    assert (cited.statement_id, cited.comment_id, cited.quote) == ("s1", "c1", "歩道が狭くて")


@pytest.mark.parametrize(
    "citation",
    [
        {"statement": 2, "quote": "歩道が狭くて"},
        {"statement": 1, "quote": "歩道が狭く、"},
        {"statement": 1, "quote": "歩道が 狭くて"},
        {"statement": 0, "quote": "歩道が狭くて"},
        {"statement": -1, "quote": "バスの本数"},
        {"statement": 3, "quote": "歩道が狭くて"},
        {"statement": "1", "quote": "歩道が狭くて"},
        {"statement": True, "quote": "歩道が狭くて"},
        {"statement": 1.0, "quote": "歩道が狭くて"},
        {"statement": 1, "quote": "歩道"},
        {"statement": 1, "quote": ""},
        {"statement": 1, "quote": None},
        {"statement": 1},
        "歩道が狭くて",
        None,
    ],
)
def test_a_citation_that_is_not_found_takes_its_sentence_along(citation: Any) -> None:
    for cited in ((citation,), (HOLDS, citation), (citation, HOLDS)):
        found = sentence("歩道が狭いという声です。", *cited)
        assert (found.sentences, found.refused) == ((), 1)


@pytest.mark.parametrize("text", ["", " ", "あ" * 201, "改行\nあり", "隠し\u202e文字", None, 5, []])
def test_what_is_no_sentence_is_refused(text: Any) -> None:
    assert sentence(text).sentences == ()


@pytest.mark.parametrize(
    "text",
    [
        "五人が歩道を挙げました。",
        "12件の声です。",
        "１割の人の声です。",
        "多くの人の声です。",
        "市民の大半の声です。",
    ],
)
def test_a_number_or_quantity_that_nobody_said_is_refused(text: str) -> None:
    assert sentence(text).refused == 1


def test_a_number_that_somebody_said_may_be_repeated() -> None:
    assert sentence("段差は３か所です。", {"statement": 1, "quote": "3か所で段差"}).refused == 0
    told = sentence("多くの人が困るという声です。", {"statement": 2, "quote": "多くの人が困って"})
    assert told.refused == 0
    assert sentence("段差は33か所です。", {"statement": 1, "quote": "3か所で段差"}).refused == 1


@pytest.mark.parametrize(
    "given", [{}, {"sentences": "x"}, {"sentences": None}, {"name": None}, {"sentences": [None]}]
)
def test_little_or_nothing_is_no_mistake(given: dict[str, Any]) -> None:
    assert answered(**given).sentences == ()
    assert answered(**given).name is None


@pytest.mark.parametrize(
    "answer", ["", "わかりません", "{", "}{", "[]", "{]}", '{"a": }', "{" * 9_000]
)
def test_what_is_no_json_is_said_to_be_unreadable(answer: str) -> None:
    with pytest.raises(AnswerUnreadable):
        checked("m", answer, SAID)


def test_no_more_than_a_few_statements_are_shown_and_none_at_length() -> None:
    many = [Said(f"s{n}", f"c{n}", "長" * 1_000) for n in range(100)]
    told = json.loads(question(shown(many))[-1]["content"])
    assert [one["statement"] for one in told] == list(range(1, STATEMENTS_MAX + 1))
    assert {len(one["text"]) for one in told} == {STATEMENT_CHARS}
