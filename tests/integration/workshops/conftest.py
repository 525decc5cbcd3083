"""The workshops service's use cases on the real database, with keys at hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.workshops.domain.participant import Participant
from services.workshops.domain.workshop import (
    Mode,
    Movement,
    Plan,
    Programme,
    Round,
    Template,
    Workshop,
)
from services.workshops.handlers import Handlers, make_handlers
from services.workshops.handlers.arrivals import Arrival
from services.workshops.handlers.notes import NewNote
from services.workshops.handlers.registration import NewRegistration
from services.workshops.handlers.work import Work
from services.workshops.store import Store
from shared.caller import STRANGER, Caller, Role, act_as
from shared.clock import now
from shared.events.common import Stage, StageRef
from shared.events.workshops import WorkshopState
from shared.ids import new_id
from shared.mongo import Mongo
from shared.settings import Settings
from tests.support.keys import KeysAtHand

STAFF = Caller("staff-1", frozenset({Role.STAFF}), frozenset({"desk-1"}), frozenset({"dept-1"}))
FACILITATOR = Caller("facilitator-1", frozenset({Role.FACILITATOR}))
OTHER = Caller("staff-2", frozenset({Role.STAFF}), frozenset({"desk-2"}), frozenset({"dept-2"}))


@dataclass
class Hall:
    """A workshop and all that can be done in it."""

    use: Handlers
    store: Store
    keys: KeysAtHand

    async def plan(self, **change: Any) -> Workshop:
        act_as(STAFF)
        return await self.use.workshops.plan(a_plan(**change), "dept-1", False, key(), {})

    async def open(self, **change: Any) -> Workshop:
        made = await self.plan(**change)
        return await self.use.workshops.move(made.id, WorkshopState.REGISTRATION)

    async def live(self, **change: Any) -> Workshop:
        made = await self.plan(**change)
        return await self.use.workshops.move(made.id, WorkshopState.LIVE)

    async def register(self, workshop: Workshop, **given: Any) -> Any:
        act_as(STRANGER)
        new = NewRegistration(idempotency_key=key(), **given)
        return await self.use.registrations.register(workshop.id, new)

    async def walk_in(self, workshop: Workshop, **given: Any) -> Participant:
        act_as(STRANGER)
        arrival = Arrival(idempotency_key=key(), hall_code=workshop.hall_code, **given)
        return (await self.use.arrivals.check_in(workshop.id, arrival)).participant

    async def events(self, collection: str) -> list[dict[str, Any]]:
        """All pending events of a collection, as they go out."""
        rows = await self.store.database[collection].find().to_list(None)
        return [event for row in rows for event in row["pending_events"]]


def key() -> str:
    return new_id()


def a_plan(**change: Any) -> Plan:
    programme = Programme(
        template=Template.WORLD_CAFE,
        rounds=(
            Round("このまちの好きなところは何ですか。", 20),
            Round("足りないものは何ですか。", 20),
            Round("私たちに何ができますか。", 20),
        ),
        movement=change.pop("movement", Movement.FREE),
        hosts_stay=True,
        mix=False,
        dots=3,
    )
    plan = Plan(
        title="みんなで話す、これからの公園",
        summary="公園の使い方を、テーブルを移りながら話し合います。",
        place="青葉野市民会館 大ホール",
        access="",
        mode=Mode.HALL,
        starts_at=now() + timedelta(days=7),
        ends_at=now() + timedelta(days=7, hours=3),
        capacity=20,
        tables=5,
        seats=5,
        programme=programme,
        links=(StageRef(policy_id="policy-1", cycle=1, stage=Stage.PLANNING),),
    )
    return replace(plan, **change)


def a_note(text: str = "ベンチがほしい", table: int = 1, round: int = 1, **more: Any) -> NewNote:
    return NewNote(id=str(uuid4()), table=table, round=round, text=text, **more)


@pytest.fixture
async def hall(mongo: Mongo, settings: Settings) -> AsyncIterator[Hall]:
    store = Store(mongo.database("workshops"))
    await store.create_indexes()
    keys, work = KeysAtHand(settings), Work()
    yield Hall(make_handlers(store, settings, keys, work), store, keys)
    work.close()
