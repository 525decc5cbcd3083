"""A file that clerks edited: shown as it would be, applied as it was shown, once."""

import asyncio
from typing import Any

import pytest

from services.responses.domain.edits import Edit
from services.responses.domain.errors import ImportNotRead
from services.responses.domain.parts import Change, Content
from services.responses.store.imports import ImportStore
from shared.caller import NotInCharge, act_as
from shared.ids import new_id
from shared.imported_files import ImportNotFound
from shared.mongo import Document, Mongo
from tests.integration.responses.test_cases import accepted, by, comment, opened
from tests.integration.responses.test_points import Answering, point, split

DESK = "desk-ours"
CHANGE = Change(document_id="d", revision_id="r", clause_id="k", note="加えました。")
FIGURES = {"total": 9, "untouched": 3, "missing": 1}


class Filing(Answering):
    """Brings files in."""

    async def begin(self) -> Any:
        use = await super().begin()
        await ImportStore(self.store.database).create_indexes()
        return use

    async def drafted(self, id_: str, **said: Any) -> Document:
        """Let a comment come and draft an answer to it."""
        await self.tell(accepted(id_, "case"))
        content = Content(class_code="OTHER", summary="概要", text="前の文", **said)
        made = await self.use.drafts.draft(DESK, [comment(id_)], content, None, new_id())
        await self.hear()
        return made

    async def shown(self, *edits: Edit) -> str:
        id_: str = (await self.use.imports.begin("case", DESK))["id"]
        await self.use.imports.take(id_, edits)
        await self.use.imports.preview(id_, FIGURES)
        return id_

    async def verdicts(self, id_: str) -> list[str]:
        return [row["verdict"] for row in await self.use.imports.rows(id_, -1, 100)]

    async def applied(self, id_: str) -> Document:
        shown = await self.use.imports.confirm(id_)
        async with asyncio.timeout(20):
            while shown["state"] != "done":
                await asyncio.sleep(0.05)
                shown = await self.use.imports.show(id_)
        return shown

    async def now(self, id_: str) -> Document:
        _, row = await self.store.response(id_)
        return row


def edit(row: Document, n: int = 0, **said: Any) -> Edit:
    """An edit of a response as it was handed out."""
    on = {"response_id": row["_id"], "version": row["version"], "label": str(n + 1)}
    return Edit(n=n, **{"class_name": "その他", "summary": "概要", "text": "前の文", **on, **said})


def first(id_: str, n: int = 0, **said: Any) -> Edit:
    """An edit of an opinion that had no response."""
    return Edit(n=n, kind="COMMENT", input_id=id_, **{"class_name": "その他", **said})


@pytest.fixture
async def case(mongo: Mongo) -> Filing:
    made = Filing(mongo)
    await made.begin()
    return made


async def test_what_is_shown_happens_and_nothing_else(case: Filing) -> None:
    kept = await case.drafted("c1", changes=(CHANGE,))
    other = await case.drafted("c2")
    id_ = await case.shown(
        edit(kept, 0, class_name="反映", text="後の文", reason="必要だから。"),
        first("c", 1, summary="新しい概要", text="新しい文"),
    )
    rows = await case.use.imports.rows(id_, -1, 100)
    assert [row["verdict"] for row in rows] == ["change", "new"]
    assert rows[0]["old"]["text"] == "前の文" and rows[0]["new"]["text"] == "後の文"
    assert rows[0]["lacks"] == [] and rows[1]["old"] is None
    # Until it is confirmed nothing changes.
    assert (await case.now(kept["_id"]))["version"] == 1
    assert await case.waiting() == ["COMMENT:c"]
    shown = await case.applied(id_)
    assert shown["counts"] == {"done": 2, "open": 0}
    assert {name: shown[name] for name in FIGURES} == FIGURES
    changed = await case.now(kept["_id"])
    assert changed["content"]["class_code"] == "REFLECTED" and changed["version"] == 2
    assert changed["content"]["text"] == "後の文"
    # What a file does not hold stays: the links to the plan.
    assert changed["content"]["changes"] == [CHANGE.model_dump()]
    assert (await case.now(other["_id"]))["version"] == 1
    await case.hear()
    assert await case.waiting() == []


async def test_the_same_file_twice_changes_nothing_twice(case: Filing) -> None:
    made = await case.drafted("c1")
    edits = (edit(made, 0, text="後の文"), first("c", 1, text="新しい文"))
    two = [await case.shown(*edits), await case.shown(*edits)]
    for id_ in two:
        await case.applied(id_)
    assert await case.verdicts(two[0]) == ["done", "done"]
    assert await case.verdicts(two[1]) == ["same", "same"]
    assert (await case.now(made["_id"]))["version"] == 2
    assert await case.verdicts(await case.shown(*edits)) == ["same", "same"]
    assert await case.store.responses.collection.count_documents({}) == 2


async def test_half_done_it_goes_on_or_is_brought_in_again(case: Filing) -> None:
    made = [await case.drafted(f"c{n}") for n in range(1, 9)]
    edits = [edit(row, n, text="後の文") for n, row in enumerate(made)]
    id_ = await case.shown(*edits)
    # Begun and stopped in the middle, as a service that is killed.
    await case.use.drafts.revise(
        made[0]["_id"],
        Content(class_code="OTHER", summary="概要", text="後の文"),
        None,
        1,
        new_id(),
    )
    await case.use.imports.imports.confirm(id_)
    again = await case.shown(*edits)
    assert await case.verdicts(again) == ["same", *["change"] * 7]
    await case.applied(again)
    shown = await case.applied(id_)
    assert shown["counts"] == {"same": 8, "open": 0}
    assert {(await case.now(row["_id"]))["version"] for row in made} == {2}


async def test_who_was_faster_loses_nothing(case: Filing) -> None:
    before, later = await case.drafted("c1"), await case.drafted("c2")

    async def rewrite(row: Document) -> None:
        said = Content(class_code="OTHER", text="ほかの人の文")
        await case.use.drafts.revise(row["_id"], said, None, row["version"], new_id())

    await rewrite(before)
    id_ = await case.shown(edit(before, 0, text="後の文"), edit(later, 1, text="後の文"))
    assert await case.verdicts(id_) == ["conflict", "change"]
    await rewrite(later)  # between the preview and the confirmation
    await case.applied(id_)
    rows = await case.use.imports.rows(id_, -1, 100)
    assert [row["verdict"] for row in rows] == ["conflict", "conflict"]
    assert rows[1]["problem"]["code"] == "RESPONSE_CHANGED"
    for row in (before, later):
        assert (await case.now(row["_id"]))["content"]["text"] == "ほかの人の文"


async def test_each_row_that_cannot_be_taken_says_why(case: Filing) -> None:
    made = await case.drafted("c1")
    gone = await case.drafted("c2")
    await case.use.drafts.withdraw(gone["_id"], "重複", 1, new_id())
    await case.tell(opened("elsewhere", "policy", "ours"), accepted("x", "elsewhere"))
    foreign_subject = comment("x", "elsewhere")
    foreign = await case.use.drafts.draft(DESK, [foreign_subject], Content(), None, new_id())
    await case.tell(accepted("s", "case"), split("/p1/", "/p2/", id_="s"))
    id_ = await case.shown(
        edit(made, 0, text="あ" * 10_001),
        edit(made, 1, text="ベル\x07"),
        edit(made, 2, class_name="賛成"),
        edit(made, 3, class_name="反映", text="理由がない"),
        edit(gone, 4, text="後の文"),
        edit(foreign, 5, text="後の文"),
        edit({"_id": new_id(), "version": 1}, 6, text="後の文"),
        first("s", 7, text="分けられた意見"),
        first("unknown", 8, text="ない意見"),
        Edit(n=9, problem={"code": "OFFICE_FORMULA", "params": {}}),
    )
    rows = await case.use.imports.rows(id_, -1, 100)
    told = [(row["problem"] or {}).get("code") for row in rows]
    assert told == [
        "TEXT_TOO_LONG",
        "TEXT_HAS_CONTROL_CHARACTERS",
        "RESPONSE_CLASS_NOT_KNOWN",
        None,
        "RESPONSE_NOT_EDITABLE",
        "SUBJECT_OF_ANOTHER_CASE",
        "RESPONSE_NOT_FOUND",
        "SUBJECT_SPLIT",
        "SUBJECT_NOT_KNOWN_YET",
        "OFFICE_FORMULA",
    ]
    assert rows[0]["problem"]["params"] == {"max": 10_000, "actual": 10_001}
    assert rows[3]["lacks"] == ["RESPONSE_REASON_MISSING", "RESPONSE_CHANGE_MISSING"]
    assert (await case.applied(id_))["counts"] == {"bad": 9, "done": 1, "open": 0}
    assert (await case.now(made["_id"]))["content"]["text"] == "理由がない"


async def test_it_is_for_the_department_in_charge_and_for_who_uploaded_it(case: Filing) -> None:
    made = await case.drafted("c1")
    id_ = await case.shown(edit(made, 0, text="後の文"))
    with pytest.raises(NotInCharge):
        await case.use.imports.begin("case", "desk-of-others")
    begun = (await case.use.imports.begin("case", DESK))["id"]
    with pytest.raises(ImportNotRead):
        await case.use.imports.confirm(begun)
    act_as(by("theirs"))
    with pytest.raises(NotInCharge):
        await case.use.imports.begin("case", DESK)
    with pytest.raises(NotInCharge):
        await case.use.opinions.page("case", "", 10)
    with pytest.raises((NotInCharge, ImportNotFound)):
        await case.use.imports.confirm(id_)
    assert (await case.now(made["_id"]))["version"] == 1


async def test_opinions_are_listed_with_what_answers_them(case: Filing) -> None:
    await case.tell(split("/p1/roof", "k/p2/buses"))
    whole = await case.drafted("c1")
    own = await case.draft(point("p2"))
    await case.tell(accepted("late", "case", late=True))
    listed: list[Document] = []
    after = ""
    while True:
        page = await case.use.opinions.page("case", after, 2)
        listed += page["items"]
        if page["next"] is None:
            break
        after = page["next"]
    told = {
        one["id"]: (one["comment_id"], one["clause_id"], (one["response"] or {}).get("id"))
        for one in listed
    }
    assert told == {
        "c1": ("c1", None, whole["_id"]),
        "p1": ("c", None, None),
        "p2": ("c", "k", own["_id"]),
    }
