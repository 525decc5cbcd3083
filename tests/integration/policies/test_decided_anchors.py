"""What a person said of a place holds, is kept, and is followed on from there."""

from collections.abc import AsyncIterator

import pytest

from services.policies.domain import errors
from services.policies.domain.anchors import Anchor, Fate, Reason
from services.policies.handlers import Anchors, Locations, Policies
from services.policies.store import Store
from shared.caller import STRANGER, Caller, NotInCharge, Role, act_as
from shared.errors import Forbidden, NotSignedIn
from shared.mongo import StaleAggregate
from tests.integration.policies.conftest import Kept, a_policy, publish
from tests.integration.policies.test_locations import FIRST, THIRD, TREES, anchor_in

OFFICER = Caller("officer", frozenset({Role.STAFF}), frozenset({"desk"}), frozenset({"traffic"}))
ADMIN = Caller("admin", frozenset({Role.ADMIN}), frozenset(), frozenset({"traffic"}))
OTHER = Caller("other", frozenset({Role.STAFF}), frozenset({"lawn"}), frozenset({"parks"}))
FOURTH = THIRD.replace("1 バス", "1 バスと電車")


@pytest.fixture
def anchors(store: Store) -> Anchors:
    return Anchors(store, Locations(store))


@pytest.fixture(autouse=True)
async def as_officer() -> AsyncIterator[None]:
    act_as(OFFICER)
    yield
    act_as(STRANGER)


async def the_plan(policies: Policies) -> str:
    policy = await policies.create_policy(
        a_policy(department_id="traffic"), "policy-of-the-anchors", {}
    )
    return (await policies.create_document(policy.id, "計画案", "document-of-anchors")).id


async def test_a_decision_holds_and_is_followed_in_later_revisions(
    policies: Policies, anchors: Anchors, kept: Kept
) -> None:
    plan = await the_plan(policies)
    first, second = [await publish(policies, plan, one) for one in (FIRST, THIRD)]
    trees = anchor_in(first.clauses, "みどり", "街路樹")
    assert (await anchors.locate(first.id, second.id, [trees]))[0].fate is Fate.UNSURE
    here = anchor_in(second.clauses, "みどり", "街路樹")

    row = await anchors.decide(first.id, second.id, trees, here, 0)
    assert await anchors.decide(first.id, second.id, trees, here, 0) == row, "once more"
    assert await kept.events("anchors", row["_id"]) == [("kyodo.policies.anchor_decided.v1", 1)]
    found = (await anchors.locate(first.id, second.id, [trees]))[0]
    assert (found.fate, found.reason, found.at) == (Fate.PLACED, Reason.DECIDED, here)
    third = await publish(policies, plan, FOURTH)
    found = (await anchors.locate(first.id, third.id, [trees]))[0]
    assert (found.fate, found.at) == (Fate.PLACED, here)

    with pytest.raises(StaleAggregate):
        await anchors.decide(first.id, second.id, trees, None, 0)
    await anchors.decide(first.id, second.id, trees, None, 1)
    assert (await anchors.locate(first.id, second.id, [trees]))[0].fate is Fate.GONE
    said = (await kept.one("anchors", row["_id"]))["decisions"]
    assert [one["to"] is None for one in said] == [False, True]
    assert {one["by"] for one in said} == {"officer"}


async def test_a_place_that_is_not_there_is_refused(policies: Policies, anchors: Anchors) -> None:
    plan = await the_plan(policies)
    first, second = [await publish(policies, plan, one) for one in (FIRST, THIRD)]
    trees = anchor_in(first.clauses, "みどり", TREES)
    with pytest.raises(errors.ClauseNotInRevision):
        await anchors.decide(first.id, second.id, trees, Anchor("another"), 0)
    with pytest.raises(errors.ClauseNotInRevision):
        await anchors.decide(first.id, second.id, Anchor("another"), None, 0)
    with pytest.raises(errors.RevisionNotLater):
        await anchors.decide(second.id, first.id, trees, None, 0)


@pytest.mark.parametrize(
    ("caller", "refused"),
    [(STRANGER, NotSignedIn), (ADMIN, Forbidden), (OTHER, NotInCharge)],
)
async def test_only_the_department_in_charge_decides(
    policies: Policies, anchors: Anchors, caller: Caller, refused: type[Exception]
) -> None:
    plan = await the_plan(policies)
    first, second = [await publish(policies, plan, one) for one in (FIRST, THIRD)]
    trees = anchor_in(first.clauses, "みどり", TREES)
    act_as(caller)
    with pytest.raises(refused):
        await anchors.decide(first.id, second.id, trees, None, 0)
