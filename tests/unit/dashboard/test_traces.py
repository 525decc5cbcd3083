"""The page that follows an opinion to what changed, and a change back to the words."""

from enum import StrEnum

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import trace_words, words
from gateway.responses.types import ResponseState
from gateway.trace import states
from gateway.words import ClauseChange, ReceiptState
from tests.unit.dashboard.stub import Answers
from tests.unit.dashboard.test_pages import html_of, shown
from tests.unit.dashboard.traces import a_place


def typed(number: str) -> tuple[AppTest, str]:
    """Type a receipt number and follow it."""
    app, _ = shown("trace")
    app.text_input[0].set_value(number)
    app.button[0].click().run()
    assert not app.exception
    return app, html_of(app)


def asked(gateway: Answers, operation: str) -> list[dict[str, object]]:
    return [one["variables"] for one in gateway.asked if one["operationName"] == operation]


def test_a_receipt_is_followed_to_the_change_and_what_came_after(gateway: Answers) -> None:
    _, seen = typed("1111-2222-3333")
    assert asked(gateway, "TraceOfReceipt") == [{"number": "1111-2222-3333"}]
    steps = ("意見（通）", "意見（件）", "該当箇所", "本市の考え方", "計画案の変更", "評価・改善")
    places = [seen.index(f"<h3>{step}</h3>") for step in steps]
    assert places == sorted(places)
    for part in (
        "2件のうち1件の考え方を公表しました",
        "最終案（第2版）：「第2章 路線バス」文が変わった",
        "バスを増やしてほしい。",
        "反映：便を増やします。",
        "便の数を改めました",
        "trace?revision=revision-2&amp;clause=clause-1",
        "/consultations/consultation-9",
        "policy?policy=policy-1&amp;cycle=1&amp;stage=EVALUATION",
        "到達度を確かめる会（2027年2月1日（月））",
        "同じ期に、評価・改善の段階を予定していません",
    ):
        assert part in seen
    assert "stage=IMPROVEMENT" not in seen, "the policy has no such page"


def test_a_receipt_number_does_not_come_into_the_address(gateway: Answers) -> None:
    app, _ = typed("1111-2222-3333")
    assert not app.query_params


def test_a_comment_is_followed_opinion_by_opinion(gateway: Answers) -> None:
    _, seen = shown("trace", comment="comment-1")
    assert asked(gateway, "TraceOfComment") == [{"id": "comment-1"}]
    assert "夕方の&lt;b&gt;バス&lt;/b&gt;を増やして。" in seen
    assert "屋根も欲しい。" in seen
    assert "/staff/answers/response-1" in seen
    assert "計画案の全体への意見です。考え方：考え方がまだありません" in seen


def test_an_answer_that_is_not_published_is_told_with_where_it_is(gateway: Answers) -> None:
    opinion = {
        **{"pointId": None, "text": "屋根も欲しい。", "topic": "", "answer": None},
        **{"answerState": "ANSWERED_NOT_PUBLISHED", "responseState": "IN_APPROVAL"},
        **{"responseId": "response-2", "clause": None, "place": a_place("WHOLE_PLAN")},
    }
    gateway.trace_changes = {"opinions": [opinion], "answerState": "ANSWERED_NOT_PUBLISHED"}
    _, seen = shown("trace", comment="comment-1")
    assert "考え方はありますが、公表していません（決裁中）" in seen
    assert "考え方を公表したあとに示します" in seen


def test_a_clause_is_followed_back_to_the_words_page_by_page(gateway: Answers) -> None:
    app, seen = shown("trace", revision="revision-2", clause="clause-1")
    assert "便を<del>減</del><ins>増</ins>" in seen
    assert "公表した考え方がもとになっています" in seen
    assert "通数は、少ないため示していません" in seen
    assert "夕方の&lt;b&gt;バス&lt;/b&gt;を増やして。" in seen
    assert "この件は今はありません" in seen
    assert "trace?comment=comment-1" in seen
    assert "朝の便も。" not in seen
    app.button[-1].click().run()
    assert not app.exception
    seen = html_of(app)
    assert "朝の便も。" in seen and "夕方の&lt;b&gt;バス" in seen
    assert asked(gateway, "TraceOfClause")[-1]["after"] == "end"


def test_what_is_wrong_is_said(gateway: Answers) -> None:
    gateway.trace = {"__typename": "Problems", "problems": [{"message": "番号が違います。"}]}
    assert "番号が違います。" in typed("1")[1]
    assert "番号が違います。" in shown("trace", comment="x")[1]
    assert "番号が違います。" in shown("trace", revision="x", clause="y")[1]


def test_every_state_of_a_place_is_drawn(gateway: Answers) -> None:
    for state in states.PlaceState:
        gateway.trace_changes = {"place": a_place(state.value)}
        _, seen = typed(f"1111-{state.value[:4]}")
        assert trace_words.PLACES[state].text in seen


@pytest.mark.parametrize(
    ("names", "enum"),
    [
        (trace_words.RECEIPTS, ReceiptState),
        (trace_words.SPLITS, states.SplitState),
        (trace_words.PLACES, states.PlaceState),
        (trace_words.ANSWERS, states.AnswerState),
        (trace_words.CHANGES, states.ChangeState),
        (trace_words.EVALUATIONS, states.EvaluationState),
        (trace_words.CAUSES, states.CauseState),
        (trace_words.CLAUSE_CHANGES, ClauseChange),
        (trace_words.BEHIND, states.BehindState),
        (words.RESPONSES, ResponseState),
    ],
)
def test_every_state_has_words(names: dict[str, object], enum: type[StrEnum]) -> None:
    assert [*names] == [one.value for one in enum]
