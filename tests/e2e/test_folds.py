"""A campaign on the staff's pages: read once, each original at hand, answered together."""

import asyncio

import aiohttp
import pytest
from playwright.async_api import Browser, expect

from infra.local.stack import Stack
from tests.e2e.barriers import no_barriers
from tests.e2e.signing_in import sign_in
from tests.e2e.town import found_town
from tests.integration.gateway.conftest import Door, new_key
from tests.support.people import Cast

SAID = (
    "泉台に住む佐藤です。路線バスの維持に賛成します。停留所に屋根がなく、雨の日に待つのがつらいです。"
    "冬の朝は道が凍り、自転車では駅まで行けません。"
)


@pytest.mark.timeout(300)
async def test_a_campaign_is_read_once_and_answered_together(
    browser: Browser, system: Stack, people: Cast
) -> None:
    town, gateway = await found_town(system.environment), system.url("gateway")
    texts = [SAID] * 3 + [SAID.replace("佐藤", "鈴木"), SAID.replace("賛成", "反対")]
    async with aiohttp.ClientSession() as session:
        door = Door(session, gateway, people.tokens["staff"])
        await asyncio.gather(
            *(door.submit(town.open_id, text=text, idempotencyKey=new_key()) for text in texts)
        )
        await _folded(door, town.open_id, 4)

    context = await browser.new_context(
        locale="ja-JP", java_script_enabled=False, viewport={"width": 320, "height": 700}
    )
    page = await context.new_page()
    await sign_in(page, gateway, "staff", f"/staff/folds?consultation={town.open_id}")
    await expect(page.get_by_text("まったく同じ文面 3通、少し違う文面 1通")).to_be_visible()
    await page.get_by_role("link", name="同じ内容の意見 4通").click()
    await expect(page.locator("del", has_text="佐藤")).to_have_text("［－佐藤］")
    await expect(page.locator("ins", has_text="鈴木")).to_have_text("［＋鈴木］")
    assert "反対" not in await page.content()
    scripted = await browser.new_context(locale="ja-JP", viewport={"width": 320, "height": 700})
    looked = await scripted.new_page()
    await sign_in(looked, gateway, "staff", page.url.removeprefix(gateway))
    await no_barriers(looked)

    await page.locator("#desk").select_option(label="市民協働推進課　協働推進係")
    await page.get_by_role("button", name="すべての意見に、まとめて起案する").click()
    await expect(page.get_by_role("heading", name="回答する意見（4件）")).to_be_visible()
    await context.close()
    await scripted.close()


async def _folded(door: Door, consultation: str, size: int) -> None:
    query = "query ($id: ID!) { folds(consultationId: $id) { edges { node { size } } } }"
    async with asyncio.timeout(60):
        while True:
            found = await door.ask(query, {"id": consultation}, as_staff=True)
            if [edge["node"]["size"] for edge in found["data"]["folds"]["edges"]] == [size]:
                return
            await asyncio.sleep(0.2)
