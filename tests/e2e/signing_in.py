"""Signing in as one of the demo's people, at the pages or at the dashboard."""

from playwright.async_api import Page, expect

from tests.support.people import sign_in_name


async def choose(page: Page, person: str) -> None:
    """Be somebody, on the page of the sign-in provider."""
    await page.locator(f"button[value={sign_in_name(person)}]").click()


async def sign_in(page: Page, gateway: str, person: str, to: str = "/staff") -> None:
    """Open a staff page as somebody who is not signed in yet, and sign in on the way."""
    await page.goto(gateway + to)
    await page.get_by_role("link", name="サインインする").click()
    await choose(page, person)
    await page.wait_for_url(gateway + to)


async def sign_in_at_dashboard(page: Page, dashboard: str, person: str) -> None:
    """Open the dashboard, and sign in on the way."""
    await page.goto(dashboard)
    await page.get_by_role("button", name="サインインする").click()
    await choose(page, person)
    await expect(page.get_by_role("button", name="サインアウト")).to_be_visible()
