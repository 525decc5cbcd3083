"""Making and handing out versions on the real database: failures first."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from services.open_data.domain.consent import Seals, seal
from services.open_data.domain.datasets import DATASETS
from services.open_data.domain.errors import (
    DatasetNotFound,
    MadeByAnother,
    PartsMissing,
    VersionNotFound,
    VersionRetired,
)
from services.open_data.domain.files import FileKind
from services.open_data.handlers import Made, OpenData
from services.open_data.store import Store
from shared.errors import Unavailable
from shared.ids import new_id
from shared.mongo import Mongo, encode_cursor
from shared.mongo.cursors import CursorMalformed

CASE = "consultation-1"


class Owner:
    """Says what is published now, in place of public_comment over HTTP."""

    def __init__(self) -> None:
        self.published: dict[str, list[str]] = {CASE: ["屋根がほしいです。", "階段が急です。"]}
        self.away = False

    async def now(self, consultation_ids: Sequence[str]) -> Seals:
        if self.away:
            raise Unavailable
        return {id_: [seal(text) for text in self.published[id_]] for id_ in consultation_ids}


class World:
    def __init__(self, mongo: Mongo) -> None:
        self.owner = Owner()
        self.store = Store(mongo.database("open_data"))
        self.use = OpenData(self.store, self.owner, ("", "青葉野市"), "https://kyodo.example")

    async def make(self, name: str, *rows: dict[str, Any]) -> Made:
        draft = new_id()
        for number, row in enumerate(rows):
            await self.use.keep_part(name, draft, number, [row])
        return await self.use.make(name, draft, len(rows))

    async def make_texts(self) -> Made:
        rows = [text_row(text) for text in self.owner.published[CASE]]
        return await self.make("texts", *rows)

    async def file(self, made: Made, kind: str = "jsonl") -> bytes:
        row = made.version
        return await self.use.file(row["dataset"], row["version"], kind)


def filled(name: str, **given: Any) -> dict[str, Any]:
    empty = {"TEXT": "", "ADDRESS": "/", "INTEGER": None, "COUNT": None, "DAY": None}
    return {field.name: empty[field.kind] for field in DATASETS[name].own_fields} | given


def text_row(text: str) -> dict[str, Any]:
    return filled("texts", 意見募集ID=CASE, 意見=text)


@pytest.fixture
async def world(mongo: Mongo) -> AsyncIterator[World]:
    made = World(mongo)
    await made.store.create_indexes()
    yield made


async def test_a_draft_with_a_part_missing_makes_nothing(world: World) -> None:
    await world.use.keep_part("policies", "d", 1, [filled("policies")])
    with pytest.raises(PartsMissing):
        await world.use.make("policies", "d", 2)
    assert await world.store.newest("policies") is None


async def test_a_part_that_is_sent_twice_is_there_once(world: World) -> None:
    for _ in range(2):
        await world.use.keep_part("policies", "d", 0, [filled("policies", 名称="駅前")])
    made = await world.use.make("policies", "d", 1)
    assert made.version["rows"] == 1
    with pytest.raises(PartsMissing):  # its rows are let go of
        await world.use.make("policies", "d", 1)


async def test_what_is_not_there_is_not_found(world: World) -> None:
    made = await world.make("policies", filled("policies"))
    version = made.version["version"]
    with pytest.raises(DatasetNotFound):
        await world.use.keep_part("people", "d", 0, [])
    with pytest.raises(DatasetNotFound):
        await world.use.versions("people", None, 20)
    with pytest.raises(VersionNotFound):
        await world.use.file("policies", "2026-01-01-000000000000", "csv")
    with pytest.raises(VersionNotFound):
        await world.use.file("policies", version, "exe")
    with pytest.raises(VersionNotFound):
        await world.use.file("activities", version, "csv")


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5", "9" * 30, "²"])
async def test_a_cursor_of_another_list_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(CursorMalformed):
        await world.use.versions("policies", encode_cursor(cursor), 20)


async def test_the_same_content_makes_no_new_version(world: World) -> None:
    first = await world.make("policies", filled("policies", 名称="駅前"))
    again = await world.make("policies", filled("policies", 名称="駅前"))
    assert (first.is_new, again.is_new) == (True, False)
    assert again.version["version"] == first.version["version"]
    assert len((await world.use.versions("policies", None, 20)).items) == 1


async def test_an_old_version_stays_as_it_was(world: World) -> None:
    first = await world.make("policies", filled("policies", 名称="駅前"))
    before = {kind: await world.file(first, kind) for kind in FileKind}
    second = await world.make("policies", filled("policies", 名称="駅前と川辺"))
    assert second.is_new
    assert second.version["previous"] == first.version["version"]
    page = await world.use.versions("policies", None, 1)
    assert [row["version"] for row in page.items] == [second.version["version"]]
    following = await world.use.versions("policies", page.next, 1)
    assert [row["version"] for row in following.items] == [first.version["version"]]
    assert following.next is None
    for file in first.version["files"]:
        content = await world.file(first, file["kind"])
        assert content == before[file["kind"]]
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert len(content) == file["size"]


async def test_what_is_said_again_after_something_else_is_the_present_one(world: World) -> None:
    first = await world.make("policies", filled("policies", 名称="駅前"))
    await world.make("policies", filled("policies", 名称="川辺"))
    back = await world.make("policies", filled("policies", 名称="駅前"))
    assert back.is_new
    present = await world.store.newest("policies")
    assert present is not None
    assert present["version"] == first.version["version"]
    assert b"\xe9\xa7\x85\xe5\x89\x8d" in await world.file(back)


async def test_two_who_make_different_versions_at_once_lose_neither_silently(world: World) -> None:
    async def one(name: str) -> Made | None:
        try:
            return await world.make("policies", filled("policies", 名称=name))
        except MadeByAnother:
            return None

    made = [found for found in await asyncio.gather(*map(one, "いろはに")) if found]
    rows = (await world.use.versions("policies", None, 20)).items
    assert {row["version"] for row in rows} == {found.version["version"] for found in made}
    assert [row["number"] for row in rows] == list(range(len(rows), 0, -1))


async def test_a_text_that_is_taken_back_takes_its_version_away(world: World) -> None:
    made = await world.make_texts()
    assert "屋根".encode() in await world.file(made)
    world.owner.published[CASE].pop(0)
    for kind in FileKind:
        with pytest.raises(VersionRetired):
            await world.file(made, kind)
    row = await world.store.version("texts", made.version["version"])
    assert row["retired_at"] is not None
    assert row["files"] == made.version["files"], "the checksums stay"
    with pytest.raises(VersionNotFound):  # nothing is left that could be handed out by mistake
        await world.store.content(row["_id"], FileKind.CSV)
    world.owner.published[CASE].append("屋根がほしいです。")
    with pytest.raises(VersionRetired):
        await world.file(made)


async def test_a_new_version_without_the_text_follows(world: World) -> None:
    first = await world.make_texts()
    gone = world.owner.published[CASE].pop(0)
    assert await world.use.sweep() == [first.version["_id"]]
    assert await world.use.sweep() == []
    second = await world.make_texts()
    content = await world.file(second)
    assert gone.encode() not in content
    assert "階段".encode() in content
    world.owner.published[CASE].insert(0, gone)  # agreed to again, on the same day
    third = await world.make_texts()
    assert third.is_new
    assert gone.encode() in await world.file(third)


async def test_a_retired_version_comes_back_when_all_is_agreed_to_again(world: World) -> None:
    first = await world.make_texts()
    gone = world.owner.published[CASE].pop(0)
    await world.use.sweep()
    world.owner.published[CASE].insert(0, gone)
    again = await world.make_texts()
    assert again.is_new
    assert again.version["_id"] == first.version["_id"]
    assert again.version["previous"] is None
    assert gone.encode() in await world.file(again)


async def test_texts_that_come_later_change_nothing_of_a_version(world: World) -> None:
    made = await world.make_texts()
    world.owner.published[CASE].append("ベンチがほしいです。")
    assert "ベンチ".encode() not in await world.file(made)
    assert await world.use.sweep() == []


async def test_without_an_answer_of_the_owner_no_text_is_handed_out(world: World) -> None:
    texts = await world.make_texts()
    policies = await world.make("policies", filled("policies"))
    world.owner.away = True
    with pytest.raises(Unavailable):
        await world.file(texts)
    assert await world.file(policies)
    world.owner.away = False
    assert await world.file(texts), "not to be able to ask is no reason to retire it"
