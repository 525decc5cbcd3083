"""A recruitment of the ordinary kind: called, applied for by web and paper, chosen, appointed."""

import asyncio
import secrets
from datetime import timedelta

import pytest
from playwright.async_api import BrowserContext, Page, expect

from infra.local.stack import Stack
from shared.clock import today_jst
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.site import Numbers
from tests.e2e.test_answers import As, as_person
from tests.e2e.town import Town, found_town
from tests.support.recruitments import end_recruitment

__all__ = ["as_person"]

ESSAY = "町内会で子どもの見守りを続けてきました。地域の声を市に届けたいです。" * 14
REASON = "地域での経験を、基準の「意欲」で高く評価しました。"
NOT_NOW = "応募の数が多く、今回は見送りとなりました。"
RESULT = "3名の応募があり、作文と面接で2名を選びました。"


@pytest.mark.timeout(480)
async def test_two_seats_from_the_call_to_the_members(
    as_person: As,
    system: Stack,
    context: BrowserContext,
    plain_context: BrowserContext,
) -> None:
    gateway = system.url("gateway")
    # A town of its own: the form offers the newest policies.
    town = await found_town(system.environment)
    staff = await as_person("staff")
    name = f"市民協働推進委員会 {secrets.token_hex(3)}"
    await _founded(staff, gateway, name, town)
    title = f"委員を募集します {secrets.token_hex(3)}"
    work = await _called(staff, title)
    citizen = await context.new_page()
    await citizen.goto(f"{gateway}/policies/{town.policy_id}")
    await citizen.get_by_role("link", name=name).click()
    await expect(citizen.get_by_text("市民協働推進条例 第10条")).to_be_visible()
    await citizen.goto(f"{gateway}/committees")
    await no_barriers(citizen, width=SMALL)
    await citizen.get_by_role("link", name=title).click()
    await expect(citizen.get_by_text("地域の活動で感じていること")).to_be_visible()
    await no_barriers(citizen, width=SMALL)
    public = citizen.url

    first = await _applied(citizen, public, "山田 花子")
    # An old telephone that runs no script.
    plain = await plain_context.new_page()
    second = await _applied(plain, public, "佐藤 太郎")
    await _withdrawn(await context.new_page(), public)
    third = await _entered(staff, work, "鈴木 一郎")

    await asyncio.to_thread(end_recruitment, system.environment, work.rpartition("/")[2])
    await citizen.goto(public)
    await expect(citizen.get_by_text("いま、選考しています")).to_be_visible()
    await _looked_at(staff, work, first)
    await _proposed(staff, work, {first: "選ばれました", second: "選ばれました", third: "補欠"})
    await expect(staff.get_by_text("自分で決められません")).to_be_visible()
    await no_barriers(staff, width=SMALL)
    assert "選ばれました" not in await _told(citizen, gateway, first), "nobody is told before"
    second_person = await as_person("approver")
    await second_person.goto(work)
    await second_person.get_by_role("button", name="この案に決めて、結果を公表する").click()
    await expect(second_person.locator(".state").first).to_have_text("結果を公表しました")

    told = await _told(citizen, gateway, first)
    assert "選ばれました" in told
    assert REASON in told
    told = await _told(plain, gateway, third)
    assert "補欠の1番目" in told
    assert NOT_NOW in told
    await _seated(staff, work, "山田")
    await citizen.goto(public)
    await expect(citizen.get_by_text(RESULT)).to_be_visible()
    await citizen.get_by_role("link", name=name).click()
    shown = await citizen.locator("main").inner_text()
    assert "公募委員" in shown
    assert "花子" not in shown, "what was not agreed to is not shown"
    await no_barriers(citizen, width=SMALL)
    for language in ("en", "ja_easy"):
        for address in (f"{gateway}/committees", public, citizen.url.partition("?")[0]):
            await citizen.goto(f"{address}?lang={language}")
            await no_barriers(citizen, width=SMALL)


async def _founded(page: Page, gateway: str, name: str, town: Town) -> None:
    await page.goto(f"{gateway}/staff/committees")
    await no_barriers(page, width=SMALL)
    await page.get_by_role("link", name="委員会を登録する").click()
    await page.get_by_label("委員会の名前").fill(name)
    await page.get_by_label("設置の根拠（条例・要綱など）").fill("市民協働推進条例 第10条")
    await page.locator("#purpose").fill("協働の施策について話し合います。")
    stage = page.locator(f"#stage option[value^='{town.policy_id}']").first
    await page.locator("#stage").select_option(await stage.get_attribute("value"))
    await no_barriers(page, width=SMALL)
    await page.get_by_role("button", name="登録する").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(name)


async def _called(page: Page, title: str) -> str:
    await no_barriers(page, width=SMALL)
    await page.get_by_role("link", name="委員を公募する").click()
    today = today_jst()
    days = {"term_starts_on": 60, "term_ends_on": 700}
    await page.locator("#title").fill(title)
    await page.get_by_role("button", name="この内容で公募する").click()
    for id_, many in days.items():
        await page.locator(f"#{id_}").fill((today + timedelta(days=many)).isoformat())
    await page.locator("#essay_question").fill("地域の活動で感じていることを書いてください。")
    await page.locator("#contact").fill("市民協働推進課 022-000-0000")
    await page.get_by_role("button", name="この内容で公募する").click()
    # Who is chosen by essay has to know by what.
    await expect(page.locator(".error-summary")).to_contain_text("選考の基準を1つから")
    await no_barriers(page, width=SMALL)
    await page.locator("#criterion0").fill("意欲")
    await page.get_by_role("button", name="この内容で公募する").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url.partition("?")[0]


async def _fill(page: Page, name: str) -> None:
    await page.locator("#name").fill(name)
    await page.locator("#kana").fill("おなまえ")
    await page.locator("#birth_date").fill("1955-04-01")
    await page.locator("#address").fill("青葉区一番町1-2-3")
    await page.locator("#phone").fill("022-000-1111")
    await page.locator("#tie_LIVE").check()


async def _applied(page: Page, public: str, name: str) -> Numbers:
    await page.goto(f"{public}/apply")
    await _fill(page, name)
    await page.locator("#essay").fill("短すぎる作文です。")
    await page.get_by_role("button", name="この内容で応募する").click()
    await expect(page.locator(".error-summary")).to_contain_text("作文は400字以上")
    assert await page.locator("#name").input_value() == name, "what was typed stays"
    await page.locator("#essay").fill(ESSAY)
    await page.get_by_role("button", name="この内容で応募する").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("応募を受け付けました")
    return await _numbers(page)


async def _numbers(page: Page) -> Numbers:
    receipt = await page.locator("[data-receipt-number]").inner_text()
    confirmation = await page.locator("[data-confirmation-number]").inner_text()
    assert confirmation not in page.url
    return Numbers(receipt, confirmation)


async def _withdrawn(page: Page, public: str) -> None:
    numbers = await _applied(page, public, "高橋 次郎")
    await no_barriers(page, width=SMALL)
    await page.goto(f"{public}/apply")
    await no_barriers(page, width=SMALL)
    await _look(page, public.partition("/recruitments")[0], numbers)
    await no_barriers(page, width=SMALL)
    await page.get_by_text("応募を取り下げる").first.click()
    await page.get_by_role("button", name="応募を取り下げる").click()
    await expect(page.get_by_text("取り下げました")).to_be_visible()


async def _look(page: Page, gateway: str, numbers: Numbers) -> None:
    await page.goto(f"{gateway}/applications/own")
    await page.locator("#number").fill(numbers.receipt)
    await page.locator("#confirmation_number").fill(numbers.confirmation)
    await page.get_by_role("button", name="確かめる").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("応募したもののその後")


async def _told(page: Page, gateway: str, numbers: Numbers) -> str:
    await _look(page, gateway, numbers)
    return await page.locator("main").inner_text()


async def _entered(page: Page, work: str, name: str) -> Numbers:
    await page.goto(work)
    await page.get_by_role("link", name="紙で届いた応募を入力する").click()
    await _fill(page, name)
    # What stands on paper is entered as it is, be it too short.
    await page.locator("#essay").fill("短い作文です。")
    await no_barriers(page, width=SMALL)
    await page.get_by_role("button", name="受け付ける").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("応募を受け付けました")
    return await _numbers(page)


async def _looked_at(page: Page, work: str, numbers: Numbers) -> None:
    await page.goto(work)
    assert "山田" not in await page.locator("main").inner_text()
    card = page.locator(".staff-card", has_text=numbers.receipt)
    await card.get_by_text("応募した人と作文を見る").click()
    await card.get_by_label("見る目的（記録に残ります）").fill("応募資格を確かめるため")
    await card.get_by_role("button", name="見る").click()
    await expect(page.get_by_text("山田 花子")).to_be_visible()
    fits = page.get_by_text("応募資格に合わないところは、見つかりませんでした。")
    await expect(fits).to_be_visible()
    await no_barriers(page, width=SMALL)


async def _proposed(page: Page, work: str, outcomes: dict[Numbers, str]) -> None:
    await page.goto(work)
    for at, (numbers, outcome) in enumerate(outcomes.items()):
        part = page.locator("fieldset fieldset", has_text=numbers.receipt)
        option = part.locator("option", has_text=outcome).first
        await part.locator("select").select_option(await option.get_attribute("value"))
        if at == 0:
            await part.get_by_label("この人だけに伝える理由").fill(REASON)
    await page.locator("#reason_CHOSEN").fill("作文と面接の点が高かったためです。")
    await page.locator("#reason_RESERVE").fill(NOT_NOW)
    await page.locator("#summary").fill(RESULT)
    await page.get_by_role("button", name="案を作る（ほかの職員が決めます）").click()
    await expect(page.get_by_role("heading", name="結果の案", exact=True)).to_be_visible()


async def _seated(page: Page, work: str, shown: str) -> None:
    await page.goto(work)
    card = page.locator(".staff-card", has_text="委員に委嘱する").first
    await card.get_by_text("委員に委嘱する").click()
    await card.get_by_label("公開する名前（本人が同意したもの）").fill(shown)
    today = today_jst()
    await card.get_by_label("任期の始まり").fill(today.isoformat())
    await card.get_by_label("任期の終わり").fill((today + timedelta(days=600)).isoformat())
    await card.get_by_role("button", name="委嘱を記録する").click()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await expect(page.locator(".error-summary")).to_have_count(0)
