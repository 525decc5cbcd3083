"""The consultation that is measured, as the dashboard's page of topics sees it."""

import asyncio
import time
import unicodedata
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from pymongo import MongoClient
from pymongo.collection import Collection
from rich.progress import Progress

from infra.local.paths import ROOT
from tests.bench.graphql import GraphQL
from tests.bench.insight.load import wait_for_relay, write_comments
from tests.bench.scale.site import Broken, Site
from tests.bench.system import Document, System

OPERATIONS = ROOT / "dashboard" / "operations"
# What the page asks when it is opened.
ASKED = ("OpinionTopics", "TopicDrawing", "RareViews")
PLACED_WITHIN_S = 30.0


@dataclass
class Page:
    """Use ``open``."""

    site: Site
    system: System
    client: MongoClient[Document]
    case_id: str
    first: str = ""
    added: int = 0
    said: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def open(cls, site: Site) -> Self:
        """Open the consultation of a site."""
        system = System.of({"KYODO_INSIGHT_URL": "", **site.stack.environment})
        return cls(site, system, system.mongo(), site.town.consultation_id)

    @property
    def comments(self) -> Collection[Document]:
        """The comments as their service keeps them."""
        return self.system.comments(self.client)

    async def load(self, texts: Iterator[str], count: int, bar: Callable[[], Progress]) -> None:
        """Write all comments and wait until the relay has sent their events."""
        self.first = await self._receive(next(texts))
        with bar() as progress:
            task = progress.add_task("意見を書き込んでいます  writing comments", total=count - 1)
            told = lambda many: progress.advance(task, many)  # noqa: E731
            await asyncio.to_thread(write_comments, self.comments, self.first, texts, told)
            sending = progress.add_task("送信  events", total=None)
            await asyncio.to_thread(wait_for_relay, self.comments)
            progress.update(sending, total=1, completed=1)

    def forget_topics(self) -> None:
        """Let the topics begin with nothing."""
        self.client.drop_database(f"{self.system.database_prefix}_insight_topics")

    async def settle(self, count: int, within_s: float) -> None:
        """Wait until every comment has its place in a topic.

        Raises:
            Broken: that did not come, or the counts are others.
        """
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            seen = await self.site.ask("insight-topics", f"/topics?case_id={self.case_id}")
            placed = sum(topic["statements"] for topic in seen["topics"])
            if placed == count and not seen["waiting"] and await self._is_quiet():
                return
            await asyncio.sleep(1)
        raise Broken(f"{placed} of {count} comments have a place")

    async def _is_quiet(self) -> bool:
        lag = await self.site.ask("insight-topics", "/lag")
        if lag["dead_letters"]:
            raise Broken("events are among the dead letters")
        return bool(lag["total"] == 0) and not self._fresh()

    def _fresh(self) -> bool:
        """Say whether much is placed by a map that does not know it: that is made anew soon."""
        database = self.client[f"{self.system.database_prefix}_insight_topics"]
        wordings = database["insight_topics_g1_wordings"]
        fresh = wordings.count_documents({"fresh": True, "case_id": self.case_id})
        return fresh > 0.05 * wordings.count_documents({"case_id": self.case_id})

    async def ask_all(self) -> float:
        """Ask what the page asks; return how many seconds it took."""
        began = time.perf_counter()
        async with GraphQL(self.system.gateway_url, self.system.staff_token) as staff:
            for name in ASKED:
                query = await asyncio.to_thread((OPERATIONS / f"{name}.graphql").read_text)
                await staff.run(query, {"consultationId": self.case_id})
        return time.perf_counter() - began

    async def add(self, times: int) -> list[float]:
        """Hand in comments one by one; return the seconds until each has its place."""
        found = []
        for _ in range(times):
            self.added += 1
            text = f"{self.added}回目に思ったことです。広場の時計を{self.added}分進めてください。"
            began = time.perf_counter()
            await self._placed(await self._receive(text))
            found.append(time.perf_counter() - began)
        return found

    async def _receive(self, text: str) -> str:
        """Hand in one comment; return its id."""
        item = {"row_id": "1", "text": text, "idempotency_key": uuid.uuid4().hex}
        body = {"consultation_id": self.case_id, "items": [item]}
        (row,) = (await self.site.ask("public-comment", "/comments/batch", body))["results"]
        if row["error"]:
            raise Broken(str(row["error"]))
        return str(row["receipt"]["comment_id"])

    async def _placed(self, comment_id: str) -> None:
        database = self.client[f"{self.system.database_prefix}_insight_topics"]
        async with asyncio.timeout(PLACED_WITHIN_S):
            while True:
                row = database["insight_topics_g1_statements"].find_one({"_id": comment_id})
                wordings = database["insight_topics_g1_wordings"]
                if row and (wordings.find_one({"_id": row["wording_id"]}) or {}).get("viewpoint"):
                    return
                await asyncio.sleep(0.01)

    async def cited(self) -> float:
        """Return which share of quotations and of names' words is what comments say."""
        async with GraphQL(self.system.gateway_url, self.system.staff_token) as staff:
            query = await asyncio.to_thread((OPERATIONS / "OpinionTopics.graphql").read_text)
            answer = await staff.run(query, {"consultationId": self.case_id})
        topics = answer["opinionTopics"]["topics"]
        quoted = [one for t in topics for one in (*t["typical"], *t["different"])]
        good = [self._says(one["commentId"]) == one["text"] for one in quoted]
        good += [self._is_said(topic["id"], word) for topic in topics for word in topic["words"]]
        if not good:
            raise Broken("nothing is quoted")
        return round(float(sum(good)) / len(good), 4)

    def _says(self, comment_id: str) -> str:
        row: Any = self.comments.find_one({"_id": comment_id})
        return str(row["versions"][-1]["text"])

    def _is_said(self, topic_id: str, word: str) -> bool:
        """Look for a name's word in what supports it, in the owner's own documents."""
        database = self.client[f"{self.system.database_prefix}_insight_topics"]
        topic: Any = database["topics"].find_one({"_id": topic_id})
        support = next(one["support"] for one in topic["words"] if one["phrase"] == word)
        wordings = database["insight_topics_g1_wordings"].find({"_id": {"$in": support}})
        texts = [self._says(row["of_comment"]) for row in wordings]
        return bool(texts) and all(word in _folded(text) for text in texts)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
