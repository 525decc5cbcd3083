"""A difficulty from a telephone call to a public issue, a lent thing and the city's answer."""

import re
from base64 import b64decode
from datetime import datetime, timedelta

import pytest
from playwright.async_api import BrowserContext, Page, expect

from infra.local.stack import Stack
from shared.city_map import LEVELS
from shared.clock import JST
from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.site import Numbers
from tests.e2e.test_answers import As, as_person
from tests.e2e.test_following import WITHIN_S, an_address, mailbox
from tests.e2e.town import Town
from tests.support.mail import Mailbox
from tests.support.people import OURS

__all__ = ["as_person", "mailbox"]

SAID = "坂道が雪で凍って、母が病院に行けません。母は心臓の病気です。"
TITLE = "冬の坂道を、安心して歩けるように"
BACKGROUND = "凍った坂道のために、通院できない人がいます。"
NEED = "雪かきの前に集まる部屋がほしいです。"
ANSWER = "坂道に手すりを付けます。"
OFFER = "雪かきの道具を置く部屋と、集まる場所を貸します。"
PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYGAAAAAEAAH2FzhVAAAAAElFTkSuQmCC"
)
STEPS_BEFORE = (
    *("1 現状の把握", "2 課題の把握", "3 協働手法の検討", "4 協働相手の決定"),
    "5 企画・立案の協議",
)


async def _numbers(page: Page) -> Numbers:
    receipt = await page.locator("[data-receipt-number]").inner_text()
    confirmation = await page.locator("[data-confirmation-number]").inner_text()
    assert confirmation not in page.url
    return Numbers(receipt, confirmation)


@pytest.mark.timeout(700)
async def test_from_a_telephone_call_to_an_evaluated_project(
    as_person: As,
    system: Stack,
    town: Town,
    context: BrowserContext,
    plain_context: BrowserContext,
    mailbox: Mailbox,
) -> None:
    """City, neighbourhood and a school's club work together; shops lend a room."""
    gateway = system.url("gateway")
    coordinator = await as_person("coordinator")
    numbers = await _entered(coordinator, gateway)
    address = await _sorted(coordinator, gateway, numbers)
    staff = await as_person("staff")
    await _shaped(staff, address)
    citizen = await plain_context.new_page()
    await _agreed(citizen, gateway, numbers)
    await _shown(staff, address)
    await _agreed_again(citizen)
    await staff.reload()
    await staff.get_by_role("button", name="第2版の公開に同意する").click()
    await expect(staff.get_by_role("heading", level=1)).to_have_text(TITLE)
    lender = await _offered(citizen, gateway)
    await _asked_for(staff, address)
    await _accepted(citizen, gateway, lender)
    await _reserved(staff, address)
    await staff.get_by_label("回答の文章（担当課の職員が書きます）").fill(ANSWER)
    await staff.get_by_role("button", name="回答する", exact=True).click()
    await expect(staff.get_by_text(ANSWER)).to_be_visible()
    await no_barriers(staff, width=SMALL)
    await _read(citizen, gateway)
    public = citizen.url
    await _found_on_the_map(citizen, await context.new_page(), gateway)
    await _found_while_writing(citizen, await context.new_page(), gateway)
    await _concerned(citizen, public)
    await _followed(await context.new_page(), public, mailbox)
    await _workshop_called(staff, address)
    await _linked(staff, citizen, public, town.policy_id)
    await citizen.goto(public)
    await expect(
        citizen.get_by_role("heading", name="この課題から開いた市民カフェ")
    ).to_be_visible()
    # One of them has an old telephone that runs no script.
    plain = await _joined(await plain_context.new_page(), public, "町内会・自治会", "北町町内会")
    club = await context.new_page()
    await club.goto(f"{public}/join")
    await no_barriers(club, width=SMALL)
    await _joined(club, public, "学校・大学", "北高校 野球部")
    await no_barriers(club, width=SMALL)
    pages = [plain, club]
    await _talked(plain, await context.new_page(), staff, coordinator, public)
    await _agreed_on_a_plan(staff, pages)
    await _moved(staff, "協働事業として取り組みます")
    await _signed(staff, pages, "6 実施")
    await _moved(staff, "実施しました")
    await _evaluated(staff, pages)
    await _signed(staff, pages, "7 評価")
    await _moved(staff, "評価まで終えました")
    await _read_what_became_of_it(await context.new_page(), public)


async def _followed(page: Page, public: str, mails: Mailbox) -> None:
    """Somebody asks for mails, agrees by the first one, and stops them again."""
    address = an_address()
    await page.goto(public)
    ask = page.get_by_role("button", name="お知らせを申し込む")
    await page.locator("#mail_address").fill("a@b")
    await ask.click()
    await expect(page.locator(".error-summary")).to_contain_text("メールアドレスの形")
    await no_barriers(page, width=SMALL)
    await page.locator("#mail_address").fill(address)
    await ask.click()
    await expect(page.get_by_text("確認のメールを送りました")).to_be_visible()
    assert address not in await page.content()
    await no_barriers(page, width=SMALL)
    (asked,) = await mails.wait_for(address, 1, WITHIN_S)
    links = re.findall(r"https?://\S+/issues/mails/\S+", str(asked.get_content()))
    (agree,) = {link for link in links if link.endswith("/agree")}
    for link, button, done in (
        (agree, "お知らせを受け取る", "お知らせを始めます"),
        (agree.removesuffix("/agree"), "お知らせを止める", "お知らせを止めました"),
    ):
        await page.goto(link)
        await no_barriers(page, width=SMALL)
        await page.get_by_role("button", name=button).click()
        await expect(page.get_by_text(done)).to_be_visible()
        await no_barriers(page, width=SMALL)


async def _entered(page: Page, gateway: str) -> Numbers:
    await page.goto(f"{gateway}/staff/issues")
    await page.get_by_role("link", name="電話・窓口で聞いたことを入力する").click()
    await page.get_by_label("困っていること（ふだんの言葉で書いてください）").fill(SAID)
    await page.get_by_label("分野（近いものを選んでください）").select_option(label="交通")
    await _placed(page)
    assert await page.locator("#words").input_value() == SAID
    await no_barriers(page, width=SMALL)
    await page.get_by_role("button", name="受け付ける").click()
    return await _numbers(page)


async def _sorted(page: Page, gateway: str, numbers: Numbers) -> str:
    await page.goto(f"{gateway}/staff/issues")
    await no_barriers(page, width=SMALL)
    await page.get_by_role("link", name=f"受付番号{numbers.receipt}").first.click()
    assert "心臓" not in await page.content()
    await page.get_by_label("開く目的").fill("仕分けるため")
    await page.get_by_role("button", name="文章と連絡先を開く").click()
    await expect(page.get_by_text(SAID)).to_be_visible()
    await page.locator("#sort-kind").select_option(label="課題提案")
    await page.locator("#department").select_option(label=OURS)
    await page.locator("#reason").fill("道路の管理についての課題です。")
    await page.get_by_role("button", name="仕分けて、担当課を決める").click()
    await expect(page.get_by_text("道路の管理についての課題です。")).to_be_visible()
    return page.url


async def _shown(page: Page, address: str) -> None:
    """Staff see the photograph once they have said for what, and show it with the next version."""
    await page.goto(address)
    assert await page.locator(".photograph img").count() == 0
    await page.get_by_label("開く目的").fill("写真を確かめるため")
    await page.get_by_role("button", name="文章と連絡先を開く").click()
    picture = page.locator(".photograph img")
    await picture.scroll_into_view_if_needed()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    await page.get_by_label("写真1を公開する").check()
    await page.get_by_label("写真1に写っているもの").fill("凍った坂道")
    await no_barriers(page, width=SMALL)
    await page.get_by_role("button", name="新しい版として残す").click()
    await expect(page.get_by_text("第2版", exact=False).first).to_be_visible()


async def _agreed_again(page: Page) -> None:
    """The author looks at the new version, which is compared with the one before."""
    await page.get_by_role("button", name="写真を送る").click()
    await expect(page.get_by_text("ファイルを選んでください。").first).to_be_visible()
    await page.get_by_role("button", name="この文章の公開に同意する").click()
    await expect(page.get_by_text("コーディネーターの同意を待っています。")).to_be_visible()


async def _placed(page: Page) -> None:
    """Show a place by keys alone, nearer with each press."""
    await page.get_by_text("地図で場所を示す").click()
    for _ in range(2):
        cell = page.get_by_role("button", name=re.compile("^北区、上から3番目")).first
        await cell.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("選んだ場所：北区")).to_be_visible()


async def _found_on_the_map(plain: Page, page: Page, gateway: str) -> None:
    """It is counted where it is; whoever presses the number comes to it, without a script."""
    await plain.goto(f"{gateway}/issues")
    await plain.get_by_role("link", name="地図で見る").click()
    wanted = plain.get_by_role("combobox", name="だれの力を求めているか")
    for _ in range(60):
        await wanted.select_option(label="企業・お店")
        await plain.get_by_role("button", name="絞り込む").click()
        if await plain.locator(".map__cluster").count():
            break
        await plain.wait_for_timeout(500)
    await page.goto(plain.url)
    await no_barriers(page, width=SMALL)
    for _ in range(LEVELS):
        if "/issues/map" not in plain.url:
            break
        await plain.locator(".map__cluster").first.click()
    await expect(plain.get_by_role("link", name=TITLE).first).to_be_visible()
    await plain.get_by_role("link", name=TITLE).first.click()
    await expect(plain.get_by_role("img", name="場所の図：北区")).to_be_visible()
    await expect(plain.get_by_text("頼みたい相手：企業・お店")).to_be_visible()


async def _shaped(page: Page, address: str) -> None:
    await page.goto(address)
    await page.get_by_label("課題の名前（80文字まで）").fill(TITLE)
    await page.get_by_label("何に、だれが困っているか").fill(BACKGROUND)
    await _placed(page)
    assert await page.get_by_label("課題の名前（80文字まで）").input_value() == TITLE
    await page.get_by_role("button", name="新しい版として残す").click()
    await expect(page.get_by_role("button", name="第1版の公開に同意する")).to_be_visible()
    await no_barriers(page, width=SMALL)


async def _agreed(page: Page, gateway: str, numbers: Numbers) -> None:
    """The author reads and agrees, without a script."""
    await page.goto(f"{gateway}/issues/own")
    await page.get_by_label("受付番号").fill(numbers.receipt)
    await page.get_by_label("確認番号").fill(numbers.confirmation)
    await page.get_by_role("button", name="確かめる").click()
    await expect(page.get_by_text(SAID)).to_be_visible()
    await _photographed(page)
    await page.get_by_role("button", name="この文章の公開に同意する").click()
    await expect(page.get_by_text("コーディネーターの同意を待っています。")).to_be_visible()
    assert numbers.confirmation not in page.url


async def _photographed(page: Page) -> None:
    """The author adds a photograph, and shows it with the next version."""
    picture = {"name": "坂道.png", "mimeType": "image/png", "buffer": PICTURE}
    await page.get_by_label("写真（何枚か選べます）").set_input_files(picture)  # type: ignore[arg-type]
    await page.get_by_role("button", name="写真を送る").click()
    await expect(page.get_by_text("いま、1枚の写真を預かっています。")).to_be_visible()


async def _offered(page: Page, gateway: str) -> Numbers:
    await page.goto(f"{gateway}/offers/new")
    await page.locator("#kind").select_option(label="場所")
    await page.locator("#text").fill(OFFER)
    await page.locator("#giver").fill("北通り商店会")
    await page.get_by_role("button", name="提供を登録する").click()
    return await _numbers(page)


async def _asked_for(page: Page, address: str) -> None:
    """Staff name a need, find the offer with its reason, and ask for it."""
    await page.goto(address)
    await page.locator("#kind").select_option(label="場所")
    await page.locator("#text").fill(NEED)
    await page.locator("#wanted").select_option(label="企業・お店")
    await page.get_by_role("button", name="必要なもの・ことに加える").click()
    await page.get_by_role("link", name="役に立ちそうな提供を探す").click()
    found = page.locator("li").filter(has_text=OFFER).first
    await expect(found).to_contain_text("雪")
    await no_barriers(page, width=SMALL)
    await found.get_by_role("button", name="お願いする").click()
    await page.get_by_role("button", name="連絡先を開く", exact=True).click()
    await expect(page.get_by_text("提供する人の連絡先：")).to_be_visible()


async def _accepted(page: Page, gateway: str, numbers: Numbers) -> None:
    """Who offers it reads what it is asked for, and accepts, without a script."""
    await page.goto(f"{gateway}/offers")
    await page.get_by_role("link", name="登録した提供のその後を見る").click()
    await page.get_by_label("受付番号").fill(numbers.receipt)
    await page.get_by_label("確認番号").fill(numbers.confirmation)
    await page.get_by_role("button", name="確かめる").click()
    await expect(page.get_by_text(NEED)).to_be_visible()
    await page.get_by_role("button", name="引き受けます").click()
    await expect(page.get_by_role("button", name="引き受けます")).to_be_hidden()
    assert numbers.confirmation not in page.url


async def _reserved(page: Page, address: str) -> None:
    """Staff reserve it for two hours, give it back, and reserve it again."""
    await page.goto(address)
    await _reserve(page)
    await page.get_by_role("button", name="この予約を取り消す").click()
    await expect(page.get_by_role("button", name="この予約を取り消す")).to_be_hidden()
    await _reserve(page)


async def _reserve(page: Page) -> None:
    begins = datetime.now(JST) + timedelta(days=1)
    await page.get_by_label("始まる日時").fill(f"{begins:%Y-%m-%dT%H:%M}")
    ends = begins + timedelta(hours=2)
    await page.get_by_label("終わる日時").fill(f"{ends:%Y-%m-%dT%H:%M}")
    await page.get_by_role("button", name="予約する").click()
    await expect(page.get_by_text(re.compile("^予約："))).to_be_visible()


async def _read(page: Page, gateway: str) -> None:
    """Everybody reads the public words, and nothing of what the author said in private."""
    await page.goto(f"{gateway}/issues")
    await page.get_by_role("link", name=TITLE).first.click()
    await expect(page.get_by_text(BACKGROUND)).to_be_visible()
    await expect(page.get_by_text(ANSWER)).to_be_visible()
    await expect(page.get_by_text("北通り商店会")).to_be_visible()
    await expect(page.get_by_role("img", name="凍った坂道")).to_be_visible()
    assert "心臓" not in await page.content()


async def _found_while_writing(plain: Page, page: Page, gateway: str) -> None:
    """Who writes of the same sees it: at a button's press, or by itself where a script runs."""
    for one in (plain, page):
        await one.goto(f"{gateway}/issues/new")
        await one.locator("#words").fill("坂道が凍って、安心して通院できません。")
    await plain.get_by_role("button", name="似ている課題を探す").click()
    await expect(page.get_by_role("button", name="似ている課題を探す")).to_be_hidden()
    for one in (plain, page):
        await expect(one.get_by_role("link", name=TITLE)).to_be_visible()
        assert "坂道が凍って" in await one.locator("#words").input_value()
    await no_barriers(page, width=SMALL)
    await page.goto(f"{gateway}/issues")
    await page.get_by_label("言葉で探す").fill("坂道 通院")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name=TITLE).first).to_be_visible()
    await page.get_by_label("言葉で探す").fill("坂道 ありえない言葉")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("見つかりませんでした")).to_be_visible()


async def _concerned(page: Page, address: str) -> None:
    await page.goto(address)
    await page.get_by_label("あなたが困っている場所").select_option(index=1)
    await page.get_by_role("button", name="私も困っています").click()
    await expect(page.get_by_text("1人", exact=False).first).to_be_visible()


async def _linked(staff: Page, citizen: Page, public: str, policy: str) -> None:
    """Staff say which policy it serves; from there and back everybody finds the other one."""
    option = staff.locator(f"#stage option[value^='{policy}|']").first
    await staff.locator("#stage").select_option(value=await option.get_attribute("value"))
    await staff.get_by_label("位置づける（外す）理由").fill("計画の案に入れます。")
    await staff.get_by_role("button", name="政策に位置づける").click()
    await citizen.goto(public)
    heading = citizen.get_by_role("heading", name="関わる政策")
    await expect(heading).to_be_visible()
    await heading.locator("xpath=following-sibling::ul[1]").get_by_role("link").click()
    await expect(citizen.get_by_role("link", name=TITLE).first).to_be_visible()


async def _workshop_called(page: Page, address: str) -> None:
    """Staff call a workshop from the issue, which gives it title and question."""
    await page.goto(address)
    await page.get_by_role("link", name="この課題から市民カフェを開く").click()
    assert await page.locator("#title").input_value() == TITLE
    await page.locator("#place").fill("北区民センター")
    begins = datetime.now(JST) + timedelta(days=10)
    await page.locator("#starts_at").fill(f"{begins:%Y-%m-%dT%H:%M}")
    await page.locator("#ends_at").fill(f"{begins + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    for at in (1, 2):
        await page.locator(f"#question{at}").fill("私たちに何ができますか。")
    await page.get_by_role("button", name="保存する").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    await page.goto(address)


async def _joined(page: Page, address: str, kind: str, name: str) -> Page:
    await page.goto(address)
    await page.get_by_role("link", name="この課題に関わる").click()
    await page.get_by_label("どんな立場ですか").select_option(label=kind)
    await page.get_by_label("公開する名前").fill(name)
    await page.get_by_label("どのように関わりますか（公開します）").fill("雪かきをします。")
    await page.get_by_role("button", name="登録する").click()
    numbers = await _numbers(page)
    await page.get_by_role("button", name="話し合いを読む・書く").click()
    await expect(page.get_by_text(name).first).to_be_visible()
    assert numbers.confirmation not in page.url
    return page


async def _talked(party: Page, reader: Page, staff: Page, coordinator: Page, public: str) -> None:
    """A question is answered; a post is reported, hidden with a reason, appealed for and shown."""
    await party.locator("#kind").select_option(label="質問")
    await party.locator("#text").fill("砂は、だれが配りますか。")
    await party.get_by_role("button", name="書き込む").first.click()
    await staff.reload()
    thread = staff.locator("article.thread").filter(has_text="砂は、だれが配りますか。")
    await expect(thread).to_contain_text("まだ答えがありません")
    await thread.get_by_text("この話題に書く").click()
    await thread.get_by_label("書くこと（公開します）").fill("市が12月に配ります。")
    await thread.get_by_role("button", name="書き込む").click()
    thread = staff.locator("article.thread").filter(has_text="市が12月に配ります。")
    await expect(thread).not_to_contain_text("まだ答えがありません")
    await party.locator("#text").fill("あの人のせいです。")
    await party.get_by_role("button", name="書き込む").first.click()
    await reader.goto(public)
    post = reader.locator(".post").filter(has_text="あの人のせいです。")
    await post.get_by_role("link", name="この書き込みを通報する").click()
    await no_barriers(reader, width=SMALL)
    await reader.get_by_label("どこが気になりましたか").fill("人を責めています。")
    await reader.get_by_role("button", name="通報する").click()
    await expect(reader.get_by_role("status")).to_contain_text("ありがとうございます")
    await coordinator.goto(staff.url.rpartition("/")[0])
    await coordinator.get_by_role("link", name=TITLE).first.click()
    told = coordinator.locator(".post").filter(has_text="あの人のせいです。")
    await expect(told).to_contain_text("人を責めています。")
    await told.get_by_text("見えなくする", exact=True).first.click()
    await told.get_by_label("見えなくする理由（公開します）").fill("特定の人を責めています。")
    await told.get_by_role("button", name="見えなくする").click()
    await reader.goto(public)
    await expect(reader.get_by_text("特定の人を責めています。")).to_be_visible()
    assert "あの人のせいです。" not in await reader.content()


async def _agreed_on_a_plan(staff: Page, pages: list[Page]) -> None:
    await staff.reload()
    await staff.get_by_text("計画を書く・直す").click()
    await staff.get_by_label("協働の手法").select_option(label="共催")
    for name in ("北町町内会", "北高校 野球部"):
        await staff.get_by_label(name).check()
    await staff.locator("#roles").fill("町内会と野球部が雪をかき、市が砂を配ります。")
    await staff.locator("#plan").fill("12月から2月まで、雪の翌朝6時から。")
    await staff.get_by_role("button", name="計画を残す").click()
    await no_barriers(staff, width=SMALL)
    await _move(staff, "協働事業として取り組みます")
    await expect(staff.get_by_role("alert")).to_contain_text("すべての側が署名していません")
    for step in STEPS_BEFORE:
        await _signed(staff, pages, step)


async def _signed(staff: Page, pages: list[Page], step: str) -> None:
    """All three sides say that a step is done; the parties without a script."""
    await staff.reload()
    for page in pages:
        await page.get_by_role("button", name="新しい内容を読み込む").click()
    for page in (staff, *pages):
        await page.get_by_role("button", name=f"「{step}」を確かめた").click()
    await expect(pages[-1].get_by_text(f"{step}：みんなが確かめました")).to_be_visible()


async def _move(staff: Page, to: str) -> None:
    await staff.get_by_label("段階", exact=True).select_option(label=to)
    await staff.get_by_role("button", name="段階を進める").click()


async def _moved(staff: Page, to: str) -> None:
    await staff.reload()
    await _move(staff, to)
    await expect(staff.locator(".state").first).to_have_text(to)


async def _evaluated(staff: Page, pages: list[Page]) -> None:
    """Each side for itself; nobody reads another's sheet before all have written theirs."""
    for sheet in ("事業の評価", "協働の評価"):
        await staff.reload()
        await staff.get_by_text(f"{sheet}（市の側）").click()
        form = staff.locator("form").filter(has=staff.get_by_text(f"{sheet}を提出する"))
        await form.get_by_label("よかったこと").fill(f"{sheet}：市の言葉")
        await staff.get_by_role("button", name=f"{sheet}を提出する").click()
        for page in pages:
            await page.get_by_role("button", name="新しい内容を読み込む").click()
            assert f"{sheet}：市の言葉" not in await page.content()
            await page.get_by_role("button", name=f"{sheet}を提出する").click()
        await expect(pages[-1].get_by_text(f"{sheet}：市の言葉")).to_be_visible()
    await no_barriers(pages[-1], width=SMALL)


async def _read_what_became_of_it(page: Page, address: str) -> None:
    await page.goto(address)
    await expect(page.locator(".state").first).to_have_text("評価まで終えました")
    for text in ("7 評価：みんなが確かめました", "事業の評価：市の言葉", "市が12月に配ります。"):
        await expect(page.get_by_text(text)).to_be_visible()
    await no_barriers(page, width=SMALL)


@pytest.mark.parametrize("lang", ["ja", "ja_easy", "en"])
async def test_the_pages_of_issues_keep_nobody_out(
    context: BrowserContext, system: Stack, lang: str
) -> None:
    page, gateway = await context.new_page(), system.url("gateway")
    paths = ("/issues", "/issues/new", "/issues/own", "/issues/talk", "/offers", "/offers/new")
    for path in paths:
        await page.goto(f"{gateway}{path}?lang={lang}")
        await no_barriers(page, width=SMALL)
    await page.goto(f"{gateway}/issues/new?lang={lang}")
    await page.locator("#words").fill("歩道がせまいです。")
    await page.keyboard.press("Tab")
    await page.locator("form button[type=submit]").last.focus()
    await page.keyboard.press("Enter")
    await _numbers(page)
    await no_barriers(page, width=SMALL)
