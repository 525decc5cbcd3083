"""Files with a comment: on the form, on the receipt, and for those in charge."""

import asyncio
import hashlib
import io
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, BrowserContext, FilePayload, expect

from infra.local.stack import Stack
from shared.settings import Settings
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.signing_in import sign_in
from tests.e2e.site import Site
from tests.e2e.town import Town, found_town
from tests.support.people import Cast

PHONE = 360
MOST = int(Settings.model_fields["attachment_max_bytes"].default)


@pytest.fixture
async def town(system: Stack) -> Town:
    return await found_town(system.environment)


@pytest.fixture
async def citizen(context: BrowserContext, system: Stack, town: Town) -> AsyncIterator[Site]:
    yield Site(await context.new_page(), system.url("gateway"), town)


@pytest.fixture
async def plain_citizen(
    plain_context: BrowserContext, system: Stack, town: Town
) -> AsyncIterator[Site]:
    yield Site(await plain_context.new_page(), system.url("gateway"), town)


def a_pdf(name: str = "plan.pdf", padding: int = 0) -> FilePayload:
    content = b"%PDF-1.7\n" + secrets.token_hex(8).encode() + b" " * padding + b"\n%%EOF\n"
    return FilePayload(name=name, mimeType="application/pdf", buffer=content)


def a_photo() -> FilePayload:
    out = io.BytesIO()
    Image.new("RGB", (9, 9), secrets.choice(("red", "green", "blue"))).save(out, "JPEG")
    return FilePayload(name="photo.jpg", mimeType="image/jpeg", buffer=out.getvalue())


def hash_of(file: FilePayload) -> str:
    return hashlib.sha256(file["buffer"]).hexdigest()


async def choose(citizen: Site, *files: FilePayload) -> None:
    inputs = citizen.page.locator("input[type=file]")
    for n, file in enumerate(files):
        await inputs.nth(n).set_input_files(file)


async def test_files_go_with_a_comment_and_only_those_in_charge_open_them(
    browser: Browser, system: Stack, people: Cast, citizen: Site
) -> None:
    page, pdf, photo = citizen.page, a_pdf("山田太郎の意見.pdf"), a_photo()
    text = f"ファイルを添えた意見 {secrets.token_hex(4)}"
    await citizen.open_form()
    await no_barriers(page, width=PHONE)
    await citizen.write(text)
    await choose(citizen, pdf, photo)
    await citizen.send()
    numbers = await citizen.numbers()
    for file in (pdf, photo):
        await expect(page.locator("[data-attachments]")).to_contain_text(hash_of(file))
    await no_barriers(page, width=SMALL)
    await citizen.open_receipt(numbers)
    await expect(page.locator("[data-attachments]")).to_contain_text(hash_of(pdf))
    assert "山田" not in await page.content()
    await no_barriers(page, width=SMALL)
    await page.get_by_label("直した意見").fill(text + "。直しました。")
    await page.get_by_role("button", name="直した意見を送る").click()
    await expect(page.locator("[data-attachments]")).to_contain_text(hash_of(photo))
    await citizen.open(f"/receipts/{numbers.receipt}")
    assert hash_of(pdf) not in await page.content(), "nobody else sees that there are files"

    staff = await (await browser.new_context(locale="ja-JP")).new_page()
    await sign_in(staff, citizen.url, "staff")
    await staff.goto(f"{citizen.url}/staff/comments?consultation={citizen.town.open_id}")
    card = staff.locator(".staff-card", has_text=text)
    for _ in range(100):
        if await card.count():
            break
        await staff.wait_for_timeout(200)
        await staff.reload()
    await card.get_by_text("添えられたファイル（2）").click()
    await no_barriers(staff, width=SMALL)
    async with staff.expect_download() as coming:
        await card.get_by_role("button", name="ファイル1を開く").click()
    download = await coming.value
    saved = await asyncio.to_thread(Path(await download.path()).read_bytes)
    assert saved == pdf["buffer"]
    assert download.suggested_filename == f"attachment-{numbers.receipt.replace('-', '')}-1.pdf"
    address = await card.locator("form[action*=attachments]").first.get_attribute("action")

    other = await (await browser.new_context(locale="ja-JP")).new_page()
    await sign_in(other, citizen.url, "other_staff")
    await other.goto(f"{citizen.url}/staff/comments?consultation={citizen.town.open_id}")
    theirs = other.locator(".staff-card", has_text=text)
    await theirs.get_by_text("添えられたファイル（2）").click()
    assert (
        await theirs.locator("form[action*=attachments]").first.get_attribute("action") == address
    )
    await theirs.get_by_role("button", name="ファイル1を開く").click()
    await expect(other.get_by_text("担当課または担当者").first).to_be_visible()


async def test_a_file_that_is_refused_keeps_what_was_typed_and_the_other_file(
    plain_citizen: Site,
) -> None:
    citizen, page = plain_citizen, plain_citizen.page
    pdf = a_pdf()
    lie = FilePayload(
        name="\u202efdp.exe", mimeType="application/pdf", buffer=b"MZ\x90\x00 not a PDF at all"
    )
    await citizen.open_form()
    await citizen.write("三日かけて書いた意見")
    await choose(citizen, pdf, lie)
    await citizen.send()
    await expect(page.locator(".error-summary")).to_contain_text("PDF")
    assert await page.locator("#text").input_value() == "三日かけて書いた意見"
    await expect(page.get_by_label("受け取ってあるファイル1")).to_be_checked()
    await expect(page.locator("input[type=file]")).to_have_count(2)
    await citizen.send()
    await citizen.numbers()
    await expect(page.locator("[data-attachments] li")).to_have_count(1)
    await expect(page.locator("[data-attachments]")).to_contain_text(hash_of(pdf))


async def test_one_that_is_too_large_is_told_and_nothing_typed_is_lost(
    plain_citizen: Site,
) -> None:
    citizen, page = plain_citizen, plain_citizen.page
    await citizen.open_form()
    await citizen.write("大きいファイルを添えた意見")
    await choose(citizen, a_pdf(padding=MOST))
    await citizen.send()
    await expect(page.locator(".error-summary")).to_contain_text("5MBまで")
    assert await page.locator("#text").input_value() == "大きいファイルを添えた意見"


async def test_a_received_file_is_left_out_again(plain_citizen: Site) -> None:
    citizen, page = plain_citizen, plain_citizen.page
    await citizen.open_form()
    await choose(citizen, a_pdf(), a_photo(), a_pdf())
    await citizen.send()
    await expect(page.locator(".error-summary")).to_contain_text("何も書かれていません")
    await expect(page.locator("input[type=file]")).to_have_count(0)
    await page.get_by_label("受け取ってあるファイル2").uncheck()
    await citizen.write("二つだけ添える意見")
    await citizen.send()
    await citizen.numbers()
    await expect(page.locator("[data-attachments] li")).to_have_count(2)


@pytest.mark.parametrize("language", ["ja", "ja_easy", "en"])
async def test_the_form_with_a_refused_file_has_no_barriers(citizen: Site, language: str) -> None:
    await citizen.open(f"{citizen.form_path()}?lang={language}")
    await citizen.page.locator("#text").fill("添えた意見")
    await choose(citizen, a_pdf(), FilePayload(name="x", mimeType="x/y", buffer=b"no file"))
    await citizen.page.locator("[data-send]").click()
    await expect(citizen.page.locator(".error-summary")).to_be_visible()
    await no_barriers(citizen.page, width=SMALL)
