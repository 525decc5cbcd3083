"""A system with a consultation of many comments, seen through its services' own HTTP."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
import orjson

from infra.local.stack import Stack
from shared.auth import GATEWAY, ServiceTokens
from shared.caller import Caller, Role
from tests.bench.folding.campaigns import texts
from tests.bench.system import System
from tests.bench.town import Town, found_town

# What is measured, and what those need to be set up. No insight, no dashboard: nothing asks them.
PARTS = (
    *("kafka", "mongod", "keys", "people", "people-relay", "policies", "policies-relay"),
    *("public-comment", "public-comment-relay", "responses", "folding", "comment-search"),
    "gateway",
)
READ_MODELS = ("responses", "folding", "comment-search")
CHANNELS = ("WEB", "WEB", "WEB", "POST", "FAX", "MAIL", "COUNTER")
BATCH, BATCHES_AT_ONCE = 200, 4
QUIET_WITHIN_S = 3_600.0

Told = Callable[[int], None]


class Broken(Exception):
    """The system did not do what is to be measured."""


@dataclass
class Site:
    """One system, and the consultation in it. Use it in ``async with``."""

    stack: Stack
    seed: int
    town: Town = field(init=False)
    comment_ids: list[str] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self._system = System.of({"KYODO_INSIGHT_URL": "", **self.stack.environment})
        # The people are entered by blocking calls.
        department = await asyncio.to_thread(lambda: self._system.department_id)
        self.town = await found_town(self._system, f"scale-{self.seed}-{time.time_ns()}")
        self._staff = Caller(
            self._system.people.people["staff"],
            frozenset({Role.STAFF}),
            departments=frozenset({department}),
        )
        self._tokens = ServiceTokens(self._system.service_key, GATEWAY)
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def ask(
        self, part: str, path: str, body: Mapping[str, Any] | None = None, *, as_staff: bool = True
    ) -> Any:
        """Call a service as the gateway does: GET, or POST with a body.

        Raises:
            Broken: it did not answer as it should.
        """
        caller = self._staff if as_staff else Caller()
        headers = {
            "Authorization": self._tokens.header(part.replace("-", "_"), caller),
            "Content-Type": "application/json",
        }
        data = None if body is None else orjson.dumps(body)
        method = "GET" if data is None else "POST"
        url = self.stack.url(part) + path
        async with self._session.request(method, url, data=data, headers=headers) as answer:
            content = await answer.read()
            if answer.status >= 400:
                raise Broken(f"{part}{path}: {answer.status} {content[:200]!r}")
            return orjson.loads(content)

    async def receive(self, said: Sequence[str], told: Told) -> None:
        """Hand texts in, 200 at a time, as an import does."""
        dice = random.Random(f"scale-{self.seed}")  # seeded data, not a secret
        # Each batch is made when it is taken, one after the other: the seed decides all of it.
        batches = (
            [self._item(dice, text) for text in said[at : at + BATCH]]
            for at in range(0, len(said), BATCH)
        )

        async def hand_in() -> None:
            for items in batches:
                body = {"consultation_id": self.town.consultation_id, "items": items}
                answer = await self.ask("public-comment", "/comments/batch", body)
                if errors := [row["error"] for row in answer["results"] if row["error"]]:
                    raise Broken(str(errors[0]))
                self.comment_ids += [row["receipt"]["comment_id"] for row in answer["results"]]
                told(len(items))

        await asyncio.gather(*(hand_in() for _ in range(BATCHES_AT_ONCE)))

    def _item(self, dice: random.Random, text: str) -> dict[str, Any]:
        return {
            "row_id": "1",
            "text": text,
            "clause_id": dice.choice((None, *self.town.clause_ids)),
            "channel": dice.choice(CHANNELS),
            "idempotency_key": f"scale-{dice.getrandbits(128):032x}",
        }

    async def quiet(self, told: Told) -> None:
        """Wait until every read model has all of it; tell how many events are left.

        Raises:
            TimeoutError: that did not come. Broken: events could not be processed.
        """
        async with asyncio.timeout(QUIET_WITHIN_S):
            while True:
                try:
                    lags = [await self.ask(part, "/lag") for part in READ_MODELS]
                except Broken as error:
                    # Busy with what is waited for: it says so, and is asked again.
                    if "UNAVAILABLE" not in str(error):
                        raise
                    await asyncio.sleep(1)
                    continue
                if any(lag["dead_letters"] for lag in lags):
                    raise Broken("events are among the dead letters")
                left = sum(lag["total"] for lag in lags)
                told(left)
                last = self.comment_ids[-1]
                known = await self.ask("folding", f"/memberships?ids={last}")
                if known["items"] and not left and self._relayed():
                    return
                await asyncio.sleep(1)

    def _relayed(self) -> bool:
        """All events are out: nothing of them is to go on while it is measured."""
        with self._system.mongo() as client:
            comments = self._system.comments(client)
            return comments.find_one({"pending_events.0": {"$exists": True}}) is None

    async def count_folds(self) -> int:
        """Return how many comments stand in folds, each fold's size held against its members.

        Raises:
            Broken: a fold says another size.
        """
        found: Counter[str] = Counter()
        sizes: dict[str, int] = {}
        for at in range(0, len(self.comment_ids), BATCH):
            ids = ",".join(self.comment_ids[at : at + BATCH])
            for row in (await self.ask("folding", f"/memberships?ids={ids}"))["items"]:
                found[row["fold_id"]] += 1
                sizes[row["fold_id"]] = row["size"]
        if sizes != dict(found):
            raise Broken("a fold has another size than comments")
        return found.total()


def made(seed: int, size: int) -> Iterator[str]:
    """Make texts, about two fifths of them campaigns of 50 variants."""
    campaigns = max(1, size // 128)
    alone = size - campaigns * 51
    return (one.text for one in texts(seed, campaigns=campaigns, variants=50, alone=alone))
