"""Private data is planted through the pages, and then looked for wherever it must not be."""

import asyncio
import base64
import json
import secrets
import urllib.parse
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiokafka import AIOKafkaConsumer
from playwright.async_api import Browser, FilePayload, Page, expect
from pymongo import MongoClient

from infra.local.stack import Stack
from tests.e2e.signing_in import sign_in, sign_in_at_dashboard
from tests.e2e.site import Site
from tests.e2e.town import Town, found_town
from tests.support.mail import Mailbox
from tests.support.recruitments import open_recruitment

MARK = secrets.token_hex(4)
PLANTED = {
    "NAME": f"植込 太郎{MARK}",
    "ADDRESS": f"青葉野市植込町{MARK}番地",
    "CONTACT": f"planted-{MARK}@example.jp",
    "ATTRIBUTE": f"在勤{MARK}商会",
}
# Where the submitter is told: seen by nobody but the mail server.
TOLD_AT = f"told-{MARK}@example.jp"
# A file with the comment: its words and its name.
FILE_SAYS, FILE_NAMED = f"添付の秘密{MARK}", f"植込の家{MARK}.pdf"
ESSAY = f"応募した人の作文{MARK}"
# Written to be read by everybody: the search must find it, or it would prove nothing.
PUBLIC = f"この意見は見つかるはずです {MARK}"


@pytest.fixture
async def stack(new_stack: Callable[..., Stack], mailbox: Mailbox) -> Stack:
    given = {"KYODO_SMTP_URL": mailbox.url, "KYODO_MAIL_GATHER_S": "0.2"}
    return await asyncio.to_thread(new_stack, given=given)


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    made = await browser.new_context(locale="ja-JP")
    made.set_default_timeout(30_000)
    yield await made.new_page()
    await made.close()


@pytest.mark.timeout(480)
async def test_planted_private_data_is_found_nowhere(
    stack: Stack, page: Page, browser: Browser, mailbox: Mailbox
) -> None:
    town = await found_town(stack.environment, particulars=tuple(PLANTED))
    addresses: list[str] = []
    page.context.on("request", lambda request: addresses.append(request.url))
    seen: dict[str, bytes] = {}
    number = await _comment(page, stack, town)
    await _read_by_those_in_charge_only(page, browser, stack, number)
    await _waits_while_the_keys_are_away(page, stack, town)
    await _told_by_mail(mailbox, number)
    await _applies(page, browser, stack)
    seen["dashboard"] = await _dashboard(browser, stack)
    seen["a stranger's answers"] = await _strangers_view(stack, town, number)
    seen["addresses"] = "\n".join(addresses).encode()
    await asyncio.to_thread(_database_to_disk, stack)
    seen["every document"] = await asyncio.to_thread(_documents, stack)
    seen["every event"] = await _events(stack)
    for file in _files(stack.directory):
        seen[str(file.relative_to(stack.directory))] = file.read_bytes()
    assert len(seen) > 40
    assert PUBLIC in seen["every document"].decode(), "the search finds what is there"
    assert any(name.startswith("log/") for name in seen)
    assert any(name.startswith("data/kafka") for name in seen)
    secret = (*PLANTED.values(), TOLD_AT, FILE_SAYS, FILE_NAMED, ESSAY)
    planted = list(_written_in_every_way(secret))
    assert _found({"log/control.log": f"x{PLANTED['NAME']}x".encode()}, planted)
    assert _found(seen, planted) == []


async def _comment(page: Page, stack: Stack, town: Town) -> str:
    """Hand in a comment with particulars, after a try that was refused."""
    citizen = Site(page, stack.url("gateway"), town)
    await citizen.open_form()
    for kind, text in PLANTED.items():
        await page.locator(f"#{kind}").fill(text)
    await page.locator("#mail_address").fill(TOLD_AT)
    file = f"%PDF-1.7\n{FILE_SAYS}\n%%EOF\n".encode()
    chosen = FilePayload(name=FILE_NAMED, mimeType="application/pdf", buffer=file)
    await page.locator("input[type=file]").first.set_input_files(chosen)
    await expect(page.get_by_text("利用目的")).to_be_visible()
    await page.evaluate("document.querySelector('#CONTACT').removeAttribute('maxlength')")
    await page.locator("#CONTACT").fill("x" * 201)
    await citizen.write(PUBLIC)
    await citizen.send()
    await expect(page.locator(".error-summary")).to_be_visible()
    assert await page.locator("#NAME").input_value() == PLANTED["NAME"], "what was typed stays"
    assert await page.locator("#mail_address").input_value() == TOLD_AT
    kept = str(await page.evaluate("JSON.stringify(localStorage)"))
    assert not any(text in kept for text in (*PLANTED.values(), TOLD_AT)), (
        "a draft keeps the text alone"
    )
    await page.locator("#CONTACT").fill(PLANTED["CONTACT"])
    await citizen.send()
    return (await citizen.numbers()).receipt


async def _read_by_those_in_charge_only(
    page: Page, browser: Browser, stack: Stack, number: str
) -> None:
    for person, sees in (("staff", True), ("other_staff", False)):
        context = await browser.new_context(locale="ja-JP", java_script_enabled=False)
        tab = await context.new_page()
        await sign_in(tab, stack.url("gateway"), person, "/staff/personal-data")
        await tab.locator("#numbers").fill(number)
        await tab.locator("#purpose").select_option("INQUIRY")
        await tab.get_by_role("button", name="記録して見る").click()
        if sees:
            for text in PLANTED.values():
                await expect(tab.get_by_text(text)).to_be_visible()
            assert TOLD_AT not in await tab.content()
        else:
            await expect(tab.get_by_text("担当課または担当者")).to_be_visible()
            assert MARK not in await tab.content()
        await context.close()


async def _applies(page: Page, browser: Browser, stack: Stack) -> None:
    """Apply for a seat with the same particulars, after a try that was refused; staff look."""
    recruitment = await asyncio.to_thread(open_recruitment, stack.environment)
    await page.goto(f"{stack.url('gateway')}/recruitments/{recruitment}/apply")
    given = {
        **{"name": PLANTED["NAME"], "kana": "うえこみ", "birth_date": "1960-04-01"},
        **{"address": PLANTED["ADDRESS"], "tied_by": PLANTED["ATTRIBUTE"]},
        **{"mail": PLANTED["CONTACT"], "essay": "短い"},
    }
    for field, text in given.items():
        await page.locator(f"#{field}").fill(text)
    await page.locator("#tie_WORK").check()
    send = page.get_by_role("button", name="この内容で応募する")
    await send.click()
    await expect(page.locator(".error-summary")).to_be_visible()
    assert await page.locator("#name").input_value() == PLANTED["NAME"], "what was typed stays"
    await page.locator("#essay").fill(ESSAY)
    await send.click()
    number = await page.locator("[data-receipt-number]").inner_text()
    context = await browser.new_context(locale="ja-JP", java_script_enabled=False)
    tab = await context.new_page()
    await sign_in(tab, stack.url("gateway"), "staff", f"/staff/recruitments/{recruitment}")
    assert MARK not in await tab.content()
    await tab.get_by_text("応募した人と作文を見る").click()
    await tab.locator("[name=purpose]").fill("応募資格を確かめるため")
    await tab.get_by_role("button", name="見る", exact=True).click()
    for text in (number, PLANTED["NAME"], PLANTED["ADDRESS"], ESSAY):
        await expect(tab.get_by_text(text).first).to_be_visible()
    await context.close()


async def _told_by_mail(mailbox: Mailbox, number: str) -> None:
    """The address is opened to send, or the search for it would prove nothing."""
    (mail,) = await mailbox.wait_for(TOLD_AT, 1, within_s=60)
    assert number in str(mail.get_content())
    assert PUBLIC not in str(mail)


async def _waits_while_the_keys_are_away(page: Page, stack: Stack, town: Town) -> None:
    """Without the keys nothing is kept in plain: it waits, and is accepted once they are back."""
    await asyncio.to_thread(stack.stop_process, "keys")
    citizen = Site(page, stack.url("gateway"), town)
    await citizen.open_form()
    await page.locator("#NAME").fill(PLANTED["NAME"])
    await citizen.write("鍵がないときの意見")
    await citizen.send()
    await expect(page.locator("[data-status]:not(:empty)")).to_be_visible()
    assert await page.locator("#NAME").input_value() == PLANTED["NAME"]
    assert [comment["versions"][0]["text"] for comment in _comments(stack)] == [PUBLIC]
    await asyncio.to_thread(stack.start_process, "keys")
    await citizen.numbers()
    assert all(comment["particulars"]["fields"] for comment in _comments(stack))
    assert [len(comment["versions"][0].get("attachments", ())) for comment in _comments(stack)] == [
        1,
        0,
    ]


async def _dashboard(browser: Browser, stack: Stack) -> bytes:
    context = await browser.new_context(locale="ja-JP")
    tab = await context.new_page()
    await sign_in_at_dashboard(tab, stack.url("dashboard"), "staff")
    await tab.goto(stack.url("dashboard") + "/inputs")
    await expect(tab.get_by_text(PUBLIC)).to_be_visible()
    content = (await tab.content()).encode()
    await context.close()
    return content


async def _strangers_view(stack: Stack, town: Town, number: str) -> bytes:
    gateway = stack.url("gateway")
    query = """query ($id: ID!, $number: String!) {
      consultation(id: $id) { title personalData { purposeOfUse asked { kind } } }
      receipt(number: $number) { ... on ReceiptStatus { state channel } }
    }"""
    variables = {"id": town.open_id, "number": number}
    parts = []
    async with aiohttp.ClientSession() as session:
        body = {"query": query, "variables": variables}
        async with session.post(gateway + "/graphql", json=body) as answer:
            parts.append(await answer.read())
        for path in (f"/receipts/{number}", f"/consultations/{town.open_id}"):
            async with session.get(gateway + path) as answer:
                parts.append(await answer.read())
    return b"".join(parts)


def _comments(stack: Stack) -> list[dict[str, Any]]:
    with MongoClient[dict[str, Any]](stack.environment["KYODO_MONGO_URL"]) as client:
        return list(client["kyodo_public_comment"]["comments"].find())


def _database_to_disk(stack: Stack) -> None:
    with MongoClient[dict[str, Any]](stack.environment["KYODO_MONGO_URL"]) as client:
        client.admin.command("fsync")


def _documents(stack: Stack) -> bytes:
    """Every document as text: on the disk they lie compressed."""
    found = []
    with MongoClient[dict[str, Any]](stack.environment["KYODO_MONGO_URL"]) as client:
        for name in client.list_database_names():
            for collection in client[name].list_collection_names():
                if name != "local" or collection == "oplog.rs":
                    found += [str(row) for row in client[name][collection].find()]
    return "\n".join(found).encode()


async def _events(stack: Stack) -> bytes:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=stack.environment["KYODO_KAFKA_BOOTSTRAP"], auto_offset_reset="earliest"
    )
    await consumer.start()
    found = []
    try:
        consumer.subscribe(sorted(t for t in await consumer.topics() if t.startswith("kyodo")))
        while batch := await consumer.getmany(timeout_ms=3_000):
            found += [record for records in batch.values() for record in records]
    finally:
        await consumer.stop()
    assert len(found) > 10
    return b"\n".join((r.key or b"") + (r.value or b"") + str(r.headers).encode() for r in found)


def _files(directory: Path) -> Iterator[Path]:
    """All that the stack wrote: logs, the broker's and the database's files, the keys."""
    return (file for file in directory.rglob("*") if file.is_file())


def _written_in_every_way(texts: Iterable[str]) -> Iterator[bytes]:
    for text in texts:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc-jp"):
            yield text.encode(encoding)
        yield json.dumps(text)[1:-1].encode()
        yield urllib.parse.quote(text).encode()
        yield urllib.parse.quote_plus(text).encode()
        yield base64.b64encode(text.encode()).rstrip(b"=")[:-1]


def _found(seen: dict[str, bytes], planted: Iterable[bytes]) -> list[str]:
    wanted = list(planted)
    return [name for name, content in seen.items() if any(text in content for text in wanted)]
