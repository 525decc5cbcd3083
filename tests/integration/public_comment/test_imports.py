"""Files of comments: what is shown is what happens, and each row happens once."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import Workbook

from services.public_comment.domain import errors
from services.public_comment.handlers.imports import ROWS_MAX, Defaults
from shared.caller import STRANGER, act_as
from shared.clock import now, today_jst
from shared.events.common import Channel
from shared.imported_files import ImportNotFound
from shared.mongo import Mongo
from shared.settings import Settings
from shared.tables.errors import ColumnMissing
from tests.integration.public_comment.test_entries import SECOND, TYPIST
from tests.integration.public_comment.test_use_cases import World

CLAUSES = {"1-1": "c1", "99": None}
TODAY = today_jst().isoformat()
LONG_AGO = (today_jst() - timedelta(days=100)).isoformat()


@pytest.fixture
async def world(mongo: Mongo, settings: Settings) -> AsyncIterator[World]:
    made = World(mongo, settings)
    await made.begin()
    await made.use.imports.imports.create_indexes()
    act_as(TYPIST)
    made.consultation = await made.use.consultations.open(
        made.new_consultation(department_id="plan", channels=(Channel.POST, Channel.FAX))
    )
    yield made
    await made.use.imports.stop()
    act_as(STRANGER)


def table(*rows: str) -> bytes:
    return "\r\n".join(("番号,意見,項目,受付日,提出方法", *rows, "")).encode("cp932")


FILE = table(
    f"1,夜の便を増やしてください。,1-1,{TODAY},郵送",
    f"2,,,{TODAY},郵送",
    f"3,昔の意見です。,,{LONG_AGO},ファクス",
    f"4,知らない項目です。,99,{TODAY},郵送",
    f"5,知らない方法です。,,{TODAY},伝書鳩",
    f"6,受け付けない方法です。,,{TODAY},メール",
    f"1,夜の便を増やしてください。,1-1,{TODAY},郵送",
)


async def previewed(world: World, content: bytes) -> dict[str, Any]:
    read = await world.use.imports.read(world.consultation["_id"], content)
    clauses = {word: CLAUSES.get(word) for word in read["clauses"]}
    defaults = Defaults(Channel.POST, date.fromisoformat(TODAY), clauses)
    return await world.use.imports.preview(read["id"], defaults)


async def applied(world: World, id_: str, alike: bool | None = None) -> dict[str, Any]:
    shown = await world.use.imports.confirm(id_, alike)
    async with asyncio.timeout(60):
        while shown["state"] != "done":
            await asyncio.sleep(0.05)
            shown = await world.use.imports.show(id_)
    return shown


async def kept(world: World) -> list[str]:
    found = world.store.comments.collection.find({"consultation_id": world.consultation["_id"]})
    return sorted([row["versions"][-1]["text"] async for row in found])


async def test_what_would_happen_is_shown_and_nothing_is_accepted(world: World) -> None:
    shown = await previewed(world, FILE)
    assert shown["counts"] == {"new": 1, "late": 1, "bad": 4, "same": 1, "open": 2}
    assert [(one["line"], one["problem"]["code"]) for one in shown["problems"]] == [
        (3, "TEXT_EMPTY"),
        (5, "CLAUSE_UNKNOWN_IN_ROW"),
        (6, "CHANNEL_UNKNOWN"),
        (7, "CHANNEL_NOT_ACCEPTED"),
    ]
    assert await kept(world) == []


async def test_what_was_shown_happens_once_however_often_it_is_confirmed(world: World) -> None:
    shown = await previewed(world, FILE)
    await asyncio.gather(*(world.use.imports.confirm(shown["id"], None) for _ in range(3)))
    done = await applied(world, shown["id"])
    assert done["counts"] == {"new": 1, "late": 1, "bad": 4, "same": 1, "open": 0}
    assert await kept(world) == ["夜の便を増やしてください。", "昔の意見です。"]
    rows = await world.use.imports.results(shown["id"], -1)
    assert [bool(row["receipt_number"]) for row in rows] == [True, False, True, *[False] * 4]
    again = await previewed(world, FILE)
    assert again["counts"]["known"] == 2
    await applied(world, again["id"])
    assert len(await kept(world)) == 2


async def test_what_a_row_quotes_is_the_passage_it_is_about(world: World) -> None:
    head = "番号,意見,項目,引用,受付日"
    rows = (
        f"1,屋根は全部の停留所に。,1-1,停留所に 屋根と照明,{TODAY}",
        f"2,どこのことでしょうか。,1-1,停留所,{TODAY}",
        f"3,引用だけあります。,,停留所に屋根,{TODAY}",
    )
    shown = await previewed(world, "\r\n".join((head, *rows, "")).encode())
    assert shown["counts"]["new"] == 1
    assert [one["problem"]["code"] for one in shown["problems"]] == ["QUOTE_NOT_IN_CLAUSE"] * 2
    await applied(world, shown["id"])
    (comment,) = await world.store.comments.collection.find().to_list(None)
    passage = comment["versions"][0]["passage"]
    assert passage == {"start": 4, "end": 13, "quote": "停留所に屋根と照明"}
    again = await previewed(world, "\r\n".join((head, *rows, "")).encode())
    assert again["counts"]["known"] == 1


async def test_work_that_was_broken_off_goes_on_where_it_was(world: World) -> None:
    rows = [f"{n},{n}番の意見です。,,{TODAY},郵送" for n in range(1_000)]
    shown = await previewed(world, table(*rows))
    await world.use.imports.confirm(shown["id"], None)
    async with asyncio.timeout(30):
        while not await kept(world):  # noqa: ASYNC110 - the database is what is watched
            await asyncio.sleep(0.01)
    await world.use.imports.stop()  # as when the service goes
    assert len(await kept(world)) < 1_000
    await world.use.imports.imports.hold(shown["id"], now() - timedelta(seconds=1))
    await applied(world, shown["id"])
    texts = await kept(world)
    assert len(texts) == len(set(texts)) == 1_000


async def test_rows_of_a_mended_file_are_told_again_and_a_person_decides(world: World) -> None:
    await applied(world, (await previewed(world, FILE))["id"])
    mended = FILE.replace("伝書鳩".encode("cp932"), "郵送".encode("cp932"))
    shown = await previewed(world, mended)
    assert (shown["counts"]["alike"], shown["counts"]["new"]) == (2, 1)
    with pytest.raises(errors.RowsTwiceUndecided):
        await world.use.imports.confirm(shown["id"], None)
    await applied(world, shown["id"], alike=False)
    assert len(await kept(world)) == 3
    with pytest.raises(errors.ImportBegun):
        await world.use.imports.confirm(shown["id"], True)


async def test_a_workbook_is_read_as_it_was_typed(world: World) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["No.", "ご意見", "受付日", "消印", "個人・団体"])
    sheet.append([1, "=1+1", today_jst(), None, "団体"])
    sheet["B2"].data_type = "s"
    sheet.append([2, "二つめの\n意見です。", TODAY, today_jst(), "個人"])
    sheet.append([3, "=2+2", TODAY, None, "個人"])  # a formula that was never shown anywhere
    out = io.BytesIO()
    book.save(out)
    shown = await previewed(world, out.getvalue())
    assert shown["counts"] == {"new": 2, "bad": 1, "open": 2}
    assert [row["row_id"] for row in shown["rows"]] == ["1", "2", "3"]
    await applied(world, shown["id"])
    assert await kept(world) == ["=1+1", "二つめの\n意見です。"]


async def test_a_file_that_is_none_or_too_long_is_refused_whole(world: World) -> None:
    case = world.consultation["_id"]
    with pytest.raises(ColumnMissing):
        await world.use.imports.read(case, "名前,住所\r\n".encode())
    with pytest.raises(errors.TooManyRows):
        await world.use.imports.read(case, ("意見\r\n" + "あ\r\n" * (ROWS_MAX + 1)).encode())


async def test_an_import_is_its_persons_alone(world: World) -> None:
    shown = await previewed(world, FILE)
    act_as(SECOND)
    with pytest.raises(ImportNotFound):
        await world.use.imports.show(shown["id"])


async def test_words_are_forgotten_once_they_were_brought_in(world: World) -> None:
    shown = await previewed(world, FILE)
    await applied(world, shown["id"])
    found = await world.use.imports.imports.rows(shown["id"])
    assert [row["n"] for row in found if "said" not in row] == [0, 2]
    assert all(row["forget_at"] for row in found)


def with_agreement(*said: str) -> bytes:
    lines = [f"{n},意見{n}です。,,{TODAY},郵送,{one}" for n, one in enumerate(said, 1)]
    header = "番号,意見,項目,受付日,提出方法,公表の同意"
    return "\r\n".join((header, *lines, "")).encode()


async def test_agreement_comes_in_only_where_it_was_asked_for(world: World) -> None:
    shown = await previewed(world, with_agreement("はい", "いいえ", ""))
    assert shown["counts"] == {"bad": 1, "new": 2, "open": 2}
    assert [row["problem"]["code"] for row in shown["problems"]] == ["AGREEMENT_NOT_ASKED"]
    world.consultation = await world.use.consultations.open(
        world.new_consultation(
            department_id="plan", channels=(Channel.POST,), asks_to_publish_text=True
        )
    )
    shown = await previewed(world, with_agreement("はい", "いいえ", ""))
    await applied(world, shown["id"])
    where = {"consultation_id": world.consultation["_id"], "agreement.agreed": True}
    agreed = await world.store.comments.collection.find(where).to_list(None)
    assert [row["versions"][0]["text"] for row in agreed] == ["意見1です。"]
    # A mended file that says otherwise of the agreement brings no comment in twice.
    again = await previewed(world, with_agreement("いいえ", "いいえ", "はい"))
    assert again["counts"]["alike"] == 3
