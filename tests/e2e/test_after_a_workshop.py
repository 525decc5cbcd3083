"""Around the day of a World Café: ties between notes, paper, the city's answer, and practising."""

import io
import re

import pytest
from PIL import Image
from playwright.async_api import Browser, Locator, Page, expect

from infra.local.stack import Stack
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.cafe import Cafe, checked_in, planned, step, write_on
from tests.e2e.test_answers import As, _set_the_route, as_person
from tests.integration.gateway.conftest import patient_session
from tests.support.people import Cast

__all__ = ["as_person"]

TITLE = "まちの公園を話す市民カフェ"
ANSWER = "来年度、3つの公園に木陰のベンチを置きます。"


@pytest.mark.timeout(400)
async def test_from_a_note_with_its_ties_to_the_citys_answer(
    as_person: As, browser: Browser, system: Stack, people: Cast
) -> None:
    gateway, staff = system.url("gateway"), await as_person("staff")
    staff.set_default_timeout(30_000)
    id_ = await planned(staff, gateway, TITLE, capacity=10, tables=2)
    await step(staff, gateway, id_, "当日を始める（会場の受付を開く）")
    code = await staff.locator(".hall-code").first.inner_text()
    async with patient_session() as session:
        cafe = Cafe(gateway, id_, code, staff, people.tokens["staff"], session)
        await cafe.deed("第1ラウンドを始める")
        phone = await checked_in(browser, cafe)
        await _tie_notes(phone, cafe)
        await _say_who_one_is(phone)
        await cafe.deed("ラウンドを終える")
        await phone.context.close()
    await _photograph(staff, gateway, id_)
    await step(staff, gateway, id_, "市民カフェを終える")
    await _publish(staff, gateway, id_)
    await _answer(as_person, staff, gateway, id_)
    page = await (await browser.new_context(locale="ja-JP")).new_page()
    await page.goto(f"{gateway}/workshops/{id_}/report")
    await expect(page.get_by_text(ANSWER)).to_be_visible()
    await no_barriers(page, width=SMALL)
    await page.context.close()


async def _tie_notes(phone: Page, cafe: Cafe) -> None:
    """Two notes of one group, the second of which goes back to the first, lying where one taps."""
    for text in ("木陰が少ない", "ベンチがほしい"):
        await write_on(phone, text)
    row = await _row(phone, "木陰が少ない")
    await row.locator("[data-edit]").click()
    await no_barriers(phone, width=SMALL)
    await row.get_by_label("グループの名前（同じ名前の付箋が並びます）").fill("休むところ")
    await row.get_by_role("button", name="直したものを送る").click()
    await expect(row.get_by_text("グループ：休むところ")).to_be_visible()

    other = await _row(phone, "ベンチがほしい")
    await other.locator("[data-edit]").click()
    await other.get_by_label("グループの名前（同じ名前の付箋が並びます）").fill("休むところ")
    await other.get_by_label("もとになった付箋").select_option(label="木陰が少ない")
    await other.get_by_label("付箋の色").select_option("GREEN")
    table = other.get_by_role("button", name=re.compile("テーブルのどこに置くか"))
    box = await table.bounding_box()
    assert box
    await table.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    await table.press("ArrowRight")
    await other.get_by_role("button", name="直したものを送る").click()
    await expect(other.get_by_text("もとの付箋：木陰が少ない")).to_be_visible()
    kept = {note["text"]: note for note in (await cafe.notes()).values()}
    first, second = kept["木陰が少ない"], kept["ベンチがほしい"]
    assert (second["group"], second["earlierNote"]) == ("休むところ", first["id"])
    assert second["colour"] == "GREEN"
    assert 540 <= second["x"] <= 560
    assert 490 <= second["y"] <= 510


async def _row(phone: Page, text: str) -> Locator:
    """The row of a note, also while its words are in a field."""
    found = phone.locator("[data-note]").filter(has=phone.get_by_text(text, exact=True))
    return phone.locator(f'[data-note="{await found.get_attribute("data-note")}"]')


async def _say_who_one_is(phone: Page) -> None:
    await phone.get_by_label("テーブルでの呼び名（書かなくてもかまいません）").fill("はなこ")
    await phone.get_by_label("入ってもよい").check()
    await phone.get_by_role("button", name="変える").click()
    await expect(phone.locator("[data-people]")).to_contain_text("はなこさん")
    await expect(phone.get_by_label("入ってもよい")).to_be_checked()


async def _photograph(staff: Page, gateway: str, id_: str) -> None:
    await staff.goto(f"{gateway}/staff/workshops/{id_}/transcribe")
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), "#fff7cc").save(picture, "JPEG")
    await staff.locator("#photo-table").fill("2")
    await staff.locator("#photograph").set_input_files(
        {"name": "sheet.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    await staff.get_by_role("button", name="写真を付ける").click()
    shown = staff.get_by_role("img", name="テーブル2・第1ラウンドの紙の写真")
    await shown.scroll_into_view_if_needed()
    await expect(shown).to_have_js_property("naturalWidth", 640)
    await no_barriers(staff, width=SMALL)
    stranger = await staff.context.browser.new_context()  # type: ignore[union-attr]
    found = await stranger.request.get(
        f"{gateway}{await shown.get_attribute('src')}", max_redirects=0
    )
    assert found.status == 303, "only who has signed in"
    await stranger.close()
    await staff.goto(f"{gateway}/staff/workshops/{id_}/cards")
    await expect(staff.locator("svg.qr")).to_be_visible()
    await no_barriers(staff)


async def _publish(staff: Page, gateway: str, id_: str) -> None:
    await staff.goto(f"{gateway}/staff/workshops/{id_}/harvest")
    await staff.get_by_label("まとめの名前（参加者の言葉で）").fill("木陰で休みたい")
    for text in ("木陰が少ない", "ベンチがほしい"):
        await staff.get_by_role("checkbox", name=re.compile(text)).check()
    await staff.get_by_role("button", name="選んだ付箋でまとめを作る").click()
    await expect(staff.get_by_role("heading", name="木陰で休みたい")).to_be_visible()
    await step(staff, gateway, id_, "結果を公表する")


async def _answer(as_person: As, staff: Page, gateway: str, id_: str) -> None:
    """Draft, decide and publish, as with comments."""
    await _set_the_route(await as_person("admin"), gateway)
    address = f"{gateway}/staff/workshops/{id_}/answers"
    await staff.goto(address)
    await no_barriers(staff, width=SMALL)
    for _ in range(60):  # the publication's event may still be on its way
        await staff.get_by_label("このまとめに答える").check()
        await staff.get_by_role("button", name="選んだまとめへの考え方を書き始める").click()
        await staff.wait_for_load_state()
        if not await staff.locator(".error-summary").count():
            break
        await staff.wait_for_timeout(500)
    await expect(staff.get_by_role("heading", name="回答（起案中）")).to_be_visible()
    await expect(staff.get_by_text("木陰で休みたい")).to_be_visible()
    await expect(staff.get_by_text(TITLE)).to_be_visible()
    response = staff.url
    await staff.locator("#class_code").select_option("FOR_REFERENCE")
    await staff.locator("#summary").fill("木陰で休めるところを増やしてほしい。")
    await staff.locator("#text").fill(ANSWER)
    await staff.locator("#reason").fill("暑さの対策を進めるためです。")
    await staff.get_by_role("button", name="保存する").click()
    await staff.get_by_role("button", name="決裁に回す").click()
    await expect(staff.get_by_role("heading", name="回答（決裁中）")).to_be_visible()
    approver = await as_person("approver")
    await approver.goto(response)
    await approver.get_by_role("button", name="承認する").click()
    await expect(approver.get_by_role("heading", name="決定済み")).to_be_visible()
    await staff.goto(address)
    await expect(staff.get_by_text("決定済み")).to_be_visible()
    await staff.get_by_role("button", name="決裁が済んだ考え方を公表する").click()
    await expect(staff.locator("article").get_by_text("公表済み")).to_be_visible()


@pytest.mark.timeout(300)
async def test_a_facilitator_practises_alone(as_person: As, system: Stack) -> None:
    gateway, staff = system.url("gateway"), await as_person("staff")
    staff.set_default_timeout(30_000)
    id_ = await planned(staff, gateway, "進行の練習", capacity=20, tables=4, rehearsal=True)
    await step(staff, gateway, id_, "当日を始める（会場の受付を開く）")
    await no_barriers(staff, width=SMALL)
    await staff.get_by_label("呼ぶ人数（0にすると、動かなくなります）").fill("8")
    await staff.get_by_role("button", name="練習の参加者を呼ぶ").click()
    await staff.goto(f"{gateway}/staff/workshops/{id_}/console")
    await expect(staff.get_by_text("8人が来ています")).to_be_visible()
    await staff.get_by_role("button", name="第1ラウンドを始める").click()
    await expect(staff.locator("[data-latest] .note").nth(2)).to_be_visible()
    await staff.goto(f"{gateway}/workshops")
    await expect(staff.get_by_text("進行の練習")).to_have_count(0)
