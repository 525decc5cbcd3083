"""One policy, and one of its stages: figures, methods, days, clauses, answers, newest inputs."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import downloads, parts, place, queries, summary, words
from dashboard.live import NEWEST_EVERY_S, SUMMARY_EVERY_S, live, once
from dashboard.methods import marks
from dashboard.rendering import render
from dashboard.views.overview import rows

Row = Mapping[str, Any]

NEWEST = 10
ACTIVITY_HEADS = ("手法", "名称", "開催日", "参加者（人）", *parts.UNITS)
ANSWER_HEADS = (
    "意見募集",
    "意見（件）",
    "回答あり（件）",
    "回答なし（件）",
    "分け直す提出意見（通）",
)
CHANGE_HEADS = ("この段階の論点", "前の段階でいちばん近い論点", "近さ（0～1）")
GONE = "この政策・段階は見つかりませんでした。選び直してください。"


def show() -> None:
    """Draw the page that the address names."""
    once(_page)


def _page() -> None:
    policy = place.choose_policy(queries.overview()["policies"])
    if policy is None:
        st.html(render("hint.html", text="政策・計画を選ぶと、段階ごとの内訳を表示します。"))
        return
    stage = place.choose_stage(policy)
    if stage is None:
        _show_policy(policy["policyId"])
    else:
        _show_stage(policy["policyId"], stage["cycle"], stage["stage"])


def _show_policy(policy_id: str) -> None:
    live(lambda: _policy_at_a_glance(policy_id))
    st.subheader("この政策・計画に新しく届いた意見", anchor=False)
    live(lambda: _newest(policy_id), every_s=NEWEST_EVERY_S, tells=False)


def _show_stage(policy_id: str, cycle: int, stage: str) -> None:
    live(lambda: _stage_figures(policy_id, cycle, stage))
    st.subheader("この段階のまとめ", anchor=False)
    live(lambda: summary.show(policy_id, cycle, stage), every_s=SUMMARY_EVERY_S, tells=False)
    st.subheader("論点の、前の段階との違い", anchor=False)
    live(lambda: _topic_changes(policy_id, cycle, stage), every_s=SUMMARY_EVERY_S, tells=False)
    st.subheader("意見への回答の進み具合", anchor=False)
    live(lambda: _answers(policy_id, cycle, stage), tells=False)
    st.subheader("この段階に新しく届いた意見", anchor=False)
    live(lambda: _newest(policy_id, cycle, stage), every_s=NEWEST_EVERY_S, tells=False)


def _policy_at_a_glance(policy_id: str) -> None:
    seen = queries.overview()
    policy = _policy(policy_id, seen)
    if policy is None:
        st.html(render("hint.html", text=GONE))
        return
    st.html(render("stage.html", policy=policy, cell=None, methods=[]))
    st.html(render("matrix.html", rows=list(rows([policy])), unlinked=None))
    st.html(render("asof.html", as_of=words.clock(seen["asOf"])))


def _stage_figures(policy_id: str, cycle: int, stage: str) -> None:
    seen = queries.overview()
    policy = _policy(policy_id, seen)
    cell = queries.stage_counts(policy_id, cycle, stage)
    if policy is None or cell is None:
        st.html(render("hint.html", text=GONE))
        return
    clauses = _clauses(cell)
    st.html(render("stage.html", policy=policy, cell=cell, methods=marks(cell)))
    parts.figures(cell, cell["asOf"], "この段階の数")
    st.subheader("日ごと・手法ごとの集計", anchor=False)
    parts.not_all_citizens()
    parts.by_day(cell["byDay"])
    parts.by_method(cell["byMethod"])
    parts.by_channel(cell["byChannel"])
    parts.by_submitter_kind(cell["bySubmitterKind"])
    if cell["activities"]:
        st.html(render("activities.html", rows=cell["activities"]))
        downloads.table("activities", ACTIVITY_HEADS, map(_activity, cell["activities"]), "held")
    if clauses:
        st.html(render("clauses.html", rows=clauses))
        downloads.table("by-clause", ("項目", "提出意見（通）"), clauses, "clauses")


def _topic_changes(policy_id: str, cycle: int, stage: str) -> None:
    found = queries.topic_changes(policy_id, cycle, stage)
    if found is None:
        st.html(render("hint.html", text="前の段階がないため、比べられません。"))
        return
    earlier = f"{words.cycle(found['cycleBefore'])} {words.STAGES[found['stageBefore']]}"
    rows = [
        {
            "topic": one["topic"],
            "before": one["before"],
            "likeness": f"{max(one['likeness'], 0):.2f}",
            "address": "topics?" + place.query(topic=one["topic"]["id"]),
            "address_before": "topics?" + place.query(topic=one["before"]["id"]),
        }
        for one in found["changes"]
    ]
    st.html(render("topic_changes.html", earlier=earlier, rows=rows))
    if rows:
        table = ((row["topic"]["name"], row["before"]["name"], row["likeness"]) for row in rows)
        downloads.table("topic-changes", CHANGE_HEADS, table, "topic_changes")


def _answers(policy_id: str, cycle: int, stage: str) -> None:
    cell = queries.stage_counts(policy_id, cycle, stage)
    consultations = cell["consultations"] if cell else []
    found = [_progress(one) for one in consultations]
    st.html(render("answers.html", rows=found))
    names = ("title", "all", "answered", "unanswered", "outdated")
    table = (tuple(row[name] for name in names) for row in found)
    downloads.table("answers", ANSWER_HEADS, table, "answers")


def _progress(consultation: Row) -> dict[str, Any]:
    seen = queries.answer_progress(consultation["consultationId"])
    opinions = seen["answered"] + seen["unanswered"]
    counts = {row["state"]: row["count"] for row in seen["states"]}
    return {
        "title": consultation["title"],
        "all": opinions,
        # Whole only when nothing is left.
        "percent": 100 * seen["answered"] // opinions if opinions else 0,
        "answered": seen["answered"],
        "unanswered": seen["unanswered"],
        "outdated": seen["outdated"],
        "states": [(name, counts[key]) for key, name in words.RESPONSES.items() if counts.get(key)],
    }


def _activity(row: Row) -> tuple[str, ...]:
    counted = (row[name] for name in ("participants", "submitters", "comments", "points"))
    told = ("" if number is None else str(number) for number in counted)
    return words.METHODS[row["method"]], row["title"], row["heldOn"], *told


def _clauses(cell: Row) -> list[tuple[str, int]]:
    """Counts by clause in the plan's order; the plan as a whole comes first."""
    names: dict[str | None, str] = {None: words.WHOLE_PLAN}
    for consultation in cell["consultations"]:
        names.update({**queries.clauses(consultation["consultationId"])})
    apart = [row for row in cell["byClause"] if not row["together"]]
    comments = {row["clauseId"]: row["comments"] for row in apart}
    known = [(name, comments[key]) for key, name in names.items() if key in comments]
    elsewhere = sum(number for key, number in comments.items() if key not in names)
    last = [("これまでの版の項目", elsewhere)] if elsewhere else []
    last += [(words.TOGETHER, row["comments"]) for row in cell["byClause"] if row["together"]]
    return [*known, *last]


def _newest(policy_id: str, cycle: int | None = None, stage: str | None = None) -> None:
    items = queries.inputs(policy_id, stage, cycle, first=NEWEST)["items"]
    parts.inputs(items, parts.policy_titles())


def _policy(policy_id: str, seen: Row) -> Row | None:
    return next((row for row in seen["policies"] if row["policyId"] == policy_id), None)
