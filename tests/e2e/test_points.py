"""A long comment by the pages: split into its opinions, sorted, answered apart."""

from playwright.async_api import Browser, Locator, Page, expect

from infra.local.stack import Stack
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.test_answers import As, a_town, as_person
from tests.e2e.town import Town

__all__ = ["a_town", "as_person"]

SAID = "お世話になります。夜にも話し合いの場がほしいです。本数も足りません。\n以上です。"


async def test_a_comment_is_split_sorted_and_answered_point_by_point(
    as_person: As, a_town: Town, system: Stack, browser: Browser
) -> None:
    gateway = system.url("gateway")
    await _comment(browser, gateway, a_town)
    staff = await as_person("staff")
    case = f"{gateway}/staff/answers?consultation={a_town.open_id}"
    split = staff.get_by_role("link", name="いくつかの意見に分ける（1）")
    await _until(staff, case, split)
    await staff.get_by_role("link", name="いくつかの意見に分ける（1）").click()
    await no_barriers(staff, width=SMALL)
    for number, choice in ((0, "挨拶"), (1, "新しい"), (2, "新しい"), (3, "挨拶")):
        labels = await staff.locator(f"#cut{number} option").all_inner_texts()
        label = next(one for one in labels if choice in one)
        await staff.locator(f"#cut{number}").select_option(label=label)
    await staff.get_by_role("button", name="次へ：項目と分類を選ぶ").click()
    await expect(staff.get_by_role("heading", name="意見 2")).to_be_visible()
    await no_barriers(staff, width=SMALL)
    await staff.locator("#clause1").select_option(a_town.clause_ids["参加の機会"])
    await staff.locator("#topic1").fill("開催")
    await staff.get_by_role("button", name="このように分ける").click()

    # The points wait in the place of the comment, once the service has heard of them.
    boxes = staff.locator("input[value^='POINT:']")
    await _until(staff, case, boxes)
    await expect(boxes).to_have_count(2)
    await expect(staff.locator("input[value^='COMMENT:']")).to_have_count(0)
    await no_barriers(staff, width=SMALL)
    await staff.locator("#topic").select_option(label="開催")
    await staff.get_by_role("button", name="絞り込む").click()
    await expect(boxes).to_have_count(1)
    await expect(staff.get_by_text("夜にも話し合いの場がほしいです。")).to_be_visible()
    await boxes.check()
    await staff.get_by_role("button", name="選んだ意見に答える").click()
    await expect(staff.get_by_text("夜にも話し合いの場がほしいです。")).to_be_visible()
    await expect(staff.get_by_text("本数も足りません。")).to_have_count(0)

    await staff.goto(f"{gateway}/staff/progress?consultation={a_town.open_id}")
    await expect(staff.locator("[data-unanswered='1']")).to_be_visible()
    await expect(staff.locator("[data-answered='1']")).to_be_visible()
    await no_barriers(staff, width=SMALL)
    # Nothing is published while a point has no answer.
    await staff.goto(case)
    await staff.get_by_role("button", name="決裁の済んだ回答を公表する").click()
    await expect(staff.get_by_text("回答のない意見が1件").first).to_be_visible()


async def _comment(browser: Browser, gateway: str, town: Town) -> None:
    """Send a comment of two opinions as a citizen."""
    citizen = await (await browser.new_context(locale="ja-JP")).new_page()
    await citizen.goto(f"{gateway}/consultations/{town.open_id}/comment")
    await citizen.locator("#text").fill(SAID)
    await citizen.get_by_role("button", name="意見を送る").click()
    await expect(citizen.locator("[data-receipt-number]").first).to_be_visible()


async def _until(page: Page, address: str, there: Locator) -> None:
    """Open a page until something is there: events are on their way."""
    for _ in range(100):
        await page.goto(address)
        if await there.count():
            return
        await page.wait_for_timeout(200)
    await expect(there.first).to_be_visible()
