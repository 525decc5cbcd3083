"""Workshops: what is coming, what goes on now, and what came of those that are over."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import downloads, place, queries, words
from dashboard.live import live
from dashboard.parts import not_all_citizens
from dashboard.rendering import public_address, render

Row = Mapping[str, Any]
LIST_HEADS = ("市民カフェ", "状態", "日", "定員", "申込・来場", "キャンセル待ち")
ROUND_HEADS = ("ラウンド", "問い", "付箋")


def show() -> None:
    """Draw the page; the address names a workshop, or the page of the list."""
    live(_one if st.query_params.get("workshop") else _list)


def _list() -> None:
    page = queries.workshops(st.query_params.get("after"))
    rows = [_row(one) for one in page["items"] if not one["rehearsal"]]
    st.html(render("workshops.html", rows=rows))
    table = (
        (row["title"], row["state"], row["day"], row["capacity"], row["taken"], row["waiting"])
        for row in rows
    )
    downloads.table("workshops", LIST_HEADS, table, "workshops")
    if page["next"]:
        query = place.query(after=page["next"])
        st.html(render("more.html", href=f"workshops?{query}", text="これより前の市民カフェを見る"))


def _row(one: Row) -> dict[str, Any]:
    return {
        **{name: one[name] for name in ("id", "title", "capacity", "taken", "waiting")},
        "state": words.WORKSHOP_STATES[one["state"]],
        "day": words.moment(one["startsAt"]),
        "href": f"workshops?{place.query(workshop=one['id'])}",
    }


def _theme(theme: Row, dots: Mapping[str, int]) -> dict[str, Any]:
    """A theme with its notes, those with most dots first; of equal ones as they were put."""
    notes = [{**note, "dots": dots.get(note["id"], 0)} for note in theme["notes"]]
    return {
        **{name: theme[name] for name in ("title", "summary")},
        "notes": sorted(notes, key=lambda note: -note["dots"]),
        "answered": theme["publishedResponse"] is not None,
    }


def _one() -> None:
    found = queries.workshop(str(st.query_params["workshop"]))
    if found is None:
        st.html(render("hint.html", text="この市民カフェは見つかりません。"))
        return
    harvest = found["harvest"]
    counted = {one["number"]: one["notes"] for one in harvest["byRound"]} if harvest else {}
    rounds = [
        # Unknown is not none: before publication nobody else is told how many there are.
        (one["number"], one["question"], counted.get(one["number"], 0) if harvest else "")
        for one in found["rounds"]
    ]
    dots = {one["noteId"]: one["dots"] for one in harvest["dots"]} if harvest else {}
    not_all_citizens()
    st.html(
        render(
            "workshop.html",
            one=_row(found),
            place=found["place"],
            harvest=harvest,
            rounds=rounds,
            tables=harvest["byTable"] if harvest else [],
            themes=[_theme(one, dots) for one in found["themes"]],
            topics=f"topics?{place.query(consultation=found['id'])}"
            if found["state"] == "PUBLISHED"
            else "",
            report=f"{public_address()}/workshops/{found['id']}/report"
            if found["state"] == "PUBLISHED"
            else "",
        )
    )
    downloads.table(f"workshop-{found['id']}", ROUND_HEADS, iter(rounds), "rounds")
