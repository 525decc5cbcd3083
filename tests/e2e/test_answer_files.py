"""Opinions and answers as files: taken away, edited as clerks do, brought back, reported."""

import asyncio
import csv
import io
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from playwright.async_api import Browser, Page, expect

from gateway.office import lines, workbook
from infra.local.stack import Stack
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.signing_in import sign_in
from tests.e2e.town import Town, found_town
from tests.support.people import Cast

SAID = ("=1+1 夜のバスを増やしてください。", "髙いベンチ👨‍👩‍👧を低くしてください。")
SUMMARY, TEXT = "夜の便を増やしてほしい。", "夜の便を増やします。\n来年度からです。"


@pytest.fixture
async def a_town(system: Stack) -> Town:
    return await found_town(system.environment)


async def _saved(page: Page, link: str) -> bytes:
    async with page.expect_download() as coming:
        await page.get_by_role("link", name=link).click()
    download = await coming.value
    return await asyncio.to_thread(Path(await download.path()).read_bytes)


async def _sent(browser: Browser, gateway: str, town: Town) -> None:
    for text in SAID:
        citizen = await (await browser.new_context(locale="ja-JP")).new_page()
        await citizen.goto(f"{gateway}/consultations/{town.open_id}/comment")
        await citizen.locator("#text").fill(text)
        await citizen.get_by_role("button", name="意見を送る").click()
        await expect(citizen.locator("[data-receipt-number]").first).to_be_visible()
        await citizen.context.close()


async def _all_are_known(page: Page) -> None:
    """Save the table until both comments' events have arrived."""
    for _ in range(100):
        book = load_workbook(io.BytesIO(await _saved(page, "書きこむための表（Excel）を保存する")))
        if book[workbook.SHEET].max_row == 1 + len(SAID):
            return
        await page.wait_for_timeout(200)
    raise AssertionError("the comments did not arrive")


def _column(name: str) -> int:
    return list(workbook.WIDTHS).index(name) + 1


def _typed_in_excel(content: bytes) -> bytes:
    """Answer the comment about buses."""
    book = load_workbook(io.BytesIO(content))
    sheet = book[workbook.SHEET]
    words = [sheet.cell(row, _column(lines.OPINION)).value for row in (2, 3)]
    assert sorted(map(str, words)) == sorted(SAID)
    row = 2 + words.index(SAID[0])
    assert sheet.cell(row, _column(lines.STATE)).value == "未着手"
    for name, text in ((lines.SUMMARY, SUMMARY), (lines.TEXT, TEXT), (lines.CLASS, "その他")):
        sheet.cell(row, _column(name)).value = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _typed_in_word(content: bytes, text: str, summary: str = SUMMARY) -> bytes:
    document = docx.Document(io.BytesIO(content))
    table = document.tables[0]
    header = [cell.text for cell in table.rows[0].cells]
    where = header.index(lines.TEXT)
    row = next(one for one in table.rows[1:] if TEXT.split("\n")[0] in one.cells[where].text)
    row.cells[where].text = text
    row.cells[header.index(lines.SUMMARY)].text = summary
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


async def _hand_in(page: Page, name: str, content: bytes) -> None:
    await page.locator("#file").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    await page.get_by_role("button", name="何が変わるかを見る").click()


async def _confirm(page: Page) -> None:
    await page.get_by_role("button", name="取り込む", exact=True).click()
    await expect(page.get_by_text("取り込みが終わりました。")).to_be_visible(timeout=30_000)


async def test_a_clerk_writes_answers_in_excel_and_word(
    browser: Browser, system: Stack, people: Cast, a_town: Town
) -> None:
    gateway = system.url("gateway")
    await _sent(browser, gateway, a_town)
    context = await browser.new_context(
        locale="ja-JP", viewport={"width": 360, "height": 740}, accept_downloads=True
    )
    context.set_default_timeout(20_000)
    page = await context.new_page()
    files = f"/staff/answers/export?consultation={a_town.open_id}"
    await sign_in(page, gateway, "staff", files)
    await no_barriers(page, width=SMALL)
    await _all_are_known(page)

    # Excel: a new answer, shown first and then made.
    out = await _saved(page, "書きこむための表（Excel）を保存する")
    filled = _typed_in_excel(out)
    await _hand_in(page, "考え方.xlsx", filled)
    await expect(page.locator("dd[data-verdict=new]")).to_have_text("1")
    await expect(page.locator("dd[data-verdict=untouched]")).to_have_text("1")
    await expect(page.get_by_text("まだ何も変わっていません")).to_be_visible()
    await no_barriers(page, width=SMALL)
    await _confirm(page)
    await no_barriers(page, width=SMALL)
    rows = list(csv.DictReader(io.StringIO((await _result(page)).decode("utf-8-sig"))))
    assert [row["結果"] for row in rows] == ["取り込んだ"]
    await page.goto(f"{gateway}/staff/answers/{rows[0]['考え方の参照']}")
    assert await page.locator("#text").input_value() == TEXT
    assert await page.locator("#summary").input_value() == SUMMARY

    # The same file again changes nothing.
    await page.goto(gateway + files)
    await _hand_in(page, "考え方.xlsx", filled)
    await expect(page.locator("dd[data-verdict=same]")).to_have_text("1")
    await expect(page.get_by_text("取り込める行はありません。")).to_be_visible()

    # Word: two copies passed around; who brings the second one in is told of the first.
    await page.goto(gateway + files)
    document = await _saved(page, "書きこむための表（Word）を保存する")
    await _hand_in(page, "電話.docx", _typed_in_word(document, "前の文", "電話090-1234-5678の方"))
    await expect(page.locator("mark", has_text="090-1234-5678")).to_be_visible()
    await page.goto(gateway + files)
    await _hand_in(page, "回覧.docx", _typed_in_word(document, "夜の便を、2本増やします。"))
    await expect(page.locator("dd[data-verdict=change]")).to_have_text("1")
    await expect(page.get_by_text(TEXT.split("\n")[1])).to_be_visible()  # what stands there now
    await _confirm(page)
    await page.goto(gateway + files)
    await _hand_in(page, "回覧2.docx", _typed_in_word(document, "夜の便は増やしません。"))
    await expect(page.locator("dd[data-verdict=conflict]")).to_have_text("1")
    await expect(page.get_by_text("ほかの人が先に書き換えました")).to_be_visible()
    await page.goto(f"{gateway}/staff/answers/{rows[0]['考え方の参照']}")
    assert await page.locator("#text").input_value() == "夜の便を、2本増やします。"

    # What is no such file is refused in words.
    await page.goto(gateway + files)
    await _hand_in(page, "古い.xlsx", b"\xd0\xcf\x11\xe0")
    await expect(page.get_by_text("パスワードのかかったファイルです").first).to_be_visible()
    await no_barriers(page, width=SMALL)
    await _the_report(page, gateway + files)
    await context.close()


async def _result(page: Page) -> bytes:
    return await _saved(page, "結果の表（CSV）を保存する")


async def _the_report(page: Page, files: str) -> None:
    await page.goto(files)
    report = docx.Document(io.BytesIO(await _saved(page, "審議会への報告（Word）を保存する")))
    words = "\n".join(one.text for one in report.paragraphs)
    assert "公表前・取扱注意" in words
    assert "提出意見：2通、意見：2件（うち考え方を書いていないもの：1件）" in words
    cells = [[cell.text for cell in row.cells] for table in report.tables for row in table.rows]
    assert ["届いた方法", "提出者（人・団体）", "提出意見（通）", "意見（件）"] in cells
    assert [row[2:] for row in cells if row[0] == "電子申請"] == [["2", "2"]]
    assert [SUMMARY, "夜の便を、2本増やします。", "その他", "", "1"] in cells


async def test_the_files_are_for_the_department_in_charge(
    browser: Browser, system: Stack, people: Cast, a_town: Town
) -> None:
    gateway = system.url("gateway")
    page = await (await browser.new_context(locale="ja-JP")).new_page()
    await sign_in(
        page, gateway, "other_staff", f"/staff/answers/export?consultation={a_town.open_id}"
    )
    for name in ("export.xlsx", "export.docx", "report.docx"):
        path = f"{gateway}/staff/answers/{name}?consultation={a_town.open_id}"
        answer = await page.request.get(path)
        assert answer.status == 403
        assert "担当" in await answer.text()
    stranger = await browser.new_context(locale="ja-JP")
    path = f"{gateway}/staff/answers/export.xlsx?consultation={a_town.open_id}"
    answer = await stranger.request.get(path, max_redirects=0)
    assert answer.status == 303
    assert "/sign-in" in answer.headers["location"]
    await stranger.close()
    await page.context.close()
