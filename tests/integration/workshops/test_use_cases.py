"""A workshop from its plan to its report: races, repetitions, lateness and refusals first."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from services.workshops.domain import errors
from services.workshops.domain.note import Edit
from services.workshops.domain.workshop import Movement, Need, Theme
from services.workshops.handlers.arrivals import Arrival
from services.workshops.handlers.registration import NewRegistration
from shared.caller import STRANGER, NotInCharge, act_as
from shared.clock import now
from shared.errors import NotSignedIn, Unavailable
from shared.events.workshops import FloorPhase, ParticipantState, WorkshopState
from shared.idempotency import IdempotencyKeyReused
from shared.mongo import StaleAggregate
from shared.texts import TextEmpty
from tests.integration.workshops.conftest import (
    FACILITATOR,
    OTHER,
    STAFF,
    Hall,
    a_note,
    a_plan,
    key,
)


async def test_a_plan_sent_twice_is_one_workshop(hall: Hall) -> None:
    act_as(STAFF)
    same = key()
    first = await hall.use.workshops.plan(a_plan(), "dept-1", False, same, {"a": 1})
    again = await hall.use.workshops.plan(a_plan(), "dept-1", False, same, {"a": 1})
    assert first.id == again.id
    with pytest.raises(IdempotencyKeyReused):
        await hall.use.workshops.plan(a_plan(), "dept-1", False, same, {"a": 2})


async def test_only_the_department_plans_and_only_who_runs_it_begins(hall: Hall) -> None:
    made = await hall.plan()
    act_as(OTHER)
    with pytest.raises(NotInCharge):
        await hall.use.workshops.revise(made.id, made.plan)
    act_as(FACILITATOR)
    with pytest.raises(errors.NotThisWorkshopsFacilitator):
        await hall.use.workshops.move(made.id, WorkshopState.LIVE)
    act_as(STAFF)
    await hall.use.workshops.name_facilitators(made.id, [str(FACILITATOR.person_id)])
    act_as(FACILITATOR)
    assert (await hall.use.workshops.move(made.id, WorkshopState.LIVE)).state == "LIVE"
    act_as(STRANGER)
    with pytest.raises(NotSignedIn):
        await hall.use.floors.start_round(made.id, 1)


async def test_the_last_places_go_to_as_many_as_there_are(hall: Hall) -> None:
    workshop = await hall.open(capacity=10)

    made = await asyncio.gather(*(hall.register(workshop) for _ in range(25)))

    states = Counter(one.participant.state for one in made)
    assert states == {ParticipantState.REGISTERED: 10, ParticipantState.WAITING: 15}
    assert sorted(one.participant.badge for one in made) == list(range(1, 26))
    after = await hall.store.workshop(workshop.id)
    assert (after.taken, after.waiting) == (10, 15)


async def test_a_registration_sent_five_times_at_once_is_one(hall: Hall) -> None:
    workshop = await hall.open()
    act_as(STRANGER)
    new = NewRegistration(idempotency_key=key(), name="青葉 花子")
    made = await asyncio.gather(
        *(hall.use.registrations.register(workshop.id, new) for _ in range(5))
    )
    assert len({(one.participant.id, one.confirmation_number) for one in made}) == 1
    assert (await hall.store.workshop(workshop.id)).taken == 1


async def test_who_waited_longest_moves_up(hall: Hall) -> None:
    workshop = await hall.open(capacity=1)
    first = await hall.register(workshop, needs=(Need.CHILD_CARE,))
    second, third = await hall.register(workshop), await hall.register(workshop)

    numbers = first.participant.number, first.confirmation_number
    for _ in range(2):  # a repeated cancellation moves nobody more
        gone = await hall.use.registrations.cancel(*numbers)
        assert gone.state is ParticipantState.CANCELLED

    states = [(await hall.store.participant(one.participant.id)).state for one in (second, third)]
    assert states == [ParticipantState.REGISTERED, ParticipantState.WAITING]
    after = await hall.store.workshop(workshop.id)
    assert (after.taken, after.waiting, after.needs["CHILD_CARE"]) == (1, 1, 0)


async def test_what_people_give_of_themselves_is_sealed_and_opened_for_a_purpose(
    hall: Hall,
) -> None:
    workshop = await hall.open()
    given = {"name": "青葉 花子", "mail_address": "hanako@example.jp", "needs_note": "車いすです"}
    await hall.register(workshop, needs=(Need.STEP_FREE,), **given)

    rows = await hall.store.participant_rows(workshop.id)
    assert not any(text in str(row) for row in rows for text in given.values())
    act_as(OTHER)
    with pytest.raises(errors.NotThisWorkshopsFacilitator):
        await hall.use.registrations.open_particulars(workshop.id, "受付の準備")
    act_as(STAFF)
    with pytest.raises(TextEmpty):
        await hall.use.registrations.open_particulars(workshop.id, " ")
    (opened,) = await hall.use.registrations.open_particulars(workshop.id, "受付の準備")
    assert (opened["name"], opened["needs"]) == ("青葉 花子", ["STEP_FREE"])
    assert len(await hall.events("accesses")) == 1
    hall.keys.away = True
    with pytest.raises(Unavailable):
        await hall.register(workshop, name="だれか")
    assert len(await hall.store.participant_rows(workshop.id)) == 1


async def test_a_number_is_good_with_its_own_confirmation_only(hall: Hall) -> None:
    workshop = await hall.open()
    mine, other = await hall.register(workshop), await hall.register(workshop)
    with pytest.raises(errors.ConfirmationNumberNotFitting):
        await hall.use.registrations.read(mine.participant.number, other.confirmation_number)
    found = await hall.use.registrations.read(mine.participant.number, mine.confirmation_number)
    assert found.id == mine.participant.id


async def test_check_in_gives_a_table_and_the_same_key_again(hall: Hall) -> None:
    workshop = await hall.open()
    mine = (await hall.register(workshop)).participant
    act_as(STAFF)
    workshop = await hall.use.workshops.move(workshop.id, WorkshopState.LIVE)
    act_as(STRANGER)
    wrong = Arrival(key(), hall_code="x", number=mine.number)
    with pytest.raises(errors.HallCodeWrong):
        await hall.use.arrivals.check_in(workshop.id, wrong)
    right = replace(wrong, hall_code=workshop.hall_code, consents=False)

    first = await hall.use.arrivals.check_in(workshop.id, right)
    again = await hall.use.arrivals.check_in(workshop.id, right)

    assert first.key == again.key
    assert first.participant.consents is False
    assert (await hall.store.floor(workshop.id)).seats == {mine.id: 1}
    found = await hall.use.arrivals.participant_of(workshop.id, first.key)
    assert found.state is ParticipantState.HERE
    with pytest.raises(errors.ParticipantKeyWrong):
        await hall.use.arrivals.participant_of(workshop.id, first.key[:-1] + "x")


async def test_walk_ins_take_every_chair_and_no_more(hall: Hall) -> None:
    workshop = await hall.live(tables=2, seats=3, capacity=4)
    came = await asyncio.gather(*(hall.walk_in(workshop) for _ in range(6)))
    assert len({one.id for one in came}) == 6
    taken = (await hall.store.floor(workshop.id)).taken
    assert dict(taken) == {1: 3, 2: 3}
    with pytest.raises(errors.WorkshopFull):
        await hall.walk_in(workshop)


async def test_a_table_has_as_many_seats_as_it_has(hall: Hall) -> None:
    workshop = await hall.live(tables=3, seats=2, capacity=6)
    came = [await hall.walk_in(workshop) for _ in range(5)]

    async def sit(participant_id: str) -> bool:
        try:
            await hall.use.floors.seat(workshop, participant_id, 3, by_staff=False)
        except errors.TableFull:
            return False
        return True

    assert sum(await asyncio.gather(*(sit(one.id) for one in came))) == 2
    assert (await hall.store.floor(workshop.id)).taken[3] == 2


@pytest.mark.parametrize(("movement", "back"), [(Movement.FREE, False), (Movement.RETURN, True)])
async def test_rounds_go_on_and_return_where_that_was_chosen(
    hall: Hall, movement: Movement, back: bool
) -> None:
    workshop = await hall.live(movement=movement)
    one, *_ = [await hall.walk_in(workshop) for _ in range(8)]
    act_as(STAFF)
    floors = hall.use.floors
    began = await floors.start_round(workshop.id, 1)
    assert began == await floors.start_round(workshop.id, 1), "once more changes nothing"
    with pytest.raises(errors.PhaseDoesNotAllow):
        await floors.start_round(workshop.id, 2)
    for number in (2, 3):
        await floors.end_round(workshop.id)
        await floors.seat(workshop, one.id, number + 1, by_staff=False)
        last = await floors.start_round(workshop.id, number)
    assert len(last.past) == 2
    assert last.seats[one.id] == (began.seats[one.id] if back else 4)
    late = await hall.walk_in(workshop)
    assert late.id in (await hall.store.floor(workshop.id)).seats


async def test_the_clock_stops_goes_on_and_is_moved_once_for_a_key(hall: Hall) -> None:
    workshop = await hall.live()
    await hall.walk_in(workshop)
    act_as(STAFF)
    began = await hall.use.floors.start_round(workshop.id, 1)
    same = key()
    for _ in range(2):
        longer = await hall.use.floors.extend(workshop.id, 300, same)
    assert began.ends_at and longer.ends_at
    assert longer.ends_at - began.ends_at == timedelta(seconds=300)
    stopped = await hall.use.floors.pause(workshop.id)
    assert stopped.ends_at is None
    assert stopped.left_s is not None and 1490 <= stopped.left_s <= 1500
    again = await hall.use.floors.resume(workshop.id)
    assert again.ends_at is not None
    assert abs((again.ends_at - now()).total_seconds() - stopped.left_s) < 5


async def test_the_same_note_is_one_note_and_its_id_is_nobody_elses(hall: Hall) -> None:
    workshop = await hall.live()
    mine, other = await hall.walk_in(workshop), await hall.walk_in(workshop)
    note = a_note()
    made = await asyncio.gather(*(hall.use.notes.write(workshop.id, mine, note) for _ in range(5)))
    assert len({one.id for one in made}) == 1
    assert len(await hall.store.notes_of(workshop.id)) == 1
    for author, again in ((mine, replace(note, text="ほかの文")), (other, note)):
        with pytest.raises(IdempotencyKeyReused):
            await hall.use.notes.write(workshop.id, author, again)


async def test_no_event_holds_a_word_or_a_name(hall: Hall) -> None:
    workshop = await hall.live()
    mine = await hall.walk_in(workshop, nickname="はなちゃん")
    note = await hall.use.notes.write(workshop.id, mine, a_note("秘密のベンチ"))
    await hall.use.notes.edit(
        workshop.id, mine, note.id, Edit(text="秘密の広場", base_version=1), key()
    )
    collections = ("workshops", "floors", "participants", "notes")
    written = str([await hall.events(name) for name in collections])
    assert "commitment" in written
    assert not any(word in written for word in ("秘密", "はなちゃん"))


async def test_edits_of_different_parts_are_put_together_others_stand_side_by_side(
    hall: Hall,
) -> None:
    workshop = await hall.live()
    mine, other = await hall.walk_in(workshop), await hall.walk_in(workshop)
    act_as(STAFF)
    for one in (mine, other):
        await hall.use.floors.seat(workshop, one.id, 1, by_staff=True)
    act_as(STRANGER)
    note = await hall.use.notes.write(workshop.id, mine, a_note("公園にベンチと木がほしい"))

    def edit(text: str, base: int = 1) -> Edit:
        return Edit(text=text, base_version=base)

    write = hall.use.notes.edit
    await write(workshop.id, mine, note.id, edit("大きな公園にベンチと木がほしい"), key())
    both = await write(workshop.id, other, note.id, edit("公園にベンチと木がほしいです"), key())
    assert (both.text, both.others) == ("大きな公園にベンチと木がほしいです", ())

    mended = "大きな公園にいすと木がほしいです"
    await write(workshop.id, mine, note.id, edit(mended, both.version), key())
    other_one = "大きな公園にプールと木がほしいです"
    beside = await write(workshop.id, other, note.id, edit(other_one, both.version), key())
    assert (beside.text, beside.others) == (mended, (other_one,))
    settled = await write(workshop.id, mine, note.id, edit(other_one, beside.version), key())
    assert (settled.text, settled.others) == (other_one, ())
    assert settled.wordings[0].text == "公園にベンチと木がほしい"


async def test_an_edit_sent_twice_is_done_once(hall: Hall) -> None:
    workshop = await hall.live()
    mine = await hall.walk_in(workshop)
    note = await hall.use.notes.write(workshop.id, mine, a_note())
    same = key()
    for _ in range(2):
        await hall.use.notes.edit(workshop.id, mine, note.id, Edit(x=500, y=20), same)
        moved = await hall.use.notes.edit(workshop.id, mine, note.id, Edit(x=100), key())
    assert (moved.x, moved.y) == (100, 20)


async def test_a_note_of_another_table_is_left_alone(hall: Hall) -> None:
    workshop = await hall.live()
    mine, other = await hall.walk_in(workshop), await hall.walk_in(workshop)
    act_as(STAFF)
    await hall.use.floors.seat(workshop, other.id, 5, by_staff=True)
    act_as(STRANGER)
    note = await hall.use.notes.write(workshop.id, mine, a_note())
    with pytest.raises(errors.NoteOfAnotherTable):
        await hall.use.notes.edit(workshop.id, other, note.id, Edit(x=1), key())


async def test_a_hidden_note_says_why_and_comes_back(hall: Hall) -> None:
    workshop = await hall.live()
    mine = await hall.walk_in(workshop)
    note = await hall.use.notes.write(workshop.id, mine, a_note())
    with pytest.raises(NotSignedIn):
        await hall.use.notes.hide(workshop.id, note.id, "だめ", key())
    act_as(STAFF)
    await hall.use.notes.hide(workshop.id, note.id, "個人の名前があるため", key())
    with pytest.raises(errors.NoteHidden):
        await hall.use.notes.edit(workshop.id, mine, note.id, Edit(x=1), key())
    assert (await hall.use.notes.show(workshop.id, note.id, key())).hidden == ""


async def test_dots_are_put_as_a_whole_within_the_budget_while_votes_are_taken(
    hall: Hall,
) -> None:
    workshop = await hall.live()
    mine = await hall.walk_in(workshop)
    first = await hall.use.notes.write(workshop.id, mine, a_note("一つ目"))
    second = await hall.use.notes.write(workshop.id, mine, a_note("二つ目"))
    with pytest.raises(errors.PhaseDoesNotAllow):
        await hall.use.notes.put_dots(workshop.id, mine, {first.id: 1})
    act_as(STAFF)
    await hall.use.floors.turn_to(workshop.id, FloorPhase.VOTING)
    act_as(STRANGER)
    with pytest.raises(errors.TooManyDots):
        await hall.use.notes.put_dots(workshop.id, mine, {first.id: 2, second.id: 2})
    mine = await hall.use.notes.put_dots(workshop.id, mine, {first.id: 3})
    mine = await hall.use.notes.put_dots(workshop.id, mine, {first.id: 1, second.id: 2})
    assert await hall.store.dots_of(workshop.id) == {first.id: 1, second.id: 2}
    act_as(STAFF)
    await hall.use.floors.turn_to(workshop.id, FloorPhase.PLENARY)
    act_as(STRANGER)
    # Whose answer was lost asks again, after the vote: what they put holds.
    again = await hall.use.notes.put_dots(workshop.id, mine, {first.id: 1, second.id: 2})
    assert again.sequence == mine.sequence
    with pytest.raises(errors.PhaseDoesNotAllow):
        await hall.use.notes.put_dots(workshop.id, mine, {first.id: 3})


async def test_notes_come_late_until_the_report_is_published(hall: Hall) -> None:
    workshop = await hall.live()
    mine = await hall.walk_in(workshop)
    note = await hall.use.notes.write(workshop.id, mine, a_note("最初"))
    act_as(STAFF)
    await hall.use.workshops.move(workshop.id, WorkshopState.ENDED)
    act_as(STRANGER)
    late = await hall.use.notes.write(workshop.id, mine, a_note("電波がなかった"))
    act_as(STAFF)
    paper = await hall.use.notes.write(workshop.id, None, a_note("紙に書いた"))
    assert paper.transcribed
    with pytest.raises(errors.NothingToPublish):
        await hall.use.workshops.publish(workshop.id)
    themes = [Theme("t1", "休める場所", "", (note.id, late.id))]
    before = await hall.store.workshop(workshop.id)
    await hall.use.workshops.arrange_themes(workshop.id, themes, before.sequence)
    with pytest.raises(StaleAggregate):
        await hall.use.workshops.arrange_themes(workshop.id, [], before.sequence)
    for _ in range(2):
        done = await hall.use.workshops.publish(workshop.id)
    assert done.numbers == {"participants": 1, "notes": 3}
    published = [
        event
        for event in await hall.events("workshops")
        if event["type"].endswith("workshop_published.v1")
    ]
    assert len(published) == 1
    act_as(STRANGER)
    with pytest.raises(errors.WorkshopNotLive):
        await hall.use.notes.write(workshop.id, mine, a_note("もう遅い"))


async def test_alike_notes_are_suggested_together(hall: Hall) -> None:
    workshop = await hall.live()
    mine = await hall.walk_in(workshop)
    benches = ["公園にベンチがほしい", "ベンチが少なくて座れない", "座れるベンチを公園に"]
    for text in (*benches, "バスの本数が少ない", "夜のバスがない"):
        await hall.use.notes.write(workshop.id, mine, a_note(text))
    act_as(STAFF)
    first, *_ = await hall.use.workshops.suggest_themes(workshop.id)
    texts = {note.id: note.text for note in await hall.store.notes_of(workshop.id)}
    assert {texts[id_] for id_ in first["note_ids"]} == set(benches)
    act_as(STRANGER)
    with pytest.raises(NotSignedIn):
        await hall.use.workshops.suggest_themes(workshop.id)


async def test_the_workshops_of_an_issue_are_found_by_it(hall: Hall) -> None:
    called = await hall.open(issue_id="issue-1")
    await hall.open(issue_id="issue-2")
    await hall.open()
    found, _ = await hall.store.workshops_page(None, 20, (), None, "issue-1")
    assert [one.id for one in found] == [called.id]
    rows = await hall.store.database["workshops"].find({"_id": called.id}).to_list(1)
    planned = next(one for one in rows[0]["pending_events"] if "planned" in one["type"])
    assert planned["data"]["issue_id"] == "issue-1"
