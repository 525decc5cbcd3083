"""What staff do with a comment they entered: mend it, check it, find that it was entered twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from services.public_comment.domain import errors
from services.public_comment.handlers.submission import Receipt
from shared.caller import STRANGER, Caller, NotInCharge, Role, act_as
from shared.clock import today_jst
from shared.errors import NotSignedIn
from shared.events.common import Channel
from shared.mongo import Mongo, StaleAggregate
from shared.settings import Settings
from tests.integration.public_comment.test_use_cases import World

TYPIST, SECOND, ELSEWHERE = (
    Caller(f"person-{n}", frozenset({Role.STAFF}), departments=frozenset({department}))
    for n, department in ((1, "plan"), (2, "plan"), (3, "roads"))
)
SLIP, MEANT = "ベンチを曽やしてください。", "ベンチを増やしてください。"


@pytest.fixture
async def world(mongo: Mongo, settings: Settings) -> AsyncIterator[World]:
    made = World(mongo, settings)
    await made.begin()
    act_as(TYPIST)
    channels = (Channel.WEB, Channel.POST, Channel.PHONE)
    made.consultation = await made.use.consultations.open(
        made.new_consultation(department_id="plan", channels=channels)
    )
    yield made
    act_as(STRANGER)


async def enter(world: World, text: str = "紙で届いた意見です。", **changes: Any) -> Receipt:
    given = {"by_staff": True, "channel": Channel.POST, "received_on": today_jst(), **changes}
    return await world.submit(text=text, **given)


async def test_who_entered_it_when_and_how_is_kept(world: World) -> None:
    row = await world.stored(await enter(world))
    assert (row["entry"]["by"], row["entry"]["via"]) == (TYPIST.person_id, "FORM")
    assert row["entry"]["at"] == row["accepted_at"]
    assert "entry" not in await world.stored(await world.submit())


async def test_words_are_written_down_for_who_speaks_and_agreed(world: World) -> None:
    with pytest.raises(errors.ConsentNoteMissing):
        await enter(world, channel=Channel.PHONE, dictated=True)
    with pytest.raises(errors.DictationNotByChannel):
        await enter(world, dictated=True, consent_note="読み上げて同意を得た")
    spoken = await enter(world, channel=Channel.PHONE, dictated=True, consent_note="同意を得た")
    assert (await world.stored(spoken))["entry"]["consent_note"] == "同意を得た"


async def test_a_slip_is_mended_with_a_reason_and_both_versions_stay(world: World) -> None:
    id_ = (await enter(world, SLIP)).comment["_id"]
    with pytest.raises(errors.ReasonMissing):
        await world.use.entries.correct(id_, MEANT, "c1", " ", 1)
    mended = await world.use.entries.correct(id_, MEANT, "c2", "打ち間違いのため", 1)
    first, second = mended["versions"]
    assert (first["text"], second["text"]) == (SLIP, MEANT)
    assert (second["by"], second["clause_id"]) == (TYPIST.person_id, "c2")
    assert second["reason"] == "打ち間違いのため"
    assert first["commitment"] != second["commitment"]
    with pytest.raises(StaleAggregate):
        await world.use.entries.correct(id_, "二人目の訂正です。", "c2", "別の理由", 1)


async def test_what_the_submitter_corrected_is_no_longer_staffs_to_mend(world: World) -> None:
    body = (await enter(world)).body()
    secret = (body["receipt_number"], body["confirmation_number"])
    await world.use.receipts.correct(*secret, "本人が直した意見です。")
    with pytest.raises(errors.CorrectedBySubmitter):
        await world.use.entries.correct(body["comment_id"], "職員の訂正", "c1", "理由", 2)


async def test_a_comment_of_the_web_is_nobody_elses_to_mend(world: World) -> None:
    id_ = (await world.submit()).comment["_id"]
    number = (await enter(world)).body()["receipt_number"]
    with pytest.raises(errors.NotEnteredByStaff):
        await world.use.entries.correct(id_, "職員の訂正", "c1", "理由", 1)
    with pytest.raises(errors.NotEnteredByStaff):
        await world.use.entries.mark_duplicate(id_, number, "理由", 1)


async def test_another_person_checks_and_a_correction_asks_for_another_check(
    world: World,
) -> None:
    id_, case = (await enter(world)).comment["_id"], world.consultation["_id"]
    with pytest.raises(errors.CheckedByEnterer):
        await world.use.entries.check(id_, 1)
    act_as(SECOND)
    checked = await world.use.entries.check(id_, 1)
    assert checked["entry"]["checked"]["by"] == SECOND.person_id
    assert (await world.use.entries.check(id_, 1))["sequence"] == checked["sequence"]
    assert not (await world.store.list_entries(case, None, 20, unchecked=True)).items
    mended = await world.use.entries.correct(id_, "原本と違っていました。", "c1", "照合", 2)
    assert mended["entry"]["checked"] is None
    assert len((await world.store.list_entries(case, None, 20, unchecked=True)).items) == 1
    with pytest.raises(errors.CheckedByEnterer):  # who mended it typed it last
        await world.use.entries.check(id_, 3)


async def test_of_two_entries_of_one_paper_one_counts(world: World) -> None:
    first, second = await enter(world), await enter(world)
    number, id_ = first.body()["receipt_number"], second.comment["_id"]
    marked = await world.use.entries.mark_duplicate(id_, number, "二重入力", 1)
    assert (marked["state"], marked["duplicate"]["receipt_number"]) == ("duplicate", number)
    again = await world.use.entries.mark_duplicate(id_, number, "二重入力", 1)
    assert again["sequence"] == marked["sequence"]
    events = [one["type"] for one in (await world.stored(second))["pending_events"]]
    assert events[-1] == "kyodo.public_comment.comment_marked_duplicate.v1"
    secret = (second.body()["receipt_number"], second.body()["confirmation_number"])
    with pytest.raises(errors.CountedElsewhere):
        await world.use.receipts.withdraw(*secret, None)


async def test_two_entries_never_go_each_for_the_other(world: World) -> None:
    for _ in range(5):
        pair = [await enter(world), await enter(world)]
        ids = [one.comment["_id"] for one in pair]
        numbers = [one.body()["receipt_number"] for one in pair]
        outcome = await asyncio.gather(
            world.use.entries.mark_duplicate(ids[0], numbers[1], "二重入力", 1),
            world.use.entries.mark_duplicate(ids[1], numbers[0], "二重入力", 1),
            return_exceptions=True,
        )
        states = [(await world.stored(one))["state"] for one in pair]
        assert "accepted" in states, outcome
        assert states.count("accepted") == sum(isinstance(one, Exception) for one in outcome)


async def test_no_twin_of_itself_or_of_what_does_not_count(world: World) -> None:
    one, body = await enter(world), (await enter(world)).body()
    with pytest.raises(errors.DuplicateOfItself):
        await world.use.entries.mark_duplicate(
            one.comment["_id"], one.body()["receipt_number"], "理由", 1
        )
    await world.use.receipts.withdraw(body["receipt_number"], body["confirmation_number"], None)
    with pytest.raises(errors.OriginalDoesNotCount):
        await world.use.entries.mark_duplicate(
            one.comment["_id"], body["receipt_number"], "理由", 1
        )


@pytest.mark.parametrize(("who", "refusal"), [(STRANGER, NotSignedIn), (ELSEWHERE, NotInCharge)])
async def test_entries_belong_to_the_department_in_charge(
    world: World, who: Caller, refusal: type[Exception]
) -> None:
    receipt = await enter(world)
    id_, number = receipt.comment["_id"], receipt.body()["receipt_number"]
    act_as(who)
    acts: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: world.use.entries.correct(id_, "訂正", "c1", "理由", 1),
        lambda: world.use.entries.check(id_, 1),
        lambda: world.use.entries.mark_duplicate(id_, number, "理由", 1),
        lambda: world.use.scans.attach(id_, b"%PDF-1.7\n%%EOF"),
        lambda: world.use.imports.read(world.consultation["_id"], b""),
    )
    for act in acts:
        with pytest.raises(refusal):
            await act()


async def test_what_was_entered_is_found_by_an_index(world: World) -> None:
    await enter(world)
    waiting = {"by_staff": True, "entry.checked": None, "state": "accepted"}
    for where in ({"by_staff": True}, waiting):
        query = {"consultation_id": world.consultation["_id"], **where}
        plan = await world.store.comments.collection.find(query).sort("_id", -1).explain()
        winning = str(plan["queryPlanner"]["winningPlan"])
        assert "COLLSCAN" not in winning
        assert "'stage': 'SORT'" not in winning
