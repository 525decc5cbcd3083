"""Which methods were planned and used at which stage of which policy; gaps stand out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import downloads, place, queries, words
from dashboard.live import live, once
from dashboard.methods import MethodMark, coverage
from dashboard.rendering import address, render

Row = Mapping[str, Any]


def show() -> None:
    """Draw the page: all policies, or the one that the address names."""
    once(_choose)
    live(_coverage)


def _choose() -> None:
    place.choose_policy(queries.overview()["policies"])


def _coverage() -> None:
    named = st.query_params.get("policy")
    policies = queries.overview()["policies"]
    known = [one for one in policies if one["policyId"] == named] or policies
    found = list(rows(known))
    st.html(render("coverage.html", rows=found))
    heads = ("政策・計画", "段階", "状態", *words.METHODS.values())
    told = ((row["title"], row["stage"], row["state"], *map(_told, row["cells"])) for row in found)
    downloads.table("coverage", heads, told, "coverage")


def rows(policies: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """One row per policy and stage."""
    for policy in policies:
        several = len({stage["cycle"] for stage in policy["stages"]}) > 1
        for stage in policy["stages"]:
            name = words.STAGES[stage["stage"]]
            yield {
                "title": policy["title"],
                "address": address(policy["policyId"], stage["cycle"], stage["stage"]),
                "stage": f"{words.cycle(stage['cycle'])} {name}" if several else name,
                "state": words.STATES[stage["state"]],
                "cells": [_cell(mark) for mark in coverage(stage)],
            }


def _cell(mark: MethodMark | None) -> dict[str, str]:
    if mark is None:
        return {"kind": "none", "mark": "", "text": ""}
    return {"kind": mark.kind, "mark": mark.mark, "text": mark.note}


def _told(cell: Mapping[str, str]) -> str:
    return cell["text"] or "予定なし"
