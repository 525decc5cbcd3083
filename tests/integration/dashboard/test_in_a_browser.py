"""The dashboard as a person meets it: a real Streamlit process and a real browser."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page, expect

from dashboard.live import AWAY
from tests.integration.dashboard.conftest import Dashboard
from tests.unit.dashboard.stub import comment

STAGE = "policy?policy=policy-1&cycle=1&stage=PLANNING"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = {
    "": "政策・計画 × 4つの段階",
    STAGE: "受領日",
    "coverage": "手法の実施状況（政策・計画 × 段階 × 手法）",
    "campaigns?consultation=consultation-1": "増税に<反対>です。",
    "topics?consultation=consultation-1": "学校給食についての意見です。",
    "topics?topic=topic-1&viewpoint=v1": "この論点の見方",
    "workshops": "公園を話す",
    "workshops?workshop=workshop-1": "木陰を増やす",
    "inputs": "届いた意見",
    "trace?comment=comment-1": "一部の意見への考え方を公表しました",
    "trace?revision=revision-2&clause=clause-1": "もとになった意見",
    "system": "正常に動いています",
}


async def opened(context: BrowserContext, dashboard: Dashboard, path: str = "") -> Page:
    page = await context.new_page()
    await page.goto(f"{dashboard.address}/{path}")
    await expect(page.get_by_text("市民の声 集計", exact=True)).to_be_visible()
    return page


async def test_new_input_appears_by_itself_and_as_plain_text(
    context: BrowserContext, dashboard: Dashboard
) -> None:
    page = await opened(context, dashboard)
    await expect(page.get_by_text("<script>alert(1)</script>")).to_be_visible()
    text = "いま届いた意見です。<b>太字</b>にはなりません。"
    dashboard.gateway.inputs.insert(0, comment(0, text))
    await expect(page.get_by_text(text)).to_be_visible()


async def test_the_progress_of_answering_follows_by_itself(
    context: BrowserContext, dashboard: Dashboard
) -> None:
    page = await opened(context, dashboard, STAGE)
    row = page.get_by_role("row").filter(has=page.get_by_role("progressbar"))
    await expect(row).to_contain_text("25%")
    dashboard.gateway.progress |= {"answered": 1633, "unanswered": 0}
    await expect(row).to_contain_text("100%")


async def test_the_matrix_leads_to_a_stage_whose_address_can_be_shared(
    context: BrowserContext, dashboard: Dashboard
) -> None:
    page = await opened(context, dashboard)
    await page.get_by_role("link", name="地域公共交通計画、企画・立案の内訳を見る").click()
    await expect(page).to_have_url(re.compile(re.escape(STAGE)))
    await expect(page.get_by_text("北部地区 市民カフェ")).to_be_visible()
    colleague = await opened(context, dashboard, STAGE)
    await expect(colleague.get_by_text("北部地区 市民カフェ")).to_be_visible()
    await (
        colleague.get_by_role("radio", name="事業実施")
        .or_(colleague.get_by_role("button", name="事業実施"))
        .click()
    )
    await expect(colleague).to_have_url(re.compile("stage=IMPLEMENTATION"))


async def test_while_the_gateway_is_away_the_figures_stay_and_come_back_alive(
    context: BrowserContext, dashboard: Dashboard
) -> None:
    page = await opened(context, dashboard)
    await expect(page.get_by_text("1,344")).to_be_visible()
    dashboard.gateway.status, dashboard.gateway.raw = 503, b"away"
    await expect(page.get_by_text(AWAY)).to_be_visible()
    await expect(page.get_by_text("1,344")).to_be_visible()
    assert await page.locator(".stException").count() == 0
    dashboard.gateway.overview["total"]["comments"] = 1345
    dashboard.gateway.status, dashboard.gateway.raw = 200, None
    await expect(page.get_by_text(AWAY)).to_have_count(0)
    await expect(page.get_by_text("1,345")).to_be_visible()


async def test_a_refresh_does_not_move_the_reader(
    context: BrowserContext, dashboard: Dashboard
) -> None:
    page = await opened(context, dashboard)
    await expect(page.get_by_text("バスの本数を増やしてください。")).to_be_visible()
    main = page.locator(".stMain")
    await main.evaluate("element => element.scrollTo(0, 600)")
    dashboard.gateway.overview["total"]["comments"] = 1399
    await expect(page.get_by_text("1,399")).to_have_count(1)
    assert await main.evaluate("element => element.scrollTop") == 600


@pytest.mark.parametrize("width", [1280, 360])
async def test_every_page_fits_reads_and_asks_nobody_else(
    context: BrowserContext, dashboard: Dashboard, width: int
) -> None:
    asked: set[str] = set()
    context.on("request", lambda request: asked.add(request.url))
    for path, text in PAGES.items():
        page = await opened(context, dashboard, path)
        await page.set_viewport_size({"width": width, "height": 800})
        await expect(page.get_by_text(text).first).to_be_visible()
        assert await page.locator("html").get_attribute("lang") == "ja"
        # It fits once Streamlit has laid it out anew for the width.
        await _fits(page)
        found = await Axe().run(page, options={"runOnly": WCAG})
        assert not found.response["violations"], (path, found.generate_report())
        await page.close()
    here = urlsplit(dashboard.address).netloc
    assert {urlsplit(url).netloc for url in asked} - {""} == {here}


async def _fits(page: Page) -> None:
    fits = "() => { const main = document.querySelector('.stMain');"
    await page.wait_for_function(fits + " return main.scrollWidth === main.clientWidth }")
