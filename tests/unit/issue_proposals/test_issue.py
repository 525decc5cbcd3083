"""The rules of an issue: who must agree, when an answer is overdue, whose hours meet."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.issue_proposals.domain.issue import WAYS, Approval, Issue, both_approve
from services.issue_proposals.domain.offer import Reservation, overlapping
from shared.events.common import Channel
from shared.events.issue_proposals import Approver, IssueField, IssueState

START = datetime(2026, 4, 1, tzinfo=UTC)


def an_issue(state: IssueState = IssueState.OPENING, **approved: int) -> Issue:
    return Issue(
        id="i",
        number="1",
        channel=Channel.WEB,
        field=IssueField.OTHER,
        ward="",
        received_at=START,
        answer_due=date(2026, 4, 15),
        state=state,
        sequence=1,
        approvals={Approver(by): Approval(v, START, "") for by, v in approved.items()},
    )


def test_both_must_agree_to_the_same_version() -> None:
    assert not both_approve(an_issue(), Approver.AUTHOR, 1)
    assert both_approve(an_issue(COORDINATOR=2), Approver.AUTHOR, 2)
    assert not both_approve(an_issue(COORDINATOR=1), Approver.AUTHOR, 2)
    assert not both_approve(an_issue(AUTHOR=1), Approver.AUTHOR, 1)


def test_the_last_day_is_not_overdue_and_the_next_is() -> None:
    assert not an_issue().overdue(date(2026, 4, 15))
    assert an_issue().overdue(date(2026, 4, 16))
    for state in (IssueState.WITHDRAWN, IssueState.NOT_PURSUED):
        assert not an_issue(state).overdue(date(2027, 1, 1))


def test_every_state_has_its_ways_and_none_leads_back_to_private() -> None:
    assert set(WAYS) == set(IssueState)
    private = {IssueState.RECEIVED, IssueState.HANDED_OVER, IssueState.OPENING}
    assert all(private.isdisjoint(ways) for ways in WAYS.values())


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=30))
def test_hours_that_are_taken_one_by_one_never_meet(wanted: list[tuple[int, int]]) -> None:
    kept: list[Reservation] = []
    for begin, length in wanted:
        starts = START + timedelta(hours=begin)
        ends = starts + timedelta(hours=length)
        if not overlapping(kept, starts, ends):
            kept.append(Reservation(str(len(kept)), "i", starts, ends))
    hours = [START + timedelta(hours=at) for at in range(80)]
    for hour in hours:
        assert sum(one.starts_at <= hour < one.ends_at for one in kept) <= 1
