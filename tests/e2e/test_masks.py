"""From a citizen's agreement to the file that anyone may take: what was masked is nowhere in it."""

import asyncio
import io
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from openpyxl import load_workbook
from playwright.async_api import Browser, Page, expect
from pymongo import MongoClient

from infra.local.stack import Stack
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.signing_in import sign_in
from tests.e2e.town import Town, found_town
from tests.support.people import Cast

WAIT_MS = 45_000
MARK = secrets.token_hex(4)
PHONE, NAME = "022-261-1111", f"植込{MARK}"
TEXT = f"=屋根がほしいです。{NAME}さん（電話 {PHONE}）にも聞いてください。{NAME}さんは詳しいです。"
SILENT = f"同意していない意見です。{MARK}"
AGAIN = f"いったん同意した意見です。{MARK}"
MASKED = "■■■［個人に関する情報のため伏せました］"


@pytest.fixture
async def asking(system: Stack) -> Town:
    """A town of its own, whose form asks for agreement."""
    return await found_town(system.environment, asks_to_publish_text=True)


@pytest.mark.timeout(300)
async def test_an_agreed_text_is_masked_published_and_taken_away(
    browser: Browser, system: Stack, people: Cast, asking: Town
) -> None:
    gateway, case = system.url("gateway"), asking.open_id
    home = await browser.new_context(locale="ja-JP")
    home.set_default_timeout(WAIT_MS)
    citizen = await home.new_page()
    await _comment(citizen, gateway, asking, TEXT, agrees=True)
    await _comment(citizen, gateway, asking, SILENT, agrees=False)
    again = await _comment(citizen, gateway, asking, AGAIN, agrees=True)

    staff = await _signed_in(browser, gateway, f"/staff/consultations/{case}")
    await expect(staff.get_by_text("（同意のある2通のうち、まだ2通）")).to_be_visible()
    await staff.get_by_role("link", name="公表する文面を確かめる").last.click()
    await expect(staff.get_by_text(SILENT)).to_have_count(0)
    await no_barriers(staff, width=SMALL)
    await staff.get_by_role("link", name="1通ずつ確かめる").click()
    await _leave_as_it_is(staff)
    await _mask_the_other(staff)
    await expect(staff.get_by_text("同意のある2通のうち、2通を確かめました。")).to_be_visible()

    for kind in ("csv", "xlsx", "jsonl"):
        assert await _file(gateway, case, kind) is None, "there is nothing before the result"
    await _publish(staff, system, case)
    await citizen.goto(f"{gateway}/consultations/{case}")
    await expect(citizen.get_by_text("提出された3通のうち、2通です。")).to_be_visible()
    await no_barriers(citizen, width=SMALL)
    for kind in ("csv", "xlsx", "jsonl"):
        words = _words(kind, await _file(gateway, case, kind))
        assert words.count(MASKED) == 3 and "屋根がほしいです。" in words and AGAIN in words
        for secret in (PHONE, NAME, SILENT, again["number"]):
            assert secret not in words, (kind, secret)

    await _take_back(citizen, gateway, again)
    await no_barriers(citizen, width=SMALL)
    words = _words("csv", await _file(gateway, case, "csv"))
    assert AGAIN not in words and "'=屋根がほしいです。" in words, "no cell is taken for a formula"
    await staff.context.close()

    bare = await _signed_in(browser, gateway, "/staff/masks", java_script_enabled=False)
    await _mask_once_more(bare, gateway, case)
    words = _words("csv", await _file(gateway, case, "csv"))
    assert "屋根" not in words and "■■■［公表に適さないため伏せました］" in words
    await bare.context.close()
    await home.close()


async def test_agreement_on_paper_is_entered_and_put_right(
    browser: Browser, system: Stack, people: Cast, asking: Town
) -> None:
    gateway = system.url("gateway")
    staff = await _signed_in(browser, gateway, f"/staff/paper?consultation={asking.open_id}")
    await staff.locator("#channel").select_option("FAX")
    await staff.locator("#text").fill(f"ファクスの意見です。{MARK}")
    await staff.locator("#agrees_to_publish").check()
    await staff.get_by_role("button", name="登録して次へ").click()
    number = await staff.locator("[data-receipt-number]").inner_text()
    assert not await staff.locator("#agrees_to_publish").is_checked(), "it is asked anew each time"
    await no_barriers(staff, width=SMALL)
    await staff.goto(f"{gateway}/staff/paper/entries?consultation={asking.open_id}")
    await staff.get_by_role("link", name=number).click()
    await staff.get_by_role("button", name="用紙には同意の記載がないと直す").click()
    await expect(staff.get_by_text("同意の記載なし")).to_be_visible()
    await no_barriers(staff, width=SMALL)
    await staff.goto(f"{gateway}/staff/masks?consultation={asking.open_id}")
    await expect(staff.get_by_text("確かめる文面はありません。")).to_be_visible()
    await staff.goto(f"{gateway}/consultations/{asking.open_id}/form")
    await expect(staff.get_by_text("□ 意見の文面を公表してもよい")).to_be_visible()
    await staff.context.close()


async def test_a_citizen_agrees_later_with_both_numbers(
    browser: Browser, system: Stack, asking: Town
) -> None:
    gateway = system.url("gateway")
    context = await browser.new_context(locale="ja-JP")
    context.set_default_timeout(WAIT_MS)
    citizen = await context.new_page()
    receipt = await _comment(citizen, gateway, asking, SILENT, agrees=False)
    await _open(citizen, gateway, receipt)
    await no_barriers(citizen, width=SMALL)
    await citizen.get_by_role("button", name="文面の公表に同意する").click()
    await expect(citizen.get_by_text("文面の公表への同意を記録しました。")).to_be_visible()
    await expect(
        citizen.get_by_role("button", name="文面の公表への同意を取り下げる")
    ).to_be_visible()
    await no_barriers(citizen, width=SMALL)
    await context.close()


async def _signed_in(browser: Browser, gateway: str, to: str, **how: Any) -> Page:
    context = await browser.new_context(locale="ja-JP", **how)
    context.set_default_timeout(WAIT_MS)
    page = await context.new_page()
    await sign_in(page, gateway, "staff", to)
    return page


async def _comment(
    page: Page, gateway: str, town: Town, text: str, *, agrees: bool
) -> dict[str, str]:
    clause = town.clause_ids["参加の機会"]
    await page.goto(f"{gateway}/consultations/{town.open_id}/comment?clause={clause}")
    await page.locator("#text").fill(text)
    box = page.locator("#agrees_to_publish")
    assert not await box.is_checked(), "nobody agrees by leaving it as it is"
    await no_barriers(page)
    if agrees:
        await box.check()
    await page.get_by_role("button", name="意見を送る").click()
    numbers = [page.locator(f"[data-{one}-number]").first for one in ("receipt", "confirmation")]
    number, secret = [await one.inner_text() for one in numbers]
    return {"number": number, "secret": secret}


async def _leave_as_it_is(staff: Page) -> None:
    """Look at the newest, without anything to mask."""
    await expect(staff.locator("[data-received]")).to_have_text(AGAIN)
    await no_barriers(staff, width=SMALL)
    await staff.get_by_role("button", name="何も伏せずに、次へ").click()


async def _mask_the_other(staff: Page) -> None:
    """Tick the telephone number that is proposed, and mask a name by its words."""
    await expect(staff.locator("[data-received] mark", has_text=PHONE)).to_be_visible()
    proposed = staff.locator("label.staff-check", has_text=PHONE).locator("input")
    assert not await proposed.is_checked(), "suggestions are never applied alone"
    await proposed.check()
    await staff.locator("#words1").fill("いない人")
    await staff.get_by_role("button", name="伏せた文面を見る").click()
    await expect(staff.locator("#words1-error-1")).to_contain_text(
        "「伏せる言葉1」は、この文面にありません"
    )
    assert await proposed.is_checked(), "what was chosen stays"
    await no_barriers(staff, width=SMALL)
    await staff.locator("#words1").fill(NAME)
    await staff.get_by_role("button", name="伏せた文面を見る").click()
    preview = staff.locator("[data-preview]")
    await expect(preview).to_contain_text(f"{MASKED}さんは詳しいです。")
    assert NAME not in await preview.inner_text() and PHONE not in await preview.inner_text()
    await expect(staff.locator("[data-received]")).to_contain_text(NAME)
    await no_barriers(staff, width=SMALL)
    await staff.keyboard.press("Enter")  # the button has the focus


async def _mask_once_more(staff: Page, gateway: str, case: str) -> None:
    """Decide anew about a text that is published already; the former masks stay ticked."""
    await staff.goto(f"{gateway}/staff/masks?consultation={case}&looked_at=1")
    await staff.locator("article a", has_text="電子申請").click()
    await staff.get_by_text("ほかの言葉も伏せる").click()
    await staff.locator("#words3").fill("屋根")
    await staff.locator("#kind3").select_option("OTHER")
    await staff.get_by_role("button", name="伏せた文面を見る").click()
    await expect(staff.get_by_text("伏せる理由を書いてください")).to_be_visible()
    await staff.locator("#reason3").fill("試すため")
    await staff.get_by_role("button", name="伏せた文面を見る").click()
    await expect(staff.locator("[data-preview]")).to_contain_text(MASKED)
    await staff.get_by_role("button", name="このとおりに決めて、次へ").click()
    await expect(staff.get_by_text("確かめる文面はありません。")).to_be_visible()


async def _publish(staff: Page, system: Stack, case: str) -> None:
    await asyncio.to_thread(_close, system, case)
    address = f"{system.url('gateway')}/staff/consultations/{case}"
    button = staff.get_by_role("button", name="結果を公表する")
    for _ in range(50):
        await staff.goto(address)
        if await button.count():
            break
        await asyncio.sleep(0.2)
    await staff.locator("#outcome-ABANDONED").check()
    await staff.locator("#note").fill("案を作り直します。")
    await button.click()
    await expect(staff.locator(".state")).to_have_text("結果公表済み")


def _close(system: Stack, case: str) -> None:
    """Let the period have ended a moment ago."""
    closed = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=1)
    with MongoClient[dict[str, Any]](system.environment["KYODO_MONGO_URL"]) as client:
        for name in client.list_database_names():
            if name.endswith("public_comment"):
                change = {"$set": {"closes_at": closed}}
                client[name]["consultations"].update_one({"_id": case}, change)


async def _open(page: Page, gateway: str, receipt: dict[str, str]) -> None:
    await page.goto(f"{gateway}/receipts/{receipt['number']}")
    await page.locator("#confirmation_number").fill(receipt["secret"])
    await page.locator("form:has(#confirmation_number) button[type=submit]").click()


async def _take_back(page: Page, gateway: str, receipt: dict[str, str]) -> None:
    await _open(page, gateway, receipt)
    await page.get_by_role("button", name="文面の公表への同意を取り下げる").click()
    await expect(page.get_by_text("これから先、この文面は公表しません。")).to_be_visible()
    await expect(page.get_by_role("button", name="文面の公表に同意する")).to_have_count(0)


async def _file(gateway: str, case: str, kind: str) -> bytes | None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{gateway}/consultations/{case}/opinions.{kind}") as answer,
    ):
        if answer.status == 404:
            return None
        assert answer.status == 200
        assert answer.headers["Link"].endswith('rel="license"')
        return await answer.read()


def _words(kind: str, content: bytes | None) -> str:
    assert content is not None
    if kind == "xlsx":
        rows = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
        return "\n".join(str(cell) for row in rows for cell in row)
    if kind == "csv":
        assert content.startswith("\ufeff項目の番号".encode())
        return content.decode("utf-8-sig")
    read = [json.loads(line) for line in content.decode().splitlines()]
    assert {row["license"] for row in read} == {"CC BY 4.0"}
    assert {row["clause"] for row in read} == {"参加の機会"}
    return "\n".join(row["text"] for row in read)
