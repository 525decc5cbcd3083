"""Folds on the real database: whatever comes, how often, in which order, the counts are true."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence

import pytest

from services.folding.domain.comment import Comment
from services.folding.domain.likeness import SHORT_LETTERS, signature
from services.folding.domain.readings import Readings
from services.folding.events import FoldsProjection
from services.folding.handlers import FoldBatch
from services.folding.store import COLLECTIONS, Folds
from shared.errors import Unavailable
from shared.kafka import Model
from shared.mongo import Document, Mongo, PyMongoError, passes, transaction
from tests.bench.folding.campaigns import texts

CASE = "case-1"
WORDS = (
    "泉台に住む佐藤と申します。路線バスの維持に賛成します。停留所に屋根がなく、雨の日に待つのが"
    "つらいです。冬の朝は道が凍り、自転車では駅まで行けません。"
)
OTHER_NAME = WORDS.replace("佐藤", "鈴木")
OPPOSITE = WORDS.replace("賛成", "反対")


class Town:
    """What the owner of the texts has, and the folds made of it."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.comments: dict[str, Comment] = {}
        self.readings = Readings()
        self.away = False

    def say(self, id_: str, text: str | None, case: str = CASE) -> str:
        self.comments[id_] = Comment(id_, case, text)
        return id_

    async def read(self, ids: Sequence[str]) -> list[Comment]:
        if self.away:
            raise Unavailable
        return [self.comments[id_] for id_ in ids if id_ in self.comments]

    async def place(self, *ids: str) -> None:
        """Bring comments to where they belong, in one transaction, as the projection does."""
        async with transaction(self.model.database) as session:
            batch = FoldBatch(Folds(self.model.within(session)), self.read, self.readings)
            await batch.place(await self.read(ids))

    async def patiently(self, *ids: str) -> None:
        """Come again after a conflict, as the consumer does."""
        while True:
            try:
                return await self.place(*ids)
            except PyMongoError as error:
                if not passes(error):
                    raise
                await asyncio.sleep(0.01)

    async def folds(self) -> dict[str, set[str]]:
        """The comments of each fold."""
        found: dict[str, set[str]] = {}
        async for row in self.model["members"].find():
            found.setdefault(row["fold_id"], set()).add(row["_id"])
        return found

    async def together(self) -> list[set[str]]:
        return sorted((ids for ids in (await self.folds()).values()), key=sorted)

    async def all_rows(self) -> dict[str, list[Document]]:
        return {
            name: await self.model[name].find().sort("_id").to_list(None)
            for name in COLLECTIONS
            if name != "turns"
        }

    async def recount(self) -> None:
        """Hold every number against a plain count of what is there."""
        members = await self.model["members"].find().to_list(None)
        spoken = {c.id: c for c in self.comments.values() if c.text is not None}
        assert {row["_id"] for row in members} == set(spoken)
        sizes = Counter(row["fold_id"] for row in members)
        copies = Counter(row["text_id"] for row in members)
        wordings = Counter(fold for fold, _ in {(r["fold_id"], r["text_id"]) for r in members})
        known: Counter[str] = Counter()
        found_by: Counter[str] = Counter()
        async for row in self.model["buckets"].find():
            found_by.update(text.hex() for text in row["texts"])
        bands: Counter[str] = Counter()
        async for row in self.model["texts"].find():
            bands[row["_id"].rsplit(":", 1)[1]] += len(row.get("known_by") or ())
            assert row["copies"] == copies[row["_id"]]
            if row["copies"]:
                owner = spoken[row["of"]]
                assert row["_id"] == f"{owner.case_id}:{signature(owner.text or '').exact}"
            known[row["fold_id"]] += bool(row.get("known_by"))
        assert +found_by == +bands
        async for row in self.model["folds"].find():
            assert (row["size"], row["wordings"], row["known"], row["shown"]) == (
                *(sizes[row["_id"]], wordings[row["_id"]], known[row["_id"]]),
                sizes[row["_id"]] > 1,
            )


@pytest.fixture
async def town(mongo: Mongo) -> AsyncIterator[Town]:
    model = Model(mongo.database("folding"), "folding", 1)
    for name in COLLECTIONS:
        await model.database.create_collection(model[name].name)
    await FoldsProjection().create_indexes(model)
    town = Town(model)
    yield town
    await town.recount()


async def test_exact_and_near_copies_come_together_and_opposites_do_not(town: Town) -> None:
    said = (WORDS, OTHER_NAME, WORDS, OPPOSITE, "別の話です。")
    ids = [town.say(id_, text) for id_, text in zip("abcde", said, strict=True)]
    await town.place(*ids)
    assert await town.together() == [{"a", "b", "c"}, {"d"}, {"e"}]
    page = await Folds(town.model).page(CASE, None, 20)
    (row,) = page.items
    assert (row["size"], row["wordings"]) == (3, 2)
    most = (await Folds(town.model).most_sent([row["_id"], "none"])).get(row["_id"])
    assert most is not None
    assert most["copies"] == 2


async def test_one_by_one_is_the_same_as_together(town: Town) -> None:
    for id_, text in zip("abcd", (WORDS, OTHER_NAME, OPPOSITE, WORDS), strict=True):
        town.say(id_, text)
        await town.place(id_)
    assert await town.together() == [{"a", "b", "d"}, {"c"}]


async def test_a_repetition_changes_nothing(town: Town) -> None:
    ids = [town.say(str(n), text) for n, text in enumerate((WORDS, OTHER_NAME, WORDS))]
    await town.place(*ids)
    before = await town.all_rows()
    await town.place(*reversed(ids))
    await town.place(*ids)
    assert await town.all_rows() == before


async def test_a_correction_moves_and_a_withdrawal_takes_out(town: Town) -> None:
    await town.place(*[town.say(id_, WORDS) for id_ in "abc"])
    town.say("a", "まったく別のことを、長めに書き直しました。図書館の分館を残してください。")
    town.say("b", None)
    await town.place("a", "b")
    assert await town.together() == [{"a"}, {"c"}]
    town.say("c", None)
    await town.place("c")
    await town.place(town.say("d", OTHER_NAME))
    assert await town.together() == [{"a"}, {"d"}]
    await town.place(town.say("e", WORDS))
    assert {"d", "e"} in await town.together()


async def test_what_a_fold_is_known_by_stays_known_when_its_first_goes(town: Town) -> None:
    await town.place(*[town.say(id_, WORDS) for id_ in "ab"])
    town.say("a", None)
    await town.place("a")
    await town.place(town.say("c", OTHER_NAME))
    assert await town.together() == [{"b", "c"}]


async def test_words_that_are_not_at_hand_are_fetched(town: Town) -> None:
    town.readings = Readings(letters_max=0)
    await town.place(*[town.say(id_, WORDS) for id_ in "ab"])
    await town.place(town.say("c", OTHER_NAME))
    assert await town.together() == [{"a", "b", "c"}]


async def test_words_that_nobody_says_any_more_are_forgotten(town: Town) -> None:
    await town.place(*[town.say(id_, WORDS) for id_ in "ab"])
    text_id = f"{CASE}:{signature(WORDS).exact}"
    town.say("a", None)
    await town.place("a")
    assert text_id in town.readings
    town.say("b", None)
    await town.place("b")
    assert text_id not in town.readings


async def test_two_at_once_do_not_miss_each_other(town: Town) -> None:
    first = [town.say(f"a{n}", WORDS.replace("佐藤", name)) for n, name in enumerate("東西南北")]
    second = [town.say(f"b{n}", WORDS.replace("佐藤", name)) for n, name in enumerate("春夏秋冬")]
    await asyncio.gather(town.patiently(*first), town.patiently(*second))
    assert await town.together() == [{*first, *second}]


async def test_consultations_are_kept_apart(town: Town) -> None:
    await town.place(town.say("a", WORDS), town.say("b", WORDS, "case-2"))
    assert await town.together() == [{"a"}, {"b"}]


async def test_nothing_is_kept_while_the_owner_is_away(town: Town) -> None:
    await town.place(town.say("a", WORDS))
    before = await town.all_rows()
    town.say("b", OTHER_NAME)
    async with transaction(town.model.database) as session:
        batch = FoldBatch(Folds(town.model.within(session)), town.read, Readings())
        comments = await town.read(["b"])
        town.away = True
        with pytest.raises(Unavailable):
            await batch.place(comments)
        await session.abort_transaction()
    assert await town.all_rows() == before
    town.away = False
    await town.place("b")
    assert await town.together() == [{"a", "b"}]


@pytest.mark.parametrize("seed", [1, 2])
async def test_after_any_course_the_counts_are_those_of_a_plain_recount(
    town: Town, seed: int
) -> None:
    dice = random.Random(seed)
    said = [one.text for one in texts(seed, campaigns=3, variants=12, alone=20)]
    for step in range(25):
        batch = []
        for _ in range(dice.randint(1, 6)):
            id_ = f"c{dice.randint(0, 40)}"
            if id_ in town.comments and dice.random() < 0.2:
                batch.append(town.say(id_, None))
            elif id_ not in town.comments or town.comments[id_].text is not None:
                batch.append(town.say(id_, dice.choice(said)))
        if batch:
            await town.place(*dict.fromkeys(batch))
        if step % 8 == 0:
            await town.recount()
    sent = Counter(c.text for c in town.comments.values() if c.text is not None)
    for text, count in sent.items():
        rows = await town.model["texts"].find_one({"_id": f"{CASE}:{signature(text).exact}"})
        assert rows is not None
        assert rows["copies"] == count


async def test_no_words_are_kept(town: Town) -> None:
    await town.place(*[town.say(id_, WORDS) for id_ in "ab"])
    assert len(WORDS) > SHORT_LETTERS
    assert "佐藤" not in str(await town.all_rows())


async def test_every_question_has_an_index(town: Town) -> None:
    await town.place(*[town.say(f"c{n}", WORDS) for n in range(30)])
    for collection, query, sort in (
        ("texts", {"fold_id": "x"}, [("copies", -1)]),
        ("members", {"fold_id": "x"}, [("_id", -1)]),
        ("members", {"text_id": "x", "_id": {"$nin": ["a"]}}, None),
        ("folds", {"case_id": CASE, "shown": True}, [("_id", -1)]),
    ):
        found = town.model[collection].find(query)
        plan = await (found.sort(sort) if sort else found).explain()
        used = str(plan["queryPlanner"]["winningPlan"])
        assert "COLLSCAN" not in used, query
        assert "'SORT'" not in used, query
