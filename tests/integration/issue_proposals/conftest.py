"""The issue proposals service's use cases on the real database, with keys at hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from services.issue_proposals.domain.issue import Issue, Words
from services.issue_proposals.domain.talk import Party
from services.issue_proposals.events import MapProjection
from services.issue_proposals.handlers import Handlers, make_handlers
from services.issue_proposals.handlers.bringing import NewIssue, Received
from services.issue_proposals.handlers.matching import Matching
from services.issue_proposals.handlers.offers import NewOffer
from services.issue_proposals.handlers.talking import NewParty
from services.issue_proposals.store import Store
from shared.caller import STRANGER, Caller, Role, act_as
from shared.city_map import Place
from shared.events.issue_proposals import IssueField, IssueKind, ResourceKind
from shared.events.issue_talk import PartyKind
from shared.ids import new_id
from shared.kafka import Model
from shared.mongo import Mongo
from shared.settings import Settings
from shared.two_numbers import Numbers
from tests.support.keys import KeysAtHand

COORDINATOR = Caller("coordinator-1", frozenset({Role.COORDINATOR}))
STAFF = Caller("staff-1", frozenset({Role.STAFF}), frozenset({"desk-1"}), frozenset({"dept-1"}))
OTHER = Caller("staff-2", frozenset({Role.STAFF}), frozenset({"desk-2"}), frozenset({"dept-2"}))
_PROJECTION = MapProjection()
SAID = "坂道が凍って、母が病院に行けません。母は心臓の病気です。"
WORDS = Words("冬の坂道を、安心して歩けるように", "凍った坂道で、通院できない人がいます。")


@dataclass
class Town:
    """All that can be done with issues and offers."""

    use: Handlers
    store: Store
    keys: KeysAtHand
    model: Model

    async def look_at_map(self) -> None:
        """Count on the map what the events so far tell of."""
        told = [event for event in await self.events("issues") if _PROJECTION.wants(event)]
        await self.use.on_map.follow({event["subject"] for event in told}, self.model)

    async def brought(self, **given: Any) -> Received:
        act_as(STRANGER)
        new = NewIssue(**{"idempotency_key": key(), "words": SAID, "ward": "北区", **given})
        return await self.use.bringing.bring(new)

    async def sorted(self, issue: Issue, kind: IssueKind = IssueKind.ISSUE) -> Issue:
        act_as(COORDINATOR)
        return await self.use.opening.sort(
            issue.id, kind, "dept-1", "道路の担当です。", issue.sequence
        )

    async def public(self, place: Place | None = None) -> tuple[Issue, Numbers]:
        """An issue that everybody may read, and its author's numbers."""
        made = await self.brought(field=IssueField.TRANSPORT)
        numbers = Numbers(made.issue.number, made.confirmation_number)
        await self.sorted(made.issue)
        await self.use.opening.shape(made.issue.id, WORDS, 0, Numbers(), place)
        await self.use.opening.approve(made.issue.id, 1, Numbers())
        act_as(STRANGER)
        return await self.use.opening.approve(made.issue.id, 1, numbers), numbers

    async def offered(self, **given: Any) -> tuple[Any, str]:
        act_as(STRANGER)
        offer = {"kind": ResourceKind.ROOMS, "text": "町内会の集会所を貸します。", **given}
        return await self.use.offers.offer(NewOffer(idempotency_key=key(), **offer))

    async def joined(self, issue_id: str, **given: Any) -> tuple[Party, Numbers]:
        """A party, and its numbers."""
        act_as(STRANGER)
        new = {"kind": PartyKind.NEIGHBOURHOOD, "name": "北町町内会", **given}
        party, confirmation = await self.use.talking.join(
            NewParty(idempotency_key=key(), issue_id=issue_id, **new)
        )
        return party, Numbers(party.number, confirmation)

    async def events(self, collection: str) -> list[dict[str, Any]]:
        """All pending events of a collection, as they go out."""
        rows = await self.store.database[collection].find().to_list(None)
        return [event for row in rows for event in row["pending_events"]]


def key() -> str:
    return new_id()


@pytest.fixture
async def town(mongo: Mongo, settings: Settings) -> AsyncIterator[Town]:
    store = Store(mongo.database("issue_proposals"))
    await store.create_indexes()
    keys, matching = KeysAtHand(settings), Matching()
    model = Model(store.database, "issue_proposals", 1)

    async def now() -> Model:
        return model

    yield Town(make_handlers(store, settings, keys, matching, now), store, keys, model)
    matching.close()
