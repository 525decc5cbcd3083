"""Needs and offers: suggested with reasons, asked, accepted, thanked, never reserved twice."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from services.issue_proposals.domain import errors
from shared.caller import STRANGER, act_as
from shared.clock import now
from shared.errors import NotSignedIn
from shared.events.issue_proposals import IssueState, MatchState, ResourceKind
from shared.two_numbers import Numbers
from tests.integration.issue_proposals.conftest import COORDINATOR, Town, key

CLIENTS = 50


async def _with_need(town: Town, text: str = "坂道の雪をかく道具がほしいです。") -> tuple[Any, str]:
    issue, numbers = await town.public()
    sent = key()
    for _ in range(2):  # the same need is named once
        issue = await town.use.opening.name_need(issue.id, ResourceKind.GOODS, text, sent, numbers)
    assert len(issue.needs) == 1
    return issue, sent


async def test_offers_are_suggested_with_the_reason_and_not_without_one(town: Town) -> None:
    issue, need = await _with_need(town)
    snow, _ = await town.offered(kind=ResourceKind.GOODS, text="融雪剤とスコップを貸します。")
    await town.offered(kind=ResourceKind.GOODS, text="ピアノを譲ります。")
    first, *rest = await town.use.offers.suggest(issue.id, need)
    assert first.id == snow.id
    assert "雪" in first.situations
    assert first.same_kind
    assert rest == []
    with pytest.raises(errors.NeedNotFound):
        await town.use.offers.suggest(issue.id, "none")


async def test_an_offer_that_is_withdrawn_is_suggested_no_more(town: Town) -> None:
    issue, need = await _with_need(town)
    offer, confirmation = await town.offered(
        kind=ResourceKind.GOODS, text="除雪機があります。", name="佐藤", contact="022-111"
    )
    for _ in range(2):
        gone = await town.use.offers.withdraw(offer.number, confirmation)
    assert not gone.open
    assert await town.use.offers.suggest(issue.id, need) == []
    act_as(COORDINATOR)
    with pytest.raises(errors.OfferNotOpen):
        await town.use.offers.ask(issue.id, need, offer.id)
    rows = await town.store.database["offers"].find().to_list(None)
    assert "佐藤" not in repr(rows)


async def test_who_offers_accepts_and_who_asked_thanks(town: Town) -> None:
    issue, need = await _with_need(town)
    offer, confirmation = await town.offered(
        kind=ResourceKind.GOODS, text="除雪機があります。", contact="022-111"
    )
    _, other = await town.offered()
    act_as(STRANGER)
    with pytest.raises(NotSignedIn):
        await town.use.offers.ask(issue.id, need, offer.id)
    act_as(COORDINATOR)
    first = await town.use.offers.ask(issue.id, need, offer.id)
    assert (await town.use.offers.ask(issue.id, need, offer.id)).id == first.id
    with pytest.raises(errors.MatchNotMovable):
        await town.use.offers.move_match(first.id, MatchState.THANKED, "", "", "")
    act_as(STRANGER)
    with pytest.raises(errors.IssueNumberNotFitting):
        await town.use.offers.move_match(first.id, MatchState.ACCEPTED, "", offer.number, other)
    done = await town.use.offers.move_match(
        first.id, MatchState.ACCEPTED, "", offer.number, confirmation
    )
    assert done.state is MatchState.ACCEPTED
    with pytest.raises(NotSignedIn):
        await town.use.offers.contact(first.id)
    act_as(COORDINATOR)
    assert await town.use.offers.contact(first.id) == {"contact": "022-111"}
    thanked = await town.use.offers.move_match(
        first.id, MatchState.THANKED, "助かりました。", "", ""
    )
    assert thanked.thanks == "助かりました。"


async def test_fifty_who_want_one_room_at_one_time_get_it_once(town: Town) -> None:
    issue, _ = await town.public()
    room, _ = await town.offered()
    act_as(COORDINATOR)
    begins = now() + timedelta(days=3)

    async def reserve(at: int) -> str:
        # Half want the same hour, half one that begins in its middle.
        starts = begins + timedelta(minutes=30 * (at % 2))
        try:
            await town.use.offers.reserve(
                room.id, issue.id, starts, starts + timedelta(hours=1), key()
            )
        except errors.ReservationTaken:
            return "taken"
        return "reserved"

    told = Counter(await asyncio.gather(*(reserve(at) for at in range(CLIENTS))))
    assert told == {"reserved": 1, "taken": CLIENTS - 1}
    kept = await town.store.offer(room.id)
    assert len(kept.reservations) == 1


async def test_times_that_touch_do_not_meet_and_what_is_given_back_is_free(town: Town) -> None:
    issue, _ = await town.public()
    room, _ = await town.offered()
    act_as(COORDINATOR)
    begins, hour, sent = now() + timedelta(days=3), timedelta(hours=1), key()
    for _ in range(2):
        await town.use.offers.reserve(room.id, issue.id, begins, begins + hour, sent)
    await town.use.offers.reserve(room.id, issue.id, begins + hour, begins + 2 * hour, key())
    with pytest.raises(errors.ReservationTaken):
        await town.use.offers.reserve(room.id, issue.id, begins, begins + hour, key())
    await town.use.offers.give_back(room.id, sent)
    kept = await town.use.offers.reserve(room.id, issue.id, begins, begins + hour, key())
    assert len(kept.reservations) == 2
    with pytest.raises(errors.ReservationNotFound):
        await town.use.offers.give_back(room.id, sent)
    with pytest.raises(errors.ReservationTimeInvalid):
        await town.use.offers.reserve(room.id, issue.id, begins, begins, key())
    hands, _ = await town.offered(kind=ResourceKind.HANDS, text="手伝います。")
    act_as(COORDINATOR)
    with pytest.raises(errors.OfferNotReservable):
        await town.use.offers.reserve(hands.id, issue.id, begins, begins + hour, key())


async def test_a_need_is_named_while_people_talk(town: Town) -> None:
    made = await town.brought()
    numbers = Numbers(made.issue.number, made.confirmation_number)
    with pytest.raises(errors.IssueNotMovable):
        await town.use.opening.name_need(made.issue.id, ResourceKind.HANDS, "人手", key(), numbers)
    issue, numbers = await town.public()
    act_as(COORDINATOR)
    await town.use.opening.move(issue.id, IssueState.NOT_PURSUED, "見送ります。")
    act_as(STRANGER)
    with pytest.raises(errors.IssueNotMovable):
        await town.use.opening.name_need(issue.id, ResourceKind.HANDS, "人手", key(), numbers)
