"""What somebody does who has no mouse."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page

TABS = 120


async def tab_to(page: Page, what: Locator, *, back: bool = False) -> None:
    """Press Tab until something has the focus, as somebody without a mouse must."""
    for _ in range(TABS):
        if await what.evaluate("(it) => it === document.activeElement"):
            return
        await page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{what} is not reached by Tab on {page.url}")


async def press(page: Page, what: Locator, key: str) -> None:
    """Go to something by Tab and press a key there."""
    await tab_to(page, what)
    await page.keyboard.press(key)


async def type_into(page: Page, field: Locator, text: str) -> None:
    """Go to a field by Tab, and write in the place of what is in it."""
    await tab_to(page, field)
    await page.keyboard.press("Control+A")
    await page.keyboard.insert_text(text)


def take_the_mouse_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every click and tick of a test be a key on what has the focus, or fail.

    It asks whether something may be reached by Tab, and does not press Tab all the way: that is
    what ``tab_to`` is for.
    """

    async def click(what: Locator, **_: Any) -> None:
        await _focus(what)
        await what.press("Enter")

    async def check(what: Locator, **_: Any) -> None:
        if not await what.is_checked():
            await _focus(what)
            await what.press("Space")

    monkeypatch.setattr(Locator, "click", click)
    monkeypatch.setattr(Locator, "check", check)


async def _focus(what: Locator) -> None:
    await what.focus()
    reached = "(it) => it === document.activeElement && it.tabIndex >= 0"
    assert await what.evaluate(reached), f"{what} cannot be reached without a mouse"
