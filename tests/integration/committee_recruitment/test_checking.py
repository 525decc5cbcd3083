"""Checking who applied: the rules, and the same person under another spelling."""

from datetime import date, timedelta

from services.committee_recruitment.handlers.applying import Opened
from services.committee_recruitment.handlers.committees import NewMember
from shared.caller import act_as
from shared.clock import today_jst
from shared.events.committee_recruitment import FindingCode, LikenessReason, SeatKind, Tie
from tests.integration.committee_recruitment.conftest import STAFF, Town, key


async def _looked_at(town: Town, id_: str) -> Opened:
    act_as(STAFF)
    return await town.use.applying.open(id_, "応募資格の確認")


async def _seated(town: Town, name: str, birth: date | None, years: int) -> None:
    committee = await town.committee()
    today = today_jst()
    member = NewMember(
        idempotency_key=key(),
        seat_kind=SeatKind.LEARNED,
        starts_on=today,
        ends_on=today + timedelta(days=365 * years - 1),
        shown_name="委員",
        shown_as="",
        name=name,
        birth_date=birth,
    )
    await town.use.committees.appoint(committee.id, member)


async def test_who_fits_has_nothing_against_them(town: Town) -> None:
    made = await town.applied(await town.called())
    opened = await _looked_at(town, made.application.id)
    assert opened.checked.findings == ()
    assert opened.checked.alike == ()


async def test_age_ties_and_office_are_held_against_the_call(town: Town) -> None:
    recruitment = await town.called(oldest=60, ties=(Tie.LIVE,))
    made = await town.applied(recruitment, ties=(Tie.WORK,), is_councillor=True)
    found = (await _looked_at(town, made.application.id)).checked.findings
    assert [one.code for one in found] == [
        FindingCode.TOO_OLD,
        FindingCode.NO_TIE,
        FindingCode.COUNCILLOR,
    ]
    assert found[0].bound == 60
    assert found[0].actual is not None
    assert found[0].actual > 60


async def test_another_spelling_is_suggested_and_what_would_follow_is_told(town: Town) -> None:
    await _seated(town, "髙橋　花子", date(1960, 5, 1), 2)
    await _seated(town, "高橋 花江", date(1960, 5, 1), 2)
    recruitment = await town.called(most_committees=1)
    made = await town.applied(recruitment, name="高橋花子", birth_date=date(1960, 5, 1))
    checked = (await _looked_at(town, made.application.id)).checked
    (alike,) = checked.alike
    assert alike.reasons == (LikenessReason.NAME_AND_BIRTH_DATE,)
    assert checked.findings == (), "nobody is judged by a likeness"
    assert [one.code for one in checked.if_same] == [FindingCode.TOO_MANY_COMMITTEES]


async def test_the_applicant_is_not_told_who_is_alike(town: Town) -> None:
    await _seated(town, "山田 花子", None, 1)
    made = await town.applied(await town.called())
    opened, _ = await town.use.applying.read(made.application.number, made.confirmation_number)
    assert opened.checked.alike == ()
    opened = await _looked_at(town, made.application.id)
    assert [one.reasons for one in opened.checked.alike] == [
        (LikenessReason.NAME_WITHOUT_BIRTH_DATE,)
    ]
