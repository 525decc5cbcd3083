"""Which response stands for an input, and which inputs stand behind what was published."""

import pytest

from services.responses.domain.parts import State
from services.responses.handlers.traces import CursorMalformed
from shared.caller import STRANGER, act_as
from shared.errors import NotSignedIn
from shared.events.public_comment import CommentWithdrawn
from shared.mongo import Document
from tests.integration.responses.test_cases import accepted, by, comment
from tests.integration.responses.test_points import Answering, case, point, split

__all__ = ["case"]


async def published(case: Answering, row: Document) -> str:
    """Let a response be published, as the store has it then."""
    shown = {"state": State.PUBLISHED.value}
    await case.store.responses.collection.update_one({"_id": row["_id"]}, {"$set": shown})
    return str(row["_id"])


async def test_how_far_an_answer_is_is_told_to_staff_of_every_department(case: Answering) -> None:
    await case.tell(split("/p1/", "/p2/"), accepted("d", "case"))
    made = await case.draft(point("p1"), comment("d"))
    act_as(by("theirs"))
    told = await case.use.traces.standing(["POINT:p1", "POINT:p2", "COMMENT:d", "COMMENT:x"])
    stands = {"response_id": made["_id"], "state": "DRAFT"}
    assert sorted(told, key=lambda one: one["subject"]) == [
        {"subject": "COMMENT:d", **stands},
        {"subject": "POINT:p1", **stands},
    ]
    act_as(STRANGER)
    with pytest.raises(NotSignedIn):
        await case.use.traces.standing(["POINT:p1"])
    with pytest.raises(NotSignedIn):
        await case.use.traces.inputs([made["_id"]], "", 20)


async def test_inputs_behind_come_page_by_page_each_once(case: Answering) -> None:
    await case.tell(split("/p1/", "/p2/", "/p3/"), accepted("d", "case"), accepted("e", "case"))
    first = await published(case, await case.draft(point("p2"), point("p1"), comment("d")))
    second = await published(case, await case.draft(comment("e")))
    draft = await case.draft(point("p3"))
    ids, after, pages = [second, first, str(draft["_id"])], "", []
    while True:
        found, following = await case.use.traces.inputs(ids, after, 2)
        pages.append([(one["response_id"], one["id"], one["comment_id"]) for one in found])
        if following is None:
            break
        after = following
    assert pages == [
        [(first, "p2", "c"), (first, "p1", "c")],
        [(first, "d", "d"), (second, "e", "e")],
    ]
    with pytest.raises(CursorMalformed):
        await case.use.traces.inputs(ids, "x", 2)


async def test_comments_behind_are_counted_once_and_only_if_they_count(case: Answering) -> None:
    await case.tell(split("/p1/", "/p2/"), accepted("d", "case"))
    first = await published(case, await case.draft(point("p1"), comment("d")))
    second = await published(case, await case.draft(point("p2")))
    assert await case.use.traces.comments_behind([first, second]) == 2
    assert await case.use.traces.comments_behind([second]) == 1
    await case.tell(split("/p3/", "/p4/", number=2))
    assert await case.use.traces.comments_behind([second]) == 1
    await case.tell(CommentWithdrawn(comment_id="d", consultation_id="case"))
    assert await case.use.traces.comments_behind([first, second]) == 1
    assert await case.use.traces.comments_behind([]) == 0


async def test_of_a_split_comment_it_is_told_how_many_opinions_are_answered(
    case: Answering,
) -> None:
    await case.tell(split("/p1/", "/p2/", "/p3/"), accepted("d", "case"), accepted("e", "case"))
    await published(case, await case.draft(point("p1"), point("p2")))
    await published(case, await case.draft(comment("d")))
    told = await case.use.publication.published_for(["c", "d", "e"])
    assert {id_: (one.opinions, one.published) for id_, one in told.items()} == {
        "c": (3, 2),
        "d": (1, 1),
        "e": (1, 0),
    }
