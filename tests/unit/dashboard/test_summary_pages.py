"""The summary of a stage, coverage of methods, campaigns, and what can be taken away."""

import csv
import io
from typing import Any
from xml.etree import ElementTree

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import downloads
from dashboard.methods import coverage
from dashboard.summary import rows
from dashboard.words import METHODS, NO_AREA
from tests.unit.dashboard.stub import Answers, stage
from tests.unit.dashboard.test_pages import shown

STAGE = {"policy": "policy-1", "cycle": "1", "stage": "PLANNING"}


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What is offered to be saved, by the file's name."""
    found: dict[str, bytes] = {}

    def offer(label: str, data: bytes, *, file_name: str, key: str, **_: Any) -> None:
        assert label
        assert file_name not in found or found[file_name] == data
        found[file_name] = data

    monkeypatch.setattr(st, "download_button", offer)
    return found


def read(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_stage_shows_its_summary_each_sentence_with_its_citation(
    gateway: Answers, offered: dict[str, bytes]
) -> None:
    _, seen = shown("policy", **STAGE)
    assert "予定した手法は3、実施した手法は2です。" in seen
    assert "「&lt;b&gt;歩道&lt;/b&gt;を広げて」" in seen
    assert "/staff/comments/comment-1/points" in seen
    for ending in ("docx", "pdf"):
        assert f"/staff/summary/policy-1/1/PLANNING.{ending}" in seen
    table = read(offered["summary-policy-1-1-PLANNING.csv"])
    assert table[0] == ["見出し", "文", "根拠"]
    assert table[1][2] == "policy?policy=policy-1&cycle=1&stage=PLANNING"
    assert table[2][2].endswith("/staff/comments/comment-1/points")
    assert NO_AREA in seen
    asked = [body["variables"] for body in gateway.asked if body["operationName"] == "StageSummary"]
    assert asked[0] == {"policyId": "policy-1", "cycle": 1, "stage": "PLANNING"}


def test_topics_are_held_against_those_of_the_stage_before_the_new_ones_first(
    gateway: Answers, offered: dict[str, bytes]
) -> None:
    _, seen = shown("policy", **STAGE)
    assert "第1期 企画・立案の論点と比べています" in seen
    assert seen.index(">銭湯</a>") < seen.index(">0.31<") < seen.index(">0.88<")
    assert "topics?topic=topic-3" in seen
    assert read(offered["topic-changes.csv"])[1] == ["銭湯", "学校給食", "0.31"]


def test_who_is_not_in_charge_reads_that_small_counts_are_together(gateway: Answers) -> None:
    assert "担当課のほかにはまとめて" not in shown("policy", **STAGE)[1]
    st.cache_data.clear()
    assert gateway.summary is not None
    gateway.summary["inCharge"] = False
    assert "担当課のほかにはまとめて" in shown("policy", **STAGE)[1]


def test_a_sentence_has_no_empty_citation(gateway: Answers) -> None:
    assert gateway.summary is not None
    assert all(address for _, _, address in rows(gateway.summary, "policy?policy=x"))


def test_every_table_and_chart_of_a_stage_can_be_taken_away(
    gateway: Answers, offered: dict[str, bytes]
) -> None:
    shown("policy", **STAGE)
    assert {
        *("by-day.csv", "by-day.svg", "手法.csv", "手法.svg", "受付方法.csv", "受付方法.svg"),
        *("提出者の種別.csv", "提出者の種別.svg", "activities.csv", "by-clause.csv"),
        *("answers.csv", "summary-policy-1-1-PLANNING.csv", "topic-changes.csv"),
    } == offered.keys()
    assert read(offered["受付方法.csv"])[1:] == [
        ["電子申請", "1100", "1200", "1500"],
        ["郵送", "50", "66", "90"],
    ]
    days = read(offered["by-day.csv"])
    assert len(days) == 1 + 23 * 3
    picture = ElementTree.fromstring(offered["by-day.svg"])  # noqa: S314  # made a line above
    texts = [one.text for one in picture.iter("{http://www.w3.org/2000/svg}text")]
    # 6 + 2n comments on day n, by each of three ways.
    assert "18" in texts
    assert "150" in texts
    assert "回答者は市民全体を代表するものではありません。" in texts


def test_the_overview_can_be_taken_away(gateway: Answers, offered: dict[str, bytes]) -> None:
    shown("overview")
    table = read(offered["overview.csv"])
    assert [
        "地域公共交通計画",
        "交通",
        "1",
        "企画・立案",
        "実施中",
        "1180",
        "1316",
        "1702",
    ] == table[1][:8]


def test_a_picture_draws_long_what_is_many_and_takes_no_markup_from_names() -> None:
    drawn = downloads.bars_svg("題 <x>", [("A & B", 10), ("C", 5), ("零", 0)], "注")
    picture = ElementTree.fromstring(drawn)  # noqa: S314  # made a line above
    bars = list(picture.iter("{http://www.w3.org/2000/svg}rect"))[1:]
    widths = [float(bar.attrib["width"]) for bar in bars]
    assert widths[0] == 2 * widths[1] > 0 == widths[2]
    assert downloads.bars_svg("題", [], "注")


def test_coverage_tells_gaps_by_words_and_shapes_and_what_was_not_planned() -> None:
    open_ = stage("PLANNING", "OPEN", ["SURVEY", "WORKSHOP"], ["WORKSHOP", "HEARING"], 1, 1, 1)
    names = list(METHODS)
    marks = dict(zip(names, coverage(open_), strict=True))
    told = {name: (mark.mark, mark.note) for name, mark in marks.items() if mark}
    assert told == {
        "WORKSHOP": ("●", "実施"),
        "SURVEY": ("▲", "未実施"),
        "HEARING": ("◆", "予定外の実施"),
    }
    closed = coverage({**open_, "state": "CLOSED"})[names.index("SURVEY")]
    assert closed is not None
    assert (closed.mark, closed.note) == ("×", "実施なし")


def test_coverage_shows_all_policies_or_the_one_of_the_address(
    gateway: Answers, offered: dict[str, bytes]
) -> None:
    _, seen = shown("coverage")
    assert "みどりの基本計画 &lt;第二次&gt;" in seen
    assert "▲ 未実施" in seen
    assert "× 実施なし" in seen
    assert len(read(offered["coverage.csv"])) == 1 + 4 + 2
    offered.clear()
    _, seen = shown("coverage", policy="policy-2")
    assert "地域公共交通計画" not in seen
    assert len(read(offered["coverage.csv"])) == 1 + 2


def test_campaigns_stand_in_the_order_of_the_list_and_not_by_number(
    gateway: Answers, offered: dict[str, bytes]
) -> None:
    assert "意見募集を選ぶと" in shown("campaigns")[1]
    app, seen = shown("campaigns", consultation="consultation-1")
    assert seen.index("提出意見 3通") < seen.index("提出意見 812通")
    assert "増税に&lt;反対&gt;です。" in seen
    assert "見せない文" not in seen
    assert "見せない文" not in offered["folds-consultation-1.csv"].decode()
    assert "campaigns?consultation=consultation-1&amp;after=end" in seen
    assert app.selectbox[0].value == "consultation-1"
    _, last = shown("campaigns", consultation="consultation-1", after="end")
    assert "次のまとまりを見る" not in last


def test_a_consultation_that_is_gone_is_no_error(gateway: Answers) -> None:
    gateway.folds = []
    assert "まだありません" in shown("campaigns", consultation="gone")[1]


def test_buttons_are_there_on_the_page(gateway: Answers) -> None:
    app: AppTest = shown("coverage")[0]
    assert app.get("download_button")
