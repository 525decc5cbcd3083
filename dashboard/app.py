"""Start of the dashboard: ``streamlit run dashboard/app.py``."""

import sys
from pathlib import Path

import streamlit as st

# Streamlit looks for modules beside this file only; the packages lie one folder up.
_ROOT = str(Path(__file__).resolve().parent.parent)
if _ROOT not in sys.path:
    sys.path.append(_ROOT)

from dashboard import frame, reader  # noqa: E402
from dashboard.views import (  # noqa: E402
    campaigns,
    coverage,
    newest,
    overview,
    policy,
    system,
    topics,
    trace,
    workshops,
)


def main() -> None:
    """Draw the frame that all pages share, then the page that the address names."""
    st.set_page_config(page_title="市民の声 集計 | Kyodo", page_icon="🗂️", layout="wide")
    page = st.navigation(
        [
            st.Page(overview.show, title="全体の状況", url_path="overview", default=True),
            st.Page(policy.show, title="政策・段階ごと", url_path="policy"),
            st.Page(topics.show, title="論点", url_path="topics"),
            st.Page(coverage.show, title="手法の実施状況", url_path="coverage"),
            st.Page(campaigns.show, title="同じ文面の意見", url_path="campaigns"),
            st.Page(workshops.show, title="市民カフェ", url_path="workshops"),
            st.Page(newest.show, title="届いた意見", url_path="inputs"),
            st.Page(trace.show, title="意見のゆくえをたどる", url_path="trace"),
            st.Page(system.show, title="システムの状態", url_path="system"),
        ],
        position="top",
    )
    frame.draw()
    reader.require_reader()
    page.run()
    reader.draw_sign_out()


main()
