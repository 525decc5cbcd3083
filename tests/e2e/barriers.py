"""What keeps people out of a page: all that axe finds, and what is wider than the screen."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = 320


async def no_barriers(page: Page, *, width: int | None = None) -> None:
    """See that axe finds nothing and that nothing is cut off, on a screen of ``width`` if given."""
    if width is not None:
        await page.set_viewport_size({"width": width, "height": 700})
    # A page that has just been asked for may have no document yet.
    await page.wait_for_load_state("domcontentloaded")
    assert await page.evaluate(_WIDE) == 0, page.url
    found = await Axe().run(page, options={"runOnly": WCAG})
    assert not found.response["violations"], (page.url, found.generate_report())
