"""A consultation's course on a real database: what is left half done, repeated, late or at once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.public_comment.domain import errors
from services.public_comment.domain.details import Details, Material
from services.public_comment.domain.procedure import Outcome
from services.public_comment.domain.receipt import new_form_number
from services.public_comment.handlers import forms as forms_module
from services.public_comment.handlers import recount as recount_module
from services.public_comment.handlers.answering import Answering
from services.public_comment.handlers.exemptions import NewExemption
from services.public_comment.handlers.recount import Recount
from services.public_comment.handlers.submission import Receipt
from shared.caller import Caller, NotInCharge, Role, act_as
from shared.clock import now, today_jst
from shared.events.common import Channel
from shared.idempotency import IdempotencyKeyReused
from shared.ids import new_id
from shared.mongo import Document, Mongo, StaleAggregate
from shared.receipt_numbers import ReceiptNumberMistyped
from shared.settings import Settings
from tests.integration.public_comment.test_use_cases import World, numbers

IN_CHARGE = Caller(person_id="p-1", roles=frozenset({Role.STAFF}), departments=frozenset({"dep"}))
DAY = timedelta(days=1)


@pytest.fixture
async def world(mongo: Mongo, settings: Settings) -> AsyncIterator[World]:
    act_as(IN_CHARGE)
    made = World(mongo, settings)
    await made.begin()
    made.consultation = await opened(made)
    yield made
    act_as(Caller())


async def opened(world: World, *, begins: int = -10, ends: int = 20, **more: Any) -> Document:
    """Open one of the department in charge, by days from now."""
    moment = now().replace(microsecond=0)
    given = {"opens_at": moment + begins * DAY, "closes_at": moment + ends * DAY, **more}
    new = world.new_consultation(department_id="dep", idempotency_key=new_id(), **given)
    return await world.use.consultations.open(new)


async def paper(world: World, row: Document, days_ago: int, **more: Any) -> Receipt:
    return await world.submit(
        consultation_id=row["_id"],
        channel=Channel.POST,
        by_staff=True,
        received_on=today_jst() - days_ago * DAY,
        **more,
    )


async def extend(world: World, row: Document, days: int) -> Document:
    end = now().replace(microsecond=0) + days * DAY
    return await world.use.procedure.extend(row["_id"], end, "障害のためです。")


async def late(world: World, receipt: Receipt) -> bool:
    return bool((await world.stored(receipt))["late"])


async def counted(world: World) -> list[str]:
    rows = world.store.comments.collection.find({})
    return [
        event["subject"]
        async for row in rows
        for event in row["pending_events"]
        if event["type"].endswith("comment_counted_in_time.v1")
    ]


# Papers that were late


async def test_an_extension_whose_process_died_is_gone_on_with_by_another(world: World) -> None:
    row = await opened(world, begins=-40, ends=-8)
    inside, before = await paper(world, row, 5), await paper(world, row, 41)
    assert await late(world, inside)
    await extend(world, row, 3)  # and nobody judges anything
    assert await late(world, inside)
    for _ in range(3):
        await Recount(world.store).run_once()
    assert not await late(world, inside)
    assert await late(world, before)
    assert await counted(world) == [inside.comment["_id"]]


async def test_a_paper_entered_by_the_old_end_meanwhile_is_found_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = await opened(world, begins=-40, ends=-8)
    await paper(world, row, 30)
    known = world.store._remembered[row["_id"]]
    await extend(world, row, 3)
    await world.use.recount.run_once()
    still = (known[0] + 60, known[1])
    world.store._remembered[row["_id"]] = still  # as another process knows it yet
    stale = await paper(world, row, 5)
    assert await late(world, stale)
    await world.use.recount.run_once()
    assert not await late(world, stale)
    # The mark goes only once no process can know the old end any more.
    assert [one["_id"] for one in await world.store.to_be_recounted()] == [row["_id"]]
    monkeypatch.setattr(recount_module, "SETTLED_AFTER", timedelta(0))
    await world.use.recount.run_once()
    assert await world.store.to_be_recounted() == []


async def test_two_processes_at_once_count_each_paper_once(world: World) -> None:
    row = await opened(world, begins=-40, ends=-8)
    papers = [await paper(world, row, 5) for _ in range(20)]
    await extend(world, row, 3)
    await asyncio.gather(*(world.use.recount.run_once() for _ in range(4)))
    await world.use.recount.run_once()
    assert sorted(await counted(world)) == sorted(one.comment["_id"] for one in papers)


async def test_what_was_taken_back_is_not_counted_again(world: World) -> None:
    row = await opened(world, begins=-40, ends=-8)
    receipt = await paper(world, row, 5)
    await world.store.comments.collection.update_one(
        {"_id": receipt.comment["_id"]}, {"$set": {"state": "withdrawn"}}
    )
    await extend(world, row, 3)
    await world.use.recount.run_once()
    assert await counted(world) == []


async def test_a_period_opens_again_within_the_grace_only(world: World) -> None:
    row = await opened(world, begins=-60, ends=-15)
    with pytest.raises(errors.ExtensionTooLate):
        await extend(world, row, 3)
    fresh = await opened(world, begins=-60, ends=-13)
    assert (await extend(world, fresh, 3))["extensions"][0]["closed_at"] == fresh["closes_at"]


# How it ends


async def test_it_does_not_end_without_opinions_when_there_are_some(world: World) -> None:
    row = await opened(world, begins=-40, ends=-8)
    await paper(world, row, 2)  # late: no opinion of its period
    inside = await paper(world, row, 10)
    with pytest.raises(errors.OpinionsCameIn):
        await world.use.procedure.publish(row["_id"], Outcome.NO_OPINIONS, "")
    await world.store.comments.collection.update_one(
        {"_id": inside.comment["_id"]}, {"$set": {"state": "withdrawn"}}
    )
    ended = await world.use.procedure.publish(row["_id"], Outcome.NO_OPINIONS, "")
    assert ended["outcome"] == "NO_OPINIONS"


@pytest.mark.parametrize(
    "open_", [{"unanswered": 1}, {"outdated": 1}, {"unpublished": 1}, {"answered": 0}]
)
async def test_nothing_is_published_before_every_opinion_has_its_answer(
    world: World, open_: dict[str, int]
) -> None:
    row = await opened(world, begins=-40, ends=-8)
    await paper(world, row, 10)
    done = {"answered": 1, "unanswered": 0, "outdated": 0, "unpublished": 0}
    world.answered = Answering(**{**done, **open_})
    missing = errors.AnswersNotCounted if "answered" in open_ else errors.AnswersMissing
    for outcome in (Outcome.AS_PROPOSED, Outcome.WITH_CHANGES):
        with pytest.raises(missing):
            await world.use.procedure.publish(row["_id"], outcome, "")
    assert "published_at" not in await world.store.consultation_now(row["_id"])
    world.answered = Answering(**done)
    ended = await world.use.procedure.publish(row["_id"], Outcome.WITH_CHANGES, "")
    assert ended["outcome"] == "WITH_CHANGES"
    one = {"channel": "POST", "submitters": 1, "comments": 1, "points": 1}
    told = {"submitters": 1, "comments": 1, "points": 1, "late": 0, "withdrawn": 0}
    assert ended["figures"] == {**told, "by_channel": [one]}


async def test_each_opinion_of_a_split_comment_needs_its_answer(world: World) -> None:
    row = await opened(world, begins=-40, ends=-8)
    entered = await paper(world, row, 10)
    await paper(world, row, 2)  # late: not of this consultation
    assert (await world.store.figures(row["_id"])).points == 1
    kinds = ("OPINION", "NO_OPINION", "OPINION")
    former, last = [{"kind": "OPINION"}] * 3, [{"kind": kind} for kind in kinds]
    await world.store.comments.collection.update_one(
        {"_id": entered.comment["_id"]},
        {"$set": {"splittings": [{"spans": former}, {"spans": last}]}},
    )
    assert (await world.store.figures(row["_id"])).points == 2
    assert (await world.store.figures("another")).points == 0


async def test_a_plan_that_is_abandoned_needs_no_answers(world: World) -> None:
    row = await opened(world, begins=-40, ends=-8)
    await paper(world, row, 10)
    world.answered = Answering(answered=0, unanswered=1, outdated=0, unpublished=0)
    ended = await world.use.procedure.publish(row["_id"], Outcome.ABANDONED, "制度が変わりました。")
    assert ended["outcome"] == "ABANDONED"


# Details


def changed(row: Document, **changes: Any) -> Details:
    return replace(Details.of(row), **changes)


async def test_before_it_opens_details_change_without_a_note(world: World) -> None:
    row = await opened(world, begins=2, ends=40)
    less = changed(row, channels=(Channel.WEB,), assisted_entry=False, notes="点字版があります。")
    revised = await world.use.revising.revise(row["_id"], less, "", row["sequence"])
    assert (revised["channels"], revised["notes"]) == (["WEB"], "点字版があります。")
    assert revised.get("corrections", []) == []


async def test_once_it_is_open_a_change_is_a_correction_that_keeps_what_stood_there(
    world: World,
) -> None:
    row = world.consultation
    given = changed(row, contact="政策課 電話 000-0000-0001")
    with pytest.raises(errors.CorrectionNoteMissing):
        await world.use.revising.revise(row["_id"], given, " ", row["sequence"])
    for _ in range(2):  # a retry changes nothing more, though its sequence is old
        revised = await world.use.revising.revise(
            row["_id"], given, "電話番号を訂正しました。", row["sequence"]
        )
    (correction,) = revised["corrections"]
    assert correction["note"] == "電話番号を訂正しました。"
    assert correction["before"] == {"contact": row["contact"]}
    stored = await world.store.consultations.collection.find_one({"_id": row["_id"]})
    assert stored is not None
    event = stored["pending_events"][-1]["data"]
    assert (event["changed"], event["corrected"]) == (["contact"], True)
    assert revised["closes_at"] == row["closes_at"]


async def test_of_two_editors_the_second_is_told(world: World) -> None:
    row = world.consultation
    await world.use.revising.revise(row["_id"], changed(row, notes="一"), "訂正", row["sequence"])
    with pytest.raises(StaleAggregate):
        await world.use.revising.revise(
            row["_id"], changed(row, notes="二"), "訂正", row["sequence"]
        )


async def test_an_open_consultation_keeps_its_ways_to_hand_in(world: World) -> None:
    row = world.consultation
    less = changed(row, channels=(Channel.WEB,))
    with pytest.raises(errors.ChannelTakenAway) as told:
        await world.use.revising.revise(row["_id"], less, "訂正", row["sequence"])
    assert told.value.params == {"channel": "POST"}
    more = changed(row, channels=(*(Channel(one) for one in row["channels"]), Channel.MAIL))
    revised = await world.use.revising.revise(row["_id"], more, "追加", row["sequence"])
    assert "MAIL" in revised["channels"]


async def test_others_change_nothing(world: World) -> None:
    act_as(replace(IN_CHARGE, departments=frozenset({"another"})))
    row = world.consultation
    with pytest.raises(NotInCharge):
        await world.use.revising.revise(row["_id"], changed(row, notes="一"), "訂", row["sequence"])


async def test_what_was_stored_before_there_were_details_is_read(world: World) -> None:
    row = world.consultation
    gone = ("audience", "materials", "places", "notes", "assisted_entry")
    await world.store.consultations.collection.update_one(
        {"_id": row["_id"]}, {"$unset": dict.fromkeys(gone, "")}
    )
    old = await world.store.consultation_now(row["_id"])
    details = Details.of(old)
    assert (details.audience, details.assisted_entry, details.places) == ((), False, "")
    world.store.forget_consultation(row["_id"])
    with pytest.raises(errors.ChannelNotAccepted):
        await world.submit(channel=Channel.PHONE, by_staff=True, consultation_id=row["_id"])


async def test_what_somebody_cannot_write_is_written_down_for_them(world: World) -> None:
    row = world.consultation
    told = await world.submit(
        consultation_id=row["_id"], channel=Channel.PHONE, by_staff=True, received_on=today_jst()
    )
    assert told.comment["channel"] == "PHONE"


@pytest.mark.parametrize(
    "url",
    [
        *("http://city.example/a.pdf", "javascript:alert(1)", "//evil.example", "/\\evil.example"),
        *("https://", "https://a@evil.example/", "ftp://a/", "", "https://a b/", "/" + "a" * 500),
    ],
)
async def test_materials_lead_to_https_or_this_site(world: World, url: str) -> None:
    good = Material("資料", "/plans/1")
    with pytest.raises(errors.MaterialAddressInvalid) as told:
        await opened(world, materials=(good, Material("資料2", url)))
    assert told.value.params == {"line": 2}


# Exemptions


def exemption(**changes: Any) -> NewExemption:
    base = NewExemption("手数料の改定", "MINOR", "字句の整理です。", today_jst(), "dep", new_id())
    return replace(base, **changes)


async def test_an_exemption_is_kept_once_with_its_reason(world: World) -> None:
    new = exemption()
    for _ in range(2):
        await world.use.exemptions.record(new)
    page = await world.store.list_exemptions(None, 20)
    assert [(one["title"], one["reason"]) for one in page.items] == [(new.title, new.reason)]
    with pytest.raises(IdempotencyKeyReused):
        await world.use.exemptions.record(replace(new, reason="別の理由"))
    with pytest.raises(errors.ReasonMissing):
        await world.use.exemptions.record(exemption(reason=" "))
    with pytest.raises(errors.ExemptionKindNotKnown):
        await world.use.exemptions.record(exemption(kind="BECAUSE"))
    with pytest.raises(errors.DateInFuture):
        await world.use.exemptions.record(exemption(decided_on=today_jst() + DAY))
    with pytest.raises(NotInCharge):
        await world.use.exemptions.record(exemption(department_id="another"))


# Numbers of printed forms


async def test_a_paper_is_entered_by_its_number_once(world: World) -> None:
    case = world.consultation["_id"]
    number = await world.use.forms.reserve(case, new_id())
    with pytest.raises(errors.FormNotReceivedYet):
        await world.use.receipts.status(number)
    new = world.comment(channel=Channel.POST, by_staff=True, form_number=number)
    new = replace(new, consultation_id=case, received_on=today_jst())
    receipts = await asyncio.gather(*(world.use.comments.submit(new) for _ in range(10)))
    assert {one.comment["receipt_number"] for one in receipts} == {number}
    assert sum(not one.repeated for one in receipts) == 1
    with pytest.raises(errors.FormNumberUsed):
        await world.use.comments.submit(replace(new, idempotency_key=new_id()))
    assert (await world.use.receipts.status(number))["_id"] == receipts[0].comment["_id"]
    opened_by_both = await world.use.receipts.prove(*numbers(receipts[0]))
    assert opened_by_both["_id"] == receipts[0].comment["_id"]


async def test_a_number_that_no_form_has_is_told(world: World) -> None:
    case = world.consultation["_id"]
    other = await opened(world)
    number = await world.use.forms.reserve(other["_id"], new_id())

    async def enter(typed: str) -> None:
        await paper(world, {"_id": case}, 0, form_number=typed)

    with pytest.raises(errors.FormNumberOfAnother):
        await enter(number)
    with pytest.raises(errors.FormNumberNotFound):
        await enter(new_form_number())
    with pytest.raises(ReceiptNumberMistyped):
        await enter(number[:-1] + str((int(number[-1]) + 1) % 10))
    assert await world.store.comments.collection.count_documents({}) == 0


async def test_a_reservation_is_repeatable_bounded_and_avoids_receipts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, key = world.consultation["_id"], new_id()
    first = await asyncio.gather(*(world.use.forms.reserve(case, key) for _ in range(10)))
    assert len(set(first)) == 1
    receipt = await paper(world, world.consultation, 0)
    taken, free = receipt.comment["receipt_number"], new_form_number()
    draws = iter([taken, first[0], free])
    monkeypatch.setattr(forms_module, "new_form_number", lambda: next(draws))
    assert await world.use.forms.reserve(case, new_id()) == free
    monkeypatch.undo()
    monkeypatch.setattr(forms_module, "MOST_A_MINUTE", 2)
    with pytest.raises(errors.TooManyForms):
        await world.use.forms.reserve(case, new_id())
    assert await world.use.forms.reserve(case, key) == first[0]


async def test_no_form_is_printed_for_what_is_over(world: World) -> None:
    over = await opened(world, begins=-40, ends=-8)
    with pytest.raises(errors.ConsultationNotMovable):
        await world.use.forms.reserve(over["_id"], new_id())
