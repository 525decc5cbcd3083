"""Mail around a workshop: who is told what, once, and that the link in it stops it."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from services.workshops.domain.workshop import Mode, Theme, Workshop
from services.workshops.handlers import make_handlers
from services.workshops.handlers.arrivals import Arrival
from services.workshops.handlers.work import Work
from services.workshops.store import Store
from shared.caller import STRANGER, act_as
from shared.clock import now
from shared.events.workshops import WorkshopState
from shared.mongo import Mongo
from shared.receipt_numbers import MailLinkBroken
from shared.settings import Settings
from tests.integration.workshops.conftest import STAFF, Hall, a_note, a_plan, key
from tests.support.keys import KeysAtHand
from tests.support.mail import Mailbox

ADDRESS = "hanako@example.jp"


@pytest.fixture
async def telling(mongo: Mongo, mail_settings: Settings) -> AsyncIterator[Hall]:
    """A hall whose service sends mail to a real server."""
    store = Store(mongo.database("workshops"))
    await store.create_indexes()
    keys, work = KeysAtHand(mail_settings), Work()
    made = Hall(make_handlers(store, mail_settings, keys, work), store, keys)
    await made.use.telling.readers.create_indexes()
    yield made
    work.close()


async def send(hall: Hall) -> int:
    """Look once for what there is to tell, and send it."""
    telling = hall.use.telling
    assert telling.letterbox is not None
    await telling.lease.release()
    await telling.run_once()
    return await telling.letterbox.deliver()


def told(mailbox: Mailbox, address: str = ADDRESS) -> list[str]:
    """Each mail's subject up to the title."""
    return [str(mail["Subject"]).partition("：")[0] for mail in mailbox.of(address)]


def words(mail: EmailMessage) -> str:
    return str(mail.get_content())


async def test_who_registers_is_told_with_number_day_and_place_and_no_secret(
    telling: Hall, mailbox: Mailbox
) -> None:
    workshop = await telling.open()
    made = await telling.register(workshop, name="青葉 花子", mail_address=ADDRESS)
    await telling.register(workshop)  # without an address

    assert await send(telling) == 1
    (mail,) = mailbox.of(ADDRESS)
    assert str(mail["Subject"]) == f"参加の申し込みを受け付けました：{workshop.plan.title}"
    text = words(mail)
    number, secret = made.participant.number, made.confirmation_number
    assert f"{number[:4]}-{number[4:8]}-{number[8:]}" in text
    assert workshop.plan.place in text
    assert f"https://kyodo.example.jp/workshops/{workshop.id}" in text
    assert "花子" not in text
    assert secret not in text.replace("-", "")
    letters = await telling.store.database["letters"].find().to_list(None)
    assert not any(ADDRESS in str(letter) for letter in letters)


async def test_waiting_moving_up_and_cancelling_are_told(telling: Hall, mailbox: Mailbox) -> None:
    workshop = await telling.open(capacity=1)
    first = await telling.register(workshop, mail_address="taro@example.jp")
    await telling.register(workshop, mail_address=ADDRESS)
    await send(telling)
    assert told(mailbox) == ["キャンセル待ちで受け付けました"]

    numbers = first.participant.number, first.confirmation_number
    for _ in range(2):
        await telling.use.registrations.cancel(*numbers)
    await send(telling)
    assert told(mailbox)[1:] == ["席が空き、参加できるようになりました"]
    assert told(mailbox, "taro@example.jp") == [
        "参加の申し込みを受け付けました",
        "申し込みを取り消しました",
    ]


async def begins_in(hall: Hall, workshop: Workshop, time: timedelta) -> Workshop:
    act_as(STAFF)
    begins = now() + time
    plan = a_plan(starts_at=begins, ends_at=begins + timedelta(hours=3))
    return await hall.use.workshops.revise(workshop.id, plan)


async def test_the_day_before_all_who_come_are_reminded_once_and_again_when_it_is_put_off(
    telling: Hall, mailbox: Mailbox
) -> None:
    workshop = await telling.open(capacity=1)
    await telling.register(workshop, mail_address=ADDRESS)
    await telling.register(workshop, mail_address="waits@example.jp")
    await send(telling)
    mailbox.mails.clear()
    await begins_in(telling, workshop, timedelta(hours=30))
    await send(telling)
    assert told(mailbox) == told(mailbox, "waits@example.jp") == ["日時や場所を変更しました"]
    mailbox.mails.clear()

    await begins_in(telling, workshop, timedelta(hours=23))
    for _ in range(3):
        await send(telling)
    assert told(mailbox) == ["まもなく開催します"]
    assert told(mailbox, "waits@example.jp") == ["日時や場所を変更しました"]

    await begins_in(telling, workshop, timedelta(hours=22))
    await send(telling)
    assert told(mailbox)[1:] == ["まもなく開催します"]


async def test_calling_off_is_told_to_all_who_were_coming(telling: Hall, mailbox: Mailbox) -> None:
    workshop = await telling.open()
    await telling.register(workshop, mail_address=ADDRESS)
    gone = await telling.register(workshop, mail_address="gone@example.jp")
    await telling.use.registrations.cancel(gone.participant.number, gone.confirmation_number)
    await send(telling)
    mailbox.mails.clear()
    act_as(STAFF)
    await telling.use.workshops.move(workshop.id, WorkshopState.CANCELLED, "台風のため")
    for _ in range(2):
        await send(telling)
    assert told(mailbox) == ["開催を取りやめました"]
    assert told(mailbox, "gone@example.jp") == []


async def test_the_report_is_told_to_those_who_came(telling: Hall, mailbox: Mailbox) -> None:
    workshop = await telling.open()
    came = await telling.register(workshop, mail_address=ADDRESS)
    await telling.register(workshop, mail_address="stayed@example.jp")
    act_as(STAFF)
    await telling.use.workshops.move(workshop.id, WorkshopState.LIVE)
    act_as(STRANGER)
    arrival = Arrival(key(), hall_code=workshop.hall_code, number=came.participant.number)
    await telling.use.arrivals.check_in(workshop.id, arrival)
    act_as(STAFF)
    note = await telling.use.notes.write(workshop.id, None, a_note())
    ended = await telling.use.workshops.move(workshop.id, WorkshopState.ENDED)
    theme = Theme("t1", "公園", "", (note.id,))
    await telling.use.workshops.arrange_themes(workshop.id, [theme], ended.sequence)
    await telling.use.workshops.publish(workshop.id)
    await send(telling)
    assert told(mailbox) == ["結果の報告を公表しました"]
    assert told(mailbox, "stayed@example.jp") == ["参加の申し込みを受け付けました"]


async def test_the_link_in_a_mail_stops_the_mails_and_keeps_the_place(
    telling: Hall, mailbox: Mailbox
) -> None:
    workshop = await telling.open()
    made = await telling.register(workshop, mail_address=ADDRESS)
    await send(telling)
    (mail,) = mailbox.of(ADDRESS)
    found = re.search(r"/workshops/mails/(\S+)", words(mail))
    assert found
    for _ in range(2):
        await telling.use.telling.stop(found[1])
    await begins_in(telling, workshop, timedelta(hours=20))
    await send(telling)
    assert len(mailbox.of(ADDRESS)) == 1
    after = await telling.store.participant(made.participant.id)
    assert after.state == "REGISTERED"
    with pytest.raises(MailLinkBroken):
        await telling.use.telling.stop(f"{made.participant.id}.0")


async def test_without_a_mail_server_and_in_a_rehearsal_nobody_is_told(
    hall: Hall, telling: Hall, mailbox: Mailbox
) -> None:
    silent = await hall.open()
    await hall.register(silent, mail_address=ADDRESS)
    act_as(STAFF)
    practice: dict[str, Any] = {"body": {}}
    made = await telling.use.workshops.plan(
        a_plan(mode=Mode.ONLINE), "dept-1", True, key(), practice
    )
    await telling.use.workshops.move(made.id, WorkshopState.REGISTRATION)
    await telling.register(made, mail_address=ADDRESS)
    assert await send(telling) == 0
    assert mailbox.mails == []


async def test_keys_that_are_away_put_a_mail_off_and_destroyed_ones_end_it(
    telling: Hall, mailbox: Mailbox
) -> None:
    workshop = await telling.open()
    await telling.register(workshop, mail_address=ADDRESS)
    telling.keys.destroy()
    assert await send(telling) == 0
    assert mailbox.mails == []
    await telling.register(workshop, mail_address="next@example.jp")
    assert await send(telling) == 1
