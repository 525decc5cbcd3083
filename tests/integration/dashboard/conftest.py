import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from infra.local.stack import Stack
from tests.e2e.chromium import chromium
from tests.e2e.signing_in import sign_in_at_dashboard
from tests.support import backing as real
from tests.support import run
from tests.unit.dashboard.stub import Answers, a_gateway

expect.set_options(timeout=20_000)


@dataclass
class Dashboard:
    """A Streamlit process, and the gateway that it asks, which says what a test wants."""

    address: str
    gateway: Answers


@pytest.fixture(scope="module")
def running(backing: real.Backing) -> Iterator[Dashboard]:
    """One process for all tests of a module, and people to sign in as."""
    with a_gateway(None) as (answers, address):
        folder = run.folder() / f"dashboard-{secrets.token_hex(4)}"
        given = {**real.environment(backing, "dashboard"), "KYODO_GATEWAY_URL": address}
        parts = ("demo-sign-in", "dashboard")
        with Stack(folder, parts=parts, given=given, free_ports=True) as stack:
            yield Dashboard(stack.url("dashboard"), answers)


@pytest.fixture
def dashboard(running: Dashboard) -> Dashboard:
    running.gateway.reset()
    return running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.fixture
async def context(browser: Browser, dashboard: Dashboard) -> AsyncIterator[BrowserContext]:
    """A browser in which somebody is signed in."""
    made = await browser.new_context(locale="ja-JP")
    made.set_default_timeout(20_000)
    page = await made.new_page()
    await sign_in_at_dashboard(page, dashboard.address, "staff")
    await page.close()
    yield made
    await made.close()
