"""An issue from the first word to the city's answer: who may, what is kept, what nobody is told."""

import asyncio
from datetime import timedelta

import orjson
import pytest

from services.issue_proposals.domain import errors
from services.issue_proposals.domain.issue import Words
from services.issue_proposals.handlers.bringing import NewIssue
from shared.caller import STRANGER, NotInCharge, act_as
from shared.clock import JST, now, today_jst
from shared.errors import Forbidden, NotSignedIn
from shared.events.common import Channel
from shared.events.issue_proposals import Approver, IssueField, IssueKind, IssueState
from shared.mongo import StaleAggregate
from shared.texts import TextEmpty, TextTooLong
from shared.two_numbers import Numbers
from tests.integration.issue_proposals.conftest import (
    COORDINATOR,
    OTHER,
    SAID,
    STAFF,
    WORDS,
    Town,
    key,
)


async def test_a_difficulty_is_kept_once_and_its_words_are_in_no_event(town: Town) -> None:
    new = NewIssue(key(), SAID, IssueField.TRANSPORT, "北区", name="山田 花子", contact="022-000")
    first, again = await asyncio.gather(town.use.bringing.bring(new), town.use.bringing.bring(new))
    assert first.issue.number == again.issue.number
    assert first.confirmation_number == again.confirmation_number
    due = now().astimezone(JST).date() + timedelta(days=14)
    assert first.issue.answer_due == due
    (event,) = await town.events("issues")
    assert event["type"] == "kyodo.issue_proposals.issue_received.v1"
    rows = await town.store.database["issues"].find().to_list(None)
    plain = repr(rows) + orjson.dumps(event).decode()
    for secret in ("心臓", "山田", "022-000", first.confirmation_number):
        assert secret not in plain
    issue, given = await town.use.bringing.read(first.issue.number, first.confirmation_number)
    assert given is not None
    assert (given["words"], given["name"]) == (SAID, "山田 花子")
    assert issue.state is IssueState.RECEIVED


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"words": "  "}, TextEmpty),
        ({"words": "あ" * 4_001}, TextTooLong),
        ({"ward": "ほかの市"}, errors.WardUnknown),
    ],
)
async def test_what_cannot_be_taken_is_told(town: Town, given: dict[str, str], error: type) -> None:
    with pytest.raises(error):
        await town.brought(**given)


async def test_what_came_by_telephone_is_entered_by_who_heard_it(town: Town) -> None:
    with pytest.raises(NotSignedIn):
        await town.brought(channel=Channel.PHONE)
    act_as(STAFF)
    new = NewIssue(key(), SAID, channel=Channel.PHONE)
    assert (await town.use.bringing.bring(new)).issue.channel is Channel.PHONE


async def test_nobody_reads_it_without_both_numbers(town: Town) -> None:
    made, other = await town.brought(), await town.brought()
    with pytest.raises(errors.IssueNumberNotFitting):
        await town.use.bringing.read(made.issue.number, other.confirmation_number)
    items, _ = await town.store.public_issues(None, 20, {})
    assert items == []


async def test_each_step_of_who_is_responsible_is_kept_with_its_reason(town: Town) -> None:
    issue = (await town.brought()).issue
    act_as(STAFF)
    with pytest.raises(NotInCharge):  # nobody's yet: a coordinator sorts first
        await town.use.opening.sort(issue.id, IssueKind.REQUEST, "dept-1", "要望です。", 1)
    issue = await town.sorted(issue, IssueKind.REQUEST)
    assert issue.state is IssueState.HANDED_OVER
    act_as(OTHER)
    with pytest.raises(NotInCharge):
        await town.use.opening.sort(issue.id, IssueKind.REPORT, "dept-2", "通報です。", 2)
    act_as(STAFF)
    with pytest.raises(TextEmpty):
        await town.use.opening.sort(issue.id, IssueKind.REQUEST, "dept-2", " ", issue.sequence)
    with pytest.raises(errors.SortedAlike):
        await town.use.opening.sort(issue.id, IssueKind.REQUEST, "dept-1", "同じ", issue.sequence)
    with pytest.raises(StaleAggregate):
        await town.use.opening.sort(issue.id, IssueKind.REQUEST, "dept-2", "遅い", 1)
    issue = await town.use.opening.sort(
        issue.id, IssueKind.REQUEST, "dept-2", "公園課の道です。", issue.sequence
    )
    assert [(one.department_id, one.by) for one in issue.sortings] == [
        ("dept-1", "coordinator-1"),
        ("dept-2", "staff-1"),
    ]


async def test_it_is_public_once_author_and_coordinator_agree_to_one_version(town: Town) -> None:
    made = await town.brought()
    numbers = Numbers(made.issue.number, made.confirmation_number)
    with pytest.raises(errors.IssueNotSorted):
        await town.use.opening.shape(made.issue.id, WORDS, 0, numbers)
    await town.sorted(made.issue)
    act_as(STRANGER)
    with pytest.raises(NotSignedIn):
        await town.use.opening.shape(made.issue.id, WORDS, 0, Numbers())
    await town.use.opening.shape(made.issue.id, WORDS, 0, numbers)
    await town.use.opening.approve(made.issue.id, 1, numbers)
    act_as(COORDINATOR)
    second = Words("坂道の話", "直した背景です。", tried="砂をまきました。")
    with pytest.raises(errors.VersionOutdated):
        await town.use.opening.shape(made.issue.id, second, 0, Numbers())
    await town.use.opening.shape(made.issue.id, second, 1, Numbers())
    with pytest.raises(errors.VersionOutdated):
        await town.use.opening.approve(made.issue.id, 1, Numbers())
    waiting = await town.use.opening.approve(made.issue.id, 2, Numbers())
    assert not waiting.is_public, "the author has agreed to the first version only"
    shown = await town.use.opening.approve(made.issue.id, 2, Numbers(), heard="電話で確かめた")
    assert shown.public_words == second
    assert shown.state is IssueState.DISCUSSION
    assert shown.approvals[Approver.AUTHOR].heard == "電話で確かめた"
    again = await town.use.opening.approve(made.issue.id, 2, Numbers())
    assert again.sequence == shown.sequence
    assert [one.number for one in again.versions] == [1, 2], "each version is kept"


async def test_numbers_of_another_issue_open_nothing(town: Town) -> None:
    issue, _ = await town.public()
    other = await town.brought()
    numbers = Numbers(other.issue.number, other.confirmation_number)
    act_as(STRANGER)
    with pytest.raises(NotSignedIn):
        await town.use.opening.shape(issue.id, WORDS, 1, numbers)


async def test_the_department_answers_and_what_is_overdue_is_seen(town: Town) -> None:
    issue, _ = await town.public()
    late = today_jst() + timedelta(days=15)
    assert issue.overdue(late)
    assert not issue.overdue(issue.answer_due)
    found = await town.store.overdue(late, None, 10)
    assert [one.id for one in found] == [issue.id]
    assert await town.store.overdue(late, ["dept-2"], 10) == []
    act_as(OTHER)
    with pytest.raises(NotInCharge):
        await town.use.opening.answer(issue.id, "ほかの課です。", key())
    act_as(COORDINATOR)
    with pytest.raises(Forbidden):
        await town.use.opening.answer(issue.id, "課の者ではありません。", key())
    act_as(STAFF)
    sent = key()
    for _ in range(2):
        issue = await town.use.opening.answer(issue.id, "手すりを付けます。", sent)
    assert [one.text for one in issue.answers] == ["手すりを付けます。"]
    assert await town.store.overdue(late, None, 10) == []


async def test_an_end_has_a_reason_and_the_path_has_an_order(town: Town) -> None:
    issue, _ = await town.public()
    act_as(COORDINATOR)
    with pytest.raises(errors.IssueNotMovable):
        await town.use.opening.move(issue.id, IssueState.ACTED, "")
    with pytest.raises(TextEmpty):
        await town.use.opening.move(issue.id, IssueState.NOT_PURSUED, "")
    await town.use.opening.move(issue.id, IssueState.CITIZENS, "")
    issue = await town.use.opening.move(issue.id, IssueState.ACTED, "")
    assert issue.state is IssueState.ACTED
    with pytest.raises(errors.IssueNotMovable):
        await town.use.opening.sort(
            issue.id, IssueKind.REPORT, "dept-2", "遅すぎる", issue.sequence
        )


async def test_what_is_withdrawn_is_shown_no_more(town: Town) -> None:
    made = await town.brought()
    for _ in range(2):
        gone = await town.use.bringing.withdraw(
            made.issue.number, made.confirmation_number, "解決しました。"
        )
    assert gone.state is IssueState.WITHDRAWN
    issue, numbers = await town.public()
    with pytest.raises(errors.IssueNotMovable):  # others talk about it already
        await town.use.bringing.withdraw(numbers.number, numbers.confirmation_number, "やめます")
    items, _ = await town.store.public_issues(None, 20, {})
    assert [one.id for one in items] == [issue.id]


async def test_who_looks_at_the_words_says_what_for(town: Town) -> None:
    issue = await town.sorted((await town.brought()).issue)
    act_as(OTHER)
    with pytest.raises(NotInCharge):
        await town.use.opening.open_words(issue.id, "知りたい")
    act_as(STAFF)
    with pytest.raises(TextEmpty):
        await town.use.opening.open_words(issue.id, "")
    assert (await town.use.opening.open_words(issue.id, "返事を書くため"))["words"] == SAID
    (event,) = await town.events("accesses")
    assert event["actor"] == "staff-1"
