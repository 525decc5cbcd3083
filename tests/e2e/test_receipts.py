"""What became of a comment: looking it up, correcting it, withdrawing it."""

import secrets
from collections.abc import Callable

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.site import Numbers, Site

Open = Callable[[Page], Site]


@pytest.fixture
async def citizen(plain_context: BrowserContext, site: Open) -> Site:
    return site(await plain_context.new_page())


async def test_anyone_sees_the_status_and_not_the_text(citizen: Site) -> None:
    text = f"人に見せない意見 {secrets.token_hex(4)}"
    numbers = await citizen.submit(text, "参加の機会")
    page = citizen.page
    await citizen.open("/receipts")
    # As an old person may type it: full-width digits, blanks.
    wide = numbers.receipt.translate(str.maketrans("0123456789-", "０１２３４５６７８９　"))
    await page.get_by_label("受付番号").fill(wide)
    await page.get_by_role("button", name="確かめる").click()
    await expect(page).to_have_url(f"{citizen.url}/receipts/{numbers.receipt}")
    await expect(page.get_by_text("受け付けました")).to_be_visible()
    await expect(page.get_by_text(citizen.town.title)).to_be_visible()
    await expect(page.get_by_text("参加の機会")).to_be_visible()
    assert text not in await page.content()


async def test_a_mistyped_number_is_told(citizen: Site) -> None:
    await citizen.open("/receipts?number=1234-5678-9012")
    summary = citizen.page.locator(".error-summary")
    await expect(summary).to_contain_text("受付番号")
    await expect(citizen.page.get_by_label("受付番号")).to_have_value("1234-5678-9012")
    await summary.get_by_role("link").click()
    await expect(citizen.page.get_by_label("受付番号")).to_be_focused()


async def test_a_comment_is_corrected_and_its_versions_are_kept(citizen: Site) -> None:
    numbers = await citizen.submit("はじめの文章", "計画の趣旨")
    page = citizen.page
    await citizen.open_receipt(numbers)
    assert numbers.confirmation not in page.url
    await expect(page.locator("[data-said]")).to_have_text("はじめの文章")
    await page.get_by_label("直した意見").fill("")
    await page.get_by_role("button", name="直した意見を送る").click()
    await expect(page.locator(".error-summary")).to_contain_text("書かれていません")
    await page.get_by_label("直した意見").fill("直した文章")
    await page.get_by_role("button", name="直した意見を送る").click()
    await expect(page.get_by_text("意見を直しました。")).to_be_visible()
    await expect(page.locator("[data-said]")).to_have_text("直した文章")
    await expect(page.get_by_text("訂正を受け付けました")).to_be_visible()
    await page.locator("details summary").click()
    await expect(page.get_by_text("はじめの文章")).to_be_visible()


async def test_a_comment_is_withdrawn_after_one_more_question(citizen: Site) -> None:
    numbers = await citizen.submit("取り下げる意見")
    page = citizen.page
    await citizen.open_receipt(numbers)
    await page.get_by_role("button", name="取り下げに進む").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("意見を取り下げますか")
    await page.get_by_role("button", name="取り下げずに戻る").click()
    await page.get_by_role("button", name="取り下げに進む").click()
    await page.get_by_role("button", name="この意見を取り下げる").click()
    await expect(page.get_by_text("意見を取り下げました。")).to_be_visible()
    await expect(page.get_by_role("button", name="直した意見を送る")).to_have_count(0)
    await citizen.open(f"/receipts/{numbers.receipt}")
    await expect(page.get_by_text("取り下げました", exact=True)).to_be_visible()


async def test_five_wrong_tries_lock_a_receipt_and_say_so(citizen: Site) -> None:
    right = await citizen.submit("鍵のかかる意見")
    other = await citizen.submit("別の意見")
    page = citizen.page
    wrong = Numbers(right.receipt, other.confirmation)
    for left in (4, 3, 2, 1, 0):
        await citizen.open_receipt(wrong)
        await expect(page.locator(".error-summary")).to_contain_text(f"あと{left}回")
    await citizen.open_receipt(right)
    await expect(page.locator(".error-summary")).to_contain_text("15分ほどたってから")
    assert "鍵のかかる意見" not in await page.content()


async def test_a_confirmation_number_with_a_slip_costs_no_try(citizen: Site) -> None:
    numbers = await citizen.submit("打ち間違いのある意見")
    last = numbers.confirmation[-1]
    slip = numbers.confirmation[:-1] + str((int(last) + 1) % 10)
    await citizen.open_receipt(Numbers(numbers.receipt, slip))
    await expect(citizen.page.locator(".error-summary")).to_contain_text("16桁")
    await citizen.open_receipt(numbers)
    await expect(citizen.page.locator("[data-said]")).to_have_text("打ち間違いのある意見")
