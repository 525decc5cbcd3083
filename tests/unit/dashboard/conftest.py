import sys
from collections.abc import Iterator

import pytest
import streamlit as st

from shared.settings import Settings
from tests.unit.dashboard.stub import Answers, a_gateway

TOKEN = "token-of-a-reader"


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Streamlit puts the page in place of ``__main__``, from which worker processes would start."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture
def gateway(plain_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    """A stub gateway that the dashboard's settings lead to."""
    with a_gateway(TOKEN) as (answers, address):
        known = plain_settings.model_copy(update={"gateway_url": address})
        # A test before this one may have found its gateway away.
        monkeypatch.setattr("dashboard.client._Away.until", 0.0)
        monkeypatch.setattr("dashboard.reader.token", lambda: TOKEN)
        monkeypatch.setattr("dashboard.client.settings", lambda: known)
        monkeypatch.setattr("dashboard.frame.settings", lambda: known)
        monkeypatch.setattr("dashboard.rendering.settings", lambda: known)
        st.cache_data.clear()
        yield answers
        st.cache_data.clear()
