"""Counting, against a second way of counting that is too simple to be wrong."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.insight.domain import Counter, Input, InputState, Numbers, Tally
from services.insight.domain.counting import (
    CHANNEL,
    CLAUSE,
    DAY,
    SUBMITTER_KIND,
    TOTAL,
    CommentNotAccepted,
    Presence,
    SubmitterKey,
)
from shared.events.common import Channel, SubmitterKind
from shared.events.public_comment import CommentAccepted, CommentCorrected, CommentWithdrawn
from tests.unit.insight.facts import comment, correction, withdrawal

Fact = CommentAccepted | CommentCorrected | CommentWithdrawn


def tally(*facts: Fact) -> Tally:
    """Count facts from nothing on."""
    return take(Tally({}, {}), facts)


def take(counting: Tally, facts: Sequence[Fact]) -> Tally:
    """Count facts on top."""
    for fact in facts:
        match fact:
            case CommentAccepted():
                counting.accept(fact)
            case CommentCorrected():
                counting.correct(fact)
            case CommentWithdrawn():
                counting.withdraw(fact)
    return counting


def total(counting: Tally) -> Numbers:
    """The consultation's row."""
    return counting.increments[Counter("c1", TOTAL)]


def test_one_submitter_with_three_comments_is_one_submitter() -> None:
    counting = tally(
        comment("c1", submitter="A", points=2),
        comment("c1", submitter="A", channel=Channel.FAX),
        comment("c1", submitter="A", channel=Channel.FAX, day=date(2026, 6, 2)),
    )
    assert total(counting) == Numbers(submitters=1, comments=3, points=4)
    fax = counting.increments[Counter("c1", CHANNEL, "FAX")]
    assert fax == Numbers(submitters=1, comments=2, points=2)
    second = counting.increments[Counter("c1", DAY, "FAX", "2026-06-02")]
    assert second == Numbers(submitters=1, comments=1, points=1)


def test_kinds_of_submitters_are_counted_apart_and_who_wrote_as_both_in_each() -> None:
    as_group = comment("c1", submitter="A", points=2, kind=SubmitterKind.GROUP)
    counting = tally(comment("c1", submitter="A"), as_group, comment("c1", submitter="B"))
    person = Counter("c1", SUBMITTER_KIND, submitter_kind="PERSON")
    group = Counter("c1", SUBMITTER_KIND, submitter_kind="GROUP")
    assert counting.increments[person] == Numbers(submitters=2, comments=2, points=2)
    assert counting.increments[group] == Numbers(submitters=1, comments=1, points=2)
    assert total(counting).submitters == 2
    day = Counter("c1", DAY, "WEB", "2026-06-01")
    assert counting.increments[day].submitters == 2
    take(counting, [withdrawal(as_group)])
    assert counting.increments[group] == Numbers(withdrawn=1)


def test_the_same_submitter_id_in_another_consultation_is_another_submitter() -> None:
    counting = tally(comment("c1", submitter="A"), comment("c2", submitter="A"))
    assert total(counting).submitters == 1
    assert counting.increments[Counter("c2", TOTAL)].submitters == 1


def test_a_withdrawn_comment_counts_as_withdrawn_and_in_nothing_else() -> None:
    only = comment("c1", submitter="A", points=3, clause_id="1")
    counting = tally(only, comment("c1", submitter="B"), withdrawal(only), withdrawal(only))
    assert total(counting) == Numbers(submitters=1, comments=1, points=1, withdrawn=1)
    assert counting.increments[Counter("c1", CLAUSE, clause_id="1")] == Numbers()


def test_a_submitter_stays_while_one_comment_stays() -> None:
    first, second = comment("c1", submitter="A"), comment("c1", submitter="A")
    counting = tally(first, second, withdrawal(first))
    assert total(counting).submitters == 1
    assert total(take(counting, [withdrawal(second)])).submitters == 0


def test_a_corrected_comment_stays_one_and_moves_to_its_newest_clause() -> None:
    one = comment("c1", clause_id="1")
    counting = tally(one, correction(one, 3, None), correction(one, 2, "2"))
    assert total(counting) == Numbers(submitters=1, comments=1, points=1)
    assert counting.increments[Counter("c1", CLAUSE, clause_id="1")].comments == 0
    assert counting.increments[Counter("c1", CLAUSE, clause_id=None)].comments == 1
    assert counting.inputs[one.comment_id].version == 3


def test_a_correction_after_the_withdrawal_counts_nowhere() -> None:
    one = comment("c1", clause_id="1")
    counting = tally(one, withdrawal(one), correction(one, 2, "2"))
    assert counting.increments[Counter("c1", CLAUSE, clause_id="2")] == Numbers()
    assert counting.inputs[one.comment_id].state is InputState.WITHDRAWN


def test_an_acceptance_heard_twice_counts_once() -> None:
    one = comment("c1")
    assert total(tally(one, one)).comments == 1


@pytest.mark.parametrize("later", [withdrawal, lambda of: correction(of, 2, None)])
def test_a_later_fact_without_its_comment_is_refused(later: object) -> None:
    assert callable(later)
    with pytest.raises(CommentNotAccepted):
        tally(later(comment("c1")))


_comments = st.builds(
    comment,
    st.sampled_from(["c1", "c2"]),
    submitter=st.sampled_from("ABC"),
    channel=st.sampled_from([Channel.WEB, Channel.FAX]),
    clause_id=st.sampled_from([None, "1", "2"]),
    points=st.integers(1, 3),
    day=st.sampled_from([date(2026, 6, 1), date(2026, 6, 2)]),
    kind=st.sampled_from(SubmitterKind),
)


@given(st.lists(st.tuples(_comments, st.booleans(), st.booleans()), max_size=25), st.randoms())
def test_any_order_and_any_batches_give_what_a_plain_recount_gives(
    stories: list[tuple[CommentAccepted, bool, bool]], chance: st.DataObject
) -> None:
    """Order is kept within a comment alone; what a batch begins with is what the last one left."""
    queues = [_story(*story) for story in stories]
    inputs: dict[str, Input] = {}
    submitters: dict[SubmitterKey, Presence] = {}
    sums: dict[Counter, Numbers] = {}
    while queues := [queue for queue in queues if queue]:
        batch = [chance.choice(queues) for _ in range(chance.randint(1, 6))]  # type: ignore[attr-defined]
        counting = Tally(inputs, submitters)
        take(counting, [queue.pop(0) for queue in batch if queue])
        for counter, numbers in counting.increments.items():
            sums.setdefault(counter, Numbers()).add(numbers)
    assert {key: row for key, row in sums.items() if row != Numbers()} == _recount(stories)


def _story(accepted: CommentAccepted, corrected: bool, withdrawn: bool) -> list[Fact]:
    facts: list[Fact] = [accepted]
    if corrected:
        facts.append(correction(accepted, 2, "2"))
    if withdrawn:
        facts.append(withdrawal(accepted))
    return facts


def _recount(stories: list[tuple[CommentAccepted, bool, bool]]) -> dict[Counter, Numbers]:
    rows: dict[Counter, Numbers] = {}
    seen: dict[Counter, set[str]] = {}
    for fact, corrected, withdrawn in stories:
        clause = "2" if corrected else fact.clause_id
        day = fact.received_on.isoformat()
        for counter in (
            Counter(fact.consultation_id, TOTAL),
            Counter(fact.consultation_id, CHANNEL, fact.channel),
            Counter(fact.consultation_id, DAY, fact.channel, day),
            Counter(fact.consultation_id, SUBMITTER_KIND, submitter_kind=fact.submitter_kind.value),
        ):
            row = rows.setdefault(counter, Numbers())
            if withdrawn:
                row.withdrawn += 1
                continue
            row.comments += 1
            row.points += fact.points
            seen.setdefault(counter, set()).add(fact.submitter_id)
        if not withdrawn:
            at = Counter(fact.consultation_id, CLAUSE, clause_id=clause)
            rows.setdefault(at, Numbers()).comments += 1
    for counter, submitters in seen.items():
        rows[counter].submitters = len(submitters)
    return rows
