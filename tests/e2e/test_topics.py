"""Topics on the staff's pages: named, merged and split; what a language model suggests."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from infra.cli.services import ServiceHttp
from infra.local.stack import Stack
from tests.bench.insight.labelled import statements
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.signing_in import sign_in
from tests.e2e.town import found_town
from tests.integration.gateway.conftest import Door, new_key, patient_session
from tests.support.language_model import NAME, model_of
from tests.support.people import Cast

# As many topics as there are at least, of so many statements.
FEWEST = 5
TOPICS = """query ($id: ID!) {
  opinionTopics(consultationId: $id) { waiting topics { id name statements viewpointCount } }
}"""


@pytest.mark.timeout(480)
async def test_staff_name_merge_and_split_topics(
    browser: Browser, system: Stack, people: Cast
) -> None:
    town, gateway = await found_town(system.environment), system.url("gateway")
    said = [one.text for one in statements()[::6]]
    async with patient_session() as session:
        door = Door(session, gateway, people.tokens["staff"])
        await asyncio.gather(
            *(door.submit(town.open_id, text=text, idempotencyKey=new_key()) for text in said)
        )
        await _made(door, town.open_id, len(said))
        await _make_now(system, town.open_id)
        before = await _made(door, town.open_id, len(said))
        context = await browser.new_context(
            locale="ja-JP", java_script_enabled=False, viewport={"width": SMALL, "height": 700}
        )
        page = await context.new_page()
        await sign_in(page, gateway, "staff", "/staff/topics")
        await page.get_by_label("意見募集").select_option(town.open_id)
        await page.get_by_role("button", name="論点を見る").click()
        await expect(page.get_by_role("article")).to_have_count(len(before))

        # Nothing chosen: the page says what to do, and nothing is merged.
        await page.get_by_role("button", name="選んだ論点を一つにまとめる").click()
        await expect(page.get_by_role("alert")).to_contain_text("二つ以上選んでください")
        for number in (0, 1):
            await page.locator(f"#topic{number}").check()
        await page.get_by_role("button", name="選んだ論点を一つにまとめる").click()
        both = before[0]["statements"] + before[1]["statements"]
        await expect(page.get_by_text(f"意見{both}件").first).to_be_visible()

        await _named(page, "歩く人と自転車")
        await _split(page)
        after = await _made(door, town.open_id, len(said))
        names = [one["name"] for one in after]
        assert "歩く人と自転車" in names
        assert "取り出した論点" in names
        assert len(after) == len(before)
        with model_of(system):
            await _suggested(page)
        await context.close()
        await _looks_well(browser, page.url, gateway)


async def _named(page: Page, name: str) -> None:
    await page.get_by_label("論点の名前（40字まで）").fill("長" * 41)
    await page.get_by_role("button", name="この名前にする").click()
    await expect(page.get_by_role("alert")).to_contain_text("40")
    await page.get_by_label("論点の名前（40字まで）").fill(name)
    await page.get_by_role("button", name="この名前にする").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"論点「{name}」")


async def _split(page: Page) -> None:
    boxes = page.locator("#viewpoint_ids input")
    for box in await boxes.all():
        await box.check()
    await page.get_by_role("button", name="選んだ見方を、新しい論点にする").click()
    await expect(page.get_by_role("alert")).to_contain_text("一つ以上残してください")
    for box in (await boxes.all())[1:]:
        await box.uncheck()
    await page.get_by_label("新しい論点の名前").fill("取り出した論点")
    await page.get_by_role("button", name="選んだ見方を、新しい論点にする").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("論点「取り出した論点」")


async def _suggested(page: Page) -> None:
    """What stood the check is shown as a model's, and kept by nobody until staff take it over."""
    await page.get_by_role("button", name="案を作る").click()
    model = page.get_by_role("region", name="言語モデルの提案")
    await expect(model).to_contain_text(f"言語モデル「{NAME}」が書いた下書きです")
    await expect(model).to_contain_text("提案された一文です。")
    await expect(model).to_contain_text("根拠を確かめられなかった案が1つあり")
    await expect(model).not_to_contain_text("根拠のない一文です。")
    await expect(page.get_by_role("heading", level=1)).to_have_text("論点「取り出した論点」")
    await page.get_by_role("button", name="この名前にする").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("論点「提案された名前」")


async def _looks_well(browser: Browser, url: str, gateway: str) -> None:
    context = await browser.new_context(locale="ja-JP", viewport={"width": SMALL, "height": 700})
    page = await context.new_page()
    await sign_in(page, gateway, "staff", url.removeprefix(gateway).partition("#")[0])
    await no_barriers(page)
    await page.get_by_role("link", name="論点の一覧に戻る").click()
    await expect(page.get_by_role("article").first).to_be_visible()
    await no_barriers(page, width=SMALL)
    await context.close()


async def _make_now(system: Stack, consultation: str) -> None:
    """Have a map made of all: with nothing new in it none is made again while we look."""
    key, url = system.environment["KYODO_SERVICE_KEY"], system.url("insight-topics")
    async with ServiceHttp(url, "insight_topics", key, within_s=60) as service:
        async with asyncio.timeout(90):
            while True:
                if (await service.post(f"/make?case_id={consultation}"))["made"]:
                    return
                await asyncio.sleep(0.5)


async def _made(door: Door, consultation: str, statements: int) -> list[dict[str, Any]]:
    """The topics once every statement has its place in a map that was made of most of them."""
    async with asyncio.timeout(90):
        while True:
            told = await door.ask(TOPICS, {"id": consultation}, as_staff=True)
            found = (told.get("data") or {}).get("opinionTopics") or {"waiting": 1, "topics": []}
            topics: list[dict[str, Any]] = found["topics"]
            placed = sum(one["statements"] for one in topics) == statements
            if placed and not found["waiting"] and len(topics) >= FEWEST:
                return topics
            await asyncio.sleep(0.3)
