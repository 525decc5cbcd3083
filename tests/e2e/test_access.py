"""Everybody can use the pages: by keyboard, on small screens, by ear, and in three languages."""

from collections.abc import Awaitable, Callable

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, Response, expect

from tests.e2e.site import Site

Open = Callable[[Page], Site]
Look = Callable[[str], Awaitable[None]]
LANGUAGES = ("ja", "ja_easy", "en")
SEND = "[data-send]"


async def visit_all(citizen: Site, lang: str, look: Look) -> None:
    """Walk over every page in a language, the answers to forms included."""
    page, town = citizen.page, citizen.town
    for path in ("/", "/about", "/accessibility", "/receipts", "/receipts?number=1"):
        await citizen.open(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        await look(path)
    for path in (f"/consultations/{town.open_id}", f"/consultations/{town.planned_id}/comment"):
        await citizen.open(f"{path}?lang={lang}")
        await look(path)
    await citizen.open("/consultations/none?lang=" + lang)
    await look("not found")
    clause = town.clause_ids["参加の機会"]
    await citizen.open(f"{citizen.form_path()}?clause={clause}&lang={lang}")
    await look("form")
    await page.locator(SEND).click()
    await page.locator(".error-summary").wait_for()
    await look("form with errors")
    await page.locator("#text").fill("どのページも読めること")
    await page.locator(SEND).click()
    numbers = await citizen.numbers()
    await look("receipt")
    await page.locator("form[action*='/continue'] button").click()
    await page.locator(".choose").first.wait_for()
    await look("choosing a clause")
    await citizen.open(f"/receipts/{numbers.receipt}?lang={lang}")
    await look("status")
    await page.locator("#confirmation_number").fill(numbers.confirmation)
    await page.locator("form[action*='/open'] button").click()
    await page.locator("#text").fill("直しても読めること")
    await page.locator("form[action*='/correct'] button").click()
    await page.locator(".notice--done").wait_for()
    await look("opened")
    await page.locator("form[action*='/withdraw'] button").click()
    await page.locator("#reason").wait_for()
    await look("withdrawal")


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_axe_finds_nothing_serious(context: BrowserContext, site: Open, lang: str) -> None:
    citizen = site(await context.new_page())
    found: list[str] = []

    async def look(name: str) -> None:
        results = await Axe().run(citizen.page)
        found.extend(
            f"{name}: {violation['id']}: {violation['nodes'][0]['html'][:120]}"
            for violation in results.response["violations"]
            if violation["impact"] in ("serious", "critical")
        )

    await visit_all(citizen, lang, look)
    assert found == []


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_320_pixels_need_no_sideways_scrolling(
    browser: Browser, site: Open, lang: str
) -> None:
    context = await browser.new_context(viewport={"width": 320, "height": 640})
    citizen = site(await context.new_page())
    wide: list[str] = []

    async def look(name: str) -> None:
        width = await citizen.page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide.append(f"{name}: {width}")

    await visit_all(citizen, lang, look)
    await context.close()
    assert wide == []


async def test_targets_are_large_enough(context: BrowserContext, site: Open) -> None:
    """44 px, for everything that is not a link in running text."""
    citizen = site(await context.new_page())
    small: list[str] = []

    async def look(name: str) -> None:
        small.extend(
            f"{name}: {what}"
            for what in await citizen.page.evaluate(
                """() => [...document.querySelectorAll(
                     'button, nav a, .button, .clause__write a, label:has(input[type=radio])')]
                   .filter((e) => e.checkVisibility())
                   .filter((e) => e.getBoundingClientRect().height < 44)
                   .map((e) => `${e.textContent.trim().slice(0, 20)} ` +
                               e.getBoundingClientRect().height)"""
            )
        )

    await visit_all(citizen, "ja", look)
    assert small == []


async def test_a_comment_by_keyboard_alone(context: BrowserContext, site: Open) -> None:
    citizen = site(await context.new_page())
    page = citizen.page
    await citizen.open("/")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="本文へ移る")).to_be_focused()
    await page.keyboard.press("Enter")
    await _tab_to(page, citizen.town.title)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(citizen.town.title)
    await _tab_to(page, "計画案の全体に意見を書く")
    await page.keyboard.press("Enter")
    await page.locator("#text").wait_for()
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.id") == "text":
            break
    await page.keyboard.type("keyboard")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_label("団体として")).to_be_checked()
    await _tab_to(page, "意見を送る")
    await page.keyboard.press("Enter")
    await citizen.numbers()
    await expect(page.get_by_role("heading", level=1)).to_be_focused()


async def test_a_page_loads_at_most_50_kb_of_script(context: BrowserContext, site: Open) -> None:
    citizen = site(await context.new_page())
    sizes: list[int] = []

    async def note(answer: Response) -> None:
        if answer.request.resource_type == "script":
            sizes.append(len(await answer.body()))

    citizen.page.on("response", note)
    await citizen.open_form("計画の趣旨")
    await expect(citizen.page.locator("[data-count]")).to_contain_text("いま0文字")
    assert 0 < sum(sizes) <= 50_000


async def test_the_language_stays_from_page_to_page(
    plain_context: BrowserContext, site: Open
) -> None:
    citizen = site(await plain_context.new_page())
    page = citizen.page
    await citizen.open("/")
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.get_by_role("link", name=citizen.town.title, exact=True).click()
    await page.get_by_role("link", name="Comment on the whole draft").click()
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".error-summary h2")).to_have_text("Please check what you entered")
    await page.locator("#text").fill("An opinion in English")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("We have received your opinion")
    await page.get_by_role("link", name="The page that shows what becomes of it").click()
    await expect(page.get_by_text("So far")).to_be_visible()


async def test_nothing_comes_from_elsewhere_and_nothing_breaks_the_policy(
    context: BrowserContext, site: Open
) -> None:
    citizen = site(await context.new_page())
    elsewhere: list[str] = []
    broken: list[str] = []
    citizen.page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((citizen.url, "data:"))
            else elsewhere.append(request.url)
        ),
    )
    citizen.page.on("pageerror", lambda error: broken.append(str(error)))
    citizen.page.on(
        "console",
        lambda message: (
            broken.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )

    async def look(_name: str) -> None:
        return None

    await visit_all(citizen, "ja", look)
    assert elsewhere == []
    assert broken == []


async def _tab_to(page: Page, text: str) -> None:
    for _ in range(60):
        await page.keyboard.press("Tab")
        if text in (await page.evaluate("document.activeElement.textContent") or ""):
            return
    raise AssertionError(f"the keyboard does not reach {text}")
