"""Seats and outcomes: whatever is asked for, on no day sit more than there are seats."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.committee_recruitment.domain.committee import (
    Appointment,
    Committee,
    checked_seats,
    require_leaving,
)
from services.committee_recruitment.domain.errors import (
    DaysReversed,
    LeavingOutsideTerm,
    OutcomesIncomplete,
    SeatsInvalid,
    SeatsTaken,
    TermTooLong,
    TooManyChosen,
)
from services.committee_recruitment.domain.recruitment import Outcome, checked_outcomes, counted
from shared.events.committee_recruitment import ApplicationState, SeatKind

DAY = date(2026, 4, 1)
MONTHS = 12
SEATS = {SeatKind.PUBLIC: 2, SeatKind.LEARNED: 1, SeatKind.ORGANISATION: 0}
TERMS = st.tuples(st.sampled_from(list(SeatKind)), st.integers(0, 60), st.integers(-2, 40))
STATES = st.sampled_from(list(ApplicationState))


def a_committee(*members: Appointment) -> Committee:
    founded = datetime(2026, 1, 1, tzinfo=UTC)
    return Committee("c", "委員会", "条例", "目的", "d", SEATS, MONTHS, (), founded, members)


def seat(kind: SeatKind, starts: int, length: int) -> Appointment:
    begins = DAY + timedelta(days=starts)
    return Appointment("m", kind, begins, begins + timedelta(days=length), "名", "", "", "")


def sitting(members: tuple[Appointment, ...], kind: SeatKind, day: date) -> int:
    """Count the slow way."""
    return sum(one.seat_kind is kind and one.starts_on <= day <= one.ends_on for one in members)


@given(st.lists(TERMS, max_size=25))
def test_on_no_day_sit_more_than_there_are_seats_and_no_seat_is_refused_that_is_free(
    asked: list[tuple[SeatKind, int, int]],
) -> None:
    committee = a_committee()
    for kind, starts, length in asked:
        one = seat(kind, starts, length)
        days = [one.starts_on + timedelta(days=n) for n in range(length + 1)]
        free = all(sitting(committee.appointments, kind, day) < SEATS[kind] for day in days)
        try:
            committee.require_seat(kind, one.starts_on, one.ends_on)
        except SeatsTaken:
            assert not free
        except DaysReversed:
            assert length < 0
        else:
            assert free
            committee = replace(committee, appointments=(*committee.appointments, one))
    for kind in SeatKind:
        for n in range(110):
            on = DAY + timedelta(days=n)
            assert sitting(committee.appointments, kind, on) <= SEATS[kind]


def test_a_term_is_as_long_as_the_rules_say_to_the_day() -> None:
    committee = a_committee()
    committee.require_seat(SeatKind.PUBLIC, date(2027, 3, 1), date(2028, 2, 29))
    with pytest.raises(TermTooLong):
        committee.require_seat(SeatKind.PUBLIC, date(2027, 3, 1), date(2028, 3, 1))


@given(st.dictionaries(st.sampled_from(list(SeatKind)), st.integers(-3, 60)))
def test_a_committee_has_seats_and_none_less_than_nothing(seats: dict[SeatKind, int]) -> None:
    fits = all(many >= 0 for many in seats.values()) and 1 <= sum(seats.values()) <= 100
    if not fits:
        with pytest.raises(SeatsInvalid):
            checked_seats(seats)
    else:
        assert checked_seats(seats) == {kind: seats.get(kind, 0) for kind in SeatKind}


@given(st.integers(-3, 12))
def test_who_leaves_does_so_within_the_term_or_never_began(after: int) -> None:
    one = seat(SeatKind.PUBLIC, 0, 9)
    last = DAY + timedelta(days=after)
    if -1 <= after <= 9:
        require_leaving(one, last)
    else:
        with pytest.raises(LeavingOutsideTerm):
            require_leaving(one, last)


@given(st.lists(STATES, max_size=8), st.integers(1, 4), st.permutations(range(8)))
def test_outcomes_are_whole_and_no_more_are_chosen_than_there_are_seats(
    states: list[ApplicationState], seats: int, ranks: list[int]
) -> None:
    given_ = [Outcome(str(n), state, "理由", ranks[n]) for n, state in enumerate(states)]
    proper = not {ApplicationState.RECEIVED, ApplicationState.WITHDRAWN} & set(states)
    chosen = states.count(ApplicationState.CHOSEN)
    waiting = {one.application_id for one in given_}
    if not proper:
        with pytest.raises(OutcomesIncomplete):
            checked_outcomes(given_, waiting, seats)
        return
    if chosen > seats:
        with pytest.raises(TooManyChosen):
            checked_outcomes(given_, waiting, seats)
        return
    found = checked_outcomes(given_, waiting, seats)
    assert {one.application_id: one.state for one in found} == {
        one.application_id: one.state for one in given_
    }
    reserve = [one for one in found if one.state is ApplicationState.RESERVE]
    assert [one.rank for one in reserve] == list(range(1, len(reserve) + 1))
    asked = {one.application_id: one.rank for one in given_}
    assert [asked[one.application_id] for one in reserve] == sorted(
        asked[one.application_id] for one in reserve
    )
    assert all(one.rank == 0 for one in found if one not in reserve)
    if given_:
        with pytest.raises(OutcomesIncomplete):
            checked_outcomes(given_[1:], waiting, seats)


@given(st.text(alphabet="あ亜A \n\t　", max_size=30))
def test_an_essay_is_counted_as_on_manuscript_paper(essay: str) -> None:
    assert counted(essay) == sum(sign not in " \n\t　" for sign in essay)
