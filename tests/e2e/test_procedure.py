"""A consultation from its opening to its end, on the staff's pages, without a script."""

from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from infra.local.stack import Stack
from shared.clock import today_jst
from tests.e2e.barriers import no_barriers
from tests.e2e.signing_in import sign_in
from tests.e2e.town import Town
from tests.support.people import Cast


@pytest.mark.timeout(300)
async def test_staff_open_extend_and_call_off_a_consultation(
    browser: Browser, system: Stack, people: Cast, town: Town
) -> None:
    gateway = system.url("gateway")
    context = await browser.new_context(locale="ja-JP", java_script_enabled=False)
    page = await context.new_page()
    await sign_in(page, gateway, "staff", "/staff/consultations")
    await page.get_by_role("link", name="新しい意見募集を始める").click()
    await page.locator("#title").fill("自転車の駐輪場の案への意見募集")
    await page.locator("#revision").select_option(index=1)
    await page.locator("#stage").select_option(index=1)
    await page.locator("#opens_on").fill(today_jst().isoformat())
    await page.locator("#last_day").fill((today_jst() + timedelta(days=6)).isoformat())
    await page.locator("#contact").fill("交通課\n電話 000-0000-0000")
    await page.get_by_role("button", name="意見募集を始める").click()
    await expect(page.get_by_text("募集期間が7日間です。30日間以上にするか")).to_be_visible()
    assert await page.locator("#title").input_value() == "自転車の駐輪場の案への意見募集"
    await page.locator("#short_period_reason").fill("国の補助の期限があるためです。")
    await page.get_by_role("button", name="意見募集を始める").click()
    await expect(page.locator(".state")).to_have_text("募集中")
    address = page.url

    await page.locator("#new_last_day").fill((today_jst() + timedelta(days=10)).isoformat())
    await page.locator("#extension_reason").fill("受付のページが止まっていたためです。")
    await page.get_by_role("button", name="締切を延ばす").click()
    await expect(page.get_by_text("受付のページが止まっていたためです。")).to_be_visible()
    await page.get_by_role("link", name="市民に見えているページ").click()
    await expect(page.get_by_text("国の補助の期限があるためです。")).to_be_visible()
    await expect(page.get_by_text("受付のページが止まっていたためです。")).to_be_visible()

    await page.goto(address)
    await page.locator("#why").fill("案を作り直すためです。")
    await page.get_by_role("button", name="この意見募集を中止する").click()
    await expect(page.locator(".state")).to_have_text("中止")
    await expect(page.locator("form", has_text="締切を延ばす")).to_have_count(0)
    await page.get_by_role("link", name="市民に見えているページ").click()
    await expect(page.get_by_text("この意見募集は中止しました")).to_be_visible()
    await context.close()


@pytest.mark.parametrize("path", ["/staff/consultations", "/staff/consultations/new", "one"])
async def test_the_pages_have_no_barriers(
    browser: Browser, system: Stack, people: Cast, town: Town, path: str
) -> None:
    gateway = system.url("gateway")
    shown = f"/staff/consultations/{town.open_id}" if path == "one" else path
    context = await browser.new_context(locale="ja-JP", viewport={"width": 320, "height": 700})
    page = await context.new_page()
    await sign_in(page, gateway, "staff", shown)
    await _staff_page_without_barriers(page)
    for language in ("ja_easy", "en"):
        await page.goto(f"{gateway}{shown}?lang={language}")
        await _staff_page_without_barriers(page)
    await context.close()


async def _staff_page_without_barriers(page: Page) -> None:
    await expect(page.locator(".staff-who")).to_be_visible()  # no page about a failure
    await no_barriers(page)
