"""Looking for comments on the staff's pages: by words, by facts, and on to what can be done."""

import asyncio

import aiohttp
import pytest
from playwright.async_api import Browser, Page, expect

from infra.local.stack import Stack
from tests.e2e.barriers import no_barriers
from tests.e2e.signing_in import sign_in
from tests.e2e.town import found_town
from tests.integration.gateway.conftest import Door, new_key
from tests.support.people import Cast

SAID = (
    "こどもの遊び場を、市民センターの隣に残してください。",
    "図書館の開館時間を延ばしてください。🙏",
    "\u202b右から書きました\u202c。葛\U000e0100城橋の外字\ue000は読めますか。",
)


@pytest.mark.timeout(300)
async def test_staff_find_a_comment_and_begin_to_answer_it(
    browser: Browser, system: Stack, people: Cast
) -> None:
    town, gateway = await found_town(system.environment), system.url("gateway")
    async with aiohttp.ClientSession() as session:
        door = Door(session, gateway, people.tokens["staff"])
        for text in SAID:
            receipt = await door.submit(town.open_id, text=text, idempotencyKey=new_key())
        await _indexed(door, town.open_id)
        secret = {name: receipt[name] for name in ("receiptNumber", "confirmationNumber")}
        given = {**secret, "idempotencyKey": new_key()}
        await door.do("withdrawComment", "WithdrawCommentInput", given, "", as_staff=False)
        assert await _found(door, town.open_id, "葛城橋") == 0

    path = f"/staff/comments?consultation={town.open_id}"
    context = await browser.new_context(
        locale="ja-JP", java_script_enabled=False, viewport={"width": 320, "height": 700}
    )
    page = await context.new_page()
    await sign_in(page, gateway, "staff", path)
    await expect(page.locator("article")).to_have_count(3)
    await _look_for(page, "木")
    await expect(page.get_by_role("alert")).to_contain_text("2文字以上")
    await _look_for(page, "子供")
    await expect(page.locator("article")).to_have_count(1)
    assert page.url == f"{gateway}/staff/comments"

    await page.get_by_role("button", name="この意見への回答を起案する").click()
    await expect(page.get_by_role("heading", name="回答する意見（1件）")).to_be_visible()
    await context.close()
    await _is_for_everybody(browser, gateway, path)


async def _look_for(page: Page, words: str) -> None:
    await page.get_by_label("探す言葉").fill(words)
    await page.get_by_role("button", name="探す", exact=True).click()


async def _is_for_everybody(browser: Browser, gateway: str, path: str) -> None:
    for language in ("ja", "ja_easy", "en"):
        scripted = await browser.new_context(locale="ja-JP", viewport={"width": 320, "height": 700})
        page = await scripted.new_page()
        await sign_in(page, gateway, "staff", path)
        await page.goto(f"{gateway}{path}&lang={language}")
        await expect(page.locator("article")).to_have_count(3)
        await no_barriers(page)
        await scripted.close()


async def _found(door: Door, consultation: str, text: str) -> int:
    query = """query ($id: ID!, $text: String!) {
      searchComments(consultationId: $id, text: $text) {
        ... on CommentSearch { comments { edges { node { id } } } }
      }
    }"""
    answer = await door.ask(query, {"id": consultation, "text": text}, as_staff=True)
    return len(answer["data"]["searchComments"]["comments"]["edges"])


async def _indexed(door: Door, consultation: str) -> None:
    async with asyncio.timeout(60):
        while True:
            counts = [await _found(door, consultation, t) for t in ("子供", "図書館", "葛城橋")]
            if counts == [1, 1, 1]:
                return
            await asyncio.sleep(0.2)
