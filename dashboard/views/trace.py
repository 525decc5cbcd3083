"""Where an opinion went: from a receipt or a comment to what changed, or back from a clause.

A receipt number is typed in and never stands in the address.
"""

from typing import Any

import streamlit as st

from dashboard import chain, queries
from dashboard.live import once
from dashboard.rendering import public_address, render

_PAGES, _OF = "trace_pages", "trace_of"
HINT = (
    "受付番号を入れると、意見のゆくえを、考え方、計画案の変更、評価まで順にたどれます。"
    "受付番号からは、提出された文面は見られません。"
)


def show() -> None:
    """Draw the page."""
    st.subheader("意見のゆくえをたどる", anchor=False)
    once(_page)


def _page() -> None:
    with st.form("trace_receipt", border=False):
        number = st.text_input("受付番号", placeholder="0000-0000-0000", max_chars=40)
        st.form_submit_button("たどる")
    asked = st.query_params
    if number:
        _draw(queries.trace_of_receipt(number), chain.of_receipt)
    elif comment := asked.get("comment"):
        _draw(queries.trace_of_comment(comment), chain.of_comment)
    elif (clause := asked.get("clause")) and (revision := asked.get("revision")):
        _clause(revision, clause)
    else:
        st.html(render("hint.html", text=HINT))


def _draw(trace: dict[str, Any], steps: Any) -> bool:
    """Draw the chain, or say what is wrong with what was asked for."""
    if problems := trace.get("problems"):
        for one in problems:
            st.html(render("notice.html", text=one["message"], style="k-notice"))
        return False
    st.html(render("chain.html", steps=steps(trace), site=public_address()))
    return True


def _clause(revision: str, clause: str) -> None:
    trace = queries.trace_of_clause(revision, clause)
    if not _draw(trace, chain.of_clause):
        return
    memory = st.session_state
    if memory.get(_OF) != (revision, clause):
        memory[_OF], memory[_PAGES] = (revision, clause), []
    pages = [trace["inputs"]]
    pages += [
        queries.trace_of_clause(revision, clause, after)["inputs"] for after in memory[_PAGES]
    ]
    rows = [chain.behind(edge["node"]) for page in pages for edge in page["edges"]]
    st.html(render("behind.html", rows=rows, comments=trace["comments"]))
    last = pages[-1]["pageInfo"]
    if last["hasNextPage"]:
        st.button("続きの意見を見る", on_click=memory[_PAGES].append, args=(last["endCursor"],))
