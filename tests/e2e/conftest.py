"""A browser for each worker, and a town in the running system."""

from collections.abc import AsyncIterator, Callable

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from gateway.web.assets import MANIFEST
from infra.local.stack import Stack
from tests.e2e.chromium import chromium
from tests.e2e.site import Site
from tests.e2e.town import Town, found_town

WAIT_MS = 45_000
# A page may take its time on two cores that run everything else, too.
expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.fixture(scope="session")
async def town(system: Stack) -> Town:
    assert MANIFEST.exists(), "the front end is not built: run npm run build in gateway/web"
    return await found_town(system.environment)


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    made = await browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo")
    made.set_default_timeout(WAIT_MS)
    yield made
    await made.close()


@pytest.fixture
async def plain_context(browser: Browser) -> AsyncIterator[BrowserContext]:
    made = await browser.new_context(locale="ja-JP", java_script_enabled=False)
    made.set_default_timeout(WAIT_MS)
    yield made
    await made.close()


@pytest.fixture
def site(system: Stack, town: Town) -> Callable[[Page], Site]:
    """Return the site as seen on a page of a browser."""
    return lambda page: Site(page, system.url("gateway"), town)
