"""Texts that were passed on and sent by many: read once, newest first, never ranked by number."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import downloads, place, queries
from dashboard.live import live, once
from dashboard.parts import not_all_citizens
from dashboard.rendering import public_address, render

Row = Mapping[str, Any]
HEADS = (
    "まとまり",
    "提出意見（通）",
    "同じ文面（通）",
    "文面の違い（通り）",
    "文面",
    "1通ずつ見る",
)


def show() -> None:
    """Draw the page; the address names the consultation and the page of the list."""
    st.html(
        render(
            "hint.html",
            text="同じ文章がくり返し寄せられたとき、一度読めば済むようにまとめています。"
            "まとめても1通ずつ数え、1通ずつ残します。新しい順に並べ、数の多さでは並べません。",
        )
    )
    once(_choose)
    live(_folds)


def _choose() -> None:
    place.choose_consultation(queries.consultations())


def _folds() -> None:
    consultation = st.query_params.get("consultation")
    if not consultation:
        st.html(render("hint.html", text="意見募集を選ぶと、同じ文面の意見を表示します。"))
        return
    not_all_citizens()
    page = queries.folds(consultation, st.query_params.get("after"))
    found = [_shown(one) for one in page["items"]]
    st.html(render("campaigns.html", rows=found))
    names = ("id", "size", "same", "wordings", "text", "address")
    table = (tuple(row[name] for name in names) for row in found)
    downloads.table(f"folds-{consultation}", HEADS, table, "folds")
    if page["next"]:
        query = place.query(consultation=consultation, after=page["next"])
        st.html(render("more.html", href=f"campaigns?{query}", text="次のまとまりを見る"))


def _shown(fold: Row) -> dict[str, Any]:
    comment = fold["comment"]
    # Words that were taken back are shown no more, also before the fold has heard of it.
    there = comment is not None and comment["state"] not in ("WITHDRAWN", "DUPLICATE")
    return {
        **{name: fold[name] for name in ("id", "size", "same", "wordings")},
        "text": comment["text"] if there else "",
        "address": f"{public_address()}/staff/folds/{fold['id']}",
    }
