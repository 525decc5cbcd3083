"""A World Café from its plan to its report: 20 people at five tables, six of them in browsers."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from infra.local.stack import Stack
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.cafe import (
    Cafe,
    checked_in,
    planned,
    projector_of,
    put_down,
    same_time,
    step,
    write_on,
)
from tests.e2e.conftest import WAIT_MS
from tests.e2e.signing_in import sign_in
from tests.integration.gateway.conftest import patient_session
from tests.support.people import Cast
from tests.support.workshop import Guest, Watching, until

BROWSERS, GUESTS = 6, 20


@pytest.fixture
async def staff(browser: Browser, system: Stack, people: Cast) -> AsyncIterator[Page]:
    context = await browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo")
    context.set_default_timeout(WAIT_MS)
    page = await context.new_page()
    await sign_in(page, system.url("gateway"), "staff", "/staff/workshops")
    yield page
    await context.close()


async def test_who_waits_moves_up_when_somebody_cancels(
    staff: Page, context: BrowserContext, system: Stack
) -> None:
    """Registering needs no account; both numbers are shown once."""
    gateway = system.url("gateway")
    id_ = await planned(staff, gateway, "申し込みを試す市民カフェ", capacity=1)
    await step(staff, gateway, id_, "参加の受付を始める")
    page = await context.new_page()
    numbers = []
    for name, heading in (("青葉 花子", "申し込みを受け付けました"), ("", "キャンセル待ちを")):
        await page.goto(f"{gateway}/workshops/{id_}")
        await no_barriers(page, width=SMALL)
        await page.get_by_label("お名前").fill(name)
        await page.get_by_label("託児").check()
        await page.locator("form button.button").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        await no_barriers(page, width=SMALL)
        shown = [
            await page.locator(f"[data-{kind}-number]").inner_text()
            for kind in ("receipt", "confirmation")
        ]
        assert not any(re.sub(r"\D", "", number) in page.url for number in shown)
        numbers.append(shown)
    await _open_registration(page, gateway, numbers[0])
    await no_barriers(page, width=SMALL)
    await page.get_by_role("button", name="この申し込みを取り消す").click()
    await expect(page.get_by_role("heading", level=2)).to_have_text("取り消されました")
    await _open_registration(page, gateway, numbers[1])
    await expect(page.get_by_role("heading", level=2)).to_have_text("申し込みを受け付けています")

    await staff.goto(f"{gateway}/staff/workshops/{id_}")
    await staff.get_by_label("何のために見るか（記録に残ります）").fill("受付の準備")
    await staff.get_by_role("button", name="名前と必要な手伝いを見る").click()
    await expect(staff.get_by_role("row").filter(has_text="託児")).to_have_count(1)
    await no_barriers(staff, width=SMALL)


async def _open_registration(page: Page, gateway: str, numbers: list[str]) -> None:
    await page.goto(f"{gateway}/workshops/registration")
    await page.get_by_label("受付番号").fill(numbers[0])
    await page.get_by_label("確認番号").fill(numbers[1])
    await page.get_by_role("button", name="確かめる").click()


@pytest.mark.timeout(600)
async def test_a_world_cafe_with_twenty_people(
    staff: Page, browser: Browser, system: Stack, people: Cast
) -> None:
    gateway = system.url("gateway")
    id_ = await planned(staff, gateway, "これからの公園を話す市民カフェ", capacity=25)
    await step(staff, gateway, id_, "当日を始める（会場の受付を開く）")
    code = await staff.locator(".hall-code").first.inner_text()
    async with patient_session() as session:
        cafe = Cafe(gateway, id_, code, staff, people.tokens["staff"], session)
        phones = [await checked_in(browser, cafe) for _ in range(BROWSERS)]
        guests = await asyncio.gather(
            *(Guest.arrive(session, gateway, id_, code) for _ in range(GUESTS - BROWSERS))
        )
        projector = await projector_of(browser, cafe)
        watching = [asyncio.create_task(guest.watching.run()) for guest in guests]
        hall = Watching(session, gateway, id_, hall_code=code)
        watching.append(asyncio.create_task(hall.run()))
        try:
            await _play(cafe, phones, guests, hall, projector)
        finally:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
            for page in (*phones, projector):
                await page.context.close()
        await _harvest(cafe)
        await _read(browser, cafe)


async def _play(
    cafe: Cafe, phones: list[Page], guests: list[Guest], hall: Watching, projector: Page
) -> None:
    tables: list[Counter[int]] = []
    for number in (1, 2, 3):
        await cafe.deed(f"第{number}ラウンドを始める")
        await until(lambda n=number: all(_in_round(guest, n) for guest in guests))  # type: ignore[misc]
        tables.append(Counter(guest.table for guest in guests if guest.table))
        await asyncio.gather(
            *(guest.write(f"{number}回目の付箋 {at}") for at, guest in enumerate(guests))
        )
        for at, page in enumerate(phones):
            await write_on(page, f"{number}回目、電話から {at}")
        if number == 1:
            await same_time(*phones, projector)
            await no_barriers(phones[0])
            await no_barriers(projector)
            await no_barriers(cafe.staff)
        if number == 2:
            await _in_a_tunnel(cafe, phones[0])
            await _at_once(cafe, guests)
        if number == 3:
            await _by_keyboard(cafe, phones[1])
            await _hidden(cafe, phones[2])
        await cafe.deed("ラウンドを終える")
    assert all(sum(seats.values()) == len(guests) for seats in tables)
    expected = 3 * GUESTS + 2
    await until(lambda: len(hall.notes) == expected)
    kept = await cafe.notes()
    assert len(kept) == expected
    assert {id_: note["sequence"] for id_, note in hall.notes.items()} == {
        id_: note["sequence"] for id_, note in kept.items()
    }
    for guest in guests:
        own = {id_ for id_, note in kept.items() if note["table"] == guest.table}
        assert set(guest.watching.notes) == own
    await _vote(cafe, phones[3], hall)
    await cafe.deed("全体共有に進む")
    await expect(projector.locator("[data-phase]")).to_have_text("全体共有の時間です。")
    await cafe.deed("話し合いを終える")


def _in_round(guest: Guest, number: int) -> bool:
    floor = guest.watching.floor
    return bool(floor and floor["phase"] == "ROUND" and floor["round"] == number and floor["table"])


async def _in_a_tunnel(cafe: Cafe, page: Page) -> None:
    """Notes written without a net stay on the phone, also when its page is opened again there."""
    # No request gets out; Chromium's own off-line mode lets some through on open connections.
    await page.context.route("**/graphql", lambda route: route.abort())
    await put_down(page, "トンネルの中の一枚目")
    await expect(page.locator("[data-net]")).to_contain_text("1枚")
    await page.context.set_offline(True)
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("テーブル")
    await expect(page.locator("[data-question]")).to_have_text("足りないものは何ですか。")
    await expect(page.locator("[data-notes]").get_by_text("2回目、電話から 0")).to_be_visible()
    await put_down(page, "トンネルの中の二枚目")
    await expect(page.locator("[data-net]")).to_contain_text("2枚")
    await expect(page.locator("[data-notes]").get_by_text("トンネルの中の一枚目")).to_be_visible()
    assert not any("トンネル" in note["text"] for note in (await cafe.notes()).values())
    await page.context.unroute("**/graphql")
    await page.context.set_offline(False)
    await page.reload()
    await expect(page.locator("[data-net]")).to_have_text("つながっています。")

    async def both() -> bool:
        texts = [note["text"] for note in (await cafe.notes()).values()]
        return sum("トンネル" in text for text in texts) == 2

    await until(both)
    await expect(page.locator("[data-notes]").get_by_text("トンネルの中の二枚目")).to_be_visible()


async def _at_once(cafe: Cafe, guests: list[Guest]) -> None:
    """Two change the same words at the same time: both are kept, somebody chooses."""
    first, second = next(
        (a, b) for at, a in enumerate(guests) for b in guests[at + 1 :] if a.table == b.table
    )

    def own() -> list[dict[str, Any]]:
        notes = first.watching.notes.values()
        return [note for note in notes if note["author"] == first.id and note["round"] == 2]

    await until(lambda: bool(own()))
    (note,) = own()
    await first.edit(note["id"], text="花の多い公園", baseVersion=note["version"])
    beside = await second.edit(note["id"], text="木の多い公園", baseVersion=note["version"])
    assert (beside["text"], beside["others"]) == ("花の多い公園", ["木の多い公園"])
    await until(lambda: first.watching.notes[note["id"]]["others"] == ["木の多い公園"])
    settled = await first.edit(note["id"], text="木の多い公園", baseVersion=beside["version"])
    assert settled["others"] == []


async def _by_keyboard(cafe: Cafe, page: Page) -> None:
    """A note is moved by keys alone, and it is said where it lies."""
    row = page.locator("[data-note]").filter(has_text="3回目、電話から 1")
    # What is said is soon followed by other news: all of it is kept here.
    await page.evaluate(
        """() => {
          const region = document.querySelector("[data-said]");
          window.said = [];
          new MutationObserver(() => window.said.push(region.textContent))
            .observe(region, { childList: true, characterData: true, subtree: true });
        }"""
    )
    await row.focus()
    for _ in range(2):
        await page.keyboard.press("Shift+ArrowRight")
    await page.keyboard.press("Shift+ArrowDown")

    async def told() -> bool:
        return bool(await page.evaluate("window.said.includes('付箋を移しました。横100、縦50。')"))

    await until(told)

    async def moved() -> bool:
        return any((note["x"], note["y"]) == (100, 50) for note in (await cafe.notes()).values())

    await until(moved)


async def _hidden(cafe: Cafe, page: Page) -> None:
    """The facilitator hides a note; its writer is told why."""
    await cafe.staff.goto(f"{cafe.gateway}/staff/workshops/{cafe.id}/console")
    await cafe.staff.get_by_role("link", name="3回目、電話から 2").click()
    await no_barriers(cafe.staff)
    await cafe.staff.get_by_label("隠す理由（書いた人に見えます）").fill("練習のため")
    await cafe.staff.get_by_role("button", name="この付箋を隠す").click()
    await expect(page.get_by_text("進行役が隠しました：練習のため")).to_be_visible()


async def _vote(cafe: Cafe, page: Page, hall: Watching) -> None:
    await cafe.deed("シール投票を始める")
    await expect(page.get_by_role("heading", name="シール投票")).to_be_visible()
    await page.get_by_role("spinbutton").first.fill("2")
    await page.get_by_role("button", name="シールを置く").click()
    await until(lambda: list(hall.dots.values()) == [2])


async def _harvest(cafe: Cafe) -> None:
    page, gateway = cafe.staff, cafe.gateway
    await page.goto(f"{gateway}/staff/workshops/{cafe.id}/transcribe")
    await page.locator("#table").fill("5")
    await page.get_by_label("1枚目", exact=True).fill("紙に書いた付箋")
    await page.get_by_role("button", name="入力する").click()
    await expect(page.get_by_text("1枚を入力しました。")).to_be_visible()
    await no_barriers(page)
    await step(page, gateway, cafe.id, "市民カフェを終える")
    await page.goto(f"{gateway}/staff/workshops/{cafe.id}/harvest")
    await no_barriers(page)
    await page.get_by_label("まとめの名前（参加者の言葉で）").fill("木の多い公園")
    for text in ("木の多い公園", "紙に書いた付箋"):
        await page.get_by_role("checkbox", name=re.compile(text)).check()
    await page.get_by_role("button", name="選んだ付箋でまとめを作る").click()
    await expect(page.get_by_role("heading", name="木の多い公園")).to_be_visible()
    await step(page, gateway, cafe.id, "結果を公表する")
    for place in ("", "/cards", "/on-paper", "/desk"):
        await page.goto(f"{gateway}/staff/workshops/{cafe.id}{place}")
        await no_barriers(page)


async def _read(browser: Browser, cafe: Cafe) -> None:
    """What came of it is public, in the words of those who were there."""
    context = await browser.new_context(locale="ja-JP")
    page = await context.new_page()
    await page.goto(f"{cafe.gateway}/workshops/{cafe.id}/report")
    await expect(page.get_by_role("heading", name="木の多い公園")).to_be_visible()
    await expect(page.get_by_text("紙に書いた付箋", exact=True)).to_be_visible()
    await expect(page.get_by_text("20人が参加し、62枚の付箋を書きました。")).to_be_visible()
    await no_barriers(page, width=SMALL)
    await page.goto(f"{cafe.gateway}/workshops")
    await no_barriers(page, width=SMALL)
    await context.close()
    async with cafe.session.get(f"{cafe.gateway}/workshops/{cafe.id}/report.csv") as answer:
        assert (await answer.text(encoding="utf-8-sig")).splitlines()[0].startswith("theme,")
