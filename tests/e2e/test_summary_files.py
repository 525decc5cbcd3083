"""A stage's summary as people get it: the document, who sees what, and what stays out."""

import asyncio
import io
from typing import Any

import aiohttp
import docx
import pypdf
import pytest
from playwright.async_api import Browser

from infra.local.stack import Stack
from tests.e2e.signing_in import sign_in
from tests.e2e.town import found_town
from tests.integration.gateway.conftest import Door
from tests.support.people import Cast

SAID = ("夜のバスを増やしてください。", "橋が危ないです。連絡は 022-261-1111 へ。")
SUMMARY = """query ($id: ID!, $all: Boolean!) {
  stageSummary(policyId: $id, cycle: 1, stage: PLANNING, forOthers: $all) {
    inCharge
    document
    sections {
      code
      sentences { code text quotation { number text mayHoldPersonalData } citations { path } }
    }
  }
}"""


async def sentences(door: Door, policy: str, *, for_others: bool = False) -> dict[str, Any]:
    answer = await door.ask(SUMMARY, {"id": policy, "all": for_others}, as_staff=True)
    found = answer["data"]["stageSummary"]
    told = [one for section in found["sections"] for one in section["sentences"]]
    return {"inCharge": found["inCharge"], "document": found["document"], "told": told}


async def settled(door: Door, policy: str) -> dict[str, Any]:
    """The summary once both comments are counted and wait for an answer."""
    async with asyncio.timeout(60):
        while True:
            found = await sentences(door, policy)
            texts = [one["text"] for one in found["told"]]
            # Who waits is told by the responses service, what came in by insight, each in its time.
            counted = any(one["code"] == "BY_CHANNEL" for one in found["told"])
            if counted and any("回答のない意見が2件" in text for text in texts):
                return found
            await asyncio.sleep(0.2)


@pytest.mark.timeout(300)
async def test_a_summary_becomes_a_document_and_small_counts_stay_in_the_department(
    browser: Browser, system: Stack, people: Cast
) -> None:
    town, gateway = await found_town(system.environment), system.url("gateway")
    async with aiohttp.ClientSession() as session:
        door = Door(session, gateway, people.tokens["staff"])
        links = "query ($id: ID!) { consultation(id: $id) { links { policy { id } } } }"
        linked = await door.ask(links, {"id": town.open_id})
        policy_id = linked["data"]["consultation"]["links"][0]["policy"]["id"]
        for text in SAID:
            await door.submit(town.open_id, text=text)
        found = await settled(door, policy_id)
        other = await sentences(Door(session, gateway, people.tokens["other_staff"]), policy_id)
        outward = await sentences(door, policy_id, for_others=True)
    codes = {one["code"] for one in found["told"]}
    assert {"METHODS", "UNITS", "BY_CHANNEL", "QUOTE_OLDEST_UNANSWERED"} <= codes
    (quoted,) = (one for one in found["told"] if one["code"] == "QUOTE_OLDEST_UNANSWERED")
    assert quoted["quotation"]["text"] == SAID[0]
    assert found["inCharge"]
    assert not other["inCharge"]
    assert other["told"] == outward["told"]
    assert "BY_CHANNEL" not in {one["code"] for one in other["told"]}

    page = await (await browser.new_context(locale="ja-JP")).new_page()
    await sign_in(page, gateway, "staff", "/staff")
    for kind, read in (("docx", of_word), ("pdf", of_pdf)):
        answer = await page.request.get(f"{gateway}{found['document']}.{kind}")
        assert answer.status == 200
        assert answer.headers["cache-control"] == "no-store"
        words = await asyncio.to_thread(read, await answer.body())
        for one in outward["told"]:
            assert "".join(one["text"].split()) in words, (kind, one["code"])
        assert quoted["quotation"]["number"] in words
        assert "022-261-1111" not in words
        assert "回答者は市民全体を代表するものではありません" in words
    for lost in ("gone/1/PLANNING.pdf", f"{policy_id}/1/PLANNING.exe"):
        assert (await page.request.get(f"{gateway}/staff/summary/{lost}")).status == 404
    nowhere = f"{gateway}/staff/summary/{policy_id}/99999999999/PLANNING.pdf"
    assert (await page.request.get(nowhere)).status == 404
    stranger = await browser.new_context(locale="ja-JP")
    answer = await stranger.request.get(f"{gateway}{found['document']}.pdf", max_redirects=0)
    assert answer.status == 303
    assert "/sign-in" in answer.headers["location"]
    await stranger.close()
    await page.context.close()


def of_word(content: bytes) -> str:
    read = docx.Document(io.BytesIO(content))
    return "".join("".join(one.text for one in read.paragraphs).split())


def of_pdf(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    # A line that goes on over the page has the header and the number of the page in between.
    texts = (
        page.extract_text().replace("取扱注意：市民の意見の引用を含みます", "") for page in pages
    )
    return "".join("".join(text.split()) for text in texts)
