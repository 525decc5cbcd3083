"""A pile of letters, entered by keyboard alone, without a script."""

import pytest
from playwright.async_api import Browser, expect

from infra.local.stack import Stack
from tests.e2e.barriers import no_barriers
from tests.e2e.signing_in import sign_in
from tests.e2e.town import Town, found_town
from tests.support.people import Cast

LETTERS = ("夜の会合を増やしてください。", "紙でも出せて助かりました。", "字を大きくしてください。")
# Besides the words themselves: to the button, and the button.
KEYS_PER_LETTER = 2


@pytest.fixture
async def with_particulars(system: Stack) -> Town:
    return await found_town(system.environment, ["NAME"])


async def test_each_letter_costs_two_keys_and_one_page_beside_its_words(
    browser: Browser, system: Stack, people: Cast, town: Town
) -> None:
    gateway = system.url("gateway")
    context = await browser.new_context(locale="ja-JP", java_script_enabled=False)
    page = await context.new_page()
    loads: list[str] = []
    page.on("response", lambda answer: loads.append(answer.url) if _is_page(answer) else None)
    await sign_in(page, gateway, "staff", f"/staff/paper?consultation={town.open_id}")
    await page.locator("#channel").select_option("POST")
    await page.locator("#text").focus()
    numbers: list[str] = []
    for letter in LETTERS:
        before, keys = len(loads), 0
        for key in (letter, "Tab", "Enter"):
            if key == letter:
                await page.keyboard.insert_text(letter)
                continue
            await page.keyboard.press(key)
            keys += 1
        await expect(page.locator("[data-receipt-number]")).to_be_visible()
        await page.wait_for_load_state()
        number = await page.locator("[data-receipt-number]").inner_text()
        assert number not in numbers
        numbers.append(number)
        assert keys == KEYS_PER_LETTER
        assert len(loads) - before == 1
        assert await page.locator("#channel").input_value() == "POST"
        assert await page.locator("#text").input_value() == ""
        await expect(page.locator("#text")).to_be_focused()
    for number in numbers:
        await page.goto(f"{gateway}/receipts")
        await page.locator("input[name=number], #number, input[name=receipt_number]").first.fill(
            number
        )
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("郵送").first).to_be_visible()
    await context.close()


async def test_what_is_wrong_comes_back_as_it_was_typed(
    browser: Browser, system: Stack, people: Cast, town: Town
) -> None:
    context = await browser.new_context(locale="ja-JP", java_script_enabled=False)
    page = await context.new_page()
    await sign_in(page, system.url("gateway"), "staff", f"/staff/paper?consultation={town.open_id}")
    await page.locator("#received_on").fill("2099-01-01")
    await page.locator("#text").fill("日付を間違えました。")
    await page.get_by_role("button", name="登録して次へ").click()
    await expect(page.locator("#error-summary")).to_be_visible()
    assert await page.locator("#text").input_value() == "日付を間違えました。"
    await context.close()


async def test_a_name_on_a_letter_is_entered_and_not_shown_again(
    browser: Browser, system: Stack, people: Cast, with_particulars: Town
) -> None:
    context = await browser.new_context(locale="ja-JP", viewport={"width": 320, "height": 700})
    page = await context.new_page()
    address = f"/staff/paper?consultation={with_particulars.open_id}"
    await sign_in(page, system.url("gateway"), "staff", address)
    await page.locator("#channel").select_option("FAX")
    await page.locator("#NAME").fill("青葉 はなこ")
    await page.locator("#text").fill("名前を書いて出します。")
    await page.get_by_role("button", name="登録して次へ").click()
    await expect(page.locator("[data-receipt-number]")).to_be_visible()
    assert "青葉 はなこ" not in await page.content()
    await no_barriers(page)
    await context.close()


def _is_page(answer: object) -> bool:
    request = getattr(answer, "request")  # noqa: B009 - a union of playwright's types
    return bool(request.resource_type == "document" and "/staff/paper" in request.url)
