"""``make screenshots``: the pictures in docs/pictures, taken from the running system.

It walks through the pages as a citizen would, once on each screen, and leaves its comments in the
first consultation that is open: a picture of a receipt needs a real one.
"""

import asyncio
import io
import os
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.async_api import Browser, Page
from playwright.async_api import Error as BrowserFailed

from infra.local.paths import ROOT
from infra.local.processes import BY_NAME
from infra.local.say import Failure, fail, tell
from infra.local.settings_in_force import settings_in_force
from tests.e2e.chromium import chromium
from tests.e2e.signing_in import sign_in_at_dashboard
from tests.e2e.workshop_pictures import held_workshop

PICTURES = ROOT / "docs" / "pictures"
# Few colours are on the pages: a palette makes the files a third of the size.
COLOURS = 128
SUBJECT = "環境"
WORDS = (
    "停留所に、屋根とベンチを増やしてください。\n"
    "雨の日や夏の暑い日に、立ったままバスを待つのは、足の悪い家族にはつらいです。"
)


class Screen(NamedTuple):
    """A kind of screen: the end of the file's name, and its size in CSS pixels."""

    name: str
    width: int
    height: int


DESKTOP = Screen("desktop", 1200, 860)
PHONE = Screen("phone", 360, 740)


async def take_pictures(gateway: str, dashboard: str) -> None:
    """Take all of them.

    Raises:
        BrowserFailed: a page cannot be reached, or lacks what belongs on it.
    """
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with chromium() as browser:
        for screen in (DESKTOP, PHONE):
            await _citizens_pages(browser, screen, gateway)
        await _workshop(browser, gateway)
        await _dashboard(browser, gateway, dashboard)


async def _citizens_pages(browser: Browser, screen: Screen, gateway: str) -> None:
    page = await _tab(browser, screen)
    await page.goto(gateway)
    await _save(page, "consultations", screen)
    await page.locator(".card:has(.state--open) h3 a").first.click()
    await page.locator(".plan").wait_for()
    await _save(page, "plan", screen)
    links = page.locator(".clause__write a")
    fitting = links.filter(has_text=SUBJECT)
    await (fitting if await fitting.count() else links).first.click()
    await page.locator("#text").fill(WORDS)
    await page.locator("#text").blur()
    await _scroll_on_phones(page, screen, ".field")
    await _save(page, "comment-form", screen)
    await page.locator("[data-send]").click()
    await page.locator("[data-receipt-number]").wait_for()
    await _scroll_on_phones(page, screen, ".numbers")
    await _save(page, "receipt", screen)
    await page.locator(".next__actions a").click()
    await page.locator(".steps").wait_for()
    await _save(page, "receipt-status", screen)
    await page.goto(f"{gateway}/?lang=ja_easy")
    await _save(page, "easy-japanese", screen)
    await page.context.close()


async def _workshop(browser: Browser, gateway: str) -> None:
    """A workshop in its first round: who leads it, who takes part, what the hall sees."""
    async with held_workshop(browser, gateway) as held:
        await held.console.reload()
        await held.console.locator("[data-clock]", has_text="残り").wait_for()
        await _save(held.console, "workshop-console", None)
        top = "(page) => { document.activeElement?.blur(); page.scrollTop = 0; }"
        await held.phone.locator("html").evaluate(top)
        await _save(held.phone, "workshop-phone", None)
        await held.projector.locator("[data-clock]", has_text="残り").wait_for()
        await _save(held.projector, "workshop-projector", None)


async def _dashboard(browser: Browser, gateway: str, dashboard: str) -> None:
    page = await _tab(browser, Screen("", 1280, 900))
    await sign_in_at_dashboard(page, dashboard, "staff")
    for path, name in (("", "dashboard-overview"), ("inputs", "dashboard-inputs")):
        await page.goto(f"{dashboard}/{path}")
        await page.locator("main article, main table").first.wait_for()
        await _save(page, name, None)
    await _topics(page, gateway, dashboard)
    await page.context.close()


async def _topics(page: Page, gateway: str, dashboard: str) -> None:
    """The topics of a consultation, the summary of a stage, and which methods are missing where."""
    await page.goto(gateway)
    address = await page.locator(".card:has(.state--open) h3 a").first.get_attribute("href")
    consultation = str(address).partition("?")[0].rpartition("/")[2]
    await page.goto(f"{dashboard}/topics?consultation={consultation}")
    await page.locator(".k-topic").first.wait_for()
    await _save(page, "dashboard-topics", None)
    await page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    await page.locator(".k-topic").first.scroll_into_view_if_needed()
    await _save(page, "dashboard-topics-phone", None)
    await page.set_viewport_size({"width": 1280, "height": 900})
    await page.goto(f"{dashboard}/coverage")
    await page.get_by_role("combobox").first.wait_for()
    await page.locator("main table").first.wait_for()
    await _save(page, "dashboard-coverage", None)
    await page.goto(dashboard)
    await page.locator("main a[href*='stage=PLANNING']").first.click()
    summary = page.get_by_role("heading", name="この段階のまとめ")
    await summary.wait_for()
    await page.locator("text=予定した手法は").first.wait_for()
    await summary.evaluate("(part) => part.scrollIntoView()")
    await _save(page, "dashboard-summary", None)


async def _tab(browser: Browser, screen: Screen) -> Page:
    context = await browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        reduced_motion="reduce",
    )
    return await context.new_page()


async def _scroll_on_phones(page: Page, screen: Screen, selector: str) -> None:
    if screen is PHONE:
        script = "(part) => window.scrollTo(0, part.getBoundingClientRect().top + scrollY - 16)"
        await page.locator(selector).first.evaluate(script)


async def _save(page: Page, name: str, screen: Screen | None) -> None:
    picture = Image.open(io.BytesIO(await page.screenshot())).convert("RGB")
    file = PICTURES / (f"{name}-{screen.name}.png" if screen else f"{name}.png")
    await asyncio.to_thread(_write, picture, file)
    tell(f"{file.relative_to(ROOT)} を撮りました", f"took {file.relative_to(ROOT)}")


def _write(picture: Image.Image, file: Path) -> None:
    picture.quantize(colors=COLOURS).save(file, optimize=True)


def main() -> None:
    """Take the pictures of the system that ``make run`` started, or say in a line why not."""
    environment = {**settings_in_force(), **os.environ}
    gateway = BY_NAME["gateway"].url(environment)
    dashboard = BY_NAME["dashboard"].url(environment)
    try:
        asyncio.run(take_pictures(gateway, dashboard))
    except BrowserFailed as error:
        reason = error.message.splitlines()[0]
        fail(
            Failure(
                f"{gateway} の画面を撮れません。先に make run で動かしてください（{reason}）。",
                f"could not take pictures of {gateway}; start the system with make run ({reason}).",
            )
        )


if __name__ == "__main__":
    main()
