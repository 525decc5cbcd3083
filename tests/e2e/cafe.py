"""What the tests of a World Café share: planning it, its day, phones, the projector, the clock."""

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from playwright.async_api import Browser, Page, expect

from gateway.operations import read_operation
from tests.e2e.conftest import WAIT_MS


@dataclass
class Cafe:
    """A workshop whose day it is, and the pages of who runs it."""

    gateway: str
    id: str
    hall_code: str
    staff: Page
    token: str
    session: aiohttp.ClientSession

    async def deed(self, name: str) -> None:
        """Press a button of the console."""
        await self.staff.goto(f"{self.gateway}/staff/workshops/{self.id}/console")
        await self.staff.get_by_role("button", name=name).click()
        await self.staff.wait_for_load_state()
        await expect(self.staff.locator(".error-summary")).to_have_count(0)

    async def notes(self) -> dict[str, dict[str, Any]]:
        """All notes as the service has them."""
        body = {"query": read_operation("WorkshopNotes"), "variables": {"id": self.id}}
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.session.post(
            f"{self.gateway}/graphql", json=body, headers=headers
        ) as answer:
            found = (await answer.json())["data"]["workshopNotes"]
        return {note["id"]: note for note in found}


async def planned(
    page: Page,
    gateway: str,
    title: str,
    capacity: int,
    tables: int = 5,
    *,
    rehearsal: bool = False,
) -> str:
    """Plan a workshop by the form; return its id."""
    await page.goto(f"{gateway}/staff/workshops/new")
    begins = datetime.now(UTC) + timedelta(days=1)
    for label, text in (
        ("市民カフェの名前", title),
        ("何を話し合うか（市民に分かる言葉で）", "公園の使い方を、みんなで話し合います。"),
        ("場所", "青葉野市民会館 大ホール"),
        ("始まる日時", f"{begins:%Y-%m-%dT%H:%M}"),
        ("終わる日時", f"{begins + timedelta(hours=3):%Y-%m-%dT%H:%M}"),
        ("テーブルの数", str(tables)),
        ("1テーブルの席（4〜6席が話しやすい数です）", "6"),
        ("定員", str(capacity)),
        ("第1ラウンドの問い", "このまちの公園の好きなところは何ですか。"),
        ("第2ラウンドの問い", "足りないものは何ですか。"),
        ("第3ラウンドの問い", "私たちに何ができますか。"),
    ):
        await page.get_by_label(label, exact=True).fill(text)
    await page.get_by_label("なるべく違う人と話せるように").check()
    await page.get_by_label(re.compile("^進行役の練習にする")).set_checked(rehearsal)
    await page.get_by_role("button", name="保存する").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url.rpartition("/")[2]


async def step(page: Page, gateway: str, workshop: str, button: str) -> None:
    """Move a workshop on."""
    await page.goto(f"{gateway}/staff/workshops/{workshop}")
    await page.get_by_role("button", name=button).click()
    await page.wait_for_load_state()
    await expect(page.locator(".error-summary")).to_have_count(0)


async def checked_in(browser: Browser, cafe: Cafe) -> Page:
    """Check in on a phone."""
    context = await browser.new_context(
        locale="ja-JP", timezone_id="Asia/Tokyo", viewport={"width": 390, "height": 800}
    )
    context.set_default_timeout(WAIT_MS)
    page = await context.new_page()
    await page.goto(f"{cafe.gateway}/workshops/{cafe.id}/check-in")
    await page.get_by_label("会場の合言葉（6けたの数字）").fill(cafe.hall_code)
    await page.get_by_label("入りたくない").check()
    await page.get_by_role("button", name="受付をして、席に着く").click()
    await expect(page.locator("[data-net]")).to_have_text("つながっています。")
    return page


async def projector_of(browser: Browser, cafe: Cafe) -> Page:
    """Open the hall's screen."""
    context = await browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo")
    context.set_default_timeout(WAIT_MS)
    page = await context.new_page()
    await page.goto(f"{cafe.gateway}/workshops/{cafe.id}/projector")
    await page.get_by_label("会場の合言葉（6けたの数字）").fill(cafe.hall_code)
    await page.get_by_role("button", name="会場の画面を開く").click()
    await expect(page.locator("[data-phase]")).to_have_text("始まるのを待っています。")
    return page


async def same_time(*pages: Page) -> None:
    """All clocks show the same second, or the one beside it."""
    read = "() => document.querySelector('[data-clock]').textContent"
    for _ in range(3):
        texts = await asyncio.gather(*(page.evaluate(read) for page in pages))
        found = [re.search(r"(\d+)分(\d+)秒", text) for text in texts]
        seconds = [60 * int(one[1]) + int(one[2]) for one in found if one]
        assert len(seconds) == len(texts), texts
        if max(seconds) - min(seconds) <= 1:
            return
    raise AssertionError(texts)


async def put_down(page: Page, text: str) -> None:
    """Write a note by the form, without waiting for the line."""
    await page.get_by_label("1枚に1つのことを、短く書きます（500文字まで）").fill(text)
    await page.get_by_role("button", name="付箋を出す").click()


async def write_on(page: Page, text: str) -> None:
    """Write a note by the form, and see it on the board."""
    await expect(page.locator("[data-phase]")).to_have_text("話し合いの時間です。")
    await put_down(page, text)
    await expect(page.locator("[data-net]")).to_have_text("つながっています。")
    await expect(page.locator("[data-notes]").get_by_text(text, exact=True)).to_be_visible()
