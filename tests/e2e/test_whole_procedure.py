"""A whole public comment: opened, commented on, answered, revised, published and read.

Citizens, three members of staff and an administrator, each in a browser of their own; axe looks at
every page on a small screen. Nobody has a mouse: every button, link and box is one that Tab
reaches, and a key does it; a citizen and a member of staff press Tab all the way for their part.

The period is opened by the staff's page, which counts in days, so that it cannot end within a test:
when all has been sent, its end is moved to a moment ago in the database. A short period in its
place would be a race against a busy machine.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from infra.local.stack import Stack
from shared.clock import today_jst
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.conftest import WAIT_MS
from tests.e2e.keyboard import press, tab_to, take_the_mouse_away, type_into
from tests.e2e.site import Numbers, Site
from tests.e2e.test_answers import As, _set_the_route, as_person
from tests.e2e.test_following import WITHIN_S, mailbox
from tests.e2e.test_masks import MASKED, _close
from tests.e2e.test_points import _until
from tests.e2e.town import Town, found_town, revise
from tests.e2e.whole_case import (
    CLAUSE,
    CORRECTED,
    EARLY,
    LATER,
    LETTER,
    MORE,
    NIGHT,
    PASSAGE,
    PHONE,
    SOONER,
    TYPED,
    WHOLE,
    Case,
    look_up,
    read_receipt,
    read_the_result,
    read_what_changed,
    take_the_files,
)
from tests.support.mail import Mailbox

__all__ = ["as_person", "mailbox"]

# One mail may tell several of them: what falls due together goes together.
TOLD_BY_MAIL = (
    "ご意見を受け付けました",
    "意見の募集を締め切りました",
    "ご意見への市の考え方を公表しました",
    "意見募集の結果を公表しました",
)


@pytest.fixture
async def plan(system: Stack) -> Town:
    """A policy and a plan of its own."""
    return await found_town(system.environment)


@pytest.fixture
def new_tab(browser: Browser) -> Callable[[], Awaitable[Page]]:
    """Open the browser of somebody who is not signed in."""

    async def begin() -> Page:
        context = await browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo")
        context.set_default_timeout(3 * WAIT_MS)
        return await context.new_page()

    return begin


@pytest.mark.timeout(480)
async def test_a_plan_goes_to_the_citizens_and_comes_back_changed(
    new_tab: Callable[[], Awaitable[Page]],
    as_person: As,
    plan: Town,
    system: Stack,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take_the_mouse_away(monkeypatch)
    gateway = system.url("gateway")
    staff, approver = await as_person("staff"), await as_person("approver")
    for page in (staff, approver):
        page.context.set_default_timeout(3 * WAIT_MS)
    case = await open_by_the_pages(staff, gateway, plan)
    first, second, third = [Site(await new_tab(), gateway, case.town) for _ in range(3)]

    address = f"citizen-{secrets.token_hex(4)}@example.jp"
    whole = await comment_on_the_whole(first, address)
    clause = await comment_on_a_clause(second)
    passage = await comment_on_a_passage_by_keyboard(third)
    await correct_by_keyboard(third, passage)
    await withdraw(second, clause)
    letter = await enter_a_letter_by_keyboard(staff, case)
    await check_the_entry_by_keyboard(approver, case, letter)

    await asyncio.to_thread(_close, system, case.id)
    await is_closed(staff, first, case)
    await split_the_long_one(staff, case)
    await _set_the_route(await as_person("admin"), gateway)
    more = await draft(staff, case, [NIGHT, CORRECTED], MORE, reflected=True)
    await ask_and_be_told(staff, await as_person("other_staff"), more)
    await approve(staff, approver, more)
    await mask_the_telephone_number(staff, case)
    await is_not_published_yet(staff, case)
    sooner = await draft(staff, case, [EARLY, LETTER], SOONER)
    await approve(staff, approver, sooner)

    await revise(system.environment, case.town, LATER)
    await publish_answers(staff, case)
    await publish_result(staff, case)

    await read_the_result(first.page, case)
    await take_the_files(first.page, case)
    await read_what_changed(first.page, case)
    await read_receipt(first, whole, [MORE[1], SOONER[1]])
    await read_receipt(third, passage, [MORE[1]])
    await expect(third.page.locator("ins").first).to_contain_text("年4回")
    await look_up(second, letter, [SOONER[1]])
    await look_up(second, clause.receipt, [])
    await mailbox.wait_until_told(address, TOLD_BY_MAIL, WITHIN_S)
    told = [str(mail["Subject"]) for mail in mailbox.of(address)]
    assert all(case.town.title in one for one in told), told


# The staff open it; citizens comment


async def open_by_the_pages(staff: Page, gateway: str, plan: Town) -> Case:
    """Open it for a week, with the reason that a short period needs."""
    await staff.goto(f"{gateway}/staff/consultations/new")
    title, mark = f"計画素案への意見募集 {secrets.token_hex(4)}", plan.title.rpartition(" ")[2]
    await staff.locator("#title").fill(title)
    for choice in ("#revision", "#stage"):
        value = await staff.locator(f"{choice} option", has_text=mark).get_attribute("value")
        await staff.locator(choice).select_option(value)
    await staff.locator("#opens_on").fill(today_jst().isoformat())
    await staff.locator("#last_day").fill((today_jst() + timedelta(days=6)).isoformat())
    await staff.locator("#channel_POST").check()
    await staff.locator("#contact").fill("市民協働推進課\n電話 000-0000-0000")
    await staff.locator("#asks_to_publish_text").check()
    await no_barriers(staff, width=SMALL)
    await staff.get_by_role("button", name="意見募集を始める").click()
    await expect(staff.get_by_text("30日間以上にするか、短くする理由")).to_be_visible()
    await staff.locator("#short_period_reason").fill("国の補助の期限があるためです。")
    await staff.get_by_role("button", name="意見募集を始める").click()
    await expect(staff.locator(".state")).to_have_text("募集中")
    await no_barriers(staff, width=SMALL)
    case = staff.url.partition("?")[0].rpartition("/")[2]
    return Case(gateway, replace(plan, open_id=case, title=title))


async def comment_on_the_whole(citizen: Site, address: str) -> Numbers:
    """Write about the whole plan, agree to publication, and ask for mails."""
    await citizen.open_form()
    await citizen.write(WHOLE)
    await citizen.page.locator("#agrees_to_publish").check()
    await citizen.page.locator("#mail_address").fill(address)
    await no_barriers(citizen.page, width=SMALL)
    await citizen.send()
    numbers = await citizen.numbers()
    await no_barriers(citizen.page, width=SMALL)
    return numbers


async def comment_on_a_clause(citizen: Site) -> Numbers:
    """Find the clause in the plan, and write about it."""
    await citizen.open(f"/consultations/{citizen.town.open_id}")
    await no_barriers(citizen.page, width=SMALL)
    clause = citizen.page.locator(f"#clause-{citizen.town.clause_ids['計画の期間']}")
    await clause.get_by_role("link", name="この項目に意見を書く").click()
    await citizen.write(CLAUSE)
    await citizen.send()
    return await citizen.numbers()


async def comment_on_a_passage_by_keyboard(citizen: Site) -> Numbers:
    """Go from the plan to one sentence of a clause, and write about that, without a mouse."""
    page = citizen.page
    await citizen.open(f"/consultations/{citizen.town.open_id}")
    clause = page.locator(f"#clause-{citizen.town.clause_ids['参加の機会']}")
    await press(page, clause.get_by_role("link", name="この項目に意見を書く"), "Enter")
    await type_into(page, page.locator("#text"), TYPED)
    await tab_to(page, page.locator("input[name=passage]:checked"))
    sentence = page.get_by_role("radio", name=PASSAGE)
    while not await sentence.is_checked():
        await page.keyboard.press("ArrowDown")
    await no_barriers(page, width=SMALL)
    await press(page, page.get_by_role("button", name="意見を送る"), "Space")
    numbers = await citizen.numbers()
    await expect(page.get_by_text(f"「{PASSAGE}」")).to_be_visible()
    return numbers


async def correct_by_keyboard(citizen: Site, numbers: Numbers) -> None:
    """Look the receipt up, open it with its second number, and write the text anew."""
    page = citizen.page
    await citizen.open("/receipts")
    await no_barriers(page, width=SMALL)
    await type_into(page, page.get_by_label("受付番号"), numbers.receipt)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="これまでの経過")).to_be_visible()
    await no_barriers(page, width=SMALL)
    await type_into(page, page.locator("#confirmation_number"), numbers.confirmation)
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-said]")).to_have_text(TYPED)
    await no_barriers(page, width=SMALL)
    await type_into(page, page.locator("#text"), CORRECTED)
    await press(page, page.get_by_role("button", name="直した意見を送る"), "Enter")
    await expect(page.get_by_text("意見を直しました。")).to_be_visible()
    await expect(page.locator("[data-said]")).to_have_text(CORRECTED)


async def withdraw(citizen: Site, numbers: Numbers) -> None:
    """Take a comment back for good."""
    await citizen.open_receipt(numbers)
    await citizen.page.get_by_role("button", name="取り下げに進む").click()
    await no_barriers(citizen.page, width=SMALL)
    await citizen.page.get_by_role("button", name="この意見を取り下げる").click()
    await expect(citizen.page.get_by_text("意見を取り下げました。")).to_be_visible()
    await no_barriers(citizen.page, width=SMALL)


# Paper, by keyboard


async def enter_a_letter_by_keyboard(staff: Page, case: Case) -> str:
    """Enter a letter that came today; return its number."""
    await staff.goto(case.staff("paper"))
    await tab_to(staff, staff.locator("#channel"), back=True)
    await staff.keyboard.press("Home")
    await expect(staff.locator("#channel")).to_have_value("POST")
    await expect(staff.locator("#received_on")).to_have_value(today_jst().isoformat())
    await type_into(staff, staff.locator("#text"), LETTER)
    await no_barriers(staff, width=SMALL)
    await press(staff, staff.get_by_role("button", name="登録して次へ"), "Enter")
    await expect(staff.get_by_text("期間外")).to_have_count(0)
    return await staff.locator("[data-receipt-number]").inner_text()


async def check_the_entry_by_keyboard(other: Page, case: Case, number: str) -> None:
    """Read it against the letter, as somebody who did not enter it."""
    await other.goto(case.staff("paper/entries"))
    await no_barriers(other, width=SMALL)
    await press(other, other.get_by_role("link", name=number), "Enter")
    await expect(other.locator(".said")).to_have_text(LETTER)
    await no_barriers(other, width=SMALL)
    await other.keyboard.press("Enter")  # the button has the focus
    await expect(other.get_by_role("button", name="原本と同じことを確かめた")).to_have_count(0)


# Answers


async def is_closed(staff: Page, citizen: Site, case: Case) -> None:
    """See that nothing more is taken, and begin to consider what came."""
    await _until(staff, case.staff_page, staff.get_by_role("button", name="検討を始める"))
    await citizen.open_form()
    await expect(citizen.page.get_by_role("heading", level=1)).to_have_text(
        "いまは意見を出せません"
    )
    await no_barriers(citizen.page, width=SMALL)
    await staff.get_by_role("button", name="検討を始める").click()
    await expect(staff.locator(".state")).to_have_text("検討中")
    await no_barriers(staff, width=SMALL)


async def split_the_long_one(staff: Page, case: Case) -> None:
    """Make two opinions of the comment on the whole plan; name the clauses they are about."""
    card = staff.locator(".staff-card", has_text=NIGHT)
    await _until(staff, case.staff("answers"), card)
    await card.get_by_role("link", name="いくつかの意見に分ける").click()
    await staff.locator("#cut2").select_option("OPINION")
    await no_barriers(staff, width=SMALL)
    await staff.get_by_role("button", name="次へ：項目と分類を選ぶ").click()
    await staff.locator("#clause0").select_option(case.town.clause_ids["参加の機会"])
    await staff.locator("#clause1").select_option(case.town.clause_ids["情報の公開"])
    await no_barriers(staff, width=SMALL)
    await staff.get_by_role("button", name="このように分ける").click()
    boxes = staff.locator("input[value^='POINT:']")
    await _until(staff, case.staff("answers"), boxes)
    await expect(boxes).to_have_count(2)


async def draft(
    staff: Page,
    case: Case,
    opinions: list[str],
    words: tuple[str, str],
    *,
    reflected: bool = False,
) -> str:
    """Answer these opinions at once, and ask for approval; return the answer's address."""
    await staff.goto(case.staff("answers"))
    await no_barriers(staff, width=SMALL)
    for opinion in opinions:
        card = staff.locator(".staff-card", has_text=opinion)
        await card.locator("input[type=checkbox]").check()
    await staff.get_by_role("button", name="選んだ意見に答える").click()
    summary, text = words
    await staff.locator("#class_code").select_option("REFLECTED" if reflected else "FOR_REFERENCE")
    await staff.locator("#summary").fill(summary)
    await staff.locator("#text").fill(text)
    await staff.locator("#reason").fill("多くの方が参加できるようにするためです。")
    if reflected:
        await staff.locator("#clause1").select_option(label="1 参加の機会")
        await staff.locator("#note1").fill("回数を加えました。")
    await staff.get_by_role("button", name="保存する").click()
    await no_barriers(staff, width=SMALL)
    return staff.url.partition("?")[0]


async def ask_and_be_told(staff: Page, other: Page, answer: str) -> None:
    """Ask another department before the answer goes on its way."""
    await staff.get_by_text("ほかの課に照会する").click()
    await staff.locator("#desk").select_option(label="計画係")
    await staff.locator("#question").fill("休日の会場は空いていますか。")
    await staff.locator("#inquiry_due").fill((today_jst() + timedelta(days=1)).isoformat())
    await staff.get_by_role("button", name="照会を送る").click()
    await expect(staff.get_by_text("休日の会場は空いていますか。")).to_be_visible()
    await other.goto(answer)
    await other.locator("#inquiry1").fill("年4回まで空いています。")
    await no_barriers(other, width=SMALL)
    await other.get_by_role("button", name="回答を送る").click()
    await expect(other.get_by_text("回答済み").first).to_be_visible()
    await staff.goto(answer)
    await expect(staff.get_by_text("年4回まで空いています。")).to_be_visible()


async def approve(staff: Page, approver: Page, answer: str) -> None:
    """Send an answer along its route, where the approver finds it."""
    await staff.get_by_role("button", name="決裁に回す").click()
    await expect(staff.get_by_role("heading", name="回答（決裁中）")).to_be_visible()
    await approver.goto(answer)
    await no_barriers(approver, width=SMALL)
    await approver.get_by_role("button", name="承認する").click()
    await expect(approver.get_by_role("heading", name="決定済み")).to_be_visible()


async def mask_the_telephone_number(staff: Page, case: Case) -> None:
    """Look at the one text that may be published, and take the number out of it."""
    await staff.goto(case.staff("masks"))
    await no_barriers(staff, width=SMALL)
    await staff.get_by_role("link", name="1通ずつ確かめる").click()
    await staff.locator("label.staff-check", has_text=PHONE).locator("input").check()
    await staff.get_by_role("button", name="伏せた文面を見る").click()
    await expect(staff.locator("[data-preview]")).to_contain_text(MASKED)
    await no_barriers(staff, width=SMALL)
    await staff.keyboard.press("Enter")  # the button has the focus
    await expect(staff.get_by_text("1通のうち、1通を確かめました。")).to_be_visible()


# The result


async def is_not_published_yet(staff: Page, case: Case) -> None:
    """Be told, at the answers and at the result, what is still missing."""
    await staff.goto(case.staff("answers"))
    await staff.get_by_role("button", name="決裁の済んだ回答を公表する").click()
    await expect(staff.get_by_text("回答のない意見が2件").first).to_be_visible()
    await staff.goto(case.staff_page)
    await fill_in_the_result(staff)
    await expect(staff.locator(".error-summary")).to_contain_text(
        "公表されていない回答があります（回答のない意見2件"
    )
    await expect(staff.locator(".state")).to_have_text("検討中")
    await no_barriers(staff, width=SMALL)


async def fill_in_the_result(staff: Page) -> None:
    await staff.locator("#outcome-WITH_CHANGES").check()
    await staff.locator("#note").fill("開催の回数を書き加えました。")
    await staff.get_by_role("button", name="結果を公表する").click()


async def publish_answers(staff: Page, case: Case) -> None:
    await staff.goto(case.staff("answers"))
    await staff.get_by_role("button", name="決裁の済んだ回答を公表する").click()
    await expect(staff.get_by_role("cell", name="公表済み")).to_have_count(2)
    await no_barriers(staff, width=SMALL)


async def publish_result(staff: Page, case: Case) -> None:
    """Publish it, once the answers have been counted."""
    refused = staff.locator(".error-summary")
    for _ in range(50):
        await staff.goto(case.staff_page)
        await fill_in_the_result(staff)
        await expect(refused.or_(staff.locator(".state--published"))).to_be_visible()
        if not await refused.count():
            break
        await expect(refused).to_contain_text("回答の数え直しが終わっていません")
    await expect(staff.locator(".state")).to_have_text("結果公表済み")
    await no_barriers(staff, width=SMALL)
