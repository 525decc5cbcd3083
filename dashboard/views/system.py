"""Is everything counted? How far behind the figures are, and what could not be processed."""

import streamlit as st

from dashboard import queries
from dashboard.live import live
from dashboard.rendering import render

EVERY_S = 5.0
BEHIND = 100  # events: more than what a busy second brings

_DEAD = (
    "処理できなかった記録があります",
    "意見は失われていませんが、集計に入っていないものがあります。システムの担当者に、"
    "原因を確かめて kyodo replay insight を実行するよう伝えてください。",
)
_BEHIND = (
    "集計が追いついていません",
    "意見は受け付けられています。集計待ちが減っていけば、そのままお待ちいただいて問題ありません。"
    "5分以上減らないときは、システムの担当者にお知らせください。",
)
_WELL = ("正常に動いています", "届いた意見は、すべて集計に入っています。")


def show() -> None:
    """Draw the page."""
    st.subheader("システムの状態", anchor=False)
    live(_status, every_s=EVERY_S)


def _status() -> None:
    status = queries.system_status()
    level, (verdict, advice) = _judge(status["totalLag"], status["deadLetters"])
    st.html(
        render(
            "status.html",
            level=level,
            verdict=verdict,
            advice=advice,
            lag=status["totalLag"],
            dead=status["deadLetters"],
            partitions=status["partitions"],
        )
    )


def _judge(lag: int, dead_letters: int) -> tuple[str, tuple[str, str]]:
    if dead_letters:
        return "bad", _DEAD
    return ("warn", _BEHIND) if lag > BEHIND else ("well", _WELL)
