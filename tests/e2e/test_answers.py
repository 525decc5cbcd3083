"""An answer on its way by the pages: drafted, asked about, sent back, approved, published, read."""

import asyncio
import csv
import io
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from playwright.async_api import Browser, Page, expect

from infra.local.stack import Stack
from shared.clock import today_jst
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.signing_in import sign_in
from tests.e2e.town import PLAN, Town, found_town, revise
from tests.support.people import Cast

SAID = "夜に話し合いの場を増やしてほしいです。"
SUMMARY = "話し合いの場を、夜にも開いてほしい。"
ANSWER = "夜間と休日の開催を、年4回に増やします。"

As = Callable[[str], Awaitable[Page]]


@pytest.fixture
async def a_town(system: Stack) -> Town:
    """A town of its own: to publish, all of a consultation must be answered."""
    return await found_town(system.environment)


@pytest.fixture
async def as_person(browser: Browser, system: Stack, people: Cast) -> As:
    """Open a browser on which somebody of the cast is signed in."""

    async def enter(person: str) -> Page:
        context = await browser.new_context(locale="ja-JP")
        context.set_default_timeout(10_000)
        page = await context.new_page()
        await sign_in(page, system.url("gateway"), person)
        return page

    return enter


async def test_an_answer_from_the_comment_to_its_writers_eyes(
    as_person: As, a_town: Town, system: Stack, browser: Browser
) -> None:
    gateway = system.url("gateway")
    citizen, number = await _comment(browser, gateway, a_town)

    admin = await as_person("admin")
    await _set_the_route(admin, gateway)

    staff = await as_person("staff")
    address = await _draft(staff, gateway, a_town)
    await expect(staff.get_by_text("対応区分が選ばれていません")).to_be_visible()
    await no_barriers(staff, width=SMALL)
    await staff.get_by_text("ほかの課に照会する").click()
    await staff.locator("#desk").select_option(label="計画係")
    await staff.locator("#question").fill("夜間の開催は、できますか。")
    tomorrow = today_jst() + timedelta(days=1)
    await staff.locator("#inquiry_due").fill(tomorrow.isoformat())
    await staff.get_by_role("button", name="照会を送る").click()

    other = await as_person("other_staff")
    await other.get_by_role("link", name="庁内照会に答える").first.click()
    await other.locator("#inquiry1").fill("会場は空いています。")
    await other.get_by_role("button", name="下書きとして残す").click()
    await staff.goto(address)
    assert "会場は空いています" not in await staff.content()
    await other.get_by_role("button", name="回答を送る").click()
    await expect(other.get_by_text("回答済み").first).to_be_visible()
    await expect(other.locator("#text")).to_have_count(0)

    await staff.goto(address)
    await expect(staff.get_by_text("会場は空いています")).to_be_visible()
    await _write(staff)
    await staff.get_by_role("button", name="決裁に回す").click()
    await expect(staff.get_by_role("heading", name="回答（決裁中）")).to_be_visible()

    approver = await as_person("approver")
    await approver.get_by_role("link", name="決裁する").first.click()
    await no_barriers(approver, width=SMALL)
    await approver.locator("#comment").fill("回数を書いてください。")
    await approver.get_by_role("button", name="差し戻す").click()
    await staff.goto(address)
    await expect(staff.get_by_text("回数を書いてください").first).to_be_visible()
    await staff.locator("#text").fill(ANSWER)
    await staff.get_by_role("button", name="保存する").click()
    await staff.get_by_role("button", name="決裁に回す").click()
    await approver.goto(address)
    await approver.get_by_role("button", name="承認する").click()
    await expect(approver.get_by_role("heading", name="決定済み")).to_be_visible()

    for path in (f"/receipts/{number}", f"/consultations/{a_town.open_id}"):
        await citizen.goto(gateway + path)
        assert ANSWER not in await citizen.content(), "shown before publication"
    await staff.goto(f"{gateway}/staff/answers?consultation={a_town.open_id}")
    await staff.get_by_role("button", name="決裁の済んだ回答を公表する").click()
    await expect(staff.get_by_role("cell", name="公表済み")).to_be_visible()
    for path in (f"/receipts/{number}", f"/consultations/{a_town.open_id}"):
        await citizen.goto(gateway + path)
        await expect(citizen.get_by_text(ANSWER)).to_be_visible()
        await expect(citizen.get_by_text(SUMMARY)).to_be_visible()
        await expect(citizen.get_by_text("反映", exact=True)).to_be_visible()
        await expect(citizen.get_by_text("1 参加の機会").first).to_be_visible()
        await no_barriers(citizen, width=SMALL)
        assert "試験 " not in await citizen.content(), "no name of staff"
    await _can_be_taken_away(citizen)
    await _is_told_beside_the_change(citizen, system, a_town)


async def _is_told_beside_the_change(citizen: Page, system: Stack, town: Town) -> None:
    """Publish the next revision: the change of its clause names the answer that led to it."""
    later = PLAN.replace("夜間や休日にも意見を聞く場を設けます", "夜間や休日にも年4回設けます")
    await revise(system.environment, town, later)
    await citizen.goto(f"{system.url('gateway')}/consultations/{town.open_id}")
    await citizen.get_by_role("link", name="計画案はどう変わったか（新旧対照表）").click()
    rows = citizen.get_by_role("article")
    await expect(rows).to_have_count(1)
    await expect(rows.get_by_role("heading", level=3)).to_contain_text("参加の機会")
    await expect(rows.locator("ins")).to_contain_text("年4回")
    await expect(rows.get_by_text(ANSWER)).to_be_visible()
    await expect(rows.get_by_text("夜間の開催を加えました。")).to_be_visible()
    await no_barriers(citizen, width=SMALL)


async def _can_be_taken_away(citizen: Page) -> None:
    """Save the answers in each format by its link, and find the answer there."""
    saved = {}
    for name in ("表データ（CSV）", "エクセル（XLSX）", "ワード（DOCX）"):
        async with citizen.expect_download() as coming:
            await citizen.get_by_role("link", name=name).click()
        download = await coming.value
        saved[name] = await asyncio.to_thread(Path(await download.path()).read_bytes)
    table, book, document = saved.values()
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    names = ("意見の数", "区分", "意見の概要", "本市の考え方")
    assert [tuple(row[name] for name in names) for row in rows] == [("1", "反映", SUMMARY, ANSWER)]
    sheet = load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    assert [cell.value for cell in sheet["E"]] == ["本市の考え方", ANSWER]
    row = docx.Document(io.BytesIO(document)).tables[0].rows[1]
    assert [cell.text for cell in row.cells][1] == SUMMARY
    assert row.cells[2].text.startswith(ANSWER)


async def test_who_saves_second_sees_both_texts_and_loses_none(
    as_person: As, a_town: Town, system: Stack, browser: Browser
) -> None:
    gateway = system.url("gateway")
    await _comment(browser, gateway, a_town)
    first = await as_person("staff")
    address = await _draft(first, gateway, a_town)
    second = await as_person("staff")
    await second.goto(address)
    await first.locator("#text").fill("先に保存した文章です。")
    await first.get_by_role("button", name="保存する").click()
    await second.locator("#text").fill("あとから保存した文章です。")
    await second.get_by_role("button", name="保存する").click()
    await expect(second.get_by_text("ほかの人が先に書き換えました")).to_be_visible()
    await expect(second.get_by_text("先に保存した文章です。").first).to_be_visible()
    assert await second.locator("#text").input_value() == "あとから保存した文章です。"
    await second.get_by_role("button", name="保存する").click()
    await second.goto(address)
    assert await second.locator("#text").input_value() == "あとから保存した文章です。"
    # An answer is for the desks that work on it: others are told no more than that.
    other = await as_person("other_staff")
    told = await other.goto(address)
    assert told is not None and told.status == 404
    assert "保存した文章" not in await other.content()


async def test_figures_follow_while_the_page_is_open(
    as_person: As, a_town: Town, system: Stack, browser: Browser
) -> None:
    staff = await as_person("staff")
    await staff.goto(f"{system.url('gateway')}/staff/answers?consultation={a_town.open_id}")
    figure = staff.locator("[data-count-of=UNANSWERED] dd")
    await expect(figure).to_have_text("0件")
    await staff.evaluate("window.here = true")
    await _comment(browser, system.url("gateway"), a_town)
    await expect(figure).to_have_text("1件")
    await expect(staff.get_by_text("数が変わりました")).to_be_visible()
    assert await staff.evaluate("window.here"), "the page was not loaded anew"
    await no_barriers(staff, width=SMALL)


async def _comment(browser: Browser, gateway: str, town: Town) -> tuple[Page, str]:
    """Send a comment as a citizen; return the citizen's page and the receipt's number."""
    citizen = await (await browser.new_context(locale="ja-JP")).new_page()
    await citizen.goto(f"{gateway}/consultations/{town.open_id}/comment")
    await citizen.locator("#text").fill(SAID)
    await citizen.get_by_role("button", name="意見を送る").click()
    number = citizen.locator("[data-receipt-number]").first
    await expect(number).to_be_visible()
    return citizen, await number.inner_text()


async def _set_the_route(admin: Page, gateway: str) -> None:
    await admin.goto(gateway + "/staff/routes")
    await admin.locator("#department").select_option(label="市民協働推進課")
    await admin.get_by_role("button", name="決裁ルートを見る").click()
    await admin.locator("#name0").fill("課長決裁")
    await admin.locator("#desk0-0").select_option(label="課長")
    await admin.get_by_role("button", name="決裁ルートを登録する").click()
    await expect(admin.locator("#name0")).to_have_value("課長決裁")
    await no_barriers(admin, width=SMALL)


async def _draft(staff: Page, gateway: str, town: Town) -> str:
    """Begin an answer to the one comment; the comment's event may still be on its way."""
    await staff.goto(f"{gateway}/staff/answers?consultation={town.open_id}")
    for _ in range(100):
        if await staff.locator("#box1").count():
            break
        await staff.wait_for_timeout(200)
        await staff.reload()
    await no_barriers(staff, width=SMALL)
    await staff.locator("#box1").check()
    await staff.get_by_role("button", name="選んだ意見に答える").click()
    await expect(staff.get_by_role("heading", name="回答（起案中）")).to_be_visible()
    await expect(staff.get_by_text(SAID)).to_be_visible()
    return staff.url


async def _write(staff: Page) -> None:
    await staff.locator("#class_code").select_option("REFLECTED")
    # What looks like personal data is shown to whom it is about to be published by.
    await staff.locator("#summary").fill(f"{SUMMARY}電話は090-1234-5678です。")
    await staff.get_by_role("button", name="保存する").click()
    await expect(staff.locator("mark", has_text="090-1234-5678")).to_be_visible()
    await staff.locator("#summary").fill(SUMMARY)
    await staff.locator("#text").fill("増やします。")
    await staff.locator("#reason").fill("参加の機会を広げるためです。")
    await staff.locator("#clause1").select_option(label="1 参加の機会")
    await staff.locator("#note1").fill("夜間の開催を加えました。")
    await staff.get_by_role("button", name="保存する").click()
