"""An application from the call to the receipt: kept once, sealed, told to nobody else."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.committee_recruitment.domain import errors
from services.committee_recruitment.handlers.applying import NewApplication
from shared.caller import STRANGER, NotInCharge, act_as
from shared.clock import today_jst
from shared.errors import NotSignedIn, Unavailable
from shared.events.committee_recruitment import (
    ApplicationState,
    RecruitmentState,
    SelectionStep,
    Tie,
)
from shared.events.common import Channel
from shared.mail_address import MailAddressMalformed
from shared.texts import TextEmpty
from tests.integration.committee_recruitment.conftest import (
    ESSAY,
    OTHER,
    STAFF,
    WHO,
    Town,
    a_call,
    key,
)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"seats": 0}, errors.SeatsInvalid),
        ({"opens_on": today_jst() - timedelta(days=2)}, errors.CalledTooLate),
        ({"last_day": today_jst() - timedelta(days=1)}, errors.DaysReversed),
        ({"term_starts_on": today_jst()}, errors.DaysReversed),
        ({"term_ends_on": today_jst()}, errors.DaysReversed),
        ({"ties": ()}, errors.TiesMissing),
        ({"youngest": 70, "oldest": 60}, errors.AgesReversed),
        ({"steps": ()}, errors.StepsInvalid),
        ({"steps": (SelectionStep.ESSAY, SelectionStep.ESSAY)}, errors.StepsInvalid),
        ({"criteria": ()}, errors.CriteriaMissing),
        ({"essay_least": 900}, errors.EssayLengthInvalid),
        ({"essay_most": 0, "essay_least": 0}, errors.EssayLengthInvalid),
        ({"essay_question": ""}, TextEmpty),
        ({"contact": " "}, TextEmpty),
    ],
)
async def test_a_call_that_nobody_could_follow_is_not_published(
    town: Town, given: dict[str, Any], error: type
) -> None:
    committee = await town.committee()
    with pytest.raises(error):
        await town.use.calling.call(committee.id, a_call(**given), key())


async def test_only_the_department_calls(town: Town) -> None:
    committee = await town.committee()
    for caller, error in ((STRANGER, NotSignedIn), (OTHER, NotInCharge)):
        act_as(caller)
        with pytest.raises(error):
            await town.use.calling.call(committee.id, a_call(), key())


async def test_an_application_is_kept_once_and_sealed(town: Town) -> None:
    recruitment = await town.called()
    act_as(STRANGER)
    new = NewApplication(key(), recruitment.id, WHO, ESSAY)
    first, again = await asyncio.gather(town.use.applying.apply(new), town.use.applying.apply(new))
    assert first == again
    assert len(await town.store.applications_of(recruitment.id)) == 1
    plain = await town.everything()
    secret = (
        "山田",
        "ヤマダ",
        "1955",
        "一番町",
        "022-000-1111",
        "見守り",
        first.confirmation_number,
    )
    assert not [one for one in secret if one in plain]
    opened, _ = await town.use.applying.read(first.application.number, first.confirmation_number)
    assert (opened.particulars, opened.essay) == (WHO, ESSAY)


async def test_who_applied_and_what_they_wrote_are_under_different_keys(town: Town) -> None:
    made = await town.applied(await town.called())
    row = await town.store.application_row({"_id": made.application.id})
    assert row["sealed"]["key_id"] != row["essay"]["key_id"]
    assert set(row["essay"]["fields"]) == {"essay", "salt"}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"name": " "}, TextEmpty),
        ({"kana": ""}, TextEmpty),
        ({"address": ""}, TextEmpty),
        ({"birth_date": today_jst()}, errors.BirthDateInvalid),
        ({"phone": "", "mail": ""}, errors.ContactMissing),
        ({"phone": "", "mail": "だれか"}, MailAddressMalformed),
        ({"ties": ()}, errors.TiesMissing),
    ],
)
async def test_what_is_missing_is_told(town: Town, given: dict[str, Any], error: type) -> None:
    recruitment = await town.called()
    with pytest.raises(error):
        await town.applied(recruitment, **given)


async def test_the_length_of_an_essay_is_counted_without_blanks(town: Town) -> None:
    recruitment = await town.called(essay_least=4, essay_most=5)
    act_as(STRANGER)
    for essay, error in (
        ("あ い\nう", errors.EssayTooShort),
        ("あいうえおか", errors.EssayTooLong),
    ):
        with pytest.raises(error):
            await town.use.applying.apply(NewApplication(key(), recruitment.id, WHO, essay))
    for essay in ("あ い う え", "あいうえお"):
        await town.use.applying.apply(NewApplication(key(), recruitment.id, WHO, essay))


async def test_nothing_comes_in_outside_the_period_but_paper_of_staff(town: Town) -> None:
    later = today_jst() + timedelta(days=1)
    planned = await town.called(opens_on=later)
    with pytest.raises(errors.RecruitmentNotOpen):
        await town.applied(planned)
    recruitment = await town.called()
    await town.close(recruitment)
    with pytest.raises(errors.RecruitmentNotOpen):
        await town.applied(recruitment)
    paper = NewApplication(key(), recruitment.id, WHO, "", Channel.POST)
    for caller, error in ((STRANGER, NotSignedIn), (OTHER, NotInCharge)):
        act_as(caller)
        with pytest.raises(error):
            await town.use.applying.apply(paper)
    act_as(STAFF)
    assert (await town.use.applying.apply(paper)).application.channel is Channel.POST


async def test_the_last_day_counts_in_full(town: Town) -> None:
    recruitment = await town.called(last_day=today_jst())
    assert (await town.applied(recruitment)).application.state is ApplicationState.RECEIVED


async def test_both_numbers_are_needed_and_fit_only_each_other(town: Town) -> None:
    recruitment = await town.called()
    one, other = await town.applied(recruitment), await town.applied(recruitment)
    for use in (town.use.applying.read, town.use.applying.withdraw):
        with pytest.raises(errors.ApplicationNumberNotFitting):
            await use(one.application.number, other.confirmation_number)


async def test_it_can_be_taken_back_once(town: Town) -> None:
    made = await town.applied(await town.called())
    numbers = (made.application.number, made.confirmation_number)
    for _ in range(2):
        assert (await town.use.applying.withdraw(*numbers)).state is ApplicationState.WITHDRAWN
    row = await town.store.database["applications"].find_one({"_id": made.application.id})
    assert row is not None
    assert len(row["pending_events"]) == 2, "a repetition changes nothing"


async def test_without_the_keys_nothing_is_accepted_and_the_same_request_works_later(
    town: Town,
) -> None:
    recruitment = await town.called()
    new = NewApplication(key(), recruitment.id, WHO, ESSAY)
    act_as(STRANGER)
    town.keys.away = True
    with pytest.raises(Unavailable):
        await town.use.applying.apply(new)
    assert await town.store.applications_of(recruitment.id) == []
    town.keys.away = False
    await town.use.applying.apply(new)


async def test_staff_look_at_an_applicant_for_a_purpose_that_is_recorded_first(town: Town) -> None:
    made = await town.applied(await town.called(), ties=(Tie.WORK,), tied_by="一番町商店会")
    for caller, error in ((STRANGER, NotSignedIn), (OTHER, NotInCharge)):
        act_as(caller)
        with pytest.raises(error):
            await town.use.applying.open(made.application.id, "確認")
    act_as(STAFF)
    with pytest.raises(TextEmpty):
        await town.use.applying.open(made.application.id, " ")
    town.keys.away = True
    town.keys._known.clear()
    with pytest.raises(Unavailable):
        await town.use.applying.open(made.application.id, "資格を確かめるため")
    accesses = await town.store.database["accesses"].find().to_list(None)
    assert [(one["by"], one["purpose"]) for one in accesses] == [("staff-1", "資格を確かめるため")]
    town.keys.away = False
    opened = await town.use.applying.open(made.application.id, "資格を確かめるため")
    assert opened.particulars == replace(WHO, ties=(Tie.WORK,), tied_by="一番町商店会")


async def test_once_the_key_is_destroyed_the_receipt_stays(town: Town) -> None:
    made = await town.applied(await town.called())
    town.keys.destroy()
    opened, _ = await town.use.applying.read(made.application.number, made.confirmation_number)
    assert (opened.particulars, opened.essay) == (None, "")
    assert opened.application.state is ApplicationState.RECEIVED


async def test_what_is_called_off_says_why_and_takes_nothing(town: Town) -> None:
    recruitment = await town.called()
    act_as(STAFF)
    with pytest.raises(TextEmpty):
        await town.use.calling.call_off(recruitment.id, "")
    off = await town.use.calling.call_off(recruitment.id, "委員会を統合するためです。")
    assert (off.state, off.summary) == (RecruitmentState.CALLED_OFF, "委員会を統合するためです。")
    with pytest.raises(errors.RecruitmentOver):
        await town.applied(recruitment)
