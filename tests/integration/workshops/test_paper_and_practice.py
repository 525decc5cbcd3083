"""Photographs of paper sheets, and rehearsals with simulated participants."""

import asyncio
import io
import random
from collections import Counter

import pytest
from PIL import Image

from services.workshops.domain import errors
from services.workshops.domain.workshop import Movement, Workshop
from services.workshops.handlers.rehearsal import NOTES_OF_ROUND, names
from shared.caller import STRANGER, act_as
from shared.errors import NotSignedIn
from shared.events.workshops import FloorPhase, WorkshopState
from shared.files import FileKindNotAccepted, FileNotFound
from tests.integration.workshops.conftest import OTHER, STAFF, Hall, a_plan, key


def a_picture(colour: str = "white") -> bytes:
    out = io.BytesIO()
    place = Image.Exif()
    place[0x010E] = "Taken at home"
    Image.new("RGB", (60, 40), colour).save(out, "JPEG", exif=place)
    return out.getvalue()


async def test_a_photograph_is_kept_once_sealed_and_only_for_who_runs_it(hall: Hall) -> None:
    workshop = await hall.live()
    act_as(STAFF)
    made = await asyncio.gather(
        *(hall.use.photographs.attach(workshop.id, 2, 1, a_picture()) for _ in range(4))
    )
    assert len({row["_id"] for row in made}) == 1
    await hall.use.photographs.attach(workshop.id, 2, 1, a_picture("red"))
    listed = await hall.use.photographs.all_of(workshop.id)
    assert [(row["table"], row["round"]) for row in listed] == [(2, 1)] * 2

    about, content = await hall.use.photographs.read(workshop.id, made[0]["_id"])
    assert Image.open(io.BytesIO(content)).size == (60, 40)
    assert b"Taken at home" not in content
    assert about.size == len(content)
    kept = [part async for part in hall.store.files.read(made[0]["_id"])]
    assert content not in b"".join(kept), "it lies sealed"
    assert len(await hall.events("photographs")) == 2

    for caller, refusal in ((OTHER, errors.NotThisWorkshopsFacilitator), (STRANGER, NotSignedIn)):
        act_as(caller)
        with pytest.raises(refusal):
            await hall.use.photographs.read(workshop.id, made[0]["_id"])


async def test_what_is_no_picture_or_of_no_table_is_refused(hall: Hall) -> None:
    workshop, other = await hall.live(), await hall.live()
    act_as(STAFF)
    with pytest.raises(FileKindNotAccepted):
        await hall.use.photographs.attach(workshop.id, 1, 1, b"%PDF-1.4 ... %%EOF")
    with pytest.raises(errors.TableNotThere):
        await hall.use.photographs.attach(workshop.id, 6, 1, a_picture())
    with pytest.raises(errors.RoundNotThere):
        await hall.use.photographs.attach(workshop.id, 1, 4, a_picture())
    theirs = await hall.use.photographs.attach(other.id, 1, 1, a_picture())
    with pytest.raises(FileNotFound):
        await hall.use.photographs.read(workshop.id, theirs["_id"])


async def practice(hall: Hall) -> Workshop:
    act_as(STAFF)
    plan = a_plan(movement=Movement.FREE)
    made = await hall.use.workshops.plan(plan, "dept-1", True, key(), {})
    return await hall.use.workshops.move(made.id, WorkshopState.LIVE)


async def play(hall: Hall, looks: int) -> None:
    """Let the simulated people act as the service does, which nobody has signed in to."""
    act_as(STRANGER)
    for _ in range(looks):
        await hall.use.rehearsal.run_once()
    act_as(STAFF)


async def test_simulated_people_come_write_move_and_vote(hall: Hall) -> None:
    hall.use.rehearsal.chance = random.Random(7)
    workshop = await practice(hall)
    await hall.use.rehearsal.simulate(workshop.id, 12)
    await play(hall, 8)
    people = await hall.store.participants_of(workshop.id)
    assert sorted(person.nickname for person in people) == sorted(names(12))

    await hall.use.floors.start_round(workshop.id, 1)
    await play(hall, 60)
    notes = await hall.store.notes_of(workshop.id)
    written = Counter(note.author for note in notes)
    assert written
    assert max(written.values()) <= NOTES_OF_ROUND

    before = dict((await hall.store.floor(workshop.id)).seats)
    await hall.use.floors.end_round(workshop.id)
    await play(hall, 20)
    after = await hall.store.floor(workshop.id)
    assert after.seats != before
    assert max(Counter(after.seats.values()).values()) <= workshop.plan.seats

    await hall.use.floors.turn_to(workshop.id, FloorPhase.VOTING)
    await play(hall, 60)
    assert (
        sum((await hall.store.dots_of(workshop.id)).values()) == 12 * workshop.plan.programme.dots
    )


async def test_nobody_is_made_up_in_a_real_workshop_and_none_acts_when_sent_home(
    hall: Hall,
) -> None:
    real = await hall.live()
    act_as(STAFF)
    with pytest.raises(errors.NotRehearsing):
        await hall.use.rehearsal.simulate(real.id, 5)
    workshop = await practice(hall)
    asked = await hall.use.rehearsal.simulate(workshop.id, 10_000)
    assert asked.simulated == workshop.plan.tables * workshop.plan.seats
    await hall.use.rehearsal.simulate(workshop.id, 0)
    await play(hall, 3)
    assert await hall.store.participants_of(workshop.id) == []
