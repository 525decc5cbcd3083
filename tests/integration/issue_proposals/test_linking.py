"""The place of an issue among the stages of policies: given with a reason, changed, taken away."""

import pytest

from services.issue_proposals.domain.errors import IssueNotFound, TooManyLinks
from services.issue_proposals.domain.issue import LINKS_MAX
from shared.caller import NotInCharge, act_as
from shared.errors import InvalidInput
from shared.events.common import Stage, StageRef
from tests.integration.issue_proposals.conftest import OTHER, STAFF, Town

PLAN = StageRef(policy_id="policy-1", cycle=1, stage=Stage.PLANNING)
OTHER_PLAN = StageRef(policy_id="policy-2", cycle=1, stage=Stage.IMPROVEMENT)


async def test_each_step_is_kept_with_its_reason_and_told(town: Town) -> None:
    issue, _ = await town.public()
    act_as(STAFF)
    for _ in range(2):
        await town.use.opening.link(issue.id, [PLAN, OTHER_PLAN, PLAN], "歩道の計画に入れます。")
    found, _ = await town.store.public_issues(None, 20, {"links.policy_id": "policy-2"})
    assert [one.id for one in found] == [issue.id]
    gone = await town.use.opening.link(issue.id, [], "別の計画で扱います。")
    assert gone.links == ()
    assert [len(one.links) for one in gone.linkings] == [2, 0]
    assert (await town.store.public_issues(None, 20, {"linked": True}))[0] == []
    told = [one for one in await town.events("issues") if "issue_linked" in one["type"]]
    assert [len(one["data"]["links"]) for one in told] == [2, 0]


async def test_only_public_ones_by_who_works_on_them_with_a_reason(town: Town) -> None:
    made = await town.brought()
    await town.sorted(made.issue)
    with pytest.raises(IssueNotFound):
        await town.use.opening.link(made.issue.id, [PLAN], "試し")
    issue, _ = await town.public()
    act_as(OTHER)
    with pytest.raises(NotInCharge):
        await town.use.opening.link(issue.id, [PLAN], "試し")
    act_as(STAFF)
    with pytest.raises(InvalidInput):
        await town.use.opening.link(issue.id, [PLAN], " ")
    many = [PLAN.model_copy(update={"cycle": at}) for at in range(1, LINKS_MAX + 2)]
    with pytest.raises(TooManyLinks):
        await town.use.opening.link(issue.id, many, "試し")
