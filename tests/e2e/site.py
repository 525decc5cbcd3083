"""What a citizen does on the pages, in the words of the pages."""

import re
from dataclasses import dataclass

from playwright.async_api import Page

from tests.e2e.town import Town


@dataclass(frozen=True)
class Numbers:
    """What a receipt page shows."""

    receipt: str
    confirmation: str


@dataclass(frozen=True)
class Site:
    """The pages in one tab."""

    page: Page
    url: str
    town: Town

    async def open(self, path: str) -> None:
        """Open a page by its path."""
        await self.page.goto(self.url + path)

    async def open_form(self, heading: str | None = None) -> None:
        """Open the form for the whole plan, or for the clause with this heading."""
        await self.open(self.form_path(heading))

    def form_path(self, heading: str | None = None) -> str:
        """Return the form's path."""
        path = f"/consultations/{self.town.open_id}/comment"
        return f"{path}?clause={self.town.clause_ids[heading]}" if heading else path

    async def write(self, text: str) -> None:
        """Fill in the opinion."""
        await self.page.get_by_label("意見", exact=False).first.fill(text)

    async def send(self) -> None:
        """Press the button, without waiting for the answer."""
        await self.page.get_by_role("button", name="意見を送る").click()

    async def numbers(self) -> Numbers:
        """Read both numbers from the receipt page, once it is there."""
        receipt = await self.page.locator("[data-receipt-number]").inner_text()
        confirmation = await self.page.locator("[data-confirmation-number]").inner_text()
        assert re.fullmatch(r"\d{4}-\d{4}-\d{4}", receipt)
        assert re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{4}", confirmation)
        return Numbers(receipt, confirmation)

    async def submit(self, text: str, heading: str | None = None) -> Numbers:
        """Write and send an opinion; return its numbers."""
        await self.open_form(heading)
        await self.write(text)
        await self.send()
        return await self.numbers()

    async def open_receipt(self, numbers: Numbers) -> None:
        """Look up a receipt and open it with the 確認番号."""
        await self.open("/receipts")
        await self.page.get_by_label("受付番号").fill(numbers.receipt)
        await self.page.get_by_role("button", name="確かめる").click()
        await self.page.get_by_label("確認番号").fill(numbers.confirmation)
        await self.page.get_by_role("button", name="意見を見る").click()
