"""Topics of a consultation: what was spoken of, in the citizens' words, down to each original.

In an order in which neighbours are alike, never by number. The address names the consultation, the
topic and the viewpoint.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import downloads, drawing, place, queries, words
from dashboard.live import live, once
from dashboard.parts import not_all_citizens
from dashboard.rendering import comment_address, public_address, render

Row = Mapping[str, Any]
HEADS = ("論点", "論点の名前", "意見（件）", "文面（通り）", "見方", "代表的な意見")
HOW_MADE = (
    "意見の言葉の近さから、自動で見つけた論点です。名前は市民の言葉で、職員が付け直すこともできます。"
    "並び順は近い論点が隣り合う順で、数の多さの順ではありません。"
)


def show() -> None:
    """Draw the page that the address names."""
    st.html(render("hint.html", text=HOW_MADE))
    if topic := st.query_params.get("topic"):
        once(lambda: _topic(topic))
        return
    once(_choose)
    if consultation := st.query_params.get("consultation"):
        live(lambda: _topics(consultation))
        st.subheader("少数の見方", anchor=False)
        live(lambda: _rare(consultation), tells=False)


def _choose() -> None:
    if place.choose_consultation(queries.consultations()) is None:
        st.html(render("hint.html", text="意見募集を選ぶと、その論点を表示します。"))


def _topics(consultation: str) -> None:
    seen = queries.opinion_topics(consultation)
    topics = seen["topics"]
    if not topics:
        st.html(render("hint.html", text="論点はまだありません。意見が届くと、自動で整理します。"))
        return
    not_all_citizens()
    st.html(render("topics_found.html", seen=seen))
    _draw(consultation, topics)
    st.html(render("topics.html", rows=[_shown(one) for one in topics]))
    edited = f"{public_address()}/staff/topics?consultation={consultation}"
    st.html(render("more.html", href=edited, text="論点をまとめる（職員のページ）"))
    downloads.table(f"topics-{consultation}", HEADS, map(_cells, topics), "topics")


def _draw(consultation: str, topics: Sequence[Row]) -> None:
    grid, names = queries.topic_drawing(consultation), {t["id"]: t["name"] for t in topics}
    st.vega_lite_chart(drawing.chart(grid, names), width="stretch", key="drawing")
    st.download_button(
        "この図をSVGで保存",
        drawing.svg(grid, names, words.NOT_ALL_CITIZENS).encode(),
        file_name=f"topics-{consultation}.svg",
        mime="image/svg+xml",
        key="svg_drawing",
        on_click="ignore",
    )


def _rare(consultation: str) -> None:
    found = queries.rare_views(consultation)
    st.html(render("rare.html", rows=[_statement(one) for one in found if one["text"]]))


def _topic(topic_id: str) -> None:
    topic = queries.opinion_topic(topic_id)
    if topic is None:
        st.html(
            render("hint.html", text="この論点は、ほかの論点にまとめられたか、なくなりました。")
        )
        st.html(render("more.html", href="topics", text="論点の一覧へ"))
        return
    chosen = st.query_params.get("viewpoint")
    st.html(render("topic.html", topic=_shown(topic), viewpoints=_viewpoints(topic), chosen=chosen))
    edited = f"{public_address()}/staff/topics/{topic_id}"
    st.html(render("more.html", href=edited, text="名前を付ける・見方を分ける（職員のページ）"))
    _members(topic, chosen)
    back = place.query(consultation=topic["consultationId"])
    st.html(render("more.html", href=f"topics?{back}", text="論点の一覧へ"))


def _members(topic: Row, viewpoint: str | None) -> None:
    st.subheader("原文（近い順）", anchor=False)
    page = queries.topic_members(topic["id"], viewpoint, st.query_params.get("after"))
    st.html(render("statements.html", rows=[_statement(one) for one in page["items"]]))
    if page["next"]:
        query = place.query(topic=topic["id"], viewpoint=viewpoint, after=page["next"])
        st.html(render("more.html", href=f"topics?{query}", text="次の原文を見る"))


def _viewpoints(topic: Row) -> list[dict[str, Any]]:
    return [
        {
            "id": one["id"],
            "name": "・".join(one["words"]) or "（言葉が見つかりません）",
            "statements": one["statements"],
            "typical": one["typical"] and one["typical"]["text"],
            "address": "topics?" + place.query(topic=topic["id"], viewpoint=one["id"]),
        }
        for one in topic["viewpoints"]
    ]


def _shown(topic: Row) -> dict[str, Any]:
    return {
        **topic,
        "address": "topics?" + place.query(topic=topic["id"]),
        "typical": [_statement(one) for one in topic.get("typical", []) if one["text"]],
        "different": [_statement(one) for one in topic.get("different", []) if one["text"]],
    }


def _statement(one: Row) -> dict[str, Any]:
    return {**one, "address": comment_address(one["commentId"])}


def _cells(topic: Row) -> tuple[str, ...]:
    typical = next((one["text"] for one in topic["typical"] if one["text"]), "")
    numbers = (topic["statements"], topic["wordings"], topic["viewpointCount"])
    return (topic["id"], topic["name"], *map(words.few, numbers), typical)
