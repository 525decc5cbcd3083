"""Parts of a page that refresh themselves, and what they show when the gateway is away."""

import gc
from collections.abc import Callable
from functools import lru_cache

import streamlit as st

from dashboard import queries, reader
from dashboard.client import GatewayAway, NotAllowed, QuestionRefused
from dashboard.rendering import render

# A page asks less often than answers are shared for, so what was accepted is seen within a second.
FIGURES_EVERY_S = 1.0
NEWEST_EVERY_S = 0.5
# A summary asks many services, and is read rather than watched.
SUMMARY_EVERY_S = 5.0

AWAY = (
    "ただいまサーバーに接続できません。画面の内容は、最後に読み込めた時点のものです。"
    "接続が戻り次第、自動で最新の内容にしますので、このままお待ちください。"
    "5分以上続くときは、システムの担当者にお知らせください。"
)
NOT_ALLOWED = (
    "この画面を見る権限がありません。職員として登録されているか、課の管理者にお確かめください。"
)
REFUSED = (
    "内容の一部を読み込めませんでした。自動で読み込み直しています。"
    "続くときは、システムの担当者に次の番号をお伝えください："
)


def live(part: Callable[[], None], *, every_s: float = FIGURES_EVERY_S, tells: bool = True) -> None:
    """Draw a part of the page now and again every ``every_s`` seconds, alone.

    The rest of the page, and with it the reader's place, stays as it is. When the gateway is
    away the part shows what it last knew and recovers by itself; the one part of a page that
    ``tells`` says so.
    """

    def draw() -> None:
        trouble = _draw(part)
        _settle()
        if trouble is not None:
            _last_known(part, trouble if tells else None)

    st.fragment(draw, run_every=every_s)()


def once(part: Callable[[], None]) -> None:
    """Draw a part of the page with the same care, without refreshing it."""
    trouble = _draw(part)
    if trouble is not None:
        _say(trouble)


@lru_cache
def _settle() -> None:
    """Once all modules are loaded: leave them out of garbage collection.

    Streamlit collects after every run of a script, here twice a second and reader; going through
    the loaded libraries each time took over four fifths of the processor time of a refresh.
    """
    gc.collect()
    gc.freeze()


def _draw(part: Callable[[], None]) -> str | None:
    """Draw, or return what to tell the reader."""
    try:
        part()
    except GatewayAway:
        return AWAY
    except NotAllowed:
        return NOT_ALLOWED
    except reader.SignedOut:
        st.rerun(scope="app")  # which shows the sign-in page and nothing else
    except QuestionRefused as error:
        return REFUSED + (error.trace_id or "番号なし")
    return None


def _last_known(part: Callable[[], None], trouble: str | None) -> None:
    """Show what was known, and the trouble over it, so that nothing on the page moves."""
    with queries.last_known_answers():
        nothing_known = _draw(part) is not None
    if trouble is not None:
        _say(trouble, "k-notice" if nothing_known else "k-notice k-over")


def _say(text: str, style: str = "k-notice") -> None:
    st.html(render("notice.html", text=text, style=style))
