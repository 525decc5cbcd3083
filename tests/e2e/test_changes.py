"""What became of the plan: beside each other for everyone, and on the receipt of who wrote."""

import pytest
from playwright.async_api import Browser, Page, expect

from infra.local.stack import Stack
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.signing_in import sign_in
from tests.e2e.site import Site
from tests.e2e.town import PLAN, Town, found_town, revise
from tests.support.people import Cast

LATER = (
    PLAN.replace("計画の期間は5年間とします。", "計画の期間は4年間とします。")
    .replace("## 2 情報の公開\n検討の経過を公表します。\n", "")
    .replace("- 紙でも電話でも", "- 手話でも意見を受け付けます。\n- 紙でも電話でも")
    + "## 2 子どもの参加\n学校で話し合う時間をもうけ、その声を計画に生かします。\n"
)


@pytest.fixture
async def a_town(system: Stack) -> Town:
    """A town of its own: its plan is revised."""
    return await found_town(system.environment)


@pytest.fixture
async def page(browser: Browser) -> Page:
    context = await browser.new_context(locale="ja-JP")
    context.set_default_timeout(20_000)
    return await context.new_page()


async def test_before_and_after_can_be_read_beside_each_other(
    page: Page, a_town: Town, system: Stack, people: Cast
) -> None:
    site = Site(page, system.url("gateway"), a_town)
    numbers = await site.submit("期間が長すぎます。", "計画の期間")
    gone = await site.submit("公表の方法を書いてください。", "情報の公開")
    changes = f"/consultations/{a_town.open_id}/changes"
    await site.open(changes)
    await expect(page.get_by_text("あとの版は、まだありません")).to_be_visible()
    await site.open(f"/receipts/{numbers.receipt}")
    await expect(page.get_by_text("計画案は、そのあとどう変わったか")).to_have_count(0)

    await revise(system.environment, a_town, LATER)
    await site.open(changes)
    shown = {
        await row.get_by_role("heading", level=3).inner_text(): row
        for row in await page.get_by_role("article").all()
    }
    assert list(shown) == [
        "2　計画の期間 変わった",
        "1　参加の機会 変わった",
        "2　情報の公開 なくなった",
        "2　子どもの参加 加わった",
    ]
    period = shown["2　計画の期間 変わった"]
    assert await period.locator("del").all_inner_texts() == ["5"]
    assert await period.locator("ins").all_inner_texts() == ["4"]
    await no_barriers(page, width=SMALL)
    await no_barriers(page, width=1000)
    await page.get_by_role("link", name="変わらない項目もすべて見る").click()
    await expect(page.get_by_role("heading", name="計画の趣旨")).to_be_visible()
    for language, title in (("en", "How the draft plan changed"), ("ja_easy", "計画の 案は どう")):
        await site.open(f"{changes}?lang={language}")
        await expect(page.get_by_role("heading", level=1)).to_contain_text(title)

    await site.open(f"/receipts/{numbers.receipt}")
    await expect(page.locator("ins")).to_have_text("4")
    await site.open_receipt(numbers)
    await expect(page.locator("ins")).to_have_text("4")
    await no_barriers(page, width=SMALL)
    await site.open(f"/receipts/{gone.receipt}")
    await expect(page.get_by_text("ご意見の対象が新しい版のどこに当たるかは")).to_be_visible()

    await sign_in(page, site.url, "staff", f"/staff/anchors?consultation={a_town.open_id}")
    await no_barriers(page, width=SMALL)
    await page.get_by_role("button", name="この場所に決める").click()
    await expect(page.get_by_text("どこに当たるかを選んでください")).to_be_visible()
    await page.get_by_label("新しい版にはない").check()
    await page.get_by_role("button", name="この場所に決める").click()
    await expect(page.get_by_text("確かめた結果：")).to_be_visible()
    await no_barriers(page, width=1000)
    await site.open(f"/receipts/{gone.receipt}")
    await expect(page.get_by_text("ご意見の対象だったところは、新しい版には")).to_be_visible()
