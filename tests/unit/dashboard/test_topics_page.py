"""The page of topics: names, quotations, rare views, the drawing, and originals page by page."""

import csv
import io
from typing import Any
from xml.etree import ElementTree

import pytest
import streamlit as st

from dashboard import drawing
from dashboard.words import NOT_ALL_CITIZENS
from tests.unit.dashboard.stub import Answers
from tests.unit.dashboard.test_pages import shown


def svg_of(drawn: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawn)  # noqa: S314  # our own drawing


CASE = {"consultation": "consultation-1"}


def test_topics_are_shown_in_the_citizens_words_with_quotations(gateway: Answers) -> None:
    _, seen = shown("topics", **CASE)
    assert NOT_ALL_CITIZENS in seen
    assert "路線バス・本数についての意見です。" in seen
    assert "topics?topic=topic-1" in seen
    assert "trace?comment=comment-1" in seen
    assert "同じ文面 3件" in seen
    assert "整理待ちの文面が 2 通り" in seen
    # What staff called it, and what citizens say.
    assert "職員が付けた名前（市民の言葉：給食・アレルギー）" in seen


def test_citizens_words_stay_plain_text(gateway: Answers) -> None:
    _, seen = shown("topics", **CASE)
    assert "&lt;b&gt;ほかと違う&lt;/b&gt;意見です。" in seen
    assert "<b>ほかと違う" not in seen


def test_small_counts_are_told_as_few_and_withdrawn_words_are_not_there(gateway: Answers) -> None:
    _, seen = shown("topics", **CASE)
    assert "意見 少数件・文面 少数通り" in seen
    assert "星が見える夜にしてください。" in seen
    assert "comment-78" not in seen


def test_before_there_are_topics_the_page_says_so(gateway: Answers) -> None:
    gateway.topics["OpinionTopics"]["opinionTopics"] |= {"topics": [], "madeAt": None}
    gateway.topics["RareViews"] = {"rareViews": []}
    _, seen = shown("topics", **CASE)
    assert "論点はまだありません。" in seen


def test_a_topic_leads_to_its_viewpoints_and_originals(gateway: Answers) -> None:
    _, seen = shown("topics", topic="topic-1", viewpoint="v1")
    assert "本数・朝" in seen
    assert 'aria-current="true"' in seen
    assert "朝の本数を増やしてほしい。" in seen
    assert "提出者が取り下げました。" in seen
    assert "topics?topic=topic-1&amp;viewpoint=v1&amp;after=next" in seen
    asked = [one["variables"] for one in gateway.asked if one["operationName"] == "TopicMembers"]
    assert asked[0] == {"id": "topic-1", "viewpointId": "v1"}


def test_a_topic_that_is_no_more_leads_back_to_the_list(gateway: Answers) -> None:
    gateway.topics["OpinionTopic"] = {"opinionTopic": None}
    _, seen = shown("topics", topic="gone")
    assert "この論点は、ほかの論点にまとめられたか、なくなりました。" in seen


def test_topics_and_the_drawing_can_be_taken_away(
    gateway: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: dict[str, bytes] = {}

    def offer(label: str, data: bytes, *, file_name: str, **_: Any) -> None:
        offered[file_name] = data

    monkeypatch.setattr(st, "download_button", offer)
    shown("topics", **CASE)
    table = list(csv.reader(io.StringIO(offered["topics-consultation-1.csv"].decode("utf-8-sig"))))
    assert table[0][0] == "論点"
    assert table[3][2] == "少数"
    root = svg_of(offered["topics-consultation-1.svg"].decode())
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"路線バス・本数", "学校給食", "銭湯", NOT_ALL_CITIZENS} <= set(texts)


def test_neighbours_in_the_order_can_be_told_apart() -> None:
    names = {f"t{n}": f"論点{n}" for n in range(40)}
    colours = list(drawing.colours_of(names).values())
    assert len(set(colours)) == 40


def test_no_more_is_drawn_than_the_grid_has_cells() -> None:
    cells = list(range(48 * 32))
    grid = {
        **{"columns": 48, "rows": 32, "cells": cells, "wordings": [200] * len(cells)},
        "topicIds": ["t1"] * len(cells),
    }
    spec = drawing.chart(grid, {"t1": "論点"})
    (values,) = spec["datasets"].values()
    assert len(values) == len(cells)
    assert svg_of(drawing.svg(grid, {"t1": '<論点> & "名"'}, "注")) is not None
