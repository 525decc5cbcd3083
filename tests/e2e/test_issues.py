"""A difficulty from a telephone call to a public issue, a lent thing and the city's answer."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from infra.local.stack import Stack
from shared.clock import JST
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.site import Numbers
from tests.e2e.test_answers import As, as_person
from tests.support.people import OURS, Cast

__all__ = ["as_person"]

SAID = "坂道が雪で凍って、母が病院に行けません。母は心臓の病気です。"
TITLE = "冬の坂道を、安心して歩けるように"
BACKGROUND = "凍った坂道のために、通院できない人がいます。"
NEED = "坂道の雪をかく道具がほしいです。"
ANSWER = "坂道に手すりを付けます。"
OFFER = "小型の除雪機とスコップを貸します。"


async def _numbers(page: Page) -> Numbers:
    receipt = await page.locator("[data-receipt-number]").inner_text()
    confirmation = await page.locator("[data-confirmation-number]").inner_text()
    assert confirmation not in page.url
    return Numbers(receipt, confirmation)


@pytest.mark.timeout(400)
async def test_from_a_telephone_call_to_a_lent_thing_and_an_answer(
    as_person: As, system: Stack, browser: Browser, plain_context: BrowserContext, people: Cast
) -> None:
    gateway = system.url("gateway")
    coordinator = await as_person("coordinator")
    numbers = await _entered(coordinator, gateway)
    address = await _sorted(coordinator, gateway, numbers)
    staff = await as_person("staff")
    await _shaped(staff, address)
    citizen = await plain_context.new_page()
    await _agreed(citizen, gateway, numbers)
    await staff.reload()
    await staff.get_by_role("button", name="第1版の公開に同意する").click()
    await expect(staff.get_by_role("heading", level=1)).to_have_text(TITLE)
    await _offered(citizen, gateway)
    await _lent(staff, address)
    await staff.get_by_label("回答の文章（担当課の職員が書きます）").fill(
        "坂道に手すりを付けます。"
    )
    await staff.get_by_role("button", name="回答する", exact=True).click()
    await expect(staff.get_by_text("坂道に手すりを付けます。")).to_be_visible()
    await no_barriers(staff, width=SMALL)
    await _read(citizen, gateway)


async def _entered(page: Page, gateway: str) -> Numbers:
    await page.goto(f"{gateway}/staff/issues")
    await page.get_by_role("link", name="電話・窓口で聞いたことを入力する").click()
    await page.get_by_label("困っていること（ふだんの言葉で書いてください）").fill(SAID)
    await page.get_by_label("分野（近いものを選んでください）").select_option(label="交通")
    await no_barriers(page, width=SMALL)
    await page.get_by_role("button", name="受け付ける").click()
    return await _numbers(page)


async def _sorted(page: Page, gateway: str, numbers: Numbers) -> str:
    await page.goto(f"{gateway}/staff/issues")
    await no_barriers(page, width=SMALL)
    await page.get_by_role("link", name=f"受付番号{numbers.receipt}").first.click()
    assert "心臓" not in await page.content()
    await page.get_by_label("開く目的").fill("仕分けるため")
    await page.get_by_role("button", name="文章と連絡先を開く").click()
    await expect(page.get_by_text(SAID)).to_be_visible()
    await page.locator("#sort-kind").select_option(label="課題提案")
    await page.locator("#department").select_option(label=OURS)
    await page.locator("#reason").fill("道路の管理についての課題です。")
    await page.get_by_role("button", name="仕分けて、担当課を決める").click()
    await expect(page.get_by_text("道路の管理についての課題です。")).to_be_visible()
    return page.url


async def _shaped(page: Page, address: str) -> None:
    await page.goto(address)
    await page.get_by_label("課題の名前（80文字まで）").fill(TITLE)
    await page.get_by_label("何に、だれが困っているか").fill(BACKGROUND)
    await page.get_by_role("button", name="新しい版として残す").click()
    await expect(page.get_by_role("button", name="第1版の公開に同意する")).to_be_visible()
    await no_barriers(page, width=SMALL)


async def _agreed(page: Page, gateway: str, numbers: Numbers) -> None:
    """The author reads and agrees, without a script."""
    await page.goto(f"{gateway}/issues/own")
    await page.get_by_label("受付番号").fill(numbers.receipt)
    await page.get_by_label("確認番号").fill(numbers.confirmation)
    await page.get_by_role("button", name="確かめる").click()
    await expect(page.get_by_text(SAID)).to_be_visible()
    await page.get_by_role("button", name="この文章の公開に同意する").click()
    await expect(page.get_by_text("コーディネーターの同意を待っています。")).to_be_visible()
    assert numbers.confirmation not in page.url


async def _offered(page: Page, gateway: str) -> None:
    await page.goto(f"{gateway}/offers/new")
    await page.locator("#kind").select_option(label="物")
    await page.locator("#text").fill(OFFER)
    await page.locator("#giver").fill("北町町内会")
    await page.get_by_role("button", name="提供を登録する").click()
    await _numbers(page)


async def _lent(page: Page, address: str) -> None:
    """Staff name a need, find the offer with its reason, ask, and reserve it for two hours."""
    await page.goto(address)
    await page.locator("#kind").select_option(label="物")
    await page.locator("#text").fill(NEED)
    await page.get_by_role("button", name="必要なもの・ことに加える").click()
    await page.get_by_role("link", name="役に立ちそうな提供を探す").click()
    found = page.locator("li").filter(has_text=OFFER).first
    await expect(found).to_contain_text("雪")
    await no_barriers(page, width=SMALL)
    await found.get_by_role("button", name="お願いする").click()
    await page.get_by_role("button", name="引き受けてもらえた").click()
    begins = datetime.now(JST) + timedelta(days=1)
    await page.get_by_label("始まる日時").fill(f"{begins:%Y-%m-%dT%H:%M}")
    ends = begins + timedelta(hours=2)
    await page.get_by_label("終わる日時").fill(f"{ends:%Y-%m-%dT%H:%M}")
    await page.get_by_role("button", name="予約する").click()
    await expect(page.get_by_text(re.compile("^予約："))).to_be_visible()


async def _read(page: Page, gateway: str) -> None:
    """Everybody reads the public words, and nothing of what the author said in private."""
    await page.goto(f"{gateway}/issues")
    await page.get_by_role("link", name=TITLE).first.click()
    await expect(page.get_by_text(BACKGROUND)).to_be_visible()
    await expect(page.get_by_text(ANSWER)).to_be_visible()
    await expect(page.get_by_text("北町町内会")).to_be_visible()
    assert "心臓" not in await page.content()


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
async def test_the_pages_of_issues_keep_nobody_out(
    context: BrowserContext, system: Stack, lang: str
) -> None:
    page, gateway = await context.new_page(), system.url("gateway")
    for path in ("/issues", "/issues/new", "/issues/own", "/offers", "/offers/new"):
        await page.goto(f"{gateway}{path}?lang={lang}")
        await no_barriers(page, width=SMALL)
    await page.goto(f"{gateway}/issues/new?lang={lang}")
    await page.locator("#words").fill("歩道がせまいです。")
    await page.keyboard.press("Tab")
    await page.locator("form button[type=submit]").last.focus()
    await page.keyboard.press("Enter")
    await _numbers(page)
    await no_barriers(page, width=SMALL)
