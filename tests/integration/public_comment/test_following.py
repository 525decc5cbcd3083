"""Following by mail, with the real database and a real SMTP server: failures first."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from services.public_comment.domain import errors
from services.public_comment.domain.particulars import Asked, Particular
from services.public_comment.domain.procedure import Outcome
from services.public_comment.events import PublishedProjection
from services.public_comment.handlers import comments as comments_module
from services.public_comment.handlers import make_handlers, rounds
from services.public_comment.handlers.answering import Answering
from services.public_comment.handlers.submission import Receipt
from services.public_comment.points.handlers import Part, Points
from services.public_comment.points.store import Topics
from services.public_comment.store.followers import Followers
from shared.caller import Caller, Role, act_as
from shared.clock import now, today_jst
from shared.errors import Unavailable
from shared.events import EventData, envelop
from shared.events.common import Channel
from shared.events.envelope import Envelope
from shared.events.responses import ResponsePublished
from shared.ids import new_id
from shared.kafka import Batch
from shared.mail_address import MailAddressMalformed, MailsNotOffered
from shared.mail_words import in_english, in_japanese
from shared.mongo import Document, Mongo, transaction
from shared.notices import GIVEN_UP_AFTER, Letterbox, Mail, Mailer
from shared.receipt_numbers import MailLinkBroken
from shared.settings import Settings
from tests.integration.public_comment.test_use_cases import World, numbers
from tests.support.keys import KeysAtHand
from tests.support.mail import Mailbox, free_port, smtp_server

ADDRESS = "hanako@example.jp"
# More than are written or sent at once.
MANY = 2_500
IN_CHARGE = Caller("p-1", frozenset({Role.STAFF}), frozenset({"desk"}), frozenset({"dep"}))


class Followed(World):
    """The use cases with a letterbox that sends to a real server."""

    def __init__(self, mongo: Mongo, settings: Settings, url: str) -> None:
        super().__init__(mongo, settings)
        self.keys = KeysAtHand(settings)
        self.settings = settings.model_copy(
            update={
                **{"smtp_url": url, "mail_gather_s": 0.0, "mail_from": "kyodo@city.example.jp"},
                "public_url": "https://kyodo.example.jp/",
            }
        )
        self.use = self.another_instance()
        self.followers = Followers(self.store)

    def another_instance(self) -> Any:
        return make_handlers(self.store, self.settings, self._revisions, self.keys, self, self)

    @property
    def box(self) -> Letterbox:
        assert self.use.following.letterbox is not None
        return self.use.following.letterbox

    async def begin(self) -> None:
        act_as(IN_CHARGE)
        await super().begin()
        await self.followers.create_indexes()
        await self.box.create_indexes()
        self.consultation = await self.opened()

    async def opened(self, **changes: Any) -> Document:
        asked = {Particular.NAME: Asked.OPTIONAL}
        given = {"department_id": "dep", "particulars": asked, "purpose_of_use": "確かめるため"}
        return await self.use.consultations.open(self.new_consultation(**given, **changes))

    async def follow(self, address: str = ADDRESS, **changes: Any) -> Receipt:
        return await self.submit(mail_address=address, **changes)

    async def deliver(self) -> int:
        await self.store.database["letters"].update_many({"done": False}, {"$set": {"due": now()}})
        return await self.box.deliver()

    async def round(self) -> None:
        assert self.use.rounds is not None
        await self.use.rounds.lease.release()
        await self.use.rounds.run_once()

    async def letters(self, **where: Any) -> list[Document]:
        return [row async for row in self.store.database["letters"].find(where)]

    async def end(self, seconds_ago: float = 60) -> None:
        """Let the period have ended."""
        ended = now().replace(microsecond=0) - timedelta(seconds=seconds_ago)
        await self.store.consultations.collection.update_one(
            {"_id": self.consultation["_id"]}, {"$set": {"closes_at": ended}}
        )
        self.store._remembered.clear()


@pytest.fixture
async def world(mongo: Mongo, settings: Settings, mailbox: Mailbox) -> AsyncIterator[Followed]:
    made = Followed(mongo, settings, mailbox.url)
    await made.begin()
    yield made
    act_as(Caller())


def text_of(mail: EmailMessage) -> str:
    return str(mail.get_content())


def told(mailbox: Mailbox, address: str = ADDRESS) -> list[str]:
    """Each mail's subject up to the title."""
    return [str(mail["Subject"]).partition("：")[0] for mail in mailbox.of(address)]


# The receipt


async def test_a_receipt_comes_by_mail_without_words_or_secret(
    world: Followed, mailbox: Mailbox
) -> None:
    receipt = await world.follow(text="誰にも見せない言葉")
    assert await world.box.deliver() == 1, "at once"
    (mail,) = mailbox.of(ADDRESS)
    number, confirmation = numbers(receipt)
    text = text_of(mail)
    assert mail["Subject"] == f"ご意見を受け付けました：{world.consultation['title']}"
    assert number in text and "https://kyodo.example.jp/receipts/" + number in text
    assert text.index("お知らせです") < text.index("We received your comment")
    for secret in (confirmation, confirmation.replace("-", ""), "見せない", ADDRESS):
        assert secret not in text
    assert mail.get_content_type() == "text/plain"


async def test_the_address_lies_sealed_and_apart(world: Followed) -> None:
    receipt = await world.follow(particulars={Particular.NAME: "青葉 花子"})
    row = await world.stored(receipt)
    assert set(row["particulars"]["fields"]) == {"NAME"}
    assert set(row["mail"]["fields"]) == {"MAIL_ADDRESS"}
    assert row["mail"]["key_id"] == row["particulars"]["key_id"]
    letters = await world.letters()
    assert ADDRESS not in str(row) + str(letters) + str(receipt.body())
    assert world.keys.asked == ["/keys"], "one call for all of it"


async def test_without_an_address_nothing_more_is_asked(
    world: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any) -> None:
        raise AssertionError("no transaction for who is not told")

    monkeypatch.setattr(comments_module, "together", fail)
    for nothing in (None, "", "  \n"):
        await world.submit(mail_address=nothing)
    assert world.keys.asked == []
    assert await world.letters() == []


async def test_retries_at_once_make_one_comment_and_one_mail(
    world: Followed, mailbox: Mailbox
) -> None:
    new = world.comment(mail_address=ADDRESS)
    receipts = await asyncio.gather(*(world.use.comments.submit(new) for _ in range(8)))
    again = await world.use.comments.submit(new)
    assert len({numbers(one) for one in [*receipts, again]}) == 1
    assert again.repeated
    assert await world.store.comments.collection.count_documents({}) == 1
    assert await world.deliver() == 1
    assert await world.deliver() == 0


@pytest.mark.parametrize(
    "address",
    ["x", "a@b.jp\r\nBcc: c@d.jp", "a@b.jp,c@d.jp", "あ@example.jp", "a" * 300 + "@example.jp"],
)
async def test_what_is_no_address_refuses_the_comment(world: Followed, address: str) -> None:
    with pytest.raises(MailAddressMalformed):
        await world.follow(address)
    assert await world.store.comments.collection.count_documents({}) == 0
    assert world.keys.asked == []


async def test_while_the_keys_are_away_nothing_is_accepted(world: Followed) -> None:
    world.keys.away = True
    with pytest.raises(Unavailable):
        await world.follow()
    assert await world.store.comments.collection.count_documents({}) == 0
    assert await world.letters() == []


async def test_a_letter_that_cannot_be_put_keeps_the_comment_out_too(
    world: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: Any, **__: Any) -> None:
        raise RuntimeError("crash between the two")

    new = world.comment(mail_address=ADDRESS)
    with monkeypatch.context() as broken:
        broken.setattr(world.box, "put", crash)
        with pytest.raises(RuntimeError):
            await world.use.comments.submit(new)
    assert await world.store.comments.collection.count_documents({}) == 0
    assert not (await world.use.comments.submit(new)).repeated


async def test_where_no_mail_is_sent_no_address_is_kept(mongo: Mongo, settings: Settings) -> None:
    silent = Followed(mongo, settings, "")
    act_as(IN_CHARGE)
    await World.begin(silent)
    with pytest.raises(MailsNotOffered):
        await silent.follow()
    assert silent.use.rounds is None
    act_as(Caller())


async def test_staff_give_the_address_that_is_on_the_paper(
    world: Followed, mailbox: Mailbox
) -> None:
    await world.follow(by_staff=True, channel=Channel.POST, received_on=today_jst())
    await world.deliver()
    assert told(mailbox) == ["ご意見を受け付けました"]


# Sending


async def test_while_the_server_is_away_nothing_is_lost(mongo: Mongo, settings: Settings) -> None:
    port = free_port()
    world = Followed(mongo, settings, f"smtp://127.0.0.1:{port}")
    await world.begin()
    await world.follow()
    assert await world.deliver() == 0
    with smtp_server(port) as mailbox:
        assert await world.deliver() == 1
    assert told(mailbox) == ["ご意見を受け付けました"]
    act_as(Caller())


async def test_a_refused_address_keeps_nobody_waiting(world: Followed, mailbox: Mailbox) -> None:
    mailbox.replies = {ADDRESS: "550 no such mailbox"}
    await world.follow()
    await world.follow("other@example.jp")
    assert await world.deliver() == 2
    assert await world.deliver() == 0
    assert told(mailbox, "other@example.jp") == ["ご意見を受け付けました"]


async def test_after_a_crash_while_sending_the_same_mail_comes_again(
    world: Followed, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.follow()
    send = Mailer.send

    async def send_and_die(self: Mailer, mail: Mail) -> None:
        await send(self, mail)
        raise RuntimeError("died after the server had it")

    with monkeypatch.context() as dying:
        dying.setattr(Mailer, "send", send_and_die)
        with pytest.raises(RuntimeError):
            await world.deliver()
    await world.deliver()
    first, second = mailbox.of(ADDRESS)
    assert first["Message-ID"] == second["Message-ID"]


async def test_while_the_keys_are_away_letters_wait(world: Followed, mailbox: Mailbox) -> None:
    await world.follow()
    world.keys.away = True
    with pytest.raises(Unavailable):
        await world.deliver()
    sending = asyncio.create_task(world.box.deliver_forever())
    await asyncio.sleep(0.2)
    assert not sending.done(), "it goes on"
    sending.cancel()
    world.keys.away = False
    assert await world.deliver() == 1
    assert len(mailbox.mails) == 1


async def test_after_the_keys_are_destroyed_nobody_can_be_told(
    world: Followed, mailbox: Mailbox
) -> None:
    await world.follow()
    world.keys.destroy()
    assert await world.deliver() == 0
    assert await world.letters(done=False) == []
    assert mailbox.mails == []


async def test_one_that_is_damaged_keeps_nobody_waiting(
    world: Followed, mailbox: Mailbox, capfd: pytest.CaptureFixture[str]
) -> None:
    damaged, _ = await world.follow(), await world.follow("other@example.jp")
    await world.store.comments.collection.update_one(
        {"_id": damaged.comment["_id"]}, {"$set": {"mail.fields.MAIL_ADDRESS": b"x" * 40}}
    )
    assert await world.deliver() == 1
    assert len(mailbox.of("other@example.jp")) == 1


# The course of the consultation


async def test_the_close_is_told_by_the_clock_once(world: Followed, mailbox: Mailbox) -> None:
    await world.follow()
    await world.submit()
    await world.deliver()
    await world.round()
    assert len(await world.letters()) == 1, "it is open"
    await world.end()
    others = [world.another_instance() for _ in range(3)]
    await asyncio.gather(*(one.rounds.run_once() for one in [world.use, *others]))
    await world.round()
    await world.deliver()
    assert told(mailbox) == ["ご意見を受け付けました", "意見の募集を締め切りました"]


async def test_an_extension_is_told_and_moves_the_close(world: Followed, mailbox: Mailbox) -> None:
    await world.follow()
    await world.deliver()
    later = world.consultation["closes_at"] + timedelta(days=5)
    await world.use.procedure.extend(world.consultation["_id"], later, "障害があったためです。")
    await world.use.procedure.extend(world.consultation["_id"], later, "障害があったためです。")
    await world.round()
    await world.round()
    await world.deliver()
    assert told(mailbox)[1:] == ["募集期間を延長しました"]
    assert "新しい締切は" in text_of(mailbox.of(ADDRESS)[-1])
    await world.end()
    await world.round()
    await world.deliver()
    assert told(mailbox)[2:] == ["意見の募集を締め切りました"]


async def test_a_period_that_opens_again_ends_again(world: Followed, mailbox: Mailbox) -> None:
    await world.follow()
    await world.end(90)
    await world.round()
    again = now().replace(microsecond=0) + timedelta(days=1)
    await world.use.procedure.extend(world.consultation["_id"], again, "障害があったためです。")
    await world.end(60)
    await world.round()
    kinds = sorted(row["kind"] for row in await world.letters())
    assert kinds == ["accepted", "closed", "closed", "extended"]


async def test_the_result_is_told(world: Followed, mailbox: Mailbox) -> None:
    await world.follow()
    await world.end()
    world.answered = Answering(answered=1, unanswered=0, outdated=0, unpublished=0)
    case = world.consultation["_id"]
    for _ in range(2):
        await world.use.procedure.publish(case, Outcome.WITH_CHANGES, "直しました。")
        await world.round()
    await world.deliver()
    (mail,) = mailbox.of(ADDRESS)
    text = text_of(mail)
    for line in ("受け付けました", "締め切りました", "結果を公表しました"):
        assert text.count(line) >= 1, "what comes together is one mail"
    assert "The result of the consultation was published." in text


async def test_calling_off_is_told_and_the_close_is_not(world: Followed, mailbox: Mailbox) -> None:
    await world.follow()
    await world.use.procedure.withdraw(world.consultation["_id"], "計画を取りやめました。")
    await world.end()
    await world.round()
    await world.deliver()
    text = text_of(mailbox.of(ADDRESS)[-1])
    assert "この意見募集は中止しました" in text
    assert "締め切りました" not in text


async def test_a_crash_in_the_middle_of_a_round_forgets_nobody(
    world: Followed, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        await world.follow(f"n{n}@example.jp")
    await world.deliver()
    mailbox.mails.clear()
    await world.end()
    monkeypatch.setattr(rounds, "PAGE", 2)
    put, calls = world.box.put, 0

    async def put_and_die(*args: Any, **more: Any) -> None:
        nonlocal calls
        calls += 1
        await put(*args, **more)
        if calls == 2:
            raise RuntimeError("died after the second page")

    monkeypatch.setattr(world.box, "put", put_and_die)
    with pytest.raises(RuntimeError):
        await world.round()
    await world.round()
    await world.deliver()
    assert sorted(to for to, _ in mailbox.mails) == [f"n{n}@example.jp" for n in range(5)]


async def test_what_nobody_waits_for_is_not_told(world: Followed) -> None:
    await world.follow()
    old = now() - rounds.TOLD_WITHIN - timedelta(minutes=1)
    await world.store.consultations.collection.update_one(
        {"_id": world.consultation["_id"]},
        {"$set": {"closes_at": old, "to_tell": [{"kind": "published", "at": old}]}},
    )
    await world.round()
    assert [row["kind"] for row in await world.letters()] == ["accepted"]
    assert await world.followers.to_be_told() == []


@pytest.mark.timeout(300)
async def test_thousands_are_told_in_batches(world: Followed) -> None:
    """Written once and sent once; the server of this test is a counter."""
    first = await world.stored(await world.follow())
    copies = [
        {
            **first,
            "_id": f"{first['_id']}-{n:05d}",
            "receipt_number": f"{n:012d}",
            "idempotency_hash": f"copy-{n}",
        }
        for n in range(MANY - 1)
    ]
    await world.store.comments.collection.insert_many(copies)
    await world.store.database["letters"].delete_many({})
    await world.end()
    await world.round()
    await world.round()
    assert await world.store.database["letters"].count_documents({"kind": "closed"}) == MANY
    sent: list[str] = []

    class Counter(Mailer):
        async def send(self, mail: Mail) -> None:
            sent.append(mail.id)

    use = world.another_instance()
    boxes = [use.following.letterbox, world.box]
    for box in boxes:
        box._mailer = Counter(world.settings)
    await asyncio.gather(*(_all_of(box) for box in boxes))
    assert len(sent) == len(set(sent)) == MANY


async def _all_of(box: Letterbox) -> None:
    while await box.deliver():
        pass


# The city's answer


def published(*subjects: str) -> EventData:
    return ResponsePublished(
        response_id=new_id(),
        case_id="case",
        department_id="dep",
        class_code="REFLECTED",
        subjects=subjects,
    )


def event_of(data: EventData, age: timedelta = timedelta()) -> Envelope:
    made = Envelope.model_validate(envelop(data, 1))
    return made.model_copy(update={"time": now() - age})


async def consume(world: Followed, *events: Envelope) -> None:
    projection = PublishedProjection()
    projection.tell_by(world.use.following)
    async with transaction(world.database) as session:
        await projection.apply(Batch("p", list(events)), world._model.within(session))


async def test_a_published_answer_is_told_to_who_is_answered(
    world: Followed, mailbox: Mailbox
) -> None:
    whole, split = await world.follow(), await world.follow("split@example.jp", text="一つ。二つ。")
    await world.follow("other@example.jp")
    await world.deliver()
    mailbox.mails.clear()
    topics = Topics(world.database)
    await topics.create_indexes()
    parts = [Part(0, 3), Part(3, 6)]
    row = await Points(world.store, topics).split(split.comment["_id"], 1, 0, parts, new_id())
    ids = [span["id"] for span in row["splittings"][-1]["spans"]]
    event = event_of(
        published(f"COMMENT:{whole.comment['_id']}", *(f"POINT:{id_}" for id_ in ids), "THEME:x")
    )
    await consume(world, event)
    await consume(world, event)
    await world.deliver()
    assert (
        told(mailbox) == told(mailbox, "split@example.jp") == ["ご意見への市の考え方を公表しました"]
    )
    assert mailbox.of("other@example.jp") == []


async def test_a_rebuild_tells_nobody_again(world: Followed) -> None:
    receipt = await world.follow()
    subject = f"COMMENT:{receipt.comment['_id']}"
    await consume(world, event_of(published(subject), age=GIVEN_UP_AFTER))
    assert [row["kind"] for row in await world.letters()] == ["accepted"]


async def test_an_answer_whose_step_is_rolled_back_is_not_told(world: Followed) -> None:
    receipt = await world.follow()
    projection = PublishedProjection()
    projection.tell_by(world.use.following)
    event = event_of(published(f"COMMENT:{receipt.comment['_id']}"))
    with pytest.raises(RuntimeError):
        async with transaction(world.database) as session:
            await projection.apply(Batch("p", [event]), world._model.within(session))
            raise RuntimeError
    assert [row["kind"] for row in await world.letters()] == ["accepted"]


# Stopping, and beginning later


def stop_token(mail: EmailMessage) -> str:
    found = re.search(r"/receipts/mails/(\S+)", text_of(mail))
    assert found
    return found[1]


async def test_the_link_in_a_mail_stops_the_mails(world: Followed, mailbox: Mailbox) -> None:
    receipt = await world.follow()
    await world.deliver()
    token = stop_token(mailbox.of(ADDRESS)[0])
    assert receipt.comment["receipt_number"] not in token
    for _ in range(2):
        stopped = await world.use.following.stop(token)
    assert stopped["_id"] == receipt.comment["_id"]
    assert "mail" not in await world.stored(receipt)
    await world.end()
    await world.round()
    assert await world.deliver() == 0


async def test_a_letter_that_waits_is_not_sent_to_who_has_stopped(
    world: Followed, mailbox: Mailbox
) -> None:
    receipt = await world.follow()
    await world.use.following.follow(*numbers(receipt), None)
    assert await world.deliver() == 0
    assert mailbox.mails == []


@pytest.mark.parametrize("token", ["", ".", "x.y", "0192.", "あ", "{id}", "{id}.", "{id}.0"])
async def test_a_link_that_is_not_ours_stops_nothing(world: Followed, token: str) -> None:
    receipt = await world.follow()
    with pytest.raises(MailLinkBroken):
        await world.use.following.stop(token.format(id=receipt.comment["_id"]))
    other = world.use.following.secrets.mail_token("another").partition(".")[2]
    with pytest.raises(MailLinkBroken):
        await world.use.following.stop(f"{receipt.comment['_id']}.{other}")
    assert "mail" in await world.stored(receipt)


async def test_an_address_is_given_or_changed_later(world: Followed, mailbox: Mailbox) -> None:
    receipt = await world.submit()
    for address in (ADDRESS, "new@example.jp"):
        changed = await world.use.following.follow(*numbers(receipt), address)
        assert "mail" in changed
    await world.deliver()
    assert told(mailbox) == []
    assert told(mailbox, "new@example.jp") == ["メールでお知らせします"]
    wrong = world.use.comments.secrets.confirmation_number("another-key-altogether")
    with pytest.raises(errors.ConfirmationNumberWrong):
        await world.use.following.follow(numbers(receipt)[0], wrong, ADDRESS)


async def test_a_withdrawn_comment_drops_the_address(world: Followed, mailbox: Mailbox) -> None:
    receipt = await world.follow()
    await world.use.receipts.withdraw(*numbers(receipt), None)
    assert "mail" not in await world.stored(receipt)
    with pytest.raises(errors.AlreadyWithdrawn):
        await world.use.following.follow(*numbers(receipt), ADDRESS)
    assert await world.deliver() == 0


async def test_a_withdrawal_at_the_same_time_keeps_no_address(
    world: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = await world.submit()
    seal = world.keys.seal

    async def seal_slowly(*args: Any, **more: Any) -> Any:
        await world.use.receipts.withdraw(*numbers(receipt), None)
        return await seal(*args, **more)

    monkeypatch.setattr(world.keys, "seal", seal_slowly)
    with pytest.raises(errors.AlreadyWithdrawn):
        await world.use.following.follow(*numbers(receipt), ADDRESS)
    assert "mail" not in await world.stored(receipt)
    assert await world.letters() == []


async def test_a_correction_keeps_the_address_and_the_words_out_of_events(
    world: Followed,
) -> None:
    receipt = await world.follow()
    await world.use.receipts.correct(*numbers(receipt), "直しました。")
    row = await world.stored(receipt)
    assert "mail" in row
    assert ADDRESS not in str(row["pending_events"])


async def test_a_title_of_many_lines_is_one_header(world: Followed, mailbox: Mailbox) -> None:
    world.consultation = await world.opened(title="一行目\r\nBcc: x@example.jp\n二行目")
    await world.follow()
    assert await world.deliver() == 1
    (mail,) = mailbox.of(ADDRESS)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "ご意見を受け付けました：一行目 Bcc: x@example.jp 二行目"


def test_the_end_of_a_period_at_midnight_is_told_as_people_say_it() -> None:
    assert in_japanese("2026-11-30T15:00:00+00:00") == "2026年11月30日24時"
    assert in_japanese("2026-11-30T08:05:00+00:00") == "2026年11月30日17時05分"
    assert in_english("2026-11-30T15:00:00+00:00") == "30 November 2026, 24:00 (Japan time)"
    assert in_english("2026-11-30T08:05:00+00:00") == "30 November 2026, 17:05 (Japan time)"
