"""``make bench-scale AREA=issues``: what finding costs with 1,000 public issues, and with 100,000.

The issues are written into the database as the service writes them (its own functions make rows
and terms), without their events: bringing, sorting and approving 100,000 of them would take hours
and is not what is measured; the map's counts are made by the service's own function of the same
issues. Then a real service is asked over HTTP, the two systems in turn. The map is asked for in
each of its zooms, whole and narrowed.
"""

import asyncio
import random
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import aiohttp
import orjson

from infra.local.stack import Stack
from services.issue_proposals.domain.issue import Issue, Version, Words
from services.issue_proposals.domain.on_map import counted_in
from services.issue_proposals.domain.terms import terms_of
from services.issue_proposals.store import documents as as_document
from shared.auth import GATEWAY, ServiceTokens
from shared.caller import Caller
from shared.city_map import Cell, Place, city_map
from shared.events.common import Channel
from shared.events.issue_proposals import IssueField, IssueKind, IssueState
from shared.ids import new_id
from shared.mongo import Document
from tests.bench.figures import milliseconds
from tests.bench.system import System
from tests.bench.texts import comment

PARTS = ("kafka", "mongod", "keys", "issue-proposals")
SMALL, LARGE = 1_000, 100_000
PAGE, BATCH = 20, 1_000
WARM_UP = 10
WARDS = ("北区", "南区", "東区", "西区", "中央区")
RARE = "ほかで聞かない珍しい言葉です。"
SEARCHES = ("バス", "バス 図書館", "珍しい言葉", "核融合発電所", "歩道 小学校")
CITY, FIELDS = city_map(""), tuple(IssueField)
ABSENT = "核融合発電所"


class Broken(Exception):
    """The system did not do what is to be measured."""


@dataclass
class IssueSite:
    """One system with public issues. Use it in ``async with``."""

    stack: Stack
    seed: int
    texts: list[str] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self._system = System.of({"KYODO_INSIGHT_URL": "", **self.stack.environment})
        self._tokens = ServiceTokens(self._system.service_key, GATEWAY)
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    def fill(self, size: int, told: Callable[[int], None]) -> None:
        """Write so many public issues; one of them has rare words."""
        dice = random.Random(f"issues-{self.seed}")  # seeded data, not a secret
        name = f"{self._system.database_prefix}_issue_proposals"
        counts: Counter[str] = Counter()
        with self._system.mongo() as client:
            for at in range(0, size, BATCH):
                rows = [_row(dice, number) for number in range(at, min(at + BATCH, size))]
                self.texts += [row["versions"][0]["words"]["background"] for row in rows[:5]]
                client[name]["issues"].insert_many(rows)
                for row in rows:
                    issue = as_document.to_issue(row)
                    cells = [Cell.named(cell) for cell in row["cells"]]
                    counts.update(counted_in(issue, cells))
                told(len(rows))
            counted = [{"_id": key, "n": count} for key, count in counts.items()]
            for at in range(0, len(counted), 10 * BATCH):
                client[name]["issue_proposals_g1_rows"].insert_many(counted[at : at + 10 * BATCH])

    async def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call the service as the gateway does.

        Raises:
            Broken: it did not answer as it should.
        """
        headers = {
            "Authorization": self._tokens.header("issue_proposals", Caller()),
            "Content-Type": "application/json",
        }
        method, url = ("GET" if body is None else "POST"), self.stack.url("issue-proposals") + path
        data = None if body is None else orjson.dumps(body)
        async with self._session.request(method, url, data=data, headers=headers) as answer:
            content = await answer.read()
            if answer.status >= 400:
                raise Broken(f"{path}: {answer.status} {content[:200]!r}")
            return orjson.loads(content)


def _row(dice: random.Random, number: int) -> Document:
    said = comment(dice)[:600] + (RARE if number == 0 else "")
    words, moment = Words(said[:60], said), datetime.now(UTC)
    issue = Issue(
        id=new_id(),
        number=f"{number:012d}",
        channel=Channel.WEB,
        field=dice.choice(tuple(IssueField)),
        ward=dice.choice(WARDS),
        received_at=moment,
        answer_due=moment.date() + timedelta(days=14),
        state=IssueState.DISCUSSION,
        sequence=1,
    )
    place = _place(dice)
    version = Version(1, words, "AUTHOR", moment, place)
    return {
        **as_document.of_issue(issue),
        "kind": IssueKind.ISSUE.value,
        "department_id": "department",
        "versions": [as_document.of_version(version)],
        "cells": [str(cell) for cell in CITY.cells_of(place)],
        "public": True,
        "public_version": 1,
        "published_at": moment,
        "answered": True,
        "terms": terms_of(words.whole()),
        "idempotency_hash": f"scale-{number}",
        "sequence": 1,
        "pending_events": [],
    }


def _place(dice: random.Random) -> Place:
    while True:
        place = Place(dice.uniform(38.17, 38.4), dice.uniform(140.72, 141.02))
        if any(ward.holds(place) for ward in CITY.wards):
            return place


async def _map(site: IssueSite, run: int) -> None:
    place = _place(random.Random(run))  # the same in both systems
    view = CITY.view_at(place, CITY.zooms[run % len(CITY.zooms)])
    narrowed = ("", f"&field={FIELDS[run % len(FIELDS)]}", "&state=DISCUSSION")[run % 3]
    found = await site.ask(f"/map?zoom={view.zoom}&x={view.x}&y={view.y}{narrowed}")
    wards = sum(one["count"] for one in found["wards"])
    _require("map", holds=wards > 0 and (bool(found["cells"]) or view.zoom > CITY.widest))


async def _list(site: IssueSite, _: int) -> None:
    _require("list", holds=len((await site.ask(f"/issues?limit={PAGE}"))["items"]) == PAGE)


async def _search(site: IssueSite, run: int) -> None:
    words = SEARCHES[run % len(SEARCHES)]
    found = (await site.ask(f"/issues?limit={PAGE}&words={words}"))["items"]
    _require(f"search {words}", holds=bool(found) != (words == ABSENT))


async def _similar(site: IssueSite, run: int) -> None:
    text = site.texts[run % 5]
    _require("similar", holds=bool((await site.ask("/issues/similar", {"words": text}))["items"]))


OPERATIONS: dict[str, Callable[[IssueSite, int], Awaitable[None]]] = {
    "list": _list,
    "map": _map,
    "similar": _similar,
    "search": _search,
}


def _require(what: str, *, holds: bool) -> None:
    if not holds:
        raise Broken(f"{what}: not what was to be found")


async def bench_issues(
    sites: dict[str, IssueSite], sizes: dict[str, int], runs: int, told: Callable[[int], None]
) -> dict[str, Any]:
    """Fill both and measure.

    Raises:
        Broken.
    """
    async with AsyncExitStack() as opened:
        for name, site in sites.items():
            await opened.enter_async_context(site)
            await asyncio.to_thread(site.fill, sizes[name], told)
        times: dict[tuple[str, str], list[float]] = {}
        for run in _runs(runs):
            # By turns, so that a busy machine strikes both.
            order = list(sites) if run % 2 else list(sites)[::-1]
            for operation, act in OPERATIONS.items():
                for name in order:
                    began = time.perf_counter()
                    await act(sites[name], max(run, 0))
                    if run >= 0:
                        seconds = time.perf_counter() - began
                        times.setdefault((name, operation), []).append(seconds)
    medians = {key: statistics.median(values) for key, values in times.items()}
    return {
        "small_n": sizes["small"],
        "large_n": sizes["large"],
        "ratio": {
            one: round(medians["large", one] / medians["small", one], 3) for one in OPERATIONS
        },
        "ms": {
            one: {name: milliseconds(medians[name, one]) for name in sites} for one in OPERATIONS
        },
        "runs": runs,
    }


def _runs(runs: int) -> Iterator[int]:
    yield from range(-WARM_UP, runs)
