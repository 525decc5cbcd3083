"""Who looks at the dashboard: every question to the gateway carries this person's own token.

Streamlit keeps the sign-in in a cookie for 30 days; the token inside ends much sooner, and what
counts is the token: its end is checked at every run of a page and of its self-refreshing parts.
"""

import time

import streamlit as st

from dashboard.rendering import render


class SignedOut(Exception):
    """Nobody is signed in, or the token has expired."""


def token() -> str:
    """Return the reader's token.

    Raises:
        SignedOut: there is none that is still valid.
    """
    if not st.user.is_logged_in:
        raise SignedOut
    expires = st.user.get("exp")
    if not isinstance(expires, int | float) or expires <= time.time():
        raise SignedOut
    return str(st.user.tokens["id"])


def require_reader() -> None:
    """Show the sign-in page, and nothing else, to whoever is not signed in."""
    try:
        token()
    except SignedOut:
        expired = st.user.is_logged_in
        st.html(render("sign_in.html", expired=expired))
        st.button("サインインする", type="primary", on_click=st.login)
        st.stop()


def draw_sign_out() -> None:
    """Say who is signed in, and let them sign out."""
    st.divider()
    st.caption(f"{st.user.get('name') or st.user.get('sub') or ''} さんとして表示しています。")
    st.button("サインアウト", on_click=st.logout)
