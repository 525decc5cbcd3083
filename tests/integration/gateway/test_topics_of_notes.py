"""What a workshop's notes speak of, from the publication of its report: real processes."""

from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from infra.local.stack import Stack
from tests.integration.gateway.conftest import Door, Town, door_of
from tests.integration.gateway.permissions.arguments import World, an_input
from tests.integration.gateway.permissions.workshops import IN_WORKSHOP, fresh
from tests.support.people import Cast
from tests.support.workshop import until

SAID = (
    "公園に木陰のベンチがほしい",
    "公園の木陰にベンチを増やしてほしい",
    "木陰で休めるベンチが公園に少ない",
    "公園のベンチを木陰に置いてほしい",
    "夜のバスを増やしてほしい",
    "夜おそい時間のバスがほしい",
    "バスの最終便を夜おそくしてほしい",
    "夜9時を過ぎてもバスで帰りたい",
)
TOPICS = """query T($id: ID!) { opinionTopics(consultationId: $id) {
  topics { inCharge typical { id text } members(first: 20) { edges { node { id text } } } } } }"""


@pytest.mark.timeout(300)
async def test_notes_are_in_topics_once_published_and_gone_when_hidden(
    system: Stack, session: aiohttp.ClientSession, people: Cast
) -> None:
    staff = door_of(system, session, people)
    world = World(staff, await Town.build(staff, people.department), people)
    workshop, ids = await _published(world, staff)

    async def shown() -> set[str]:
        answer = await staff.ask(TOPICS, {"id": workshop}, as_staff=True)
        topics = answer["data"]["opinionTopics"]["topics"]
        assert all(topic["inCharge"] for topic in topics)
        edges = [edge for topic in topics for edge in topic["members"]["edges"]]
        return {edge["node"]["text"] for edge in edges if edge["node"]["text"]}

    async def all_there() -> bool:
        return await shown() == set(SAID)

    await until(all_there, 120)
    hide = an_input(workshopId=workshop, noteId=ids[SAID[0]], reason="試し")["input"]
    await staff.do("hideNote", "HideNoteInput", hide, "... on WorkshopNote { id }")

    async def gone() -> bool:
        return await shown() == set(SAID[1:])

    await until(gone, 60)


async def _published(world: World, staff: Door) -> tuple[str, dict[str, str]]:
    """Hold a workshop in which all was said, and publish its report; return the notes' ids."""
    made = await fresh(world, "LIVE")
    ids = {text: str(uuid4()) for text in SAID}
    for text, id_ in ids.items():
        note = {"workshopId": made["id"], "id": id_, "table": 1, "round": 1, "text": text}
        await staff.do("writeNote", "WriteNoteInput", note, "... on WorkshopNote { id }")

    async def move(state: str) -> dict[str, Any]:
        given = an_input(workshopId=made["id"], state=state)["input"]
        return await staff.do("moveWorkshop", "MoveWorkshopInput", given, IN_WORKSHOP)

    ended = await move("ENDED")
    theme = {"id": "t1", "title": "公園とバス", "noteIds": list(ids.values())}
    themes = an_input(workshopId=made["id"], themes=[theme], sequence=ended["sequence"])["input"]
    await staff.do("arrangeThemes", "ArrangeThemesInput", themes, IN_WORKSHOP)
    assert (await move("PUBLISHED"))["__typename"] == "Workshop"
    return str(made["id"]), ids
