"""Letters with the real database and a real SMTP server: failures first."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from email.message import EmailMessage

import pytest

from shared import notices
from shared.clock import now
from shared.mongo import Database, Mongo
from shared.notices import FIRST_PAUSE, GIVEN_UP_AFTER, Letter, Letterbox, Mail, Mailer
from shared.settings import Settings
from tests.support.mail import Mailbox, free_port, smtp_server

ADDRESSES = {"p-1": "one@example.jp", "p-2": "two@example.jp", "p-3": None}


class Office:
    """Two desks: at one sit p-1 and p-2, at the other p-1 and p-3, who has no address."""

    async def readers(self, to: Sequence[str]) -> Mapping[str, Sequence[str]]:
        desks = {"d-1": ["p-1", "p-2"], "d-2": ["p-1", "p-3"]}
        return {desk: desks[desk] for desk in to}

    async def addresses(self, people: Sequence[str]) -> Mapping[str, str | None]:
        return {person: ADDRESSES[person] for person in people}

    def compose(self, letters: Sequence[Letter]) -> tuple[str, str]:
        return f"仕事が{len(letters)}件", "\n".join(letter.about["what"] for letter in letters)


def letter(id_: str, to: str = "d-1", age: timedelta = timedelta()) -> Letter:
    return Letter(id_, to, "asked", now() - age, {"what": f"照会 {id_}"})


@pytest.fixture
async def database(mongo: Mongo) -> AsyncIterator[Database]:
    yield mongo.database("people")


def box(database: Database, settings: Settings, url: str, gather_s: float = 0) -> Letterbox:
    changed = settings.model_copy(update={"smtp_url": url, "mail_from": "kyodo@city.example.jp"})
    return Letterbox(database, Office(), Mailer(changed), timedelta(seconds=gather_s))


def told(mail: EmailMessage) -> list[str]:
    """Ids of the letters of a mail."""
    return [word for word in mail.get_content().split() if word != "照会"]


async def overdue(database: Database) -> None:
    """Let the time of waiting pass."""
    await database["letters"].update_many({"done": False}, {"$set": {"due": now()}})


async def test_what_comes_together_is_one_mail_for_each_person(
    database: Database, settings: Settings, mailbox: Mailbox
) -> None:
    letters = box(database, settings, mailbox.url)
    await letters.create_indexes()
    await letters.put([letter("a"), letter("b", "d-2"), letter("c")])

    assert await letters.deliver() == 2
    assert await letters.deliver() == 0

    (one,), (two,) = mailbox.of("one@example.jp"), mailbox.of("two@example.jp")
    assert one["Subject"] == "仕事が3件"
    assert one.get_content().split() == ["照会", "a", "照会", "b", "照会", "c"]
    assert two["Subject"] == "仕事が2件"
    assert one["From"] == "kyodo@city.example.jp"
    assert one["Message-ID"] != two["Message-ID"]


async def test_a_letter_that_comes_again_is_not_sent_again(
    database: Database, settings: Settings, mailbox: Mailbox
) -> None:
    letters = box(database, settings, mailbox.url)
    await letters.put([letter("a")])
    await letters.put([letter("a")])
    await letters.deliver()
    await letters.put([letter("a")])

    assert await letters.deliver() == 0
    assert len(mailbox.mails) == 2


async def test_it_waits_for_others_to_the_same_person(
    database: Database, settings: Settings, mailbox: Mailbox
) -> None:
    letters = box(database, settings, mailbox.url, gather_s=60)
    await letters.put([letter("a")])
    assert await letters.deliver() == 0

    await letters.put([letter("b")])
    await overdue(database)

    assert await letters.deliver() == 2
    assert mailbox.of("one@example.jp")[0]["Subject"] == "仕事が2件"


async def test_while_the_server_is_away_nothing_is_lost(
    database: Database, settings: Settings
) -> None:
    port = free_port()
    letters = box(database, settings, f"smtp://127.0.0.1:{port}")
    await letters.put([letter("a")])

    assert await letters.deliver() == 0
    assert await letters.deliver() == 0  # it waits before it tries again
    row = await database["letters"].find_one({"_id": "a"})
    assert row is not None
    assert (row["done"], row["tries"]) == (False, 1)
    assert timedelta(seconds=30) < row["due"] - now() <= FIRST_PAUSE
    await overdue(database)
    with smtp_server(port) as mailbox:
        assert await letters.deliver() == 2

    assert len(mailbox.of("one@example.jp")) == 1


async def test_who_cannot_be_reached_keeps_nobody_else_waiting(
    database: Database, settings: Settings, mailbox: Mailbox
) -> None:
    mailbox.replies = {"one@example.jp": "550 no such mailbox"}
    letters = box(database, settings, mailbox.url)
    await letters.put([letter("a")])

    await letters.deliver()
    await overdue(database)
    await letters.deliver()

    assert len(mailbox.of("two@example.jp")) == 1
    assert mailbox.tries.count("one@example.jp") == 1  # refused for good: not tried again


async def test_who_is_busy_is_tried_again_and_the_other_gets_no_second_mail(
    database: Database, settings: Settings, mailbox: Mailbox
) -> None:
    mailbox.replies = {"one@example.jp": "450 mailbox busy"}
    letters = box(database, settings, mailbox.url)
    await letters.put([letter("a")])
    await letters.deliver()

    mailbox.replies = {}
    await overdue(database)
    await letters.deliver()

    assert len(mailbox.of("one@example.jp")) == 1
    assert len(mailbox.of("two@example.jp")) == 1


async def test_a_mail_whose_answer_was_lost_goes_again_as_the_same_mail(
    database: Database, settings: Settings, mailbox: Mailbox
) -> None:
    mailbox.hangs_up = True
    letters = box(database, settings, mailbox.url)
    await letters.put([letter("a")])
    assert await letters.deliver() == 0

    mailbox.hangs_up = False
    await letters.put([letter("b")])
    await overdue(database)
    await letters.deliver()

    mails = mailbox.of("two@example.jp")
    assert sorted(map(told, mails)) == [["a"], ["a"], ["b"]]
    assert len({mail["Message-ID"] for mail in mails}) == 2


async def test_what_was_sent_when_the_sender_died_goes_again_as_the_same_mail(
    database: Database, settings: Settings, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = box(database, settings, mailbox.url)
    await letters.put([letter("a")])
    send = Mailer.send

    async def die(self: Mailer, mail: Mail) -> None:
        await send(self, mail)
        raise RuntimeError("died before it was noted")

    with monkeypatch.context() as dying:
        dying.setattr(Mailer, "send", die)
        with pytest.raises(RuntimeError):
            await letters.deliver()
    await letters.put([letter("b")])
    await overdue(database)
    await letters.deliver()

    mails = mailbox.of("one@example.jp")
    assert sorted(map(told, mails)) == [["a"], ["a"], ["b"]]
    assert len({mail["Message-ID"] for mail in mails}) == 2


async def test_what_the_server_did_not_take_goes_with_what_came_by_then(
    database: Database, settings: Settings, mailbox: Mailbox
) -> None:
    mailbox.replies = {"two@example.jp": "450 mailbox busy"}
    letters = box(database, settings, mailbox.url)
    await letters.put([letter("a")])
    await letters.deliver()

    mailbox.replies = {}
    await letters.put([letter("b")])
    await overdue(database)
    await letters.deliver()

    (mail,) = mailbox.of("two@example.jp")
    assert told(mail) == ["a", "b"]


async def test_a_slow_server_does_not_let_two_instances_send_the_same(
    database: Database, settings: Settings, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "CLAIMED_FOR", timedelta(seconds=1.5))
    monkeypatch.setattr(notices, "SENT_WITHIN_S", 0.5)
    send = Mailer.send

    async def slowly(self: Mailer, mail: Mail) -> None:
        await asyncio.sleep(0.2)
        await send(self, mail)

    monkeypatch.setattr(Mailer, "send", slowly)
    monkeypatch.setattr(Office, "readers", a_desk_each)
    monkeypatch.setattr(Office, "addresses", an_address_each)
    boxes = [box(database, settings, mailbox.url) for _ in range(2)]
    await boxes[0].put([letter(f"l-{number:02d}", f"d-{number:02d}") for number in range(20)])

    async def deliver(one: Letterbox) -> None:
        while await database["letters"].find_one({"done": False}):
            if not await one.deliver():
                await asyncio.sleep(0.1)

    await asyncio.gather(*(deliver(one) for one in boxes))

    addresses = sorted(address for address, _ in mailbox.mails)
    assert addresses == [f"d-{number:02d}@example.jp" for number in range(20)]


async def a_desk_each(_: Office, to: Sequence[str]) -> Mapping[str, Sequence[str]]:
    return {desk: [desk] for desk in to}


async def an_address_each(_: Office, people: Sequence[str]) -> Mapping[str, str | None]:
    return {person: f"{person}@example.jp" for person in people}


async def test_after_three_days_it_is_given_up(database: Database, settings: Settings) -> None:
    letters = box(database, settings, f"smtp://127.0.0.1:{free_port()}")
    await letters.put([letter("a", age=GIVEN_UP_AFTER + timedelta(minutes=1))])

    await letters.deliver()

    row = await database["letters"].find_one({"_id": "a"})
    assert row is not None
    assert row["done"] is True


async def test_several_instances_share_the_work(
    database: Database, settings: Settings, mailbox: Mailbox
) -> None:
    boxes = [box(database, settings, mailbox.url) for _ in range(4)]
    await boxes[0].put([letter(f"l-{number:03d}") for number in range(50)])

    await asyncio.gather(*(one.deliver() for one in boxes))

    ids = [id_ for mail in mailbox.of("two@example.jp") for id_ in told(mail)]
    assert sorted(ids) == [f"l-{number:03d}" for number in range(50)]


async def test_no_address_is_kept_with_the_letters(
    database: Database, settings: Settings, mailbox: Mailbox, capfd: pytest.CaptureFixture[str]
) -> None:
    mailbox.replies = {"one@example.jp": "450 one@example.jp is busy"}
    letters = box(database, settings, mailbox.url)
    await letters.put([letter("a")])
    await letters.deliver()

    rows = [row async for row in database["letters"].find({})]
    assert "example.jp" not in repr(rows)
    out, err = capfd.readouterr()
    assert "example.jp" not in out + err
