"""Who takes part and what is said: many at once, one far too often, hidden and appealed for."""

import asyncio

import pytest

from services.issue_proposals.domain import errors
from services.issue_proposals.domain.talk import POSTS_IN, Speaker
from services.issue_proposals.handlers.talking import NewParty
from shared.caller import STRANGER, Caller, NotInCharge, Role, act_as
from shared.errors import NotSignedIn
from shared.events.issue_talk import PartyKind, PostState, ThreadKind
from shared.texts import TextEmpty
from shared.two_numbers import Numbers
from tests.integration.issue_proposals.conftest import COORDINATOR, OTHER, STAFF, Town, key

IDEA, QUESTION = ThreadKind.IDEA, ThreadKind.QUESTION
SECOND = Caller("coordinator-2", frozenset({Role.COORDINATOR}))


async def test_who_joins_is_kept_once_and_named_in_no_event(town: Town) -> None:
    issue, _ = await town.public()
    new = NewParty(key(), issue.id, PartyKind.GROUP, "雪かき隊", "雪をかきます。", "022-111")
    (first, number), (again, same) = await asyncio.gather(
        town.use.talking.join(new), town.use.talking.join(new)
    )
    assert (first.id, number) == (again.id, same)
    (event,) = await town.events("parties")
    assert "雪かき隊" not in repr(event)
    assert "022-111" not in repr(await town.store.talk.parties.collection.find().to_list(None))
    with pytest.raises(TextEmpty):  # only a citizen may keep their name
        await town.joined(issue.id, name="")
    with pytest.raises(NotSignedIn):  # nobody speaks for the city but its staff
        await town.joined(issue.id, kind=PartyKind.CITY, name="道路課")
    private = (await town.brought()).issue
    with pytest.raises(errors.IssueNotFound):
        await town.joined(private.id)


async def test_who_leaves_takes_name_and_contact_along_and_leaves_what_was_said(
    town: Town,
) -> None:
    issue, _ = await town.public()
    party, numbers = await town.joined(issue.id, contact="022-111", role="雪かき")
    await town.use.talking.begin(issue.id, IDEA, "朝に集まりましょう。", key(), numbers)
    for _ in range(2):
        gone = await town.use.talking.leave(numbers)
    assert (gone.left, gone.name, gone.role) == (True, "", "")
    row = await town.store.talk.party_row({"number": party.number})
    assert row["sealed"] == {}
    with pytest.raises(errors.PartyHasLeft):
        await town.use.talking.begin(issue.id, IDEA, "もう一度", key(), numbers)
    (thread,), _ = await town.store.talk.threads_of(issue.id, None, 10, unanswered=False)
    assert thread.posts[0].text == "朝に集まりましょう。"


async def test_what_nobody_else_has_answered_is_found(town: Town) -> None:
    issue, author = await town.public()
    _, numbers = await town.joined(issue.id)
    thread = await town.use.talking.begin(issue.id, QUESTION, "費用は？", key(), numbers)
    other = await town.use.talking.begin(issue.id, IDEA, "砂をまく。", key(), author)
    await town.use.talking.reply(issue.id, thread.id, "だれか？", key(), numbers)
    found, _ = await town.store.talk.threads_of(issue.id, None, 10, unanswered=True)
    assert {one.id for one in found} == {thread.id, other.id}
    act_as(STAFF)
    answered = await town.use.talking.reply(issue.id, thread.id, "5万円です。", key(), Numbers())
    assert answered.posts[-1].voice.speaker is Speaker.CITY
    found, _ = await town.store.talk.threads_of(issue.id, None, 10, unanswered=True)
    assert [one.id for one in found] == [other.id]


async def test_many_write_at_once_and_nothing_is_lost_or_doubled(town: Town) -> None:
    issue, author = await town.public()
    thread = await town.use.talking.begin(issue.id, IDEA, "はじめ", key(), author)
    parties = [await town.joined(issue.id, name=f"団体{at}") for at in range(8)]
    sent = [(numbers, key(), f"{at}番") for at, (_, numbers) in enumerate(parties)]
    await asyncio.gather(
        *(
            town.use.talking.reply(issue.id, thread.id, text, id_, numbers)
            for numbers, id_, text in sent
            for _ in range(2)
        )
    )
    kept = await town.store.talk.thread(thread.id)
    assert sorted(one.text for one in kept.posts[1:]) == sorted(text for _, _, text in sent)
    written = [one for one in await town.events("threads") if one["type"].endswith("written.v1")]
    assert len(written) == 9


async def test_one_person_does_not_bury_what_others_say(town: Town) -> None:
    issue, _ = await town.public()
    _, numbers = await town.joined(issue.id)
    refused = 0
    for at in range(200):
        try:
            await town.use.talking.begin(issue.id, IDEA, f"{at}回目", key(), numbers)
        except errors.PostsTooMany as error:
            refused += 1
            assert 1 <= error.params["minutes"] <= 60
    assert refused == 200 - POSTS_IN
    _, others = await town.joined(issue.id, name="ほかの団体")
    await town.use.talking.begin(issue.id, IDEA, "ほかの考え", key(), others)


async def test_numbers_of_another_issue_do_not_speak_here(town: Town) -> None:
    issue, author = await town.public()
    other, _ = await town.public()
    _, numbers = await town.joined(issue.id)
    for given in (author, numbers):
        with pytest.raises(errors.IssueNotFound):
            await town.use.talking.begin(other.id, IDEA, "ここで", key(), given)
    wrong = Numbers(numbers.number, author.confirmation_number)
    with pytest.raises(errors.IssueNumberNotFitting):
        await town.use.talking.begin(issue.id, IDEA, "だれか", key(), wrong)
    act_as(STRANGER)
    with pytest.raises(NotSignedIn):
        await town.use.talking.begin(issue.id, IDEA, "だれか", key(), Numbers())
    act_as(OTHER)
    with pytest.raises(NotInCharge):
        await town.use.talking.begin(issue.id, IDEA, "ほかの課", key(), Numbers())


async def test_reported_hidden_with_a_reason_appealed_for_and_decided_by_another(
    town: Town,
) -> None:
    issue, _ = await town.public()
    _, numbers = await town.joined(issue.id)
    _, others = await town.joined(issue.id, name="ほかの団体")
    talk = town.use.talking
    thread = await talk.begin(issue.id, IDEA, "あいつのせいだ。", key(), numbers)
    post = thread.posts[0].id
    act_as(STRANGER)
    told = await talk.report(thread.id, post, "人を責めています。")
    assert told.post(post).state is PostState.REPORTED
    with pytest.raises(NotSignedIn):
        await talk.hide(thread.id, post, "通報があったため")
    act_as(COORDINATOR)
    assert [one.id for one in await town.store.talk.waiting_threads()] == [thread.id]
    with pytest.raises(TextEmpty):
        await talk.hide(thread.id, post, " ")
    hidden = await talk.hide(thread.id, post, "特定の人を責める言葉があるため")
    assert hidden.post(post).state is PostState.HIDDEN
    assert hidden.post(post).text == "あいつのせいだ。", "kept, whoever reads it"
    act_as(STRANGER)
    with pytest.raises(errors.PostNotMovable):
        await talk.report(thread.id, post, "まだあります。")
    with pytest.raises(errors.PostNotFound):
        await talk.appeal(thread.id, post, "わたしのではない。", others)
    await talk.appeal(thread.id, post, "役所のことを言いました。", numbers)
    act_as(COORDINATOR)
    with pytest.raises(errors.SamePersonDecides):
        await talk.decide(thread.id, post, "", show=True)
    act_as(SECOND)
    shown = await talk.decide(thread.id, post, "", show=True)
    assert shown.post(post).state is PostState.SHOWN
    assert await town.store.talk.waiting_threads() == []
    states = [
        one["data"]["state"] for one in await town.events("threads") if "state" in one["data"]
    ]
    assert states == ["REPORTED", "HIDDEN", "APPEALED", "SHOWN"]


async def test_who_is_concerned_too_is_counted_by_ward_and_once(town: Town) -> None:
    issue, _ = await town.public()
    act_as(STRANGER)
    same = key()
    for ward, sent in (("北区", same), ("北区", same), ("北区", key()), ("", key())):
        reach = await town.use.talking.share_concern(issue.id, ward, sent)
    assert reach == {"": 1, "北区": 2}
    with pytest.raises(errors.WardUnknown):
        await town.use.talking.share_concern(issue.id, "ほかの市", key())
