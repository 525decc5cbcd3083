"""All policies × four stages at a glance, what came in, and the newest inputs."""

from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from dashboard import downloads, parts, queries, words
from dashboard.live import NEWEST_EVERY_S, live
from dashboard.methods import marks
from dashboard.rendering import address, render

NEWEST = 5
TABLE_HEADS = ("政策・計画", "分野", "期", "段階", "状態", *parts.UNITS, "取り下げ（通）")


def show() -> None:
    """Draw the page."""
    live(_figures)
    st.subheader("新しく届いた意見", anchor=False)
    live(_newest, every_s=NEWEST_EVERY_S, tells=False)
    st.html(render("more.html", href="inputs", text="届いた意見をすべて見る"))


def _figures() -> None:
    seen = queries.overview()
    parts.figures(seen["total"], seen["asOf"], "全体の数")
    st.html(render("matrix.html", rows=list(rows(seen["policies"])), unlinked=seen["unlinked"]))
    downloads.table("overview", TABLE_HEADS, _cells(seen["policies"]), "overview")
    st.subheader("手法ごと・受付方法ごとの集計", anchor=False)
    parts.not_all_citizens()
    parts.by_method(seen["total"]["byMethod"])
    parts.by_channel(seen["total"]["byChannel"])


def _cells(policies: list[Mapping[str, Any]]) -> Iterator[tuple[str | int, ...]]:
    for policy in policies:
        for of in policy["stages"]:
            place = (of["cycle"], words.STAGES[of["stage"]], words.STATES[of["state"]])
            numbers = (of[unit] for unit in ("submitters", "comments", "points", "withdrawn"))
            yield policy["title"], policy["field"], *place, *numbers


def _newest() -> None:
    parts.inputs(queries.inputs(first=NEWEST)["items"], parts.policy_titles())


def rows(policies: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row per policy and cycle; the cycle is named where there is more than one."""
    for policy in policies:
        cycles = sorted({stage["cycle"] for stage in policy["stages"]})
        for cycle in cycles:
            cells = {s["stage"]: _cell(policy, s) for s in policy["stages"] if s["cycle"] == cycle}
            yield {
                "policy_id": policy["policyId"],
                "title": policy["title"],
                "field": policy["field"],
                "cycle_name": words.cycle(cycle) if len(cycles) > 1 else None,
                "cells": [(name, cells.get(stage)) for stage, name in words.STAGES.items()],
            }


def _cell(policy: Mapping[str, Any], stage: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **stage,
        "begun": stage["state"] != "PLANNED" or stage["comments"] or stage["usedMethods"],
        "period": words.period(stage["startsOn"], stage["endsOn"]),
        "address": address(policy["policyId"], stage["cycle"], stage["stage"]),
        "methods": marks(stage),
    }
