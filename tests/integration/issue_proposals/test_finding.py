"""Public issues are found by their words, and those like what somebody is writing."""

import pytest

from services.issue_proposals.domain.issue import Words
from shared.caller import STRANGER, act_as
from shared.texts import TextTooLong
from shared.two_numbers import Numbers
from tests.integration.issue_proposals.conftest import COORDINATOR, Town, key

SNOW = Words("冬の坂道を、安心して歩けるように", "坂道が凍って、通院できない人がいます。")
SUMMER = Words("夏休みの居場所", "共働きの家の小学生が、夏休みの昼間をひとりで過ごしています。")
BUS = Words("バスの本数", "病院へ行くバスが減って、通院に困っています。")


async def published(town: Town, words: Words) -> str:
    made = await town.brought()
    await town.sorted(made.issue)
    await town.use.opening.shape(made.issue.id, words, 0, Numbers())
    await town.use.opening.approve(made.issue.id, 1, Numbers())
    await town.use.opening.approve(made.issue.id, 1, Numbers(), heard="電話")
    return made.issue.id


async def test_similar_issues_come_with_the_words_that_both_have(town: Town) -> None:
    snow, summer, bus = [await published(town, one) for one in (SNOW, SUMMER, BUS)]
    act_as(STRANGER)
    found = await town.use.finding.similar("家の前の坂道が凍って、病院に通院できません。")
    assert [issue.id for issue, _ in found] == [snow, bus]
    assert "坂道" in found[0][1].words
    (only,) = await town.use.finding.similar("夏休みに小学生が行ける所がほしい")
    assert only[0].id == summer
    assert await town.use.finding.similar("公園の猫が増えました。") == []
    assert await town.use.finding.similar("  ") == []
    with pytest.raises(TextTooLong):
        await town.use.finding.similar("あ" * 4_001)


async def test_what_is_private_is_never_found(town: Town) -> None:
    await town.brought(words="坂道が凍って通院できません。")
    act_as(STRANGER)
    assert await town.use.finding.similar("坂道が凍って通院できません。") == []
    assert await town.use.finding.search("坂道", None, 10, {}) == ([], None)


async def test_all_words_must_be_there_and_a_new_version_is_found_by_its_own(town: Town) -> None:
    snow, bus = [await published(town, one) for one in (SNOW, BUS)]
    search = town.use.finding.search
    assert [one.id for one in (await search("通院", None, 10, {}))[0]] == [bus, snow]
    assert [one.id for one in (await search("通院 バス", None, 10, {}))[0]] == [bus]
    assert (await search("通院 猫", None, 10, {}))[0] == []
    first, after = await search("通院", None, 1, {})
    second, last = await search("通院", after, 1, {})
    assert ([one.id for one in first + second], last) == ([bus, snow], None)
    act_as(COORDINATOR)
    await town.use.opening.shape(snow, SUMMER, 1, Numbers())
    await town.use.opening.approve(snow, 2, Numbers())
    await town.use.opening.approve(snow, 2, Numbers(), heard=f"窓口 {key()}")
    assert [one.id for one in (await search("坂道", None, 10, {}))[0]] == []
    assert [one.id for one in (await search("夏休み", None, 10, {}))[0]] == [snow]
