"""What became of a policy, and its open data: for everybody, in every language, without a mouse."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from playwright.async_api import BrowserContext, Page, expect

from infra.local.stack import Stack
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.keyboard import press
from tests.integration.gateway.conftest import Town, door_of, new_key
from tests.support.finished import ANSWER, NOTE, RESULTS, SUMMARY, Finished, finish
from tests.support.open_data import make_open_data
from tests.support.people import Cast

WIDE = 1280
SECTIONS = {
    "ja": ("いまの段階", "皆さまにお聞きしたこと", "届いたご意見", "市の考え方", "これからの予定"),
    "en": ("Where it stands", "What was asked", "What came in", "What the city answered"),
    "ja_easy": ("いま どこまで 進んで いますか", "みなさんに 聞いた こと", "市の こたえ"),
}
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
# What a page says in its own language: not what is marked as Japanese, nor names of the city.
OWN_WORDS = """() => {
  const main = document.querySelector('main').cloneNode(true);
  main.querySelectorAll('[lang=ja]').forEach((one) => one.remove());
  return main.textContent;
}"""


@pytest.fixture(scope="module")
async def finished(system: Stack, people: Cast) -> AsyncIterator[Finished]:
    async with aiohttp.ClientSession() as session:
        town = await Town.build(door_of(system, session, people), people.department)
        yield await finish(town, people)


@pytest.fixture(scope="module")
async def made(system: Stack, finished: Finished) -> str:
    return await make_open_data(system)


@pytest.fixture
def address(system: Stack, finished: Finished) -> str:
    return f"{system.url('gateway')}/policies/{finished.town.policy}"


async def test_the_page_tells_it_from_the_question_to_the_change(
    context: BrowserContext, address: str, finished: Finished
) -> None:
    page = await context.new_page()
    await page.goto(address)
    for name in SECTIONS["ja"]:
        await expect(page.get_by_role("heading", name=name, exact=True, level=2)).to_be_visible()
    stages = page.locator(".stage")
    await expect(stages).to_have_count(4)
    await expect(stages.first).to_contain_text("企画・立案")
    await expect(stages.last).to_contain_text("まだ決まっていません")
    await expect(page.get_by_text("16人の方から、16通、16件")).to_be_visible()
    await expect(page.get_by_text("市民全体を代表するものではありません")).to_be_visible()
    answers = page.locator("section[aria-labelledby=answered]")
    for words in (SUMMARY, ANSWER):
        await expect(answers.get_by_text(words)).to_be_visible()
    changed = page.locator("section[aria-labelledby=changed]")
    await expect(changed.get_by_text(NOTE)).to_be_visible()
    await expect(changed.locator("del")).to_have_text("地区")
    await expect(changed.locator("ins")).to_have_text("学校")
    held = page.locator("section[aria-labelledby=held]")
    await expect(held.get_by_text(RESULTS)).to_be_visible()
    await expect(held.get_by_text("参加した方")).to_have_count(0)  # there were three
    coming = page.locator("section[aria-labelledby=next]")
    await expect(coming.get_by_text("いま、ご意見を募集しています。")).to_be_visible()
    words = await page.inner_text("main")
    assert not [one for one in (*finished.secret, *finished.agreed) if one in words]


async def test_where_few_took_part_no_number_is_told(
    context: BrowserContext, address: str, finished: Finished
) -> None:
    """A second consultation, on which two papers came, and which was given up."""
    town = finished.town
    case = (await town.consult(-7 * 86_400, -60))["id"]
    for text in ("一つめの意見です。", "二つめの意見です。"):
        await _a_paper(town, case, text)
    given = {"consultationId": case, "outcome": "ABANDONED", "note": "やめました。"}
    given["idempotencyKey"] = new_key()
    ended = await town.door.do("publishResult", "PublishResultInput", given, "")
    assert ended["__typename"] == "Consultation", ended
    page = await context.new_page()
    await page.goto(address)
    came = page.locator("section[aria-labelledby=came]")
    item = came.get_by_role("listitem").filter(has=page.locator(f"a[href*='{case}']"))
    await expect(item).to_contain_text("数は載せません")
    await expect(item).not_to_contain_text("2通")


@pytest.mark.parametrize("lang", SECTIONS)
@pytest.mark.parametrize("width", [SMALL, WIDE])
async def test_nothing_keeps_anybody_out(
    context: BrowserContext, system: Stack, address: str, made: str, lang: str, width: int
) -> None:
    page = await context.new_page()
    gateway = system.url("gateway")
    for path in (
        address,
        f"{gateway}/policies",
        f"{gateway}/opendata",
        f"{gateway}/opendata/texts",
    ):
        await page.goto(f"{path}?lang={lang}")
        await no_barriers(page, width=width)
        if lang == "en":
            assert not JAPANESE.findall((await page.evaluate(OWN_WORDS)).replace("青葉野市", ""))
    await page.goto(f"{address}?lang={lang}")
    for name in SECTIONS[lang]:
        await expect(page.get_by_role("heading", name=name, exact=True, level=2)).to_be_visible()
    links = await page.eval_on_selector_all(
        "main a[href^='/'], header a[href^='/']", "(all) => all.map((one) => one.href)"
    )
    keeps = [one for one in links if f"lang={lang}" in one or lang == "ja"]
    # The header offers the same page in Japanese, which has no language in its address.
    assert len(links) - len(keeps) <= (0 if lang == "ja" else 2)


async def test_from_the_first_page_to_a_file_without_a_mouse(
    context: BrowserContext, system: Stack, finished: Finished, made: str
) -> None:
    page = await context.new_page()
    await page.goto(system.url("gateway"))
    await press(page, page.locator("nav.site-nav a[href='/policies']"), "Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("政策・計画の一覧")
    link = page.locator(f"a[href='/policies/{finished.town.policy}']")
    while not await link.count():
        await press(page, page.locator("a.more").first, "Enter")
    await press(page, link, "Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("協働のまちづくり計画")
    await press(page, page.locator("footer a[href='/opendata']"), "Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("オープンデータ")
    async with page.expect_download() as waiting:
        await press(page, page.locator("a[href$='/consultations.csv']"), "Enter")
    download = await waiting.value
    assert re.fullmatch(
        r"consultations-\d{4}-\d\d-\d\d-[0-9a-f]{12}\.csv", download.suggested_filename
    )


async def test_without_a_script_all_of_it_is_there(
    plain_context: BrowserContext, address: str
) -> None:
    page = await plain_context.new_page()
    await page.goto(address)
    await expect(page.get_by_text(ANSWER).first).to_be_visible()
    await expect(page.locator(".stage")).to_have_count(4)
    await _links_lead_somewhere(page, address)


async def _links_lead_somewhere(page: Page, address: str) -> None:
    links: list[Any] = await page.eval_on_selector_all(
        "main a[href^='/']", "(all) => all.map((one) => one.getAttribute('href'))"
    )
    assert links
    base = address.split("/policies/")[0]
    for link in dict.fromkeys(links):
        answer = await page.request.get(base + link)
        assert answer.status == 200, link


async def _a_paper(town: Town, case: str, text: str) -> None:
    paper = {
        "consultationId": case,
        "text": text,
        "channel": "POST",
        "receivedOn": (datetime.now(UTC) - timedelta(days=3)).date().isoformat(),
        "idempotencyKey": new_key(),
    }
    entered = await town.door.do("enterComment", "EnterCommentInput", paper, "")
    assert entered["__typename"] == "CommentReceipt", entered
