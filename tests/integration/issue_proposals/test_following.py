"""Following an issue by mail, with a real mail server: asked first, then one digest, never more."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from services.issue_proposals.domain.errors import FollowerNotFound, IssueNotFound
from services.issue_proposals.domain.following import ASKED_A_DAY, next_due
from services.issue_proposals.domain.issue import Issue
from services.issue_proposals.handlers import make_handlers
from services.issue_proposals.handlers.matching import Matching
from services.issue_proposals.store import Store
from shared.caller import STRANGER, act_as
from shared.clock import JST, now
from shared.events.issue_proposals import IssueState
from shared.events.issue_talk import FollowerState, Rhythm, ThreadKind
from shared.kafka import Model
from shared.mail_address import MailAddressMalformed, MailsNotOffered
from shared.mongo import Mongo
from shared.receipt_numbers import MailLinkBroken
from shared.settings import Settings
from tests.integration.issue_proposals.conftest import COORDINATOR, STAFF, Town, key
from tests.support.keys import KeysAtHand
from tests.support.mail import Mailbox

ADDRESS = "hanako@example.jp"


@pytest.fixture
async def telling(mongo: Mongo, mail_settings: Settings) -> AsyncIterator[Town]:
    """A town whose service sends mail to a real server."""
    store = Store(mongo.database("issue_proposals"))
    await store.create_indexes()
    model = Model(store.database, "issue_proposals", 1)

    async def now_read() -> Model:
        return model

    keys, matching = KeysAtHand(mail_settings), Matching()
    yield Town(make_handlers(store, mail_settings, keys, matching, now_read), store, keys, model)
    matching.close()


async def test_nobody_is_told_before_they_agree_and_then_once_a_day(
    telling: Town, mailbox: Mailbox
) -> None:
    issue, numbers = await telling.public()
    await asks(telling, issue)
    (first,) = sent(mailbox)
    assert first.startswith("お知らせを受け取りますか：")
    await said(telling, issue)
    assert await digests(telling, mailbox, later=1) == []

    token = token_in(mailbox)
    for _ in range(2):
        await telling.use.following.agree(token)
    assert await digests(telling, mailbox, later=1) == []
    _, party_numbers = await telling.joined(issue.id)
    for text in ("質問です。", "もう一つ質問です。"):
        await telling.use.talking.begin(issue.id, ThreadKind.QUESTION, text, key(), party_numbers)
    act_as(STAFF)
    await telling.use.opening.answer(issue.id, "手すりを付けます。", key())
    await telling.use.opening.move(issue.id, IssueState.CITIZENS, "")
    (told,) = await digests(telling, mailbox, later=2)
    assert told.startswith("市が回答しました：")
    text = str(mailbox.of(ADDRESS)[-1].get_content())
    assert "話し合いに、新しい書き込みがあります。" in text
    assert "次の段階に進みました" in text
    assert "質問です" not in text
    assert numbers.number not in text
    assert await digests(telling, mailbox, later=3) == []


async def test_the_link_stops_them_and_the_address_is_gone(telling: Town, mailbox: Mailbox) -> None:
    issue, _ = await telling.public()
    await asks(telling, issue)
    token = token_in(mailbox)
    await telling.use.following.agree(token)
    for _ in range(2):
        await telling.use.following.stop(token)
    (row,) = await telling.store.followers.rows.collection.find().to_list(None)
    assert (row["state"], row["sealed"]) == (FollowerState.STOPPED.value, {})
    await said(telling, issue)
    assert await digests(telling, mailbox, later=1) == []
    # Who wants them again is asked again.
    await asks(telling, issue)
    assert len(sent(mailbox)) == 2


async def test_the_address_is_in_no_event_and_in_no_row(telling: Town) -> None:
    issue, _ = await telling.public()
    await asks(telling, issue)
    for name in ("followers", "letters"):
        assert ADDRESS not in repr(await telling.store.database[name].find().to_list(None))
    (event,) = await telling.events("followers")
    assert set(event["data"]) == {"follower_id", "issue_id", "state", "rhythm"}


async def test_nobody_is_flooded_with_questions(telling: Town, mailbox: Mailbox) -> None:
    for _ in range(ASKED_A_DAY + 3):
        issue, _ = await telling.public()
        for _ in range(2):
            await asks(telling, issue)
    assert len(sent(mailbox)) == ASKED_A_DAY


async def test_what_is_wrong_is_told(telling: Town, town: Town) -> None:
    issue, _ = await telling.public()
    follow = telling.use.following.follow
    with pytest.raises(MailAddressMalformed):
        await follow(issue.id, "花子", Rhythm.DAY, key())
    with pytest.raises(MailsNotOffered):
        await town.use.following.follow(issue.id, ADDRESS, Rhythm.DAY, key())
    private = await telling.brought()
    with pytest.raises(IssueNotFound):
        await follow(private.issue.id, ADDRESS, Rhythm.DAY, key())
    with pytest.raises(MailLinkBroken):
        await telling.use.following.agree("x.y")
    secrets = telling.use.following.secrets
    with pytest.raises(FollowerNotFound):
        await telling.use.following.stop(secrets.mail_token("nobody"))


async def test_who_does_not_agree_is_forgotten(telling: Town, mailbox: Mailbox) -> None:
    issue, _ = await telling.public()
    await asks(telling, issue)
    rows = telling.store.followers.rows.collection
    await telling.use.following.run_once(now() + timedelta(days=6))
    assert await rows.count_documents({"sealed": {}}) == 0
    await telling.use.following.run_once(now() + timedelta(days=8))
    assert await rows.count_documents({"sealed": {}}) == 1
    with pytest.raises(FollowerNotFound):
        await telling.use.following.agree(token_in(mailbox))


async def test_of_a_merged_issue_the_other_one_is_told(telling: Town, mailbox: Mailbox) -> None:
    issue, _ = await telling.public()
    other, _ = await telling.public()
    await asks(telling, issue)
    await telling.use.following.agree(token_in(mailbox))
    act_as(COORDINATOR)
    await telling.use.mergings.merge(issue.id, other.id, "同じ坂道です。")
    await said(telling, other)
    (told,) = await digests(telling, mailbox, later=1)
    assert told.startswith("ほかの課題にまとめられました：")
    assert f"/issues/{other.id}" in str(mailbox.of(ADDRESS)[-1].get_content())


@pytest.mark.parametrize(
    ("rhythm", "after", "due"),
    [
        (Rhythm.DAY, "2026-11-28T06:59", "2026-11-28T07:00"),
        (Rhythm.DAY, "2026-11-28T07:00", "2026-11-29T07:00"),
        (Rhythm.DAY, "2026-12-31T23:00", "2027-01-01T07:00"),
        (Rhythm.WEEK, "2026-11-28T12:00", "2026-11-30T07:00"),
        (Rhythm.WEEK, "2026-11-30T06:00", "2026-11-30T07:00"),
        (Rhythm.WEEK, "2026-11-30T07:00", "2026-12-07T07:00"),
    ],
)
def test_a_digest_is_due_at_seven_in_the_morning(rhythm: Rhythm, after: str, due: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=JST)
    assert next_due(rhythm, moment) == datetime.fromisoformat(due).replace(tzinfo=JST)


async def asks(town: Town, issue: Issue) -> None:
    act_as(STRANGER)
    await town.use.following.follow(issue.id, ADDRESS, Rhythm.DAY, key())
    assert town.use.following.letterbox is not None
    await town.use.following.letterbox.deliver()


async def said(town: Town, issue: Issue) -> None:
    _, numbers = await town.joined(issue.id)
    await town.use.talking.begin(issue.id, ThreadKind.IDEA, "考えです。", key(), numbers)


async def digests(town: Town, mailbox: Mailbox, *, later: int) -> list[str]:
    """Look so many days later; return the subjects of what was sent, once and again."""
    before = len(mailbox.of(ADDRESS))
    moment = now() + timedelta(days=later)
    for _ in range(2):
        await town.use.following.run_once(moment)
        assert town.use.following.letterbox is not None
        await town.use.following.letterbox.deliver()
    return sent(mailbox)[before:]


def sent(mailbox: Mailbox) -> list[str]:
    return [str(mail["Subject"]) for mail in mailbox.of(ADDRESS)]


def token_in(mailbox: Mailbox) -> str:
    found = re.search(r"/issues/mails/(\S+)/agree", str(mailbox.of(ADDRESS)[-1].get_content()))
    assert found is not None
    return found[1]
