"""The summary of a stage, sentence by sentence, each with what it stands on."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import downloads, queries
from dashboard.rendering import address, public_address, render

HEADS = ("見出し", "文", "根拠")


def show(policy_id: str, cycle: int, stage: str) -> None:
    """Draw it."""
    summary = queries.stage_summary(policy_id, cycle, stage)
    if summary is None:
        return
    here = address(policy_id, cycle, stage)
    st.html(render("summary.html", summary=summary, base=public_address(), here=here))
    name = f"summary-{policy_id}-{cycle}-{stage}"
    downloads.table(name, HEADS, rows(summary, here), "summary")


def rows(summary: Mapping[str, Any], here: str) -> list[tuple[str, str, str]]:
    """The sentences as a table, each with the addresses at which it can be looked up."""
    return [
        (
            section["heading"],
            one["text"],
            " ".join(public_address() + link["path"] for link in one["citations"]) or here,
        )
        for section in summary["sections"]
        for one in section["sentences"]
    ]
