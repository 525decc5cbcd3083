"""Personnel changes: whatever moves are made, every desk has somebody who acts for it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.people.domain import errors
from services.people.domain.office import (
    Appoint,
    Desk,
    HandOver,
    Leave,
    Move,
    Office,
    Relieve,
    TakeBack,
)
from shared.errors import KyodoError

APRIL = date(2027, 4, 1)


def office(**holders: str) -> Office:
    """Desks by name, each held by the people whose letters are given."""
    desks = {name: Desk(name, "dep", name, tuple(letters)) for name, letters in holders.items()}
    return Office(desks, frozenset("pqrs"))


def test_what_a_desk_owned_is_its_successors() -> None:
    after = office(a="p", b="q").change([HandOver("a", "b")], APRIL)
    assert after.owner("a").id == "b"
    assert after.holders("a") == {"q"}
    assert after.desks["a"].closed_on == APRIL


def test_a_row_of_successors_leads_to_its_end() -> None:
    after = office(a="p", b="q", c="r").change([HandOver("a", "b"), HandOver("b", "c")], APRIL)
    assert after.holders("a") == after.holders("b") == {"r"}


def test_two_people_change_places_in_one_step() -> None:
    moves: list[Move] = [Relieve("p", "a"), Appoint("q", "a"), Relieve("q", "b"), Appoint("p", "b")]
    after = office(a="p", b="q").change(moves, APRIL)
    assert after.holders("a") == {"q"}
    assert after.holders("b") == {"p"}


def test_a_desk_is_taken_back() -> None:
    after = office(a="p", b="q").change([HandOver("a", "b")], APRIL)
    again = after.change([TakeBack("a")], APRIL)
    assert again.holders("a") == {"p"}
    assert again.desks["a"].closed_on is None


@pytest.mark.parametrize(
    ("moves", "refusal", "place"),
    [
        ([], errors.MovesMissing, "moves"),
        ([Leave("p")], errors.DeskWouldBeVacant, None),
        ([Relieve("p", "a")], errors.DeskWouldBeVacant, None),
        ([HandOver("a", "a")], errors.SuccessorsGoInCircle, "moves.0"),
        ([HandOver("a", "b"), HandOver("b", "a")], errors.SuccessorsGoInCircle, "moves.1"),
        ([HandOver("a", "b"), HandOver("a", "b")], errors.DeskClosed, "moves.1"),
        ([HandOver("a", "x")], errors.DeskNotFound, "moves.0"),
        ([HandOver("a", "b"), Appoint("r", "a")], errors.DeskClosed, "moves.1"),
        ([Appoint("x", "a")], errors.PersonNotFound, "moves.0"),
        ([Appoint("q", "a"), Leave("p"), Appoint("p", "a")], errors.PersonHasLeft, "moves.2"),
        ([Appoint("p", "a")], errors.AlreadyHoldsDesk, "moves.0"),
        ([Relieve("q", "a")], errors.DoesNotHoldDesk, "moves.0"),
        ([TakeBack("a")], errors.DeskNotHandedOver, "moves.0"),
    ],
)
def test_what_cannot_be_is_refused(
    moves: list[Move], refusal: type[KyodoError], place: str | None
) -> None:
    with pytest.raises(refusal) as refused:
        office(a="p", b="q").change(moves, APRIL)
    assert refused.value.field == place


def test_a_desk_whose_only_holder_left_cannot_be_taken_back() -> None:
    after = office(a="p", b="q").change([HandOver("a", "b"), Leave("p")], APRIL)
    with pytest.raises(errors.DeskWouldBeVacant):
        after.change([TakeBack("a")], APRIL)


DESKS, PEOPLE = st.sampled_from("abcd"), st.sampled_from("pqrs")
MOVES = st.one_of(
    st.builds(HandOver, DESKS, DESKS),
    st.builds(TakeBack, DESKS),
    st.builds(Appoint, PEOPLE, DESKS),
    st.builds(Relieve, PEOPLE, DESKS),
    st.builds(Leave, PEOPLE),
)


@given(st.lists(st.lists(MOVES, min_size=1, max_size=5), max_size=12))
def test_after_any_changes_every_desk_has_somebody(changes: list[list[Move]]) -> None:
    current = office(a="p", b="q", c="rp", d="s")
    for moves in changes:
        try:
            current = current.change(moves, APRIL)
        except KyodoError:
            continue  # refused whole: what was stays
        for desk_id in current.desks:
            assert current.holders(desk_id), desk_id
            assert current.owner(desk_id).closed_on is None
