"""What all pages share: language, style, heading, and the note on how to read the figures."""

import streamlit as st

from dashboard.rendering import TEMPLATES, render
from shared.settings import settings

# Streamlit's page says that it is English; screen readers and the choice of glyphs need the truth.
_LANGUAGE = "<script>document.documentElement.lang = 'ja';</script>"


def draw() -> None:
    """Draw it; costs one small message."""
    st.html(TEMPLATES / "style.css")
    st.html(_LANGUAGE, unsafe_allow_javascript=True)
    st.html(render("heading.html", city=settings().city_name))
