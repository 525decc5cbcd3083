"""Parts of a page that refresh themselves, and what they show when the gateway is away."""

from collections.abc import Callable

import streamlit as st

from dashboard.client import GatewayAway, NotAllowed, QuestionRefused
from dashboard.rendering import render

EVERY_S = 1.0

AWAY = (
    "ただいまサーバーに接続できないため、最新の内容を表示できません。"
    "接続が戻り次第、自動で表示しますので、このままお待ちください。"
    "5分以上続くときは、システムの担当者にお知らせください。"
)
NOT_ALLOWED = (
    "この画面を開くための認証に失敗しました。"
    "システムの担当者に「ダッシュボードの職員用トークンを確認してほしい」とお伝えください。"
)
REFUSED = (
    "内容の一部を読み込めませんでした。自動で読み込み直しています。"
    "続くときは、システムの担当者に次の番号をお伝えください："
)


def live(part: Callable[[], None], *, every_s: float = EVERY_S) -> None:
    """Draw a part of the page now and again every ``every_s`` seconds, alone.

    The rest of the page, and with it the reader's place, stays as it is. When the gateway is
    away the part says so in one line and recovers by itself.
    """
    st.fragment(_guarded(part), run_every=every_s)()


def once(part: Callable[[], None]) -> None:
    """Draw a part of the page with the same care, without refreshing it."""
    _guarded(part)()


def _guarded(part: Callable[[], None]) -> Callable[[], None]:
    def draw() -> None:
        try:
            part()
        except GatewayAway:
            _say(AWAY)
        except NotAllowed:
            _say(NOT_ALLOWED)
        except QuestionRefused as error:
            _say(REFUSED + (error.trace_id or "番号なし"))

    return draw


def _say(text: str) -> None:
    st.html(render("notice.html", text=text))
