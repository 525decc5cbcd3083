"""Mails to applicants, with a real mail server: that it came in, and that there is a result."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from services.committee_recruitment.domain.recruitment import Outcome
from services.committee_recruitment.handlers import make_handlers
from services.committee_recruitment.handlers.applying import NewApplication
from services.committee_recruitment.store import Store
from shared.caller import STRANGER, act_as
from shared.events.committee_recruitment import ApplicationState
from shared.mongo import Mongo
from shared.settings import Settings
from tests.integration.committee_recruitment.conftest import (
    ESSAY,
    SECOND,
    STAFF,
    WHO,
    Town,
    key,
)
from tests.support.keys import KeysAtHand
from tests.support.mail import Mailbox

ADDRESS = "hanako@example.jp"


@pytest.fixture
async def telling(mongo: Mongo, mail_settings: Settings) -> AsyncIterator[Town]:
    """A town whose service sends mail to a real server."""
    store = Store(mongo.database("committee_recruitment"))
    await store.create_indexes()
    keys = KeysAtHand(mail_settings)
    yield Town(make_handlers(store, mail_settings, keys), store, keys)
    act_as(STRANGER)


async def _deliver(town: Town) -> None:
    assert town.use.telling.letterbox is not None
    while await town.use.telling.letterbox.deliver():
        pass


def _subjects(mailbox: Mailbox) -> list[str]:
    return [str(mail["Subject"]).partition("：")[0] for mail in mailbox.of(ADDRESS)]


async def test_who_gave_an_address_is_told_of_receipt_and_result_and_nothing_private(
    telling: Town, mailbox: Mailbox
) -> None:
    recruitment = await telling.called()
    act_as(STRANGER)
    new = NewApplication(key(), recruitment.id, replace(WHO, mail=ADDRESS), ESSAY)
    made = await telling.use.applying.apply(new)
    await telling.use.applying.apply(new)
    other = await telling.applied(recruitment)  # has a telephone only
    await _deliver(telling)
    assert _subjects(mailbox) == ["ご応募を受け付けました"], "a repetition is not told again"
    await telling.close(recruitment)
    act_as(STAFF)
    outcomes = [
        Outcome(one.application.id, ApplicationState.NOT_CHOSEN, "今回は見送りました。")
        for one in (made, other)
    ]
    await telling.use.choosing.propose(recruitment.id, outcomes, "選びました。")
    await _deliver(telling)
    assert len(mailbox.mails) == 1, "nobody is told of a proposal"
    act_as(SECOND)
    for _ in range(2):
        await telling.use.choosing.decide(recruitment.id)
    await _deliver(telling)
    assert _subjects(mailbox) == ["ご応募を受け付けました", "選考の結果が出ました"]
    assert len(mailbox.mails) == 2
    text = mailbox.text_of(ADDRESS)
    assert "https://kyodo.example.jp/applications/own" in text
    secret = ("山田", "見守り", "見送り", made.confirmation_number)
    assert not [one for one in secret if one in text]


async def test_who_took_it_back_is_not_told_of_a_result(telling: Town, mailbox: Mailbox) -> None:
    recruitment = await telling.called()
    made = await telling.applied(recruitment, mail=ADDRESS)
    kept = await telling.applied(recruitment, mail="taro@example.jp")
    await telling.use.applying.withdraw(made.application.number, made.confirmation_number)
    act_as(STAFF)
    await telling.use.calling.call_off(recruitment.id, "委員会を統合するためです。")
    await _deliver(telling)
    assert _subjects(mailbox) == [], "not even that it came in: it is not there any more"
    told = [str(mail["Subject"]) for mail in mailbox.of("taro@example.jp")]
    assert len(told) == 1
    assert told[0].startswith("公募を中止しました")
    assert kept.application.id


async def test_a_letter_is_kept_only_with_what_it_is_about(
    telling: Town, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    recruitment = await telling.called()
    box = telling.use.telling.letterbox
    assert box is not None

    async def breaks(*_args: object, **_more: object) -> None:
        raise RuntimeError("the database stops")

    put = box.put
    monkeypatch.setattr(box, "put", breaks)
    act_as(STRANGER)
    new = NewApplication(key(), recruitment.id, replace(WHO, mail=ADDRESS), ESSAY)
    with pytest.raises(RuntimeError):
        await telling.use.applying.apply(new)
    assert await telling.store.applications_of(recruitment.id) == []
    monkeypatch.setattr(box, "put", put)
    await telling.use.applying.apply(new)
    await _deliver(telling)
    assert len(mailbox.of(ADDRESS)) == 1
