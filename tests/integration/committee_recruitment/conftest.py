"""The committee recruitment service's use cases on the real database, with keys at hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.committee_recruitment.domain.application import Particulars
from services.committee_recruitment.domain.committee import Committee
from services.committee_recruitment.domain.recruitment import (
    Call,
    Criterion,
    Recruitment,
)
from services.committee_recruitment.handlers import Handlers, make_handlers
from services.committee_recruitment.handlers.applying import Applied, NewApplication
from services.committee_recruitment.handlers.committees import NewCommittee
from services.committee_recruitment.store import Store
from shared.caller import STRANGER, Caller, Role, act_as
from shared.clock import today_jst
from shared.events.committee_recruitment import Gender, SeatKind, SelectionStep, Tie
from shared.ids import new_id
from shared.mongo import Mongo
from shared.settings import Settings
from tests.support.keys import KeysAtHand
from tests.support.recruitments import ended

STAFF = Caller("staff-1", frozenset({Role.STAFF}), frozenset({"desk-1"}), frozenset({"dept-1"}))
SECOND = Caller("staff-2", frozenset({Role.STAFF}), frozenset({"desk-1"}), frozenset({"dept-1"}))
OTHER = Caller("staff-3", frozenset({Role.STAFF}), frozenset({"desk-3"}), frozenset({"dept-3"}))
ESSAY = "町内会で子どもの見守りを続けてきました。" * 5
WHO = Particulars(
    name="山田 花子",
    kana="ヤマダ ハナコ",
    birth_date=date(1955, 4, 1),
    address="青葉区一番町1-2-3",
    phone="022-000-1111",
    mail="",
    ties=(Tie.LIVE,),
    tied_by="",
    gender=Gender.UNANSWERED,
    is_staff=False,
    is_councillor=False,
)


def a_call(**changes: Any) -> Call:
    """A call of the ordinary kind: two seats, an essay and an interview."""
    today = today_jst()
    call = Call(
        title="市民協働推進委員会の委員を募集します",
        seats=2,
        term_starts_on=today + timedelta(days=90),
        term_ends_on=today + timedelta(days=90 + 700),
        opens_on=today,
        last_day=today + timedelta(days=30),
        counted_on=today + timedelta(days=90),
        ties=(Tie.LIVE, Tie.WORK, Tie.STUDY),
        youngest=18,
        oldest=0,
        essay_question="地域の活動で感じていることを書いてください。",
        essay_least=50,
        essay_most=800,
        steps=(SelectionStep.ESSAY, SelectionStep.INTERVIEW),
        criteria=(Criterion("意欲", "続けて取り組む気持ちがあるか", 5),),
        meetings="年4回、平日の夜",
        pay="1回 11,000円",
        support="託児があります。",
        contact="市民協働推進課 022-000-0000",
        asks_gender=False,
    )
    return replace(call, **changes)


@dataclass
class Town:
    """All that can be done about committees."""

    use: Handlers
    store: Store
    keys: KeysAtHand

    async def committee(self, **given: Any) -> Committee:
        act_as(STAFF)
        new = {
            "name": "市民協働推進委員会",
            "basis": "市民協働推進条例 第10条",
            "purpose": "協働の施策について話し合います。",
            "department_id": "dept-1",
            "seats": {SeatKind.PUBLIC: 2, SeatKind.LEARNED: 3},
            "term_months": 24,
            **given,
        }
        return await self.use.committees.found(NewCommittee(idempotency_key=key(), **new))

    async def called(self, **changes: Any) -> Recruitment:
        committee = await self.committee()
        return await self.use.calling.call(committee.id, a_call(**changes), key())

    async def applied(self, recruitment: Recruitment, **changes: Any) -> Applied:
        act_as(STRANGER)
        who = replace(WHO, **changes)
        return await self.use.applying.apply(NewApplication(key(), recruitment.id, who, ESSAY))

    async def close(self, recruitment: Recruitment) -> None:
        """Let the period be over."""
        await self.store.database["recruitments"].update_one({"_id": recruitment.id}, ended())

    async def everything(self) -> str:
        """All that lies in the database, with the events that go out."""
        parts = [
            await self.store.database[name].find().to_list(None)
            for name in ("committees", "recruitments", "applications", "accesses")
        ]
        return repr(parts)


def key() -> str:
    return new_id()


@pytest.fixture
async def town(mongo: Mongo, settings: Settings) -> AsyncIterator[Town]:
    store = Store(mongo.database("committee_recruitment"))
    await store.create_indexes()
    keys = KeysAtHand(settings)
    yield Town(make_handlers(store, settings, keys), store, keys)
    act_as(STRANGER)
