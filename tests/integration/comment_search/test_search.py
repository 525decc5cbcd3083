"""The search on the real database: newest first, nothing missed, nothing wrong, bounded."""

import random
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.public_comment.search import handlers
from services.public_comment.search.domain import query
from services.public_comment.search.domain.query import Wanted, facts_of, read_words
from services.public_comment.search.domain.terms import folded, other_spellings
from services.public_comment.search.events import SearchProjection
from services.public_comment.search.handlers import Search, index_rows
from services.public_comment.search.store import (
    BY_TERM,
    COLLECTIONS,
    EVERYTHING,
    SearchIndex,
    driven,
)
from services.public_comment.store import Store
from shared.ids import new_id
from shared.kafka import Model
from shared.mongo import Document, Mongo
from tests.bench.folding.campaigns import texts

CASE = "case-1"


class Desk:
    """Comments as the service keeps them, their index, and somebody who searches."""

    def __init__(self, mongo: Mongo) -> None:
        self.store = Store(mongo.database("public_comment"))
        self.model = Model(mongo.database("comment_search"), "comment_search", 1)
        self.index = SearchIndex(self.model)
        self.search = Search(self.store, self._index)
        self.said: dict[str, str] = {}

    async def _index(self) -> SearchIndex:
        return self.index

    async def receive(self, *said: str, **facts: Any) -> list[str]:
        """Keep comments and index them, as their events would."""
        rows = [_comment(text, **facts) for text in said]
        for row in rows:
            self.said[row["_id"]] = row["versions"][-1]["text"]
        await self.store.comments.collection.insert_many(rows)
        await self.index.keep(index_rows(rows))
        return [row["_id"] for row in rows]

    async def change(self, id_: str, change: Document) -> None:
        """Change a comment, its event still being on the way."""
        await self.store.comments.collection.update_one({"_id": id_}, change)

    async def event(self, id_: str) -> None:
        """Let the event of a change arrive."""
        await self.index.keep(index_rows(await self.store.comments_by_id([id_])))

    async def find(self, typed: str, limit: int = 20, **facts: str | None) -> list[str]:
        """Return the ids of all that is found, page by page."""
        given = {"clause_id": None, "channel": None, "state": None, **facts}
        wanted, after, ids = Wanted(read_words(typed), facts_of(**given)), None, list[str]()
        while True:
            found = await self.search.page(CASE, wanted, after, limit)
            ids += [row["_id"] for row in found.page.items]
            after = found.page.next
            if after is None:
                return ids


def _comment(text: str, channel: str = "WEB", clause_id: str | None = None) -> Document:
    id_ = new_id()
    return {
        **{"_id": id_, "consultation_id": CASE, "receipt_number": id_, "idempotency_hash": id_},
        **{"channel": channel, "state": "accepted", "sequence": 1},
        "versions": [{"version": 1, "text": text, "clause_id": clause_id}],
    }


@pytest.fixture
async def desk(mongo: Mongo) -> AsyncIterator[Desk]:
    desk = Desk(mongo)
    await desk.store.create_indexes()
    for name in COLLECTIONS:
        await desk.model.database.create_collection(desk.model[name].name)
    await SearchProjection().create_indexes(desk.model)
    yield desk


async def test_newest_first_page_by_page(desk: Desk) -> None:
    ids = await desk.receive(*["図書館を残してください。", "バスを増やしてください。"] * 30)
    assert await desk.find("図書館", limit=7) == ids[::2][::-1]
    assert await desk.find("", limit=7) == ids[::-1]


async def test_what_was_withdrawn_is_gone_before_its_event_arrives(desk: Desk) -> None:
    (id_,) = await desk.receive("図書館を残してください。")
    await desk.change(id_, {"$set": {"state": "withdrawn"}})
    assert await desk.find("図書館") == []
    await desk.event(id_)
    assert await desk.find("", state="withdrawn") == [id_]
    kept = await desk.model["index"].find_one({"_id": id_})
    assert kept is not None
    assert all(term.startswith("@") for term in kept["terms"])


async def test_a_correction_is_found_by_its_new_words_only(desk: Desk) -> None:
    (id_,) = await desk.receive("図書館を残してください。")
    new = {"version": 2, "text": "公園に木を植えてください。", "clause_id": "c9"}
    await desk.change(id_, {"$push": {"versions": new}})
    assert await desk.find("図書館") == []
    await desk.event(id_)
    assert await desk.find("図書館") == []
    assert await desk.find("公園", clause_id="c9", state="corrected") == [id_]
    assert await desk.find("", state="accepted") == []


async def test_facts_narrow_together_with_words(desk: Desk) -> None:
    (fax,) = await desk.receive("図書館を残してください。", channel="FAX", clause_id="c1")
    await desk.receive("図書館を残してください。", channel="FAX", clause_id="c2")
    await desk.receive("図書館を残してください。", channel="WEB", clause_id="c1")
    assert await desk.find("図書館", channel="FAX", clause_id="c1") == [fax]
    assert await desk.find("", channel="FAX", clause_id="c1") == [fax]


@pytest.mark.parametrize("seed", [1, 2])
async def test_it_finds_what_a_plain_reading_of_all_texts_finds(desk: Desk, seed: int) -> None:
    await desk.receive(*(one.text for one in texts(seed, campaigns=4, variants=20, alone=300)))
    dice = random.Random(seed)
    tried = 0
    while tried < 40:
        said = dice.choice(list(desk.said.values()))
        start, length = dice.randrange(len(said)), dice.randint(2, 7)
        piece = folded(said[start : start + length].replace('"', "")).strip()
        if len(piece) < 2:
            continue
        tried += 1
        there = [id_ for id_, text in desk.said.items() if piece in folded(text)]
        assert await desk.find(f'"{piece}"') == sorted(there, reverse=True), piece


async def test_two_frequent_words_that_never_meet_cost_no_more_than_a_step(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("LOOKED_AT_MAX", 150), ("FIRST_STEP", 50), ("LONGEST_STEP", 50)):
        monkeypatch.setattr(handlers, name, value)
    oldest = await desk.receive("図書館と公園の話です。")
    await desk.receive(*["図書館の話です。", "公園の話です。"] * 300)
    first = await desk.search.page(CASE, Wanted(read_words("図書館 公園")), None, 20)
    assert (first.page.items, first.complete) == ([], False)
    assert first.page.next is not None
    assert await desk.find("図書館 公園") == oldest


async def test_ten_thousand_comments_on_one_clause(desk: Desk) -> None:
    said = [f"第{n}の意見です。駐輪場を増やしてください。" for n in range(10_000)]
    for start in range(0, len(said), 1_000):
        await desk.receive(*said[start : start + 1_000], clause_id="c1")
    newest = list(desk.said)[::-1]
    wanted = Wanted(read_words("駐輪場"), facts_of("c1", None, None))
    found = await desk.search.page(CASE, wanted, None, 20)
    assert [row["_id"] for row in found.page.items] == newest[:20]
    assert await desk.find("第77の意見", clause_id="c1") == [list(desk.said)[77]]


async def test_every_walk_is_down_an_index(desk: Desk) -> None:
    await desk.receive(*["図書館の話です。", "公園の話です。"] * 50)
    may_fit: Document = {"may_fit": {"$setIsSubset": [["書館"], "$terms"]}}
    for drivers, before, shown in (
        ({"図書"}, None, {"_id": 1}),
        ({EVERYTHING}, new_id(), {"_id": 1}),
        ({"図書", "=公園"}, None, may_fit),
        ({"図書", "=公園"}, new_id(), {"_id": 1}),
    ):
        asked: Document = {
            "aggregate": desk.model["index"].name,
            "pipeline": [*driven(CASE, drivers, before, 20), {"$project": shown}],
            "cursor": {},
            "hint": BY_TERM,
        }
        plan = await desk.model.database.command("explain", asked, verbosity="executionStats")
        used = str({name: value for name, value in plan.items() if name != "command"})
        assert "COLLSCAN" not in used, drivers
        assert "'SORT'" not in used, drivers
        assert "'$sort'" not in used, drivers
        if shown == {"_id": 1} and len(drivers) == 1:
            assert "FETCH" not in used, drivers
    listed = desk.store.comments.collection.find({"consultation_id": CASE}).sort("_id", -1)
    used = str((await listed.explain())["queryPlanner"]["winningPlan"])
    assert "'SORT'" not in used
    assert "COLLSCAN" not in used


async def test_texts_are_read_off_the_event_loop(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    where: list[threading.Thread] = []

    def noted(text: str) -> set[str]:
        where.append(threading.current_thread())
        return other_spellings(text)

    (id_,) = await desk.receive("こどもの遊び場がほしいです。")
    monkeypatch.setattr(query, "other_spellings", noted)
    assert await desk.find("子供") == [id_]
    assert not where, "the index knows the spellings of this very text"
    new = {"version": 2, "text": "こどもの家もほしいです。", "clause_id": None}
    await desk.change(id_, {"$push": {"versions": new}})
    assert await desk.find("子供") == [id_]
    assert where
    assert threading.current_thread() not in where
