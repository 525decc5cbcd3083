"""Issues that are one: a merge of a merge, never in a circle, and undone without a loss."""

import pytest

from services.issue_proposals.domain import errors
from shared.caller import NotInCharge, act_as
from shared.events.issue_talk import ThreadKind
from shared.texts import TextEmpty
from tests.integration.issue_proposals.conftest import COORDINATOR, OTHER, Town, key

SAME = "同じ坂道の話です。"


async def listed(town: Town) -> set[str]:
    items, _ = await town.store.public_issues(None, 50, {})
    return {one.id for one in items}


async def test_a_merge_of_a_merge_is_followed_to_its_end_and_undone(town: Town) -> None:
    (first, author), (second, _), (third, _) = [await town.public() for _ in range(3)]
    _, party = await town.joined(first.id)
    act_as(COORDINATOR)
    merge = town.use.mergings.merge
    await merge(first.id, second.id, SAME)
    merged = await merge(second.id, third.id, SAME)
    assert (await merge(second.id, third.id, SAME)).sequence == merged.sequence
    assert await listed(town) == {third.id}
    assert (await town.store.root(await town.store.issue(first.id))).id == third.id
    assert [one.id for one in await town.store.merged_into(third.id)] == [second.id]
    for numbers in (author, party):  # both speak where it is talked about now
        await town.use.talking.begin(third.id, ThreadKind.IDEA, "ここで", key(), numbers)
    act_as(COORDINATOR)
    with pytest.raises(TextEmpty):
        await town.use.mergings.undo(second.id, "")
    await town.use.mergings.undo(second.id, "別の坂道でした。")
    assert await listed(town) == {second.id, third.id}
    with pytest.raises(errors.IssueNotFound):
        await town.use.talking.begin(third.id, ThreadKind.IDEA, "もう別", key(), author)
    kept = await town.store.issue(second.id)
    assert [one.into for one in kept.mergings] == [third.id, None], "each step is kept"
    with pytest.raises(errors.IssueNotMerged):
        await town.use.mergings.undo(second.id, "もう一度")


async def test_what_cannot_be_merged_is_told(town: Town) -> None:
    (first, _), (second, _), (third, _) = [await town.public() for _ in range(3)]
    private = (await town.brought()).issue
    merge = town.use.mergings.merge
    act_as(OTHER)
    with pytest.raises(NotInCharge):
        await merge(first.id, second.id, SAME)
    act_as(COORDINATOR)
    with pytest.raises(errors.IssueNotFound):
        await merge(first.id, private.id, SAME)
    with pytest.raises(errors.MergeInCircle):
        await merge(first.id, first.id, SAME)
    await merge(first.id, second.id, SAME)
    with pytest.raises(errors.IssueMergedAlready):
        await merge(first.id, third.id, SAME)
    await merge(second.id, third.id, SAME)
    with pytest.raises(errors.MergeInCircle):
        await merge(third.id, first.id, SAME)


async def test_what_is_a_part_of_another_is_not_suggested(town: Town) -> None:
    (first, _), (second, _) = [await town.public() for _ in range(2)]
    act_as(COORDINATOR)
    await town.use.mergings.merge(first.id, second.id, SAME)
    found = await town.use.finding.similar("坂道が凍って、病院に行けません。通院に困っています。")
    assert [issue.id for issue, _ in found] == [second.id]
