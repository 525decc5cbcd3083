"""Following by mail: an address on the form, mails of each step, and stopping them."""

import fcntl
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from infra.local.stack import Stack
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.signing_in import sign_in
from tests.e2e.site import Site
from tests.e2e.test_answers import SAID, _draft, _set_the_route, _write
from tests.e2e.town import Town, found_town
from tests.support import run
from tests.support.mail import Mailbox, smtp_server
from tests.support.people import Cast

# Some wait for their turn with the mailbox.
pytestmark = pytest.mark.timeout(480)

PHONE = 360
# A letter that found no server waits a minute before it is tried again.
WITHIN_S = 90


@pytest.fixture
def mailbox(system: Stack) -> Iterator[Mailbox]:
    """The server to which the running system sends.

    There is one port for all workers: a test that comes second waits until the first has done.
    """
    with (run.folder() / "mailbox.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with smtp_server(urlsplit(system.environment["KYODO_SMTP_URL"]).port or 0) as made:
            yield made


@pytest.fixture
async def citizen(context: BrowserContext, system: Stack) -> AsyncIterator[Site]:
    """A citizen in a town of their own."""
    town = await found_town(system.environment)
    yield Site(await context.new_page(), system.url("gateway"), town)


def an_address() -> str:
    return f"citizen-{secrets.token_hex(4)}@example.jp"


def stop_link(mail: EmailMessage) -> str:
    found = re.search(r"https?://\S+/receipts/mails/\S+", str(mail.get_content()))
    assert found
    return found[0]


async def test_who_gives_an_address_is_told_until_they_stop(
    browser: Browser, system: Stack, people: Cast, mailbox: Mailbox, citizen: Site
) -> None:
    gateway, page, address = citizen.url, citizen.page, an_address()
    await citizen.open_form()
    await citizen.write(SAID)
    await page.locator("#mail_address").fill("だれか")
    await citizen.send()
    await expect(page.locator(".error-summary")).to_contain_text("メールアドレスの形")
    assert await page.locator("#text").input_value() == SAID, "what was typed stays"
    assert await page.locator("#mail_address").input_value() == "だれか"
    await no_barriers(page, width=PHONE)
    await page.locator("#mail_address").fill(address)
    await citizen.send()
    numbers = await citizen.numbers()
    await expect(page.get_by_text("メールでもお知らせします")).to_be_visible()
    (receipt,) = await mailbox.wait_for(address, 1, WITHIN_S)
    text = str(receipt.get_content())
    assert numbers.receipt in text
    assert numbers.confirmation not in text and SAID not in text
    assert citizen.town.title in str(receipt["Subject"])

    await _answer_and_publish(browser, gateway, citizen.town)
    answered = (await mailbox.wait_for(address, 2, WITHIN_S))[-1]
    assert "市の考え方を公表しました" in str(answered["Subject"])

    await page.goto(stop_link(answered))
    await no_barriers(page, width=SMALL)
    await page.get_by_role("button", name="お知らせを止める").click()
    await expect(page.get_by_text("メールでのお知らせを止めました。")).to_be_visible()
    await no_barriers(page, width=SMALL)
    await page.get_by_role("link", name="この意見がどうなったか").click()
    await expect(page.get_by_text(numbers.receipt).first).to_be_visible()

    await _call_off(browser, gateway, citizen.town)
    # Somebody else is told of it by then, and this one is not.
    assert len(mailbox.of(address)) == 2
    await citizen.open_receipt(numbers)
    await expect(page.locator("#mails")).to_have_count(0)


async def test_mails_are_begun_changed_and_stopped_with_both_numbers(
    mailbox: Mailbox, citizen: Site
) -> None:
    page, first, second = citizen.page, an_address(), an_address()
    numbers = await citizen.submit("あとからメールを頼む意見")
    await citizen.open_receipt(numbers)
    await expect(page.get_by_text("いまは、メールでお知らせしていません。")).to_be_visible()
    await page.locator("#mail_address").fill("x")
    await page.get_by_role("button", name="このアドレスで受け取る").click()
    await expect(page.locator(".error-summary")).to_contain_text("メールアドレスの形")
    assert await page.locator("#mail_address").input_value() == "x"
    await no_barriers(page, width=PHONE)
    for address in (first, second):
        await page.locator("#mail_address").fill(address)
        await page.get_by_role("button", name="このアドレスで受け取る").click()
        await expect(page.get_by_text("確かめのメールを送りました")).to_be_visible()
        assert address not in await page.content()
        await mailbox.wait_for(address, 1, WITHIN_S)
    await no_barriers(page, width=SMALL)
    await page.get_by_role("button", name="お知らせを止める").click()
    await expect(page.get_by_text("アドレスは消しました。")).to_be_visible()
    await expect(page.get_by_text("いまは、メールでお知らせしていません。")).to_be_visible()


async def test_a_link_that_is_cut_off_stops_nothing_and_says_so(citizen: Site) -> None:
    page = citizen.page
    await citizen.open("/receipts/mails/0199.short")
    await page.get_by_role("button", name="お知らせを止める").click()
    await expect(page.locator(".error-summary")).to_contain_text("リンクが正しくありません")
    for language in ("en", "ja_easy"):
        await citizen.open(f"/receipts/mails/0199.short?lang={language}")
        await no_barriers(page, width=SMALL)


async def _signed_in(browser: Browser, gateway: str, person: str) -> Page:
    page = await (await browser.new_context(locale="ja-JP")).new_page()
    await sign_in(page, gateway, person)
    return page


async def _answer_and_publish(browser: Browser, gateway: str, town: Town) -> None:
    await _set_the_route(await _signed_in(browser, gateway, "admin"), gateway)
    staff = await _signed_in(browser, gateway, "staff")
    address = await _draft(staff, gateway, town)
    await _write(staff)
    await staff.get_by_role("button", name="決裁に回す").click()
    approver = await _signed_in(browser, gateway, "approver")
    await approver.goto(address)
    await approver.get_by_role("button", name="承認する").click()
    await expect(approver.get_by_role("heading", name="決定済み")).to_be_visible()
    await staff.goto(f"{gateway}/staff/answers?consultation={town.open_id}")
    await staff.get_by_role("button", name="決裁の済んだ回答を公表する").click()
    await expect(staff.get_by_role("cell", name="公表済み")).to_be_visible()


async def _call_off(browser: Browser, gateway: str, town: Town) -> None:
    staff = await _signed_in(browser, gateway, "staff")
    await staff.goto(f"{gateway}/staff/consultations/{town.open_id}")
    await staff.locator("#why").fill("案を作り直すためです。")
    await staff.get_by_role("button", name="この意見募集を中止する").click()
    await expect(staff.locator(".state")).to_have_text("中止")
