"""Publishing comments in their own words on the real database: failures first."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from services.public_comment.domain import errors as comment_errors
from services.public_comment.domain.details import Details
from services.public_comment.handlers.submission import Receipt
from services.public_comment.masks.domain import errors
from services.public_comment.masks.domain.masks import SHOWN, Mask, MaskKind
from services.public_comment.masks.handlers import Masks
from services.public_comment.masks.store import AgreedTexts
from shared.caller import STRANGER, Caller, NotInCharge, Role, act_as
from shared.clock import now, today_jst
from shared.errors import Forbidden, NotSignedIn
from shared.events.common import Channel
from shared.idempotency import IdempotencyKeyReused
from shared.ids import new_id
from shared.mongo import Document, Mongo, StaleAggregate
from shared.settings import Settings
from tests.integration.public_comment.test_use_cases import World, numbers

TEXT = "山田さんの電話は03-5555-0199です。屋根がほしいです。"
NAME, PHONE = Mask(0, 2), Mask(8, 20)
ROOF = "屋根がほしいです。"
STAFF = Caller("p", frozenset({Role.STAFF}), frozenset({"desk"}), frozenset({"ours"}))
OTHER = Caller("q", frozenset({Role.STAFF}), frozenset(), frozenset({"theirs"}))
SHOWN_TEXT = "{0}さんの電話は{0}です。".format(SHOWN[MaskKind.PERSONAL_DATA]) + ROOF


class Masking(World):
    """A consultation of the department ``ours`` that asks, with one comment that agreed."""

    async def begin(self) -> None:
        await super().begin()
        self.texts = AgreedTexts(self.store)
        await self.texts.create_indexes()
        self.masks = Masks(self.store, self.texts)
        act_as(STAFF)
        self.consultation = await self.use.consultations.open(
            self.new_consultation(department_id="ours", asks_to_publish_text=True)
        )
        self.case = self.consultation["_id"]
        act_as(STRANGER)
        self.receipt = await self.submit(text=TEXT, agrees_to_publish=True)
        self.id = self.receipt.comment["_id"]
        act_as(STAFF)

    async def mask(
        self, *masks: Mask, on: tuple[int, int] = (1, 0), key: str = "", id_: str = ""
    ) -> Document:
        return await self.masks.mask(id_ or self.id, *on, masks, key or new_id())

    async def say(self, receipt: Receipt, *, agrees: bool) -> Document:
        return await self.use.agreements.say(*numbers(receipt), agrees=agrees)

    async def publish(self) -> None:
        await self.store.consultations.collection.update_one(
            {"_id": self.case}, {"$set": {"published_at": now(), "outcome": "AS_PROPOSED"}}
        )
        self.store._remembered.clear()

    async def published(self) -> list[str]:
        return [one["text"] for one in (await self.masks.published(self.case, None, 50)).items]

    async def kinds(self, receipt: Receipt) -> list[str]:
        row = await self.stored(receipt)
        return [one["type"].split(".")[2] for one in row["pending_events"]]


@pytest.fixture
async def world(mongo: Mongo, settings: Settings) -> AsyncIterator[Masking]:
    made = Masking(mongo, settings)
    await made.begin()
    yield made
    act_as(STRANGER)


async def test_only_the_department_in_charge_looks_and_masks(world: Masking) -> None:
    admin = Caller("r", frozenset({Role.ADMIN}), frozenset(), frozenset({"ours"}))
    for caller, refused in ((OTHER, NotInCharge), (admin, Forbidden), (STRANGER, NotSignedIn)):
        act_as(caller)
        for doing in (
            world.mask(NAME),
            world.masks.preview(world.id, 1, [NAME]),
            world.masks.in_charge_of(world.id),
            world.masks.require_in_charge(world.case),
        ):
            with pytest.raises(refused):
                await doing
    assert "maskings" not in await world.stored(world.receipt)


async def test_agreement_that_was_not_asked_for_is_refused(world: Masking) -> None:
    act_as(STAFF)
    world.consultation = await world.use.consultations.open(
        world.new_consultation(department_id="ours")
    )
    act_as(STRANGER)
    with pytest.raises(comment_errors.AgreementNotAsked):
        await world.submit(agrees_to_publish=True)
    receipt = await world.submit()
    with pytest.raises(comment_errors.AgreementNotAsked):
        await world.say(receipt, agrees=True)
    assert await world.kinds(receipt) == ["comment_accepted"]


async def test_agreement_is_an_event_without_words_and_can_be_taken_back(world: Masking) -> None:
    assert await world.kinds(world.receipt) == ["comment_accepted", "text_agreement_given"]
    for agrees in (False, False, True):
        await world.say(world.receipt, agrees=agrees)
    row = await world.stored(world.receipt)
    assert await world.kinds(world.receipt) == [
        *("comment_accepted", "text_agreement_given"),
        *("text_agreement_taken_back", "text_agreement_given"),
    ]
    assert [one["sequence"] for one in row["pending_events"]] == [1, 2, 3, 4]
    assert "山田" not in str(row["pending_events"])
    with pytest.raises(comment_errors.ConfirmationNumberWrong):
        number, other = numbers(world.receipt)[0], numbers(await world.submit())[1]
        await world.use.agreements.say(number, other, agrees=False)


async def test_who_sends_again_without_agreeing_is_not_taken_at_the_first_word(
    world: Masking,
) -> None:
    first = world.comment(text=ROOF, agrees_to_publish=True)
    receipt = await world.use.comments.submit(first)
    assert (await world.use.comments.submit(first)).repeated
    with pytest.raises(IdempotencyKeyReused):
        await world.use.comments.submit(replace(first, agrees_to_publish=False))
    # Taken back since, the first request is still the same.
    await world.say(receipt, agrees=False)
    assert (await world.use.comments.submit(first)).repeated
    assert not (await world.stored(receipt))["agreement"]["agreed"]


async def test_after_the_result_agreement_is_only_taken_back(world: Masking) -> None:
    act_as(STRANGER)
    silent = await world.submit(text="同意しない意見です。")
    await world.publish()
    with pytest.raises(comment_errors.AgreementTooLate):
        await world.say(silent, agrees=True)
    await world.say(world.receipt, agrees=False)
    with pytest.raises(comment_errors.AgreementTooLate):
        await world.say(world.receipt, agrees=True)


async def test_whether_it_asks_stays_once_it_is_open(world: Masking) -> None:
    row = await world.store.consultation_now(world.case)
    changed = replace(Details.of(row), asks_to_publish_text=False)
    with pytest.raises(comment_errors.AskingIsFixed):
        await world.use.revising.revise(world.case, changed, "訂正します。", row["sequence"])
    await world.store.consultations.collection.update_one(
        {"_id": world.case}, {"$set": {"opens_at": now().replace(year=2099)}}
    )
    moved = await world.use.revising.revise(world.case, changed, "", row["sequence"])
    assert moved["asks_to_publish_text"] is False


async def test_what_cannot_be_is_refused_and_changes_nothing(world: Masking) -> None:
    with pytest.raises(errors.MasksOutOfOrder):
        await world.mask(PHONE, NAME)
    with pytest.raises(errors.MaskReasonMissing):
        await world.mask(Mask(0, 2, MaskKind.OTHER))
    for stale in ((2, 0), (1, 1)):
        with pytest.raises(errors.MaskingChanged) as changed:
            await world.mask(NAME, on=stale)
        assert changed.value.params == {"version": 1, "number": 0}
    with pytest.raises(comment_errors.CommentNotFound):
        await world.mask(id_="nobody's")
    act_as(STRANGER)
    silent = await world.submit(text="同意しない意見です。")
    act_as(STAFF)
    with pytest.raises(errors.AgreementMissing):
        await world.mask(id_=silent.comment["_id"])
    assert "maskings" not in await world.stored(world.receipt)


async def test_a_decision_and_its_event_are_one_write_without_words(world: Masking) -> None:
    key = new_id()
    hurtful = Mask(21, 23, MaskKind.DEFAMATION, "誹謗のおそれ")
    row = await world.mask(NAME, PHONE, hurtful, key=key)
    assert (await world.mask(NAME, PHONE, hurtful, key=key))["maskings"] == row["maskings"]
    with pytest.raises(IdempotencyKeyReused):
        await world.mask(NAME, key=key)
    made = row["maskings"][0]
    assert (made["number"], made["of_version"], made["by"]) == (1, 1, "p")
    assert made["masks"][2] == {
        "start": 21,
        "end": 23,
        "kind": "DEFAMATION",
        "reason": "誹謗のおそれ",
    }
    event = (await world.stored(world.receipt))["pending_events"][-1]
    counts = {"personal_data": 2, "defamation": 1, "other": 0}
    ids = {"comment_id": world.id, "consultation_id": world.case}
    assert event["data"] == {**ids, "number": 1, "of_version": 1, **counts}
    assert row["versions"][0]["text"] == TEXT  # what is kept is never altered


async def test_two_who_mask_at_once_do_not_overwrite_each_other(world: Masking) -> None:
    tries = await asyncio.gather(world.mask(NAME), world.mask(NAME, PHONE), return_exceptions=True)
    refused = [one for one in tries if isinstance(one, BaseException)]
    assert [type(one) for one in refused] == [errors.MaskingChanged]
    assert len((await world.stored(world.receipt))["maskings"]) == 1


async def test_every_decision_is_kept_and_the_last_counts(world: Masking) -> None:
    await world.mask()
    await world.publish()
    assert await world.published() == [TEXT]
    row = await world.mask(NAME, PHONE, on=(1, 1))
    assert [len(one["masks"]) for one in row["maskings"]] == [0, 2]
    assert await world.published() == [SHOWN_TEXT]


async def test_a_correction_between_look_and_save_is_told_and_asks_for_a_new_look(
    world: Masking,
) -> None:
    await world.use.receipts.correct(*numbers(world.receipt), "佐藤さんの電話もあります。" + ROOF)
    with pytest.raises(errors.MaskingChanged) as changed:
        await world.mask(NAME)
    assert changed.value.params == {"version": 2, "number": 0}
    await world.mask(NAME, on=(2, 0))
    await world.use.receipts.correct(*numbers(world.receipt), TEXT)
    await world.publish()
    assert await world.published() == []
    assert (await world.texts.progress(world.case)).waiting == 1
    await world.mask(NAME, PHONE, on=(3, 1))
    assert await world.published() == [SHOWN_TEXT]


async def test_withdrawn_or_taken_back_in_between_nothing_is_masked(world: Masking) -> None:
    await world.say(world.receipt, agrees=False)
    with pytest.raises(errors.AgreementMissing):
        await world.mask(NAME)
    await world.say(world.receipt, agrees=True)
    await world.use.receipts.withdraw(*numbers(world.receipt), None)
    with pytest.raises(comment_errors.AlreadyWithdrawn):
        await world.mask(NAME)
    await world.publish()
    assert await world.published() == []


async def test_nothing_is_handed_out_but_what_all_rules_allow(world: Masking) -> None:
    act_as(STRANGER)
    texts = ["looked at", "not looked at", "did not agree", "took back", "withdrawn", "late"]
    sent = {
        text: await world.submit(text=text, agrees_to_publish=text != "did not agree")
        for text in texts
    }
    ids = {text: receipt.comment["_id"] for text, receipt in sent.items()}
    act_as(STAFF)
    for text in ("looked at", "took back", "withdrawn", "late"):
        await world.mask(id_=ids[text])
    await world.say(sent["took back"], agrees=False)
    await world.use.receipts.withdraw(*numbers(sent["withdrawn"]), None)
    for id_, change in (
        (ids["late"], {"late": True}),
        # However such a row came to be: not looked at is not looked at.
        (ids["not looked at"], {"looked_at": 1, "place": "0"}),
    ):
        await world.store.comments.collection.update_one({"_id": id_}, {"$set": change})
    assert (await world.masks.counts(world.case), await world.published()) == (None, [])
    await world.publish()
    act_as(STRANGER)
    assert await world.published() == ["looked at"]
    (one,) = (await world.masks.published(world.case, None, 50)).items
    assert one == {"text": "looked at", "clause_id": "c1", "channel": "WEB"}
    await world.store.consultations.collection.update_one(
        {"_id": world.case}, {"$set": {"withdrawn_at": now()}}
    )
    assert await world.published() == []


async def test_a_second_entry_of_one_paper_is_not_published(world: Masking) -> None:
    act_as(STAFF)
    paper: dict[str, Any] = {
        **{"by_staff": True, "channel": Channel.POST, "received_on": today_jst()},
        "agrees_to_publish": True,
    }
    receipts = [await world.submit(text="同じ紙です。", **paper) for _ in range(2)]
    twin = receipts[1].comment["_id"]
    for receipt in receipts:
        await world.mask(id_=receipt.comment["_id"])
    sequence = (await world.stored(receipts[1]))["sequence"]
    original = numbers(receipts[0])[0]
    await world.use.entries.mark_duplicate(twin, original, "二重の入力", sequence)
    await world.publish()
    assert await world.published() == ["同じ紙です。"]
    counts = await world.masks.counts(world.case)
    assert counts == {"published": 1, "comments": 2}


async def test_what_staff_entered_of_the_agreement_is_put_right(world: Masking) -> None:
    paper = await world.submit(
        text="紙の意見です。", by_staff=True, channel=Channel.POST, received_on=today_jst()
    )
    id_ = paper.comment["_id"]
    right = world.use.agreements.put_right
    with pytest.raises(StaleAggregate):
        await right(id_, agrees=True, sequence=9)
    assert (await right(id_, agrees=True, sequence=1))["agreement"]["agreed"]
    assert (await right(id_, agrees=True, sequence=1))["sequence"] == 2
    with pytest.raises(comment_errors.NotEnteredByStaff):
        await right(world.id, agrees=False, sequence=2)
    act_as(OTHER)
    with pytest.raises(NotInCharge):
        await right(id_, agrees=False, sequence=2)


async def test_one_takes_back_while_the_pages_are_read(world: Masking) -> None:
    act_as(STRANGER)
    sent = [await world.submit(text=f"意見{n}", agrees_to_publish=True) for n in range(5)]
    act_as(STAFF)
    await world.mask()
    for receipt in sent:
        await world.mask(id_=receipt.comment["_id"])
    await world.publish()
    first = await world.masks.published(world.case, None, 2)
    found = world.store.comments.collection.find({"consultation_id": world.case})
    rows = await found.sort("place", 1).to_list(9)
    seen = [row["versions"][0]["text"] for row in rows]
    by_id = {one.comment["_id"]: one for one in sent}
    # One of the second page: where each stands is drawn, and the first comment is not among them.
    gone = next(row for row in rows[2:] if row["_id"] in by_id)
    await world.say(by_id[gone["_id"]], agrees=False)
    second = await world.masks.published(world.case, first.next, 50)
    read = [one["text"] for one in (*first.items, *second.items)]
    assert read == [text for text in seen if text != gone["versions"][0]["text"]]
    assert second.next is None


async def test_the_order_tells_nothing_of_when_they_came(world: Masking) -> None:
    act_as(STRANGER)
    sent = [await world.submit(text=f"意見{n}", agrees_to_publish=True) for n in range(12)]
    act_as(STAFF)
    for receipt in sent:
        await world.mask(id_=receipt.comment["_id"])
    await world.publish()
    order = await world.published()
    assert sorted(order) == sorted(f"意見{n}" for n in range(12))
    assert order not in ([f"意見{n}" for n in range(12)], [f"意見{11 - n}" for n in range(12)])
    assert order == await world.published()  # and it stays


async def test_what_waits_comes_newest_first_and_one_after_the_other(world: Masking) -> None:
    act_as(STRANGER)
    sent = [await world.submit(text=f"意見{n}", agrees_to_publish=True) for n in range(3)]
    await world.submit(text="同意しない意見です。")
    ids = [world.id, *(one.comment["_id"] for one in sent)]
    act_as(STAFF)
    page = await world.texts.agreed(world.case, None, 3, looked_at=False)
    assert [row["_id"] for row in page.items] == ids[:0:-1]
    rest = await world.texts.agreed(world.case, page.next, 3, looked_at=False)
    assert [row["_id"] for row in rest.items] == [world.id]
    row = await world.mask(id_=ids[2])
    assert await world.texts.next_waiting(row) == ids[1]
    row = await world.mask(id_=ids[0])
    assert await world.texts.next_waiting(row) == ids[3]  # from the newest again
    assert vars(await world.texts.progress(world.case)) == {"agreed": 4, "waiting": 2}
    looked_at = await world.texts.agreed(world.case, None, 9, looked_at=True)
    assert [one["_id"] for one in looked_at.items] == [ids[2], ids[0]]


async def test_every_list_and_count_has_an_index(world: Masking) -> None:
    await world.mask()
    plans = []
    for where, order in (
        ({"looked_at": 0, "agreement.agreed": True, "state": "accepted", "late": False}, "_id"),
        ({"agreement.agreed": True, "state": "accepted", "late": False}, "place"),
    ):
        query = {"consultation_id": world.case, **where}
        found = world.store.comments.collection.find(query).sort(order, -1 if order == "_id" else 1)
        plans.append(str((await found.explain())["queryPlanner"]["winningPlan"]))
    assert "'agreed'" in plans[0] and "'places'" in plans[1]
    assert not any("COLLSCAN" in plan or "'SORT'" in plan for plan in plans)
