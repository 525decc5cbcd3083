"""Each role signs in with a browser, at the pages and at the dashboard; nobody else gets in."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from playwright.async_api import Browser, BrowserContext, Page, expect

from infra.local.demo_sign_in import TOKEN_LIVES_S
from infra.local.stack import Stack
from tests.e2e.barriers import no_barriers
from tests.e2e.signing_in import choose, sign_in, sign_in_at_dashboard
from tests.support.people import PEOPLE, Cast

EVERYBODYS = {"/staff", "/staff/departments", "/staff/notices", "/staff/tokens"}
FOUND = {
    "STAFF": {
        *(
            "/staff/consultations",
            "/staff/paper",
            "/staff/paper/entries",
            "/staff/paper/import",
            "/staff/comments",
            "/staff/answers",
            "/staff/anchors",
            "/staff/answers/export",
            "/staff/folds",
            "/staff/topics",
            "/staff/masks",
            "/staff/workshops",
            "/staff/issues",
            "/staff/committees",
        ),
        *("/staff/delegations", "/staff/personal-data"),
    },
    "ADMIN": {"/staff/people", "/staff/routes", "/staff/changes", "/staff/audit"},
    "FACILITATOR": {"/staff/workshops"},
    "COORDINATOR": {"/staff/issues"},
    "RECORDS": {"/staff/changes", "/staff/audit", "/staff/disclosures"},
}
ALL_PAGES = EVERYBODYS.union(*FOUND.values())


@pytest.fixture
async def officer(browser: Browser, system: Stack, people: Cast) -> AsyncIterator[Page]:
    """A page on which ``staff`` is signed in, without JavaScript."""
    made = await browser.new_context(locale="ja-JP", java_script_enabled=False)
    page = await made.new_page()
    await sign_in(page, system.url("gateway"), "staff")
    yield page
    await made.close()


@pytest.mark.parametrize("person", PEOPLE)
async def test_each_role_sees_its_pages_and_its_figures(
    context: BrowserContext, system: Stack, people: Cast, person: str
) -> None:
    gateway, roles = system.url("gateway"), PEOPLE[person][0]
    mine = EVERYBODYS.union(*(FOUND.get(role, set()) for role in roles))
    page = await context.new_page()
    await sign_in(page, gateway, person)
    await expect(page.get_by_role("heading", name="あなたの仕事")).to_be_visible()
    links = page.locator(".site-nav a")
    shown = {await link.get_attribute("href") for link in await links.all()}
    assert shown == mine
    for path in ALL_PAGES:
        answer = await page.goto(gateway + path)
        assert answer is not None
        assert answer.status == (200 if path in mine else 403), path
    dashboard = await context.new_page()
    await sign_in_at_dashboard(dashboard, system.url("dashboard"), person)
    if "STAFF" in roles:
        await expect(dashboard.get_by_text("政策・計画 × 4つの段階")).to_be_visible()
    else:
        refused = dashboard.get_by_text("この画面を見る権限がありません").first
        await expect(refused).to_be_visible()
        await expect(dashboard.get_by_text("政策・計画 × 4つの段階")).to_have_count(0)


async def test_signing_out_ends_it_wherever_the_cookie_was_kept(
    officer: Page, system: Stack
) -> None:
    gateway = system.url("gateway")
    kept = await officer.context.cookies()
    await officer.get_by_role("button", name="サインアウト").click()
    await expect(officer.get_by_role("heading", name="サインアウトしました")).to_be_visible()
    assert await officer.context.cookies() == []
    await officer.context.add_cookies(kept)  # type: ignore[arg-type]
    await officer.goto(gateway + "/staff")
    assert "/sign-in" in officer.url
    await expect(officer.get_by_text("あなたが受け持つ担当")).to_have_count(0)


async def test_a_session_is_new_at_every_sign_in_and_scripts_cannot_read_it(
    context: BrowserContext, system: Stack, people: Cast
) -> None:
    gateway = system.url("gateway")
    await context.add_cookies([{"name": "kyodo_session", "value": "planted", "url": gateway}])
    page = await context.new_page()
    await sign_in(page, gateway, "staff")
    (cookie,) = [c for c in await context.cookies() if c["name"] == "kyodo_session"]
    assert cookie["value"] != "planted"
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    assert await page.evaluate("document.cookie") == ""


@pytest.mark.parametrize(
    ("csrf", "origin"),
    [("", None), ("0" * 64, None), (None, "https://evil.example"), (None, "null-but-not")],
)
async def test_a_form_of_another_site_does_nothing_and_gives_back_what_was_typed(
    officer: Page, system: Stack, csrf: str | None, origin: str | None
) -> None:
    gateway = system.url("gateway")
    await officer.goto(gateway + "/staff/tokens")
    own = await officer.locator("[name=csrf]").last.get_attribute("value")
    before = await officer.locator(".staff-card").count()
    typed = {"csrf": own if csrf is None else csrf, "name": "盗む", "expires_on": "2099-01-01"}
    headers = {"Origin": origin} if origin else {}
    answer = await officer.context.request.post(
        gateway + "/staff/tokens",
        form={**typed, "key": "a-key-of-another-site"},  # type: ignore[dict-item]
        headers=headers,
    )
    assert answer.status == 403
    assert "盗む" in await answer.text()
    await officer.reload()
    assert await officer.locator(".staff-card").count() == before


@pytest.mark.parametrize(
    "to",
    ["https://evil.example/", "//evil.example/staff", "/staff/../../x//y", "\\evil", "/receipts"],
)
async def test_signing_in_leads_to_our_own_pages_only(
    context: BrowserContext, system: Stack, people: Cast, to: str
) -> None:
    gateway = system.url("gateway")
    page = await context.new_page()
    await page.goto(f"{gateway}/sign-in/begin?to={to}")
    await choose(page, "staff")
    await page.wait_for_url(gateway + "/staff")


async def test_giving_up_and_not_being_registered_are_told(
    context: BrowserContext, system: Stack, people: Cast
) -> None:
    gateway = system.url("gateway")
    page = await context.new_page()
    await page.goto(gateway + "/sign-in/begin")
    await page.get_by_role("button", name="やめる").click()
    await expect(page.get_by_text("サインインをやめました")).to_be_visible()
    await page.goto(gateway + "/sign-in/begin")
    # The demo's library clerk is not among the people of the tests.
    await page.locator("button[value=demo-library-staff]").click()
    await expect(page.get_by_text("登録されていません")).to_be_visible()
    answer = await page.goto(gateway + "/sign-in/callback?code=x&state=forged")
    assert answer is not None and answer.status == 400


async def test_by_keyboard_on_a_small_screen_with_nothing_for_axe_to_find(
    context: BrowserContext, system: Stack, people: Cast
) -> None:
    gateway = system.url("gateway")
    page = await context.new_page()
    await page.set_viewport_size({"width": 320, "height": 700})
    await page.goto(gateway + "/sign-in")
    for _ in range(20):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent") == "サインインする":
            break
    await page.keyboard.press("Enter")
    await page.locator("button[value=demo-admin]").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url(gateway + "/staff")
    for path in ("/sign-in", *sorted(EVERYBODYS | FOUND["ADMIN"])):
        for lang in ("ja", "en"):
            await page.goto(f"{gateway}{path}?lang={lang}")
            await no_barriers(page)


async def test_a_personnel_change_is_seen_before_it_is_made(
    context: BrowserContext, system: Stack, people: Cast
) -> None:
    gateway = system.url("gateway")
    page = await context.new_page()
    await sign_in(page, gateway, "admin", "/staff/changes")
    await page.locator("#kind_0").select_option("APPOINT")
    await page.locator("#person_0").select_option(people.people["facilitator"])
    await page.locator("#desk_0").select_option(people.desks["approver"])
    await page.get_by_role("button", name="どう変わるか見る").click()
    await expect(page.get_by_text("こう変わります")).to_be_visible()
    await page.get_by_role("button", name="この異動を行う").click()
    await expect(page.get_by_text("異動を行いました")).to_be_visible()
    # Nobody may be left: refused whole, and what was typed is still there.
    await page.locator("#kind_0").select_option("RELIEVE")
    await page.locator("#person_0").select_option(people.people["other_staff"])
    await page.locator("#desk_0").select_option(people.desks["other_staff"])
    await page.get_by_role("button", name="どう変わるか見る").click()
    await expect(page.get_by_text("受け持つ人がいなくなります")).to_be_visible()
    assert await page.locator("#kind_0").input_value() == "RELIEVE"
    back = {"kind_0": "RELIEVE", "person_0": people.people["facilitator"]}
    for field, value in {**back, "desk_0": people.desks["approver"]}.items():
        await page.locator(f"#{field}").select_option(value)
    await page.get_by_role("button", name="どう変わるか見る").click()
    await page.get_by_role("button", name="この異動を行う").click()
    await expect(page.get_by_text("異動を行いました")).to_be_visible()


async def test_forged_tokens_of_the_provider_are_refused(
    system: Stack, people: Cast, context: BrowserContext
) -> None:
    issuer = system.environment["KYODO_OIDC_ISSUER"]
    async with aiohttp.ClientSession() as session:
        async with session.get(issuer + "/jwks") as answer:
            (public,) = (await answer.json())["keys"]
        now = int(time.time())
        right = {"iss": issuer, "aud": "kyodo-gateway", "sub": "demo-admin", "exp": now + 600}
        own = RSAKey.generate_key(2048, {"kid": public.get("kid") or "own"})
        header = {"alg": "RS256", **({"kid": public["kid"]} if "kid" in public else {})}
        secret = OctKey.import_key(str(public["n"]).encode())
        none = "eyJhbGciOiJub25lIn0." + jwt.encode(header, right, own).split(".")[1] + "."
        forged = [
            jwt.encode(header, right, own),
            jwt.encode({**header, "alg": "HS256"}, right, secret, algorithms=["HS256"]),
            none,
            "a.b.c",
            f"{none}x",
        ]
        for token in forged:
            assert await _status(session, system.url("gateway"), token) == 401, token


async def _status(session: aiohttp.ClientSession, gateway: str, token: str) -> int:
    body = {"query": "{ me { person { id } } }"}
    headers = {"Authorization": f"Bearer {token}"}
    async with session.post(gateway + "/graphql", json=body, headers=headers) as answer:
        return answer.status


async def test_the_dashboard_asks_to_sign_in_again_when_the_token_ends(
    browser: Browser, new_stack: Callable[..., Stack], system: Stack, people: Cast
) -> None:
    """A provider whose tokens live 12 s; the page must close by itself, without being touched."""
    shared = ("KYODO_GATEWAY_URL", "KYODO_KAFKA_BOOTSTRAP", "KYODO_MONGO_URL")
    given = {name: system.environment[name] for name in shared} | {TOKEN_LIVES_S: "12"}
    stack = await asyncio.to_thread(new_stack, ("demo-sign-in", "dashboard"), given)
    made = await browser.new_context(locale="ja-JP")
    page = await made.new_page()
    await page.goto(stack.url("dashboard"))
    await page.get_by_role("button", name="サインインする").click()
    await choose(page, "staff")
    # The other gateway does not know this provider: nothing is shown, and soon it has expired.
    await expect(page.get_by_text("サインインの期限が切れました")).to_be_visible(timeout=40_000)
    await expect(page.get_by_text("政策・計画 × 4つの段階")).to_have_count(0)
    await made.close()
