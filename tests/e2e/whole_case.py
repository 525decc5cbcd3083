"""The consultation of the whole procedure: what was said in it, and what its citizens find."""

import csv
import io
from dataclasses import dataclass

import docx
from openpyxl import load_workbook
from playwright.async_api import Page, expect

from tests.e2e.barriers import SMALL, no_barriers
from tests.e2e.site import Numbers, Site
from tests.e2e.test_masks import MASKED, _file, _words
from tests.e2e.town import PLAN, Town

PHONE = "022-261-1111"
NIGHT, EARLY = "夜にも話し合いの場がほしいです。", "検討の経過を早く知らせてください。"
WHOLE = f"{NIGHT}電話 {PHONE} に連絡をください。{EARLY}"
CLAUSE = "計画の期間が長すぎます。"
PASSAGE = "夜間や休日にも意見を聞く場を設けます。"
TYPED = "休日の回数を書いてください。"
CORRECTED = "休日に聞く場の回数を、計画に書いてください。"
LETTER = "公表は、紙でもお願いします。"
MORE = "夜間や休日に開く回数を計画に書いてほしい。", "年4回開くことを、計画に書き加えました。"
SOONER = "検討の経過を早く、紙でも知らせてほしい。", "今後の進め方の参考にします。"
LATER = PLAN.replace("夜間や休日にも意見を", "夜間や休日に年4回、意見を")


@dataclass(frozen=True)
class Case:
    """A consultation, and where it is."""

    gateway: str
    town: Town

    @property
    def id(self) -> str:
        """Its id."""
        return self.town.open_id

    def staff(self, page: str) -> str:
        """Return the address of a staff page about it."""
        return f"{self.gateway}/staff/{page}?consultation={self.id}"

    @property
    def staff_page(self) -> str:
        """Return the address of the staff page from which it is moved on."""
        return f"{self.gateway}/staff/consultations/{self.id}"

    @property
    def page(self) -> str:
        """Return the address of what citizens see."""
        return f"{self.gateway}/consultations/{self.id}"


async def read_the_result(citizen: Page, case: Case) -> None:
    """Find in the result what was sent: three comments of three people, four opinions."""
    await citizen.goto(case.page)
    await no_barriers(citizen, width=SMALL)
    await citizen.goto(f"{case.page}/result")
    for words in (
        "ご意見を受けて、案を修正しました",
        "開催の回数を書き加えました。",
        "3人の方から、3通、4件のご意見をいただきました。",
        "出した方が取り下げたご意見が1通あります。",
        *MORE,
        *SOONER,
    ):
        await expect(citizen.get_by_text(words)).to_be_visible()
    await no_barriers(citizen, width=SMALL)


async def take_the_files(citizen: Page, case: Case) -> None:
    """Take the answers in each format, and the one text whose writer agreed, masked."""
    taken = {}
    for kind in ("csv", "xlsx", "docx"):
        answer = await citizen.request.get(f"{case.page}/answers.{kind}")
        assert answer.status == 200, kind
        taken[kind] = await answer.body()
    rows = list(csv.DictReader(io.StringIO(taken["csv"].decode("utf-8-sig"), newline="")))
    assert {(row["意見の概要"], row["本市の考え方"]) for row in rows} == {MORE, SOONER}
    sheet = load_workbook(io.BytesIO(taken["xlsx"])).worksheets[0]
    assert {cell.value for cell in sheet["E"]} == {"本市の考え方", MORE[1], SOONER[1]}
    table = docx.Document(io.BytesIO(taken["docx"])).tables[0]
    assert {row.cells[1].text for row in table.rows[1:]} == {MORE[0], SOONER[0]}

    published = _words("csv", await _file(case.gateway, case.id, "csv"))
    assert WHOLE.replace(PHONE, MASKED) in published
    for kept in (PHONE, CLAUSE, CORRECTED, LETTER):
        assert kept not in published


async def read_what_changed(citizen: Page, case: Case) -> None:
    """Find the one change, and the answer that led to it."""
    await citizen.goto(f"{case.page}/changes")
    row = citizen.get_by_role("article")
    await expect(row).to_have_count(1)
    await expect(row.locator("ins")).to_contain_text("年4回")
    await expect(row.get_by_text(MORE[1])).to_be_visible()
    await no_barriers(citizen, width=SMALL)


async def look_up(citizen: Site, receipt: str, answers: list[str]) -> None:
    """See by a receipt's number what was answered, and no words of its writer."""
    page = citizen.page
    await citizen.open(f"/receipts/{receipt}")
    await see_answers(page, answers)
    for kept in (WHOLE, CLAUSE, CORRECTED, LETTER):
        await expect(page.get_by_text(kept)).to_have_count(0)


async def read_receipt(citizen: Site, numbers: Numbers, answers: list[str]) -> None:
    """Open one's own receipt with both numbers."""
    await look_up(citizen, numbers.receipt, answers)
    await citizen.open_receipt(numbers)
    await expect(citizen.page.locator("[data-said]")).to_be_visible()
    await see_answers(citizen.page, answers)


async def see_answers(page: Page, answers: list[str]) -> None:
    await expect(page.get_by_role("heading", name="これまでの経過")).to_be_visible()
    for text in (MORE[1], SOONER[1]):
        await expect(page.get_by_text(text)).to_have_count(int(text in answers))
    await no_barriers(page, width=SMALL)
