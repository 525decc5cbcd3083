"""Details, corrections, exemptions and the printed form, in a browser without a script."""

import re
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
async def test_a_form_is_printed_with_a_number_that_staff_enter(
    browser: Browser, system: Stack, people: Cast, town: Town
) -> None:
    gateway = system.url("gateway")
    context = await browser.new_context(locale="ja-JP", java_script_enabled=False)
    page = await context.new_page()
    await sign_in(page, gateway, "staff", "/staff/consultations/new")
    await page.locator("#title").fill("公園の使い方の案への意見募集")
    await page.locator("#revision").select_option(index=1)
    await page.locator("#stage").select_option(index=1)
    await page.locator("#opens_on").fill(today_jst().isoformat())
    await page.locator("#last_day").fill((today_jst() + timedelta(days=30)).isoformat())
    await page.locator("#contact").fill("公園課\nファクス 000-0000-0000")
    await page.locator("#materials").fill("公園の一覧 http://city.example/parks.pdf")
    await page.get_by_role("button", name="意見募集を始める").click()
    await expect(page.get_by_text("関係資料の1行目のアドレスが使えません").first).to_be_visible()
    await page.locator("#materials").fill("公園の一覧 https://city.example/parks.pdf")
    await page.get_by_role("button", name="意見募集を始める").click()
    await expect(page.locator(".state")).to_have_text("募集中")
    address = page.url
    case = address.partition("?")[0].rpartition("/")[2]

    await page.get_by_role("link", name="案内を変える").click()
    await page.locator("#contact").fill("公園課\nファクス 000-0000-0001")
    await page.locator("#note").fill("ファクス番号を訂正しました。")
    await page.get_by_role("button", name="保存する").click()
    await page.get_by_role("link", name="市民に見えているページ").click()
    await expect(page.get_by_text("ファクス番号を訂正しました。")).to_be_visible()
    await expect(page.get_by_role("link", name="公園の一覧")).to_be_visible()

    await page.get_by_role("link", name="意見を書く用紙を印刷する").click()
    await page.get_by_role("button", name="受付番号の入った用紙を作る").click()
    number = await page.locator("[data-form-number]").inner_text()
    assert re.fullmatch(r"9\d{3}-\d{4}-\d{4}", number)
    assert number.replace("-", "") not in page.url.replace("-", "")
    await expect(page.locator(".sheet__qr svg")).to_be_visible()
    # As many sheets as a person bears to print.
    pages = await page.pdf(format="A4")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pages)) <= 2

    await page.goto(f"{gateway}/receipts?number={number}")
    await expect(page.get_by_text("まだ受け付けていません").first).to_be_visible()
    await enter(page, gateway, case, number)
    await expect(page.locator("[data-receipt-number]")).to_have_text(number)
    await enter(page, gateway, case, number)
    await expect(page.get_by_text("すでに入力されています").first).to_be_visible()
    await context.close()


async def enter(page: Page, gateway: str, case: str, number: str) -> None:
    await page.goto(f"{gateway}/staff/paper?consultation={case}")
    await page.locator("#form_number").fill(number)
    await page.locator("#text").fill("ベンチを増やしてほしいです。")
    await page.get_by_role("button", name="登録して次へ").click()


async def test_an_exemption_is_published_with_its_reason(
    browser: Browser, system: Stack, people: Cast, town: Town
) -> None:
    gateway = system.url("gateway")
    context = await browser.new_context(locale="ja-JP", java_script_enabled=False)
    page = await context.new_page()
    await sign_in(page, gateway, "staff", "/staff/exemptions")
    await page.locator("#title").fill("手数料の表の改定")
    await page.locator("#kind").select_option("MINOR")
    await page.locator("#reason").fill("字句の整理だけを行うためです。")
    await page.get_by_role("button", name="記録して公表する").click()
    await expect(page).to_have_url(re.compile(r"/exemptions$"))
    await expect(page.get_by_text("字句の整理だけを行うためです。").first).to_be_visible()
    await context.close()


@pytest.mark.parametrize("path", ["/staff/exemptions", "/exemptions", "/news", "form", "edit"])
async def test_the_pages_have_no_barriers(
    browser: Browser, system: Stack, people: Cast, town: Town, path: str
) -> None:
    gateway = system.url("gateway")
    shown = {
        "form": f"/consultations/{town.open_id}/form",
        "edit": f"/staff/consultations/{town.open_id}/edit",
    }.get(path, path)
    context = await browser.new_context(locale="ja-JP", viewport={"width": 320, "height": 700})
    page = await context.new_page()
    await sign_in(page, gateway, "staff", "/staff/exemptions")
    for language in ("ja", "ja_easy", "en"):
        answer = await page.goto(f"{gateway}{shown}?lang={language}")
        assert answer is not None and answer.status == 200
        await no_barriers(page)
    await context.close()
