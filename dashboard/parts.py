"""Parts that several pages show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import charts, downloads, queries, words
from dashboard.rendering import address, render

Row = Mapping[str, Any]
_SHORT_CHARS = 280
UNITS = ("提出者（人・団体）", "提出意見（通）", "意見（件）")
_NOTE = words.NOT_ALL_CITIZENS


def figures(of: Row, as_of: str, label: str) -> None:
    """The units, large."""
    st.html(render("figures.html", of=of, as_of=words.clock(as_of), label=label))


def not_all_citizens() -> None:
    """Who reads charts of opinions must know whom they show."""
    st.html(render("warning.html", text=words.NOT_ALL_CITIZENS))


def by_method(rows: Iterable[Row]) -> None:
    """Chart and table by method."""
    named = [(words.METHODS[row["method"]], row) for row in rows]
    _chart_and_table(named, "手法", "手法ごと（記録のない数は、0として集計）")


def by_channel(rows: Iterable[Row]) -> None:
    """Chart and table by the way inputs came in."""
    named = [
        (words.CHANNELS[row["channel"]] if row["channel"] else words.TOGETHER, row) for row in rows
    ]
    _chart_and_table(named, "受付方法", "受付方法ごと（パブリックコメント）")


def by_submitter_kind(rows: Iterable[Row]) -> None:
    """Chart and table by kind of submitters."""
    named = [
        (words.SUBMITTER_KINDS[kind] if (kind := row["submitterKind"]) else words.TOGETHER, row)
        for row in rows
    ]
    _chart_and_table(named, "提出者の種別", "提出者の種別ごと（パブリックコメント）")
    st.html(render("hint.html", text=words.NO_AREA))


def by_day(rows: Sequence[Row]) -> None:
    """Chart and table by day of receipt."""
    if rows:
        st.vega_lite_chart(charts.by_day(rows), width="stretch", key="chart_by_day")
    with st.expander("日ごとの数を表で見る"):
        table = [((words.day(row["day"]), way(row)), row) for row in reversed(rows)]
        st.html(render("units.html", caption="日ごと", heads=["受領日", "受付方法"], rows=table))
        cells = ((row["day"], way(row), *_units(row)) for row in rows)
        downloads.table("by-day", ("受領日", "受付方法", *UNITS), cells, "by_day")
        days = Counter[str]()
        for row in rows:
            days[row["day"]] += row["comments"]
        bars = [(words.short_day(day), number) for day, number in sorted(days.items())]
        downloads.picture("by-day", "受領日ごとの提出意見（通）", bars, _NOTE, "by_day")


def way(row: Row) -> str:
    """How it came in: by a channel, or at an activity held elsewhere."""
    return words.CHANNELS[row["channel"]] if row["channel"] else words.METHODS[row["method"]]


def inputs(items: Sequence[Row], titles: Mapping[str, str]) -> None:
    """Newest inputs as plain text. ``titles`` names policies by id."""
    st.html(render("inputs.html", rows=[_input(item, titles) for item in items]))


def policy_titles() -> dict[str, str]:
    """Policies by id."""
    return {row["policyId"]: row["title"] for row in queries.overview()["policies"]}


def _chart_and_table(named: list[tuple[str, Row]], head: str, caption: str) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        rows = [((name,), row) for name, row in named]
        st.html(render("units.html", caption=caption, heads=[head], rows=rows))
        cells = ((name, *_units(row)) for name, row in named)
        downloads.table(head, (head, *UNITS), cells, head)
    if named:
        with right:
            st.vega_lite_chart(charts.by_name(named, head), width="stretch", key=f"chart_{head}")
            bars = [(name, row["comments"]) for name, row in named]
            downloads.picture(head, f"{caption}の提出意見（通）", bars, _NOTE, head)


def _units(row: Row) -> tuple[int, int, int]:
    return row["submitters"], row["comments"], row["points"]


def _input(item: Row, titles: Mapping[str, str]) -> dict[str, Any]:
    comment = item["comment"] or {}
    text = comment.get("text")
    short = text[:_SHORT_CHARS] if text and len(text) > _SHORT_CHARS * 1.2 else text
    accepted_on = words.moment(item["acceptedAt"]).split(" ")[0]
    received_on = words.short_day(item["receivedOn"])
    policy_id, stage = item["policyId"], item["stage"]
    return {
        "acceptedAt": item["acceptedAt"],
        "channel": item["channel"],
        "received": received_on if received_on != accepted_on else None,
        "late": bool(comment.get("late")),
        "corrected": (comment.get("version") or 1) > 1,
        "about": _about(item, comment),
        "withdrawn": item["state"] == "WITHDRAWN",
        "text": short,
        "rest": text[len(short) :] if text and short else "",
        "policy": titles.get(policy_id) if policy_id else None,
        "stage": f"{words.cycle(item['cycle'])} {words.STAGES[stage]}" if stage else None,
        "address": address(policy_id, item["cycle"], stage) if policy_id else None,
        "consultation": (item["consultation"] or {}).get("title"),
    }


def _about(item: Row, comment: Row) -> str:
    if not item["clauseId"]:
        return f"{words.WHOLE_PLAN}について"
    clause = comment.get("clause")
    return f"「{words.clause(clause)}」について" if clause else "計画案の項目について"
