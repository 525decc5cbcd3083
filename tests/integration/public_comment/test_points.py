"""Splitting comments on the real database: failures first."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.public_comment.domain.errors import AlreadyWithdrawn, ClauseNotFound, CommentNotFound
from services.public_comment.points.domain import errors
from services.public_comment.points.domain.spans import SpanKind
from services.public_comment.points.handlers import Part, Points
from services.public_comment.points.store import Topics
from shared.caller import STRANGER, Caller, NotInCharge, Role, act_as
from shared.errors import Forbidden, NotSignedIn
from shared.idempotency import IdempotencyKeyReused
from shared.ids import new_id
from shared.mongo import Document, Mongo
from shared.settings import Settings
from tests.integration.public_comment.test_use_cases import World

TEXT = "こんにちは。屋根がほしいです。本数も足りません。"
GREETING = Part(0, 6, SpanKind.NO_OPINION)
ROOF, BUSES = Part(6, 15, topic="設備"), Part(15, 24, clause_id="c2", topic="本数")
STAFF = Caller("p", frozenset({Role.STAFF}), frozenset({"desk"}), frozenset({"ours"}))


class Splitting(World):
    """One comment of two opinions, in a consultation of the department ``ours``."""

    async def begin(self) -> None:
        await super().begin()
        self.topics = Topics(self.database)
        await self.topics.create_indexes()
        self.points = Points(self.store, self.topics)
        await self.store.consultations.collection.update_one(
            {"_id": self.consultation["_id"]}, {"$set": {"department_id": "ours"}}
        )
        self.store._remembered.clear()
        act_as(STRANGER)
        self.receipt = await self.submit(text=TEXT)
        self.id = self.receipt.comment["_id"]
        act_as(STAFF)

    async def split(self, *parts: Part, on: tuple[int, int] = (1, 0), key: str = "") -> Document:
        return await self.points.split(self.id, *on, parts, key or new_id())

    async def events(self) -> list[Document]:
        row = await self.stored(self.receipt)
        return [one for one in row["pending_events"] if one["type"].endswith("points_set.v1")]


@pytest.fixture
async def world(mongo: Mongo, settings: Settings) -> AsyncIterator[Splitting]:
    made = Splitting(mongo, settings)
    await made.begin()
    yield made
    act_as(STRANGER)


async def test_only_the_department_in_charge_splits(world: Splitting) -> None:
    other = Caller("q", frozenset({Role.STAFF}), frozenset(), frozenset({"theirs"}))
    admin = Caller("r", frozenset({Role.ADMIN}), frozenset(), frozenset({"ours"}))
    for caller, refused in ((other, NotInCharge), (admin, Forbidden), (STRANGER, NotSignedIn)):
        act_as(caller)
        with pytest.raises(refused):
            await world.split(GREETING, ROOF, BUSES)
    assert "splittings" not in await world.stored(world.receipt)


async def test_what_cannot_be_is_refused_and_changes_nothing(world: Splitting) -> None:
    with pytest.raises(errors.TextNotCovered):
        await world.split(ROOF, BUSES)
    with pytest.raises(ClauseNotFound):
        await world.split(GREETING, ROOF, Part(15, 24, clause_id="x1"))
    with pytest.raises(errors.SplittingChanged) as changed:
        await world.split(GREETING, ROOF, BUSES, on=(2, 0))
    assert changed.value.params == {"version": 1, "number": 0}
    with pytest.raises(CommentNotFound):
        await world.points.split("nobody's", 1, 0, [ROOF], new_id())
    assert "splittings" not in await world.stored(world.receipt)
    assert not await world.events()


async def test_a_splitting_and_its_event_are_one_write_without_words(world: Splitting) -> None:
    key = new_id()
    row = await world.split(GREETING, ROOF, BUSES, key=key)
    again = await world.split(GREETING, ROOF, BUSES, key=key)
    assert again["splittings"] == row["splittings"]
    with pytest.raises(IdempotencyKeyReused):
        await world.split(GREETING, Part(6, 24), key=key)
    (event,) = await world.events()
    spans = row["splittings"][0]["spans"]
    topics = {one["label"]: one["_id"] for one in await world.topics.of(row["consultation_id"])}
    assert event["data"]["points"] == [
        {"point_id": spans[1]["id"], "clause_id": None, "topic_id": topics["設備"]},
        {"point_id": spans[2]["id"], "clause_id": "c2", "topic_id": topics["本数"]},
    ]
    assert "屋根" not in str(event) and "設備" not in str(event)
    assert row["versions"][0]["text"] == TEXT  # not a word of it changed


async def test_two_who_split_at_once_do_not_overwrite_each_other(world: Splitting) -> None:
    tries = await asyncio.gather(
        world.split(GREETING, ROOF, BUSES),
        world.split(GREETING, Part(6, 24)),
        return_exceptions=True,
    )
    refused = [one for one in tries if isinstance(one, BaseException)]
    assert [type(one) for one in refused] == [errors.SplittingChanged]
    assert len((await world.stored(world.receipt))["splittings"]) == 1
    assert len(await world.events()) == 1


async def test_opinions_keep_their_ids_and_the_history_all(world: Splitting) -> None:
    first = (await world.split(GREETING, ROOF, BUSES))["splittings"][-1]["spans"]
    halves = (Part(15, 18), Part(18, 24))
    second = await world.split(GREETING, ROOF, *halves, on=(1, 1))
    spans = second["splittings"][-1]["spans"]
    assert spans[1]["id"] == first[1]["id"]
    assert first[2]["id"] not in {one["id"] for one in spans}
    undivided = await world.split(on=(1, 2))
    assert [len(one["spans"]) for one in undivided["splittings"]] == [3, 4, 0]
    assert [len(one["data"]["points"]) for one in await world.events()] == [2, 3, 0]


async def test_a_correction_makes_a_splitting_outdated_and_never_moves_it(
    world: Splitting,
) -> None:
    before = await world.split(GREETING, ROOF, BUSES)
    body = world.receipt.body()
    secret = (body["receipt_number"], body["confirmation_number"])
    await world.use.receipts.correct(*secret, "屋根がほしいです。" + TEXT)
    row = await world.stored(world.receipt)
    assert row["splittings"] == before["splittings"]
    assert row["splittings"][-1]["of_version"] == 1 < row["versions"][-1]["version"]
    with pytest.raises(errors.SplittingChanged):
        await world.split(GREETING, ROOF, BUSES, on=(1, 1))
    anew = await world.split(Part(0, 9), Part(9, 33), on=(2, 1))
    ids = {one["id"] for made in anew["splittings"] for one in made["spans"] if one["id"]}
    assert len(ids) == 4  # other words, other opinions
    await world.use.receipts.withdraw(*secret, None)
    with pytest.raises(AlreadyWithdrawn):
        await world.split(on=(2, 2))
