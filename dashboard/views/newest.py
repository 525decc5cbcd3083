"""Everything that came in, newest first. The first page refreshes; older ones stay still."""

from typing import Any

import streamlit as st

from dashboard import parts, queries, words
from dashboard.live import NEWEST_EVERY_S, live, once
from dashboard.rendering import render

Page = dict[str, Any]

FIRST = 20
_OF, _HELD, _OLDER, _REFRESH, _READ_ON = "of", "held", "older", "refresh", "read_on"


def show() -> None:
    """Draw the page."""
    st.subheader("届いた意見（新しい順）", anchor=False)
    once(_page)


def _page() -> None:
    of = _filters()
    st.toggle(
        "自動で更新する",
        value=True,
        key=_REFRESH,
        help="落ち着いて読みたいときは、止めてください。",
    )
    _keep_place(of)
    live(lambda: _first_page(*of), every_s=NEWEST_EVERY_S)
    _older()


def _keep_place(of: tuple[str | None, str | None]) -> None:
    """A reader who stopped the refresh, or reads older pages, keeps what was on the page."""
    memory = st.session_state
    if memory[_REFRESH] or memory.get(_OF) != of:
        memory[_OF], memory[_HELD], memory[_OLDER] = of, None, []
    if not memory[_REFRESH] and memory[_HELD] is None:
        memory[_HELD] = queries.inputs(*of, first=FIRST)
    if memory.pop(_READ_ON, False):
        last = memory[_OLDER][-1] if memory[_OLDER] else memory[_HELD]
        memory[_OLDER].append(queries.inputs(*of, after=last["next"], first=FIRST))


def _filters() -> tuple[str | None, str | None]:
    titles = parts.policy_titles()
    left, right = st.columns(2)
    policy_id = left.selectbox(
        "政策・計画",
        [None, *titles],
        index=_index([None, *titles], st.query_params.get("policy")),
        format_func=lambda key: titles[key] if key else "すべて",
    )
    stage = right.selectbox(
        "段階",
        [None, *words.STAGES],
        index=_index([None, *words.STAGES], st.query_params.get("stage")),
        format_func=lambda key: words.STAGES[key] if key else "すべて",
    )
    chosen = {"policy": policy_id, "stage": stage}
    st.query_params.from_dict({name: value for name, value in chosen.items() if value})
    return policy_id, stage


def _first_page(policy_id: str | None, stage: str | None) -> None:
    newest, titles = queries.inputs(policy_id, stage, first=FIRST), parts.policy_titles()
    held: Page | None = st.session_state[_HELD]
    if held is not None:
        seen = {item["commentId"] for item in held["items"]}
        waiting = sum(item["commentId"] not in seen for item in newest["items"])
        if waiting:
            more = "以上" if waiting == FIRST else ""
            text = f"新しい意見が {waiting} 通{more}届いています。自動更新を入れると表示します。"
            st.html(render("notice.html", text=text, style="k-notice"))
    parts.inputs((held or newest)["items"], titles)
    if (held or newest)["next"] and not st.session_state[_OLDER]:
        st.button("前の意見を続けて見る", on_click=_read_on, key="from_first_page")


def _older() -> None:
    older: list[Page] = st.session_state[_OLDER]
    for page in older:
        parts.inputs(page["items"], parts.policy_titles())
    if older and older[-1]["next"]:
        st.button("前の意見を続けて見る", on_click=_read_on, key="from_older_page")


def _read_on() -> None:
    st.session_state[_REFRESH] = False
    st.session_state[_READ_ON] = True


def _index(options: list[str | None], value: str | None) -> int:
    return options.index(value) if value in options else 0
