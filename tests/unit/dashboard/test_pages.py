"""The pages as Streamlit runs them, against a stub gateway on a real socket."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import live
from dashboard.words import NOT_ALL_CITIZENS, UNLINKED
from tests.unit.dashboard.stub import Answers, comment

APP = Path(__file__).parents[3] / "dashboard" / "app.py"


def shown(page: str, **query: str) -> tuple[AppTest, str]:
    """Run a page; returns it and all HTML that it shows."""
    script = f"from dashboard.views import {page}\n{page}.show()\n"
    app = AppTest.from_string(script, default_timeout=20)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app, html_of(app)


def html_of(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def test_the_app_starts_with_the_overview(gateway: Answers) -> None:
    app = AppTest.from_file(str(APP), default_timeout=20).run()
    assert not app.exception
    assert "政策・計画 × 4つの段階" in html_of(app)


def test_overview_shows_the_three_units_gaps_and_the_unlinked_row(gateway: Answers) -> None:
    _, seen = shown("overview")
    for part in ("1,204", "1,344", "1,745", "未実施", "実施なし", UNLINKED, NOT_ALL_CITIZENS):
        assert part in seen
    assert "policy?policy=policy-1&amp;cycle=1&amp;stage=PLANNING" in seen
    assert "みどりの基本計画 &lt;第二次&gt;" in seen


def test_words_of_citizens_stay_plain_text(gateway: Answers) -> None:
    app, seen = shown("newest")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; [link](javascript:alert(1))" in seen
    assert "<script>" not in seen
    assert not any("javascript" in element.value for element in app.markdown)


def test_a_withdrawn_comment_shows_no_words(gateway: Answers) -> None:
    gateway.inputs = [comment(1, "もう見せない文", state="WITHDRAWN")]
    _, seen = shown("newest")
    assert "取り下げました" in seen
    assert "もう見せない文" not in seen


def test_the_address_leads_to_one_policy_and_one_stage(gateway: Answers) -> None:
    app, seen = shown("policy", policy="policy-1", cycle="1", stage="PLANNING")
    assert "2026年4月1日（水）から2027年3月31日（水）まで" in seen
    assert "北部地区 市民カフェ" in seen
    assert "第2章 見直し" in seen
    assert app.selectbox[0].value == "policy-1"
    asked = [body["variables"] for body in gateway.asked if body["operationName"] == "StageCounts"]
    assert asked[0] == {"policyId": "policy-1", "cycle": 1, "stage": "PLANNING"}


def test_a_stage_shows_how_far_the_answers_are(gateway: Answers) -> None:
    _, seen = shown("policy", policy="policy-1", cycle="1", stage="PLANNING")
    assert "起案中 3、公表済み 12" in seen
    assert "25%" in seen
    assert "分け直す意見 2通" in seen
    st.cache_data.clear()
    gateway.progress = {"unanswered": 0, "answered": 1633, "outdated": 0, "states": []}
    _, seen = shown("policy", policy="policy-1", cycle="1", stage="PLANNING")
    assert "100%" in seen


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({}, "政策・計画を選ぶと"),
        ({"policy": "gone"}, "政策・計画を選ぶと"),
        ({"policy": "policy-1", "cycle": "x", "stage": "NONE"}, "政策・計画 × 4つの段階"),
    ],
)
def test_an_address_that_leads_nowhere_is_no_error(
    gateway: Answers, query: dict[str, str], text: str
) -> None:
    assert text in shown("policy", **query)[1]


@pytest.mark.parametrize(
    "page", ["overview", "policy", "newest", "system", "coverage", "campaigns"]
)
def test_gateway_away_is_one_line_and_recovers(gateway: Answers, page: str) -> None:
    gateway.raw, gateway.status = b"<html>502</html>", 502
    app, seen = shown(page)
    assert live.AWAY in seen
    gateway.raw, gateway.status = None, 200
    st.cache_data.clear()
    app.run()
    assert not app.exception
    assert live.AWAY not in html_of(app)


def test_words_that_may_be_masked_by_now_do_not_come_back_when_the_gateway_goes_away(
    gateway: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, seen = shown("newest")
    assert "バスの本数" in seen
    monkeypatch.setattr("dashboard.queries.WORDS_KNOWN_FOR_S", 0.0)
    figures = shown("overview")[1]
    gateway.raw, gateway.status = b"<html>502</html>", 502
    st.cache_data.clear()
    for page in ("newest", "overview"):
        _, seen = shown(page)
        assert live.AWAY in seen
        assert ("1,344" in seen) == (page == "overview" and "1,344" in figures)
        assert "バスの本数" not in seen


def test_a_token_that_is_not_taken_says_whom_to_ask(gateway: Answers) -> None:
    gateway.status = 401
    assert live.NOT_ALLOWED in shown("overview")[1]


def test_reading_on_holds_what_is_on_the_page(gateway: Answers) -> None:
    app, _ = shown("newest")
    app.button(key="from_first_page").click().run()
    assert not app.exception
    assert app.toggle[0].value is False
    gateway.inputs = [comment(-5, "あとから届いた意見"), *gateway.inputs]
    st.cache_data.clear()
    app.run()
    assert "新しい意見が 1 通届いています" in html_of(app)
    assert "あとから届いた意見" not in html_of(app)
    app.toggle[0].set_value(True).run()
    assert "あとから届いた意見" in html_of(app)


@pytest.mark.parametrize(
    ("lag", "dead", "verdict"),
    [(0, 0, "正常に動いています"), (5000, 0, "追いついていません"), (0, 1, "処理できなかった")],
)
def test_system_state(gateway: Answers, lag: int, dead: int, verdict: str) -> None:
    gateway.system_status.update(totalLag=lag, deadLetters=dead)
    assert verdict in shown("system")[1]
