"""A comment from a citizen's browser to the dashboard."""

import secrets
from collections.abc import Callable

import pytest
from playwright.async_api import BrowserContext, Page, expect

from infra.local.stack import Stack
from tests.e2e.signing_in import sign_in_at_dashboard
from tests.e2e.site import Numbers, Site

Open = Callable[[Page], Site]


async def test_comments_with_and_without_javascript_reach_the_dashboard(
    context: BrowserContext, plain_context: BrowserContext, site: Open, system: Stack
) -> None:
    mark = secrets.token_hex(4)
    with_script = site(await context.new_page())
    without = site(await plain_context.new_page())
    first = await with_script.submit(f"スクリプトありの意見 {mark}", "参加の機会")
    second = await without.submit(f"スクリプトなしの意見 {mark}")
    assert first.receipt != second.receipt

    dashboard = await context.new_page()
    await sign_in_at_dashboard(dashboard, system.url("dashboard"), "staff")
    # Others of the run send comments, too: the newest ones of all are soon others.
    address = f"{system.url('dashboard')}/inputs?policy={with_script.town.policy_id}"
    await dashboard.goto(address)
    await expect(dashboard.get_by_text(f"スクリプトありの意見 {mark}")).to_be_visible()
    await expect(dashboard.get_by_text(f"スクリプトなしの意見 {mark}")).to_be_visible()


async def test_a_citizen_finds_the_plan_and_comments_on_a_clause(
    plain_context: BrowserContext, site: Open
) -> None:
    citizen = site(await plain_context.new_page())
    page = citizen.page
    await citizen.open("/")
    await page.get_by_role("link", name=citizen.town.title, exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(citizen.town.title)
    await page.get_by_role("navigation", name="目次").get_by_role("link", name="情報の公開").click()
    await (
        page.locator(f"#clause-{citizen.town.clause_ids['情報の公開']}")
        .get_by_role("link", name="この項目に意見を書く")
        .click()
    )
    quoted = page.get_by_role("paragraph").filter(has_text="検討の経過を公表します。")
    await expect(quoted).to_be_visible()
    await citizen.write("経過は月に一度公表してください。")
    await page.get_by_label("団体として").check()
    await citizen.send()
    numbers = await citizen.numbers()
    await expect(page.get_by_text("経過は月に一度公表してください。")).to_be_visible()
    assert numbers.confirmation not in page.url
    assert numbers.receipt not in page.url


@pytest.mark.parametrize("script", [True, False])
async def test_a_citizen_comments_on_one_sentence(
    context: BrowserContext, plain_context: BrowserContext, site: Open, script: bool
) -> None:
    citizen = site(await (context if script else plain_context).new_page())
    page = citizen.page
    await citizen.open_form("情報の公開")
    await page.get_by_role("radio", name="検討の経過を公表します。").check()
    await citizen.write("経過は月に一度がよいです。")
    await citizen.send()
    numbers = await citizen.numbers()
    await expect(page.get_by_text("「検討の経過を公表します。」")).to_be_visible()
    await citizen.open_receipt(numbers)
    await expect(page.get_by_text("「検討の経過を公表します。」")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
async def test_what_is_wrong_is_said_and_nothing_is_lost(
    context: BrowserContext, plain_context: BrowserContext, site: Open, script: bool
) -> None:
    citizen = site(await (context if script else plain_context).new_page())
    page = citizen.page
    await citizen.open_form("計画の趣旨")
    await page.get_by_label("団体として").check()
    await citizen.send()
    summary = page.locator(".error-summary")
    await expect(summary).to_be_focused()
    await expect(summary).to_contain_text("書かれていません")
    assert (await page.title()).startswith("入力内容を確かめてください")
    box = page.locator("#text")
    await expect(box).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_label("団体として")).to_be_checked()
    await summary.get_by_role("link").click()
    await expect(box).to_be_focused()

    await citizen.write("前半\x07後半")
    await citizen.send()
    await expect(page.locator(".error-summary")).to_contain_text("3文字目")
    assert "前半" in await box.input_value()

    await citizen.write("直しました")
    await citizen.send()
    await citizen.numbers()


async def test_a_text_over_the_limit_comes_back_whole(
    context: BrowserContext, plain_context: BrowserContext, site: Open
) -> None:
    text = "長い意見です。\n" * 1500
    citizen = site(await plain_context.new_page())
    await citizen.open_form()
    await citizen.write(text)
    await citizen.send()
    await expect(citizen.page.locator(".error-summary")).to_contain_text("10000文字以内")
    assert await citizen.page.locator("#text").input_value() == text

    scripted = site(await context.new_page())
    await scripted.open_form()
    await scripted.write(text)
    await expect(scripted.page.locator("[data-count]")).to_contain_text("減らしてください")
    await scripted.send()
    await expect(scripted.page.locator("[data-status]")).to_contain_text("減らしてください")
    assert await scripted.page.locator("#text").input_value() == text


async def test_going_back_and_sending_again_makes_no_second_comment(
    plain_context: BrowserContext, site: Open
) -> None:
    citizen = site(await plain_context.new_page())
    await citizen.open_form()
    key = await citizen.page.locator("[name=idempotency_key]").input_value()
    await citizen.write("一度だけ数えられる意見")
    await citizen.send()
    first = await citizen.numbers()

    async def again(text: str) -> str:
        answer = await plain_context.request.post(
            citizen.url + citizen.form_path(), form={"text": text, "idempotency_key": key}
        )
        return await answer.text()

    same = await again("一度だけ数えられる意見")
    assert first.receipt in same and first.confirmation in same and "二重には" in same
    other = await again("別の内容")
    assert "すでに別の内容" in other and "別の内容</textarea>" in other
    assert key not in other


async def test_the_same_person_goes_on_with_another_clause(
    plain_context: BrowserContext, site: Open
) -> None:
    citizen = site(await plain_context.new_page())
    page = citizen.page
    first = await citizen.submit("一つめの意見", "計画の趣旨")
    await page.get_by_role("button", name="続けて、ほかの項目にも意見を出す").click()
    assert first.confirmation not in page.url
    await page.get_by_role("button", name="計画の期間").click()
    await expect(page.get_by_text(first.receipt)).to_be_visible()
    await citizen.write("二つめの意見")
    await citizen.send()
    second = await citizen.numbers()
    assert second.receipt != first.receipt


async def test_a_consultation_that_is_not_open_takes_no_comment(
    plain_context: BrowserContext, site: Open
) -> None:
    citizen = site(await plain_context.new_page())
    path = f"/consultations/{citizen.town.planned_id}"
    await citizen.open(path)
    await expect(citizen.page.get_by_text("募集はまだ始まっていません")).to_be_visible()
    assert await citizen.page.get_by_text("この項目に意見を書く").count() == 0
    await citizen.open(f"{path}/comment")
    await expect(citizen.page.get_by_role("heading", level=1)).to_have_text(
        "いまは意見を出せません"
    )


async def test_a_receipt_is_stored_nowhere(plain_context: BrowserContext, site: Open) -> None:
    citizen = site(await plain_context.new_page())
    async with citizen.page.expect_response(lambda answer: answer.request.method == "POST") as seen:
        numbers: Numbers = await citizen.submit("控えの意見")
    answer = await seen.value
    assert (await answer.all_headers())["cache-control"] == "no-store"
    kana = await citizen.page.locator(".number__reading").first.inner_text()
    assert kana.count("／") == 2
    assert {word for word in kana.split() if word.isascii()} == set()
    async with citizen.page.expect_download() as started:
        await citizen.page.get_by_role("button", name="受付控えをファイルに保存する").click()
    file = (await (await started.value).path()).read_text("utf-8-sig")
    assert numbers.receipt in file and "控えの意見" in file
    assert numbers.confirmation not in file
