"""Needs and offers: the reasons are true, the order does not change, nothing is made up."""

import pytest

from services.issue_proposals.domain.matching import Text, rank

NEED = Text("n", "GOODS", "坂道が凍ってすべります。雪をかく道具がほしいです。")
OFFERS = [
    Text("piano", "GOODS", "使わなくなったピアノを譲ります。"),
    Text("snow", "GOODS", "融雪剤とスコップがあります。取りに来てください。"),
    Text("youth", "HANDS", "高校の野球部です。冬は雪かきを手伝えます。"),
    Text("ball", "ROOMS", "体育館の空いている時間を使えます。"),
]


def test_what_speaks_of_the_same_comes_first_and_says_why() -> None:
    first = rank(NEED, OFFERS, 5)[0]
    assert first.id == "snow"
    assert first.same_kind
    assert "雪" in first.situations
    hands = Text("n", "HANDS", "坂道が凍ってすべります。雪をかく人手がほしいです。")
    assert rank(hands, OFFERS, 5)[0].id == "youth", "of the kind that is needed"


def test_money_that_is_asked_for_beside_is_suggested_without_a_topic() -> None:
    money = Text("fund", "MONEY", "地域の活動に、年に10万円まで寄付しています。")
    asked = Text("n", "GOODS", f"{NEED.text}買う費用を出してくれるところがあれば助かります。")
    found = {one.id: one for one in rank(asked, [*OFFERS, money], 5)}
    assert found["fund"].same_kind
    assert "fund" not in {one.id for one in rank(NEED, [*OFFERS, money], 5)}


def test_every_reason_stands_in_both_texts() -> None:
    texts = {offer.id: offer.text for offer in OFFERS}
    for one in rank(NEED, OFFERS, 5):
        for word in one.words:
            assert word[0] in NEED.text
            assert word[0] in texts[one.id]


def test_the_order_of_the_register_changes_nothing() -> None:
    there = [(one.id, one.score) for one in rank(NEED, OFFERS, 5)]
    back = [(one.id, one.score) for one in rank(NEED, OFFERS[::-1], 5)]
    assert [id_ for id_, _ in there] == [id_ for id_, _ in back]
    assert [score for _, score in there] == pytest.approx([score for _, score in back], abs=1e-3)


@pytest.mark.parametrize("text", ["", "。", "ぬるぽがっ", "😀"])
def test_a_text_without_words_is_borne(text: str) -> None:
    assert rank(Text("n", "GOODS", text), OFFERS, 5) == []
    assert "odd" not in {one.id for one in rank(NEED, [*OFFERS, Text("odd", "GOODS", text)], 5)}


def test_no_offers_are_no_suggestions() -> None:
    assert rank(NEED, [], 5) == []
