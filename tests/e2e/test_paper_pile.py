"""A pile of paper from the envelope to the answer, scans, files; each page without barriers."""

import asyncio
import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, Download, Page, expect

from infra.local.stack import Stack
from tests.bench.paper import run_pile
from tests.e2e.barriers import no_barriers
from tests.e2e.signing_in import sign_in
from tests.e2e.town import Town, found_town
from tests.support.people import Cast

TODAY = (datetime.now(UTC) + timedelta(hours=9)).date().isoformat()
TABLE = (
    "番号,意見,項目,届いた方法\r\n"
    "1,夜の便を増やしてください。,2-1,郵送\r\n"
    "=2,,,郵送\r\n"
    "3,ベンチを置いてください。,9-9,郵送\r\n"
    "4,字を大きく。,,ファクス\r\n"
)


async def _saved(download: Download) -> bytes:
    """Return what the browser saved."""
    return await asyncio.to_thread(Path(await download.path()).read_bytes)


@pytest.fixture
async def fresh(system: Stack) -> Town:
    return await found_town(system.environment)


async def test_a_small_pile_is_entered_checked_and_answered_by_keyboard(
    browser: Browser, system: Stack, people: Cast, fresh: Town
) -> None:
    found = await run_pile(browser, system.url("gateway"), fresh.open_id, 4, 1)
    assert [found[name] for name in ("entered", "checked", "answered")] == [4, 4, 4]
    # To the button and the button; five more for each form that names a clause: two of four.
    assert found["of_entering"] == {"keystrokes_per_form": 4.5, "page_loads_per_form": 1.0}


async def test_a_file_is_shown_first_and_then_happens_once(
    browser: Browser, system: Stack, people: Cast, fresh: Town, tmp_path: Path
) -> None:
    gateway = system.url("gateway")
    page = await _narrow(browser)
    file = tmp_path / "意見.csv"
    file.write_bytes(TABLE.encode("cp932"))
    await sign_in(page, gateway, "staff", f"/staff/paper/import?consultation={fresh.open_id}")
    await no_barriers(page)
    await page.locator("#file").set_input_files(file)
    await page.get_by_role("button", name="何が起きるかを見る").click()
    await expect(page.locator("[data-verdict=new]")).to_have_text("2")
    await expect(page.locator("[data-verdict=bad]")).to_have_text("2")
    await no_barriers(page)
    await page.get_by_role("button", name="取り込む", exact=True).click()
    await expect(page.get_by_text("取り込みが終わりました。")).to_be_visible(timeout=30_000)
    await no_barriers(page)
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="結果の表（CSV）を保存する").click()
    content = await _saved(await coming.value)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert content.startswith(b"\xef\xbb\xbf")
    assert [row[1] for row in rows[1:]] == ["1", "'=2", "3", "4"]
    assert [bool(row[3]) for row in rows[1:]] == [True, False, False, True]
    await page.goto(f"{gateway}/receipts/{rows[1][3]}")
    await expect(page.get_by_text("郵送").first).to_be_visible()
    await page.context.close()


async def test_a_scan_is_kept_locked_and_handed_out_for_a_purpose(
    browser: Browser, system: Stack, people: Cast, fresh: Town
) -> None:
    gateway = system.url("gateway")
    page = await _narrow(browser)
    picture = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(picture, "PNG")
    await sign_in(page, gateway, "staff", f"/staff/paper?consultation={fresh.open_id}")
    await page.locator("#channel").select_option("PHONE")
    await page.get_by_text("文を引いているとき・代筆・スキャン・メール").click()
    await page.locator("#dictated").check()
    await page.locator("#text").fill("電話で話した意見です。")
    await page.get_by_role("button", name="登録して次へ").click()
    await expect(page.locator("#error-summary")).to_be_visible()
    await page.locator("#consent_note").fill("読み上げて、同意を得ました。")
    await page.locator("#scan").set_input_files(
        {"name": "青葉はなこ.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    await page.get_by_role("button", name="登録して次へ").click()
    number = await page.locator("[data-receipt-number]").inner_text()
    assert await page.locator("#error-summary").count() == 0
    await page.goto(f"{gateway}/staff/paper/entries?consultation={fresh.open_id}")
    await no_barriers(page)
    await page.get_by_role("link", name=number).click()
    await no_barriers(page)
    assert "青葉はなこ" not in await page.content()
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="スキャン1を開く").click()
    kept = await _saved(await coming.value)
    assert Image.open(io.BytesIO(kept)).size == (40, 60)
    await page.context.close()


async def _narrow(browser: Browser) -> Page:
    context = await browser.new_context(
        locale="ja-JP", viewport={"width": 320, "height": 700}, accept_downloads=True
    )
    context.set_default_timeout(20_000)
    return await context.new_page()
