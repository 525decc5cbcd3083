"""A draft outlives its tab and a lost connection, and a retry never makes a second comment."""

import asyncio
import secrets
from collections.abc import Callable

from playwright.async_api import BrowserContext, Page, Route, expect

from infra.local.stack import Stack
from tests.e2e.comments import texts_received
from tests.e2e.site import Site

Open = Callable[[Page], Site]


async def test_a_draft_survives_a_closed_tab(context: BrowserContext, site: Open) -> None:
    text = f"書きかけの意見 {secrets.token_hex(4)}"
    citizen = site(await context.new_page())
    await citizen.open_form("計画の期間")
    await citizen.write(text)
    await expect(citizen.page.locator("[data-draft-state]")).to_contain_text("保存しました")
    await citizen.page.close()

    later = site(await context.new_page())
    await later.open_form("計画の期間")
    await expect(later.page.locator("#text")).to_have_value(text)
    await expect(later.page.locator("[data-draft-message]")).to_be_visible()
    await later.send()
    await later.numbers()

    once_more = site(await context.new_page())
    await once_more.open_form("計画の期間")
    await expect(once_more.page.locator("#text")).to_have_value("")


async def test_a_draft_can_be_thrown_away(context: BrowserContext, site: Open) -> None:
    citizen = site(await context.new_page())
    await citizen.open_form()
    await citizen.write("捨てる下書き")
    await expect(citizen.page.locator("[data-draft-state]")).to_contain_text("保存しました")
    await citizen.page.reload()
    await citizen.page.get_by_role("button", name="下書きを消して").click()
    await expect(citizen.page.locator("#text")).to_have_value("")
    await citizen.page.reload()
    await expect(citizen.page.locator("[data-draft-notice]")).to_be_hidden()


async def test_a_comment_waits_for_the_connection(
    context: BrowserContext, site: Open, system: Stack
) -> None:
    text = f"電車のなかで書いた意見 {secrets.token_hex(4)}"
    citizen = site(await context.new_page())
    await citizen.open_form()
    await citizen.write(text)
    await context.set_offline(True)
    await citizen.send()
    status = citizen.page.locator("[data-status]")
    await expect(status).to_contain_text("通信できません")
    assert await status.get_attribute("aria-live") == "polite"
    await expect(citizen.page.locator("#text")).to_have_value(text)
    await context.set_offline(False)
    await citizen.numbers()
    await _arrived_once(system, text)


async def test_a_lost_answer_makes_no_second_comment(
    context: BrowserContext, site: Open, system: Stack
) -> None:
    """The server receives the first two tries; their answers are lost on the way."""
    text = f"答えが届かなかった意見 {secrets.token_hex(4)}"
    citizen = site(await context.new_page())
    await citizen.open_form()
    await citizen.write(text)
    tries = 0

    async def lose_two(route: Route) -> None:
        nonlocal tries
        tries += 1
        answer = await route.fetch()
        assert answer.status == 200
        if tries == 1:
            await route.abort("connectionreset")
        elif tries == 2:
            await route.fulfill(status=503, body="")
        else:
            await route.fulfill(response=answer)

    await citizen.page.route("**/comment", lose_two)
    await citizen.send()
    await citizen.numbers()
    assert tries == 3
    await expect(citizen.page.get_by_text("二重には受け付けていません")).to_be_visible()
    await _arrived_once(system, text)


async def test_a_tab_closed_while_sending_is_told_and_sends_once(
    context: BrowserContext, site: Open, system: Stack
) -> None:
    text = f"送っている途中で閉じた意見 {secrets.token_hex(4)}"
    citizen = site(await context.new_page())
    await citizen.open_form("情報の公開")
    await citizen.write(text)
    received = asyncio.Event()

    async def swallow(route: Route) -> None:
        await route.fetch()
        received.set()
        await route.abort("connectionreset")

    await citizen.page.route("**/comment*", swallow)
    await citizen.send()
    await asyncio.wait_for(received.wait(), 20)
    await citizen.page.close()

    later = site(await context.new_page())
    await later.open_form("情報の公開")
    await expect(later.page.locator("[data-draft-message]")).to_contain_text("二重に届くことは")
    await later.send()
    await later.numbers()
    await _arrived_once(system, text)


async def test_sending_can_be_stopped(context: BrowserContext, site: Open) -> None:
    citizen = site(await context.new_page())
    await citizen.open_form()
    await citizen.write("やめる意見")
    await context.set_offline(True)
    await citizen.send()
    await citizen.page.get_by_role("button", name="送るのをやめる").click()
    await expect(citizen.page.locator("[data-status]")).to_contain_text("やめました")
    await expect(citizen.page.locator("#text")).to_be_editable()


async def _arrived_once(system: Stack, text: str) -> None:
    for _ in range(100):
        found = (await texts_received(system.environment)).count(text)
        if found:
            break
        await asyncio.sleep(0.1)
    assert found == 1
