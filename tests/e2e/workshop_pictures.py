"""A World Café in the middle of a round, for the pictures of the README."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from playwright.async_api import Browser, Page, expect

from tests.e2e.cafe import Cafe, checked_in, planned, projector_of, step, write_on
from tests.e2e.conftest import WAIT_MS
from tests.e2e.signing_in import sign_in
from tests.support.workshop import Guest, until

TABLES, GUESTS = 5, 19
WORDS = (
    "木かげのベンチで、知らない人とも話せる",
    "朝の体操に、毎日20人くらい集まっている",
    "ボール遊びのできる広場がある",
    "春の桜並木。ここを通って通学していました",
    "犬の散歩で顔なじみができた",
    "水飲み場が低くて、子どもも使いやすい",
    "段差が少なく、車いすでも奥まで行ける",
)
COLOURS = ("YELLOW", "PINK", "BLUE", "GREEN", "WHITE")


@dataclass(frozen=True)
class Held:
    """The three kinds of screen of one workshop."""

    console: Page
    phone: Page
    projector: Page


@asynccontextmanager
async def held_workshop(browser: Browser, gateway: str) -> AsyncIterator[Held]:
    """Plan a workshop, let 20 people come and write, and stop in its first round."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="ja-JP", timezone_id="Asia/Tokyo"
    )
    context.set_default_timeout(WAIT_MS)
    console = await context.new_page()
    await sign_in(console, gateway, "staff", "/staff/workshops")
    id_ = await planned(console, gateway, "これからの公園を話す市民カフェ", 25, TABLES)
    await step(console, gateway, id_, "当日を始める（会場の受付を開く）")
    code = await console.locator(".hall-code").first.inner_text()
    async with aiohttp.ClientSession() as session:
        cafe = Cafe(gateway, id_, code, console, "", session)
        phone = await checked_in(browser, cafe)
        guests = [await Guest.arrive(session, gateway, id_, code) for _ in range(GUESTS)]
        projector = await projector_of(browser, cafe)
        await projector.set_viewport_size({"width": 1280, "height": 720})
        watching = [asyncio.create_task(guest.watching.run()) for guest in guests]
        try:
            await _first_round(cafe, guests, phone)
            yield Held(console, phone, projector)
        finally:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
            for page in (console, phone, projector):
                await page.context.close()


async def _first_round(cafe: Cafe, guests: list[Guest], phone: Page) -> None:
    await cafe.deed("第1ラウンドを始める")
    await until(lambda: all(_sits(guest) for guest in guests))
    for at, guest in enumerate(guests):
        await guest.write(WORDS[at % len(WORDS)], colour=COLOURS[at % len(COLOURS)])
    await write_on(phone, "ベンチで本を読む時間が好き")
    row = phone.locator("[data-note]").filter(has_text="ベンチで本を読む時間が好き")
    await row.focus()
    for key in ("ArrowRight",) * 10 + ("ArrowDown",) * 6:
        await phone.keyboard.press(f"Shift+{key}")
    await expect(phone.locator("[data-said]")).to_contain_text("付箋を移しました")
    await row.blur()


def _sits(guest: Guest) -> bool:
    floor = guest.watching.floor
    return bool(floor and floor["phase"] == "ROUND" and floor["table"])
