"""Choosing: one proposes, a second decides, and nobody is told before; then seats are taken."""

import asyncio
from datetime import timedelta

import pytest

from services.committee_recruitment.domain import errors
from services.committee_recruitment.domain.recruitment import Outcome, Recruitment
from services.committee_recruitment.handlers.applying import Applied
from services.committee_recruitment.handlers.committees import NewCommittee, NewMember
from shared.caller import STRANGER, NotInCharge, act_as
from shared.clock import today_jst
from shared.errors import NotSignedIn
from shared.events.committee_recruitment import ApplicationState, RecruitmentState, SeatKind
from shared.mongo import StaleAggregate
from tests.integration.committee_recruitment.conftest import OTHER, SECOND, STAFF, Town, key

_S = ApplicationState
RESULT = "応募のあった4名について、書類と面接で選びました。"


async def four(town: Town) -> tuple[Recruitment, list[Applied]]:
    """A recruitment that is over, with four applications."""
    recruitment = await town.called()
    made = [await town.applied(recruitment) for _ in range(4)]
    await town.close(recruitment)
    act_as(STAFF)
    return recruitment, made


def outcomes(made: list[Applied]) -> list[Outcome]:
    states = (_S.CHOSEN, _S.RESERVE, _S.NOT_CHOSEN, _S.RESERVE)
    return [
        Outcome(one.application.id, state, f"理由{n}", 9 - n)
        for n, (one, state) in enumerate(zip(made, states, strict=False))
    ]


async def test_nobody_is_chosen_while_applications_may_come(town: Town) -> None:
    recruitment = await town.called()
    made = await town.applied(recruitment)
    act_as(STAFF)
    with pytest.raises(errors.RecruitmentNotClosed):
        await town.use.choosing.propose(
            recruitment.id, [Outcome(made.application.id, _S.CHOSEN, "意欲")], RESULT
        )


async def test_each_application_gets_one_outcome_with_a_reason(town: Town) -> None:
    recruitment, made = await four(town)
    good = outcomes(made)
    last = good[3].application_id
    wrong = (
        (good[:3], errors.OutcomesIncomplete),
        ([*good, good[0]], errors.OutcomesIncomplete),
        ([*good[:3], Outcome(last, _S.RECEIVED, "?")], errors.OutcomesIncomplete),
        ([Outcome(one.application_id, _S.CHOSEN, "?") for one in good], errors.TooManyChosen),
        (
            [*good[:3], Outcome(last, _S.RESERVE, " ")],
            errors.OutcomeReasonMissing,
        ),
    )
    for given, error in wrong:
        with pytest.raises(error):
            await town.use.choosing.propose(recruitment.id, given, RESULT)
    act_as(OTHER)
    with pytest.raises(NotInCharge):
        await town.use.choosing.propose(recruitment.id, good, RESULT)


async def test_a_second_person_decides_and_the_applicant_reads_the_reason_only_then(
    town: Town,
) -> None:
    recruitment, made = await four(town)
    with pytest.raises(errors.NothingProposed):
        await town.use.choosing.decide(recruitment.id)
    await town.use.choosing.propose(recruitment.id, outcomes(made), RESULT)
    with pytest.raises(errors.DecidedAlone):
        await town.use.choosing.decide(recruitment.id)
    act_as(SECOND)
    for _ in range(2):
        decided = await town.use.choosing.decide(recruitment.id)
    assert (decided.state, decided.summary) == (RecruitmentState.DECIDED, RESULT)
    told = {one.id: one for one in await town.store.applications_of(recruitment.id)}
    found = [told[one.application.id] for one in made]
    assert [(one.state, one.rank) for one in found] == [
        (_S.CHOSEN, 0),
        (_S.RESERVE, 2),  # its place was after the other's
        (_S.NOT_CHOSEN, 0),
        (_S.RESERVE, 1),
    ]
    assert found[2].reason == "理由2"
    with pytest.raises(errors.RecruitmentOver):
        await town.use.choosing.propose(recruitment.id, outcomes(made), RESULT)
    with pytest.raises(errors.ApplicationNotMovable):
        await town.use.applying.withdraw(made[0].application.number, made[0].confirmation_number)


async def test_a_proposal_that_does_not_fit_who_still_applies_is_made_anew(town: Town) -> None:
    recruitment, made = await four(town)
    await town.use.choosing.propose(recruitment.id, outcomes(made), RESULT)
    await town.use.applying.withdraw(made[3].application.number, made[3].confirmation_number)
    act_as(SECOND)
    with pytest.raises(errors.ProposalOutdated):
        await town.use.choosing.decide(recruitment.id)
    await town.use.choosing.propose(recruitment.id, outcomes(made[:3]), RESULT)
    act_as(STAFF)
    await town.use.choosing.decide(recruitment.id)
    states = [one.state for one in await town.store.applications_of(recruitment.id)]
    assert states == [_S.CHOSEN, _S.RESERVE, _S.NOT_CHOSEN, _S.WITHDRAWN]


async def test_a_decision_that_was_cut_off_is_taken_up_as_it_was(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    recruitment, made = await four(town)
    await town.use.choosing.propose(recruitment.id, outcomes(made), RESULT)
    act_as(SECOND)
    update, calls = town.store.update_application, []

    async def dies(*args: object, **more: object) -> object:
        calls.append(args)
        if len(calls) > 2:
            raise RuntimeError("the machine stops")
        return await update(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(town.store, "update_application", dies)
    with pytest.raises(RuntimeError):
        await town.use.choosing.decide(recruitment.id)
    monkeypatch.setattr(town.store, "update_application", update)
    with pytest.raises(errors.RecruitmentOver):  # what was agreed to is not proposed anew
        await town.use.choosing.propose(recruitment.id, outcomes(made)[::-1], "別の結果")
    with pytest.raises(errors.RecruitmentOver):
        await town.use.applying.withdraw(made[3].application.number, made[3].confirmation_number)
    await town.use.choosing.decide(recruitment.id)
    found = await town.store.applications_of(recruitment.id)
    assert [one.state for one in found] == [one.state for one in outcomes(made)]


# Seats


def member(**given: object) -> NewMember:
    today = today_jst()
    values = {
        "idempotency_key": key(),
        "seat_kind": SeatKind.LEARNED,
        "starts_on": today,
        "ends_on": today + timedelta(days=700),
        "shown_name": "佐藤 一郎",
        "shown_as": "○○大学 教授",
        "name": "佐藤 一郎",
        **given,
    }
    return NewMember(**values)  # type: ignore[arg-type]


async def test_who_was_chosen_takes_a_seat_and_shows_what_they_agreed_to(town: Town) -> None:
    recruitment, made = await four(town)
    first = {"application_id": made[0].application.id, "seat_kind": SeatKind.PUBLIC}
    shown = {"shown_name": "山田", "shown_as": "公募委員"}
    with pytest.raises(errors.ApplicantNotChosen):
        await town.use.committees.appoint(recruitment.committee_id, member(**first, **shown))
    await town.use.choosing.propose(recruitment.id, outcomes(made), RESULT)
    act_as(SECOND)
    await town.use.choosing.decide(recruitment.id)
    new = member(**first, **shown)
    for _ in range(2):
        committee = await town.use.committees.appoint(recruitment.committee_id, new)
    (seat,) = committee.appointments
    assert (seat.shown_name, seat.shown_as) == ("山田", "公募委員")
    assert "花子" not in await town.everything()
    with pytest.raises(errors.ApplicantAppointedAlready):
        await town.use.committees.appoint(recruitment.committee_id, member(**first, **shown))
    third = {**first, "application_id": made[2].application.id}
    with pytest.raises(errors.ApplicantNotChosen):
        await town.use.committees.appoint(recruitment.committee_id, member(**third, **shown))


async def test_no_seat_is_given_twice_even_at_once(town: Town) -> None:
    committee = await town.committee(seats={SeatKind.LEARNED: 1})
    told = await asyncio.gather(
        *(town.use.committees.appoint(committee.id, member()) for _ in range(8)),
        return_exceptions=True,
    )
    assert sum(not isinstance(one, Exception) for one in told) == 1
    refused = [one for one in told if isinstance(one, Exception)]
    assert all(isinstance(one, errors.SeatsTaken | StaleAggregate) for one in refused)
    (seat,) = (await town.store.committee(committee.id)).appointments
    next_day = seat.ends_on + timedelta(days=1)
    touching = {"starts_on": seat.ends_on, "ends_on": next_day}
    with pytest.raises(errors.SeatsTaken):
        await town.use.committees.appoint(committee.id, member(**touching))
    after = {"starts_on": next_day, "ends_on": next_day}
    await town.use.committees.appoint(committee.id, member(**after))


async def test_a_successor_takes_what_is_left_of_the_term(town: Town) -> None:
    committee = await town.committee(seats={SeatKind.LEARNED: 1})
    committee = await town.use.committees.appoint(committee.id, member())
    (seat,) = committee.appointments
    leaves = today_jst() + timedelta(days=100)
    with pytest.raises(errors.LeavingOutsideTerm):
        await town.use.committees.leave(
            committee.id, seat.id, seat.ends_on + timedelta(days=1), "転居"
        )
    for _ in range(2):
        await town.use.committees.leave(committee.id, seat.id, leaves, "転居のため")
    rest = member(starts_on=leaves + timedelta(days=1), ends_on=seat.ends_on)
    committee = await town.use.committees.appoint(committee.id, rest)
    assert [one.ends_on for one in committee.appointments] == [leaves, seat.ends_on]


async def test_a_term_is_no_longer_than_the_rules_say(town: Town) -> None:
    committee = await town.committee()
    today = today_jst().replace(day=1)
    last = today.replace(year=today.year + 2) - timedelta(days=1)
    with pytest.raises(errors.TermTooLong):
        await town.use.committees.appoint(
            committee.id, member(starts_on=today, ends_on=last + timedelta(days=1))
        )
    await town.use.committees.appoint(committee.id, member(starts_on=today, ends_on=last))
    act_as(OTHER)
    with pytest.raises(NotInCharge):
        await town.use.committees.appoint(committee.id, member())


async def test_only_staff_of_the_department_found_a_committee(town: Town) -> None:
    with pytest.raises(NotInCharge):
        await town.committee(department_id="dept-3")
    with pytest.raises(errors.SeatsInvalid):
        await town.committee(seats={SeatKind.PUBLIC: 0})
    act_as(STRANGER)
    new = NewCommittee(key(), "委員会", "条例", "目的", "dept-1", {SeatKind.PUBLIC: 1}, 24)
    with pytest.raises(NotSignedIn):
        await town.use.committees.found(new)
