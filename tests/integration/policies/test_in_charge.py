"""Only the department in charge moves a policy on."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from services.policies.handlers import Policies
from services.policies.store import Source, Store
from shared.caller import STRANGER, Caller, NotInCharge, Role, act_as
from shared.clock import today_jst
from shared.errors import NotSignedIn
from shared.events.common import RevisionKind, Stage
from shared.ids import new_id
from tests.integration.policies.conftest import TEXT, a_policy, an_activity

OURS = Caller("p1", frozenset({Role.STAFF}), frozenset({"desk"}), frozenset({"dep1"}))
THEIRS = Caller("p2", frozenset({Role.STAFF}), frozenset({"other"}), frozenset({"dep2"}))

Act = Callable[[Policies, str, str], Awaitable[Any]]


@pytest.fixture(autouse=True)
def nobody_stays() -> Iterator[None]:
    yield
    act_as(STRANGER)


def _key() -> str:
    return f"key-of-a-test-{new_id()}"


async def _create(policies: Policies, _policy: str, _document: str) -> Any:
    return await policies.create_policy(a_policy(department_id="dep1"), _key(), {})


async def _open(policies: Policies, policy: str, _document: str) -> Any:
    return await policies.open_stage(policy, 1, Stage.PLANNING, today_jst())


async def _close(policies: Policies, policy: str, _document: str) -> Any:
    return await policies.close_stage(policy, 1, Stage.PLANNING, today_jst())


async def _record(policies: Policies, policy: str, _document: str) -> Any:
    return await policies.record_activity(policy, an_activity(), _key(), {})


async def _begin(policies: Policies, policy: str, _document: str) -> Any:
    return await policies.create_document(policy, "計画案", _key())


async def _publish(policies: Policies, _policy: str, document: str) -> Any:
    source = Source("plain", TEXT)
    return await policies.publish_revision(document, RevisionKind.DRAFT, "素案", source, _key())


async def test_others_are_refused_and_those_in_charge_are_not(
    policies: Policies, store: Store
) -> None:
    act_as(OURS)
    policy = await policies.create_policy(a_policy(department_id="dep1"), _key(), {})
    document = await policies.create_document(policy.id, "計画案", _key())
    acts: list[Act] = [_create, _open, _close, _record, _begin, _publish]
    for act in acts:
        for caller, refusal in ((THEIRS, NotInCharge), (STRANGER, NotSignedIn)):
            act_as(caller)
            with pytest.raises(refusal):
                await act(policies, policy.id, document.id)
        act_as(OURS)
        await act(policies, policy.id, document.id)
    untouched = await store.policy(policy.id)
    assert len(untouched.activities) == 1  # ours, and none of theirs
