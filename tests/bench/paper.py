"""What a pile of paper forms costs a clerk: ``make bench-paper``.

A script works the pages by keyboard alone in a real browser without JavaScript: one person enters
the forms, a second one checks each, the answers are drafted ten at a time. Keys and loads of pages
are counted as they happen; nothing waits at a person's speed. The minutes follow from the counts:

- ``CHARACTERS_PER_MINUTE`` of Japanese text, conversion included (an office clerk's pace);
- ``SECONDS_PER_KEY`` for every other key; ``SECONDS_PER_PAGE`` to take in a new page.

The last line is one JSON object; ``keystrokes_per_form`` leaves the words themselves out.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, Response

from infra.local.stack import Stack
from tests.bench.figures import print_result
from tests.bench.texts import comment
from tests.e2e.chromium import chromium
from tests.e2e.signing_in import sign_in
from tests.e2e.town import found_town
from tests.support.people import cast

CHARACTERS_PER_MINUTE = 80
SECONDS_PER_KEY, SECONDS_PER_PAGE = 0.4, 2.0
# Every third form names a clause of the plan.
CLAUSE, CLAUSE_EVERY = "2-1", 3
TABS_MAX, BOXES = 400, 10
ANSWERS_WITHIN_S = 90.0


@dataclass
class Hands:
    """A person at a keyboard, counted."""

    page: Page
    keys: int = 0
    characters: int = 0
    loads: int = 0

    def __post_init__(self) -> None:
        self.page.on("response", self._loaded)

    async def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            await self.page.keyboard.press(key)
            self.keys += 1

    async def type(self, text: str, *, words: bool) -> None:
        """Type a citizen's ``words``, or a few characters that count as keys."""
        await self.page.keyboard.insert_text(text)
        if words:
            self.characters += len(text)
        else:
            self.keys += len(text)

    async def tab_to(self, selector: str) -> None:
        """Go on by Tab until an element has the focus.

        Raises:
            AssertionError: it cannot be reached by keyboard.
        """
        for _ in range(TABS_MAX):
            if await self.page.locator(f"{selector}:focus").count():
                return
            await self.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by keyboard")

    async def send(self) -> None:
        """Press Enter on a button and take in the page that comes."""
        async with self.page.expect_navigation(wait_until="load"):
            await self.press("Enter")

    def _loaded(self, answer: Response) -> None:
        # A redirect is no page that anybody has to take in.
        is_page = answer.request.resource_type == "document" and not 300 <= answer.status < 400
        self.loads += is_page


async def enter(hands: Hands, texts: list[str]) -> int:
    """Enter forms, from a page with the focus in the text; return how many got a number."""
    numbers: set[str] = set()
    for n, text in enumerate(texts):
        if n % CLAUSE_EVERY == 0:
            await hands.press("Shift+Tab")
            await hands.type(CLAUSE, words=False)
            await hands.press("Tab")
        await hands.type(text, words=True)
        await hands.press("Tab")
        await hands.send()
        numbers.add(await hands.page.locator("[data-receipt-number]").inner_text())
    return len(numbers)


async def check(hands: Hands, gateway: str, consultation: str) -> int:
    """Check what somebody else entered, until nothing is left; return how many were checked."""
    await hands.page.goto(f"{gateway}/staff/paper/entries?consultation={consultation}&unchecked=1")
    await hands.tab_to("tbody a")
    await hands.send()
    checked = 0
    while await hands.page.locator("input[value=check]").count():
        await hands.send()  # the button has the focus
        checked += 1
    return checked


async def answer(hands: Hands, gateway: str, consultation: str, forms: int) -> int:
    """Draft answers to all forms, ten at a time; return how many have one."""
    answered = 0
    address = f"{gateway}/staff/answers?consultation={consultation}"
    waited = 0.0
    while answered < forms:
        await hands.page.goto(address)
        boxes = await hands.page.locator("input[id^=box]").count()
        if boxes < min(BOXES, forms - answered):  # the events are still on their way
            hands.loads -= 1
            waited += 0.5
            assert waited < ANSWERS_WITHIN_S, f"{answered} of {forms} can be answered"
            await asyncio.sleep(0.5)
            continue
        for box in range(1, boxes + 1):
            await hands.tab_to(f"#box{box}")
            await hands.press("Space")
        await hands.tab_to("form:has(#box1) button")
        await hands.send()
        await hands.tab_to("#text")
        await hands.type("ご意見を踏まえて、取り組みを進めます。", words=True)
        await hands.tab_to("form:has(#text) button")
        await hands.send()
        answered += boxes
    return answered


async def run_pile(
    browser: Browser, gateway: str, consultation: str, forms: int, seed: int
) -> dict[str, Any]:
    """Work through a pile; return the figures."""
    chance = random.Random(seed)
    texts = [f"{comment(chance)}（{n}枚目）" for n in range(forms)]
    pages = []
    for person in ("staff", "approver"):
        context = await browser.new_context(locale="ja-JP", java_script_enabled=False)
        pages.append(await context.new_page())
        to = f"/staff/paper?consultation={consultation}"
        await sign_in(pages[-1], gateway, person, to)
    typist, second = Hands(pages[0]), Hands(pages[1])
    entered = await enter(typist, texts)
    by_entering = (typist.keys, typist.loads)
    checked = await check(second, gateway, consultation)
    answered = await answer(typist, gateway, consultation, forms)
    for page in pages:
        await page.context.close()
    keys, loads = typist.keys + second.keys, typist.loads + second.loads
    characters = typist.characters + second.characters
    seconds = characters / CHARACTERS_PER_MINUTE * 60
    seconds += keys * SECONDS_PER_KEY + loads * SECONDS_PER_PAGE
    return {
        "forms": forms,
        "entered": entered,
        "checked": checked,
        "answered": answered,
        "keystrokes_per_form": round(keys / forms, 2),
        "page_loads_per_form": round(loads / forms, 2),
        "minutes_per_form_at_typing_speed": round(seconds / 60 / forms, 2),
        "of_entering": {
            "keystrokes_per_form": round(by_entering[0] / forms, 2),
            "page_loads_per_form": round(by_entering[1] / forms, 2),
        },
        "characters_per_form": round(characters / forms, 1),
        "model": {
            "characters_per_minute": CHARACTERS_PER_MINUTE,
            "seconds_per_key": SECONDS_PER_KEY,
            "seconds_per_page": SECONDS_PER_PAGE,
        },
    }


async def _main(forms: int, seed: int) -> None:
    with tempfile.TemporaryDirectory(prefix="kyodo-paper-") as folder:
        stack = Stack(Path(folder), free_ports=True)
        print("starting the system", file=sys.stderr, flush=True)
        await asyncio.to_thread(stack.start)
        try:
            cast(stack.environment)
            town = await found_town(stack.environment)
            async with chromium() as browser:
                print(f"{forms} forms", file=sys.stderr, flush=True)
                gateway = stack.url("gateway")
                print_result(await run_pile(browser, gateway, town.open_id, forms, seed))
        finally:
            await asyncio.to_thread(stack.destroy)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asyncio.run(_main(given.forms, given.seed))
