"""Points in the place of their comment: what waits and what is answered, in any order."""

import random
from typing import Any

import pytest

from services.responses.domain.errors import (
    CaseIncomplete,
    SubjectAnsweredElsewhere,
    SubjectGone,
    SubjectOutdated,
    SubjectSplit,
)
from services.responses.domain.parts import Content, Subject, SubjectKind
from services.responses.events import KnownProjection
from services.responses.handlers import Handlers
from services.responses.store.known import Known
from shared.caller import act_as
from shared.events import Envelope, EventData
from shared.events.people import DeskOpened
from shared.events.public_comment import (
    CommentCorrected,
    CommentPointsSet,
    CommentWithdrawn,
    PointRef,
)
from shared.ids import new_id
from shared.kafka import Model
from shared.mongo import Document, Mongo
from tests.integration.responses.test_cases import Case, accepted, by, comment, opened


def split(*points: str, number: int = 1, of_version: int = 1, id_: str = "c") -> CommentPointsSet:
    """Tell a splitting: ``clause/point/topic`` each."""
    refs = tuple(
        PointRef(clause_id=clause or None, point_id=point, topic_id=topic or None)
        for clause, point, topic in (one.split("/") for one in points)
    )
    return CommentPointsSet(
        comment_id=id_, consultation_id="case", number=number, of_version=of_version, points=refs
    )


def corrected(version: int) -> CommentCorrected:
    return CommentCorrected(
        comment_id="c",
        consultation_id="case",
        version=version,
        clause_id=None,
        commitment="0" * 64,
    )


def point(id_: str) -> Subject:
    return Subject(kind=SubjectKind.POINT, id=id_, case_id="case")


class Answering(Case):
    """A case with one comment, and a desk of the department in charge."""

    use: Handlers
    heard = 0

    async def begin(self) -> Handlers:
        self.use = await super().begin()
        await self.tell(
            DeskOpened(desk_id="desk-ours", department_id="ours", holders=("p",)),
            opened("case", "policy", "ours"),
            accepted("c", "case"),
        )
        act_as(by("ours"))
        return self.use

    async def draft(self, *subjects: Subject) -> Document:
        made = await self.use.drafts.draft("desk-ours", subjects, Content(), None, new_id())
        await self.hear()
        return made

    async def own(self) -> list[list[EventData]]:
        """What the service told of each response so far."""
        rows = self.store.responses.collection.find({}, {"pending_events": 1}).sort("_id", 1)
        return [_bodies(row["pending_events"]) async for row in rows]

    async def hear(self) -> None:
        """Let the read model hear what the service told since the last time."""
        rows = self.store.responses.collection.find({}, {"pending_events": 1})
        told = [one async for row in rows for one in row["pending_events"]]
        told.sort(key=lambda one: one["id"])
        await self.tell(*_bodies(told[self.heard :]))
        self.heard = len(told)

    async def waiting(self, **narrowed: Any) -> list[str]:
        found, _ = await self.use.publication.unanswered("case", narrowed, "", 20)
        return [one.key for one in found]

    async def counted(self) -> tuple[int, int, int]:
        found = await self.use.publication.progress("case")
        return found.unanswered, found.answered, found.outdated


def _bodies(envelopes: list[Document]) -> list[EventData]:
    bodies = [Envelope.model_validate(one).body for one in envelopes]
    return [body for body in bodies if body is not None]


@pytest.fixture
async def case(mongo: Mongo) -> Answering:
    made = Answering(mongo)
    await made.begin()
    return made


async def test_points_wait_in_the_place_of_their_comment(case: Answering) -> None:
    assert await case.waiting() == ["COMMENT:c"]
    await case.tell(split("/p1/roof", "k/p2/buses", "k/p3/roof"))
    assert await case.waiting() == ["POINT:p1", "POINT:p2", "POINT:p3"]
    assert await case.counted() == (3, 0, 0)
    assert await case.waiting(clause_id="k") == ["POINT:p2", "POINT:p3"]
    assert await case.waiting(clause_id=None) == ["POINT:p1"]
    assert await case.waiting(topic_id="roof") == ["POINT:p1", "POINT:p3"]
    assert await case.waiting(clause_id="k", topic_id="roof") == ["POINT:p3"]
    with pytest.raises(SubjectSplit):
        await case.draft(comment("c"))
    await case.draft(point("p1"), point("p3"))
    assert (await case.waiting(), await case.counted()) == (["POINT:p2"], (1, 2, 0))
    with pytest.raises(SubjectAnsweredElsewhere):
        await case.draft(point("p3"))
    with pytest.raises(CaseIncomplete) as refused:
        await case.use.publication.publish("case", new_id(), partial=False)
    assert refused.value.params == {"unanswered": 1, "undecided": 1, "outdated": 0}


async def test_splitting_anew_and_back(case: Answering) -> None:
    await case.tell(split("/p1/", "/p2/"))
    await case.draft(point("p1"))
    await case.tell(split("/p1/", "/p3/", "/p4/", number=2))
    assert await case.waiting() == ["POINT:p3", "POINT:p4"]  # p1 keeps its answer
    with pytest.raises(SubjectGone):
        await case.draft(point("p2"))
    await case.tell(split(number=3))
    # It is one opinion again, which nobody answered as that.
    assert (await case.waiting(), await case.counted()) == (["COMMENT:c"], (1, 0, 0))


async def test_what_was_answered_as_a_whole_is_carried_over_until_it_is_moved(
    case: Answering,
) -> None:
    made = await case.draft(comment("c"))
    await case.tell(split("/p1/", "/p2/"))
    assert (await case.waiting(), await case.counted()) == ([], (0, 2, 0))
    with pytest.raises(SubjectAnsweredElsewhere):
        await case.draft(point("p2"))
    await case.use.drafts.change_subjects(
        made["_id"], [point("p1")], [comment("c")], made["version"], new_id()
    )
    await case.hear()
    assert (await case.waiting(), await case.counted()) == (["POINT:p2"], (1, 1, 0))
    await case.draft(point("p2"))
    assert await case.counted() == (0, 2, 0)


async def test_a_correction_after_the_splitting_is_seen_before_anything_is_published(
    case: Answering,
) -> None:
    await case.tell(split("/p1/", "/p2/"))
    await case.tell(corrected(2))
    assert await case.counted() == (2, 0, 1)
    with pytest.raises(SubjectOutdated):
        await case.draft(point("p1"))
    assert (await case.use.publication.overview("case"))["outdated"] == ["c"]
    await case.tell(split("/p3/", "/p4/", number=2, of_version=2))
    await case.draft(point("p3"), point("p4"))
    assert await case.counted() == (0, 2, 0)
    await case.tell(CommentWithdrawn(comment_id="c", consultation_id="case"))
    assert await case.counted() == (0, 0, 0)


async def test_a_withdrawn_response_lets_its_points_wait_again(case: Answering) -> None:
    await case.tell(split("/p1/", "/p2/"))
    made = await case.draft(point("p1"), point("p2"))
    other = await case.use.drafts.split(made["_id"], [point("p2")], made["version"], new_id())
    await case.hear()
    assert await case.counted() == (0, 2, 0)
    await case.use.drafts.withdraw(other["_id"], "別の考え方で答える", other["version"], new_id())
    await case.hear()
    assert (await case.waiting(), await case.counted()) == (["POINT:p2"], (1, 1, 0))


async def test_what_was_just_answered_is_neither_listed_nor_counted(case: Answering) -> None:
    """Before the read model has heard of the answer."""
    await case.tell(split("/p1/", "/p2/"))
    await case.use.drafts.draft("desk-ours", [point("p1")], Content(), None, new_id())
    assert (await case.waiting(), await case.counted()) == (["POINT:p2"], (1, 1, 0))


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_came_first_the_counts_are_the_same(case: Answering, seed: int) -> None:
    """Order holds within a comment and within a response; everything else is shuffled."""
    anew = split("/p3/", "/p4/", number=2, of_version=2)
    of_comments: list[list[EventData]] = [
        [accepted("c", "case"), split("/p1/", "k/p2/"), corrected(2), anew],
        [accepted("d", "case"), split("/q1/", id_="d")],
        [accepted("e", "case"), CommentWithdrawn(comment_id="e", consultation_id="case")],
        [accepted("f", "case", late=True)],
    ]
    await case.tell(*(one for some in of_comments for one in some))
    made = await case.draft(point("p3"), point("q1"))
    await case.use.drafts.split(made["_id"], [point("q1")], made["version"], new_id())
    await case.hear()
    streams = [*map(list, of_comments), *await case.own()]
    chance = random.Random(seed)
    again = Model(case.model.database, "responses", 2)
    await KnownProjection().create_indexes(again)
    while streams := [some for some in streams if some]:
        await case.tell(chance.choice(streams).pop(0), model=again)
    assert await inputs(again) == await inputs(case.model)
    assert await tallies(again) == await tallies(case.model) == [("", 1, 2, 0)]


async def inputs(model: Model) -> list[Document]:
    return [row async for row in model["inputs"].find().sort("_id", 1)]


async def tallies(model: Model) -> list[tuple[str, int, int, int]]:
    """Those that came to something."""
    rows = [
        (row["clause_id"] or "", *(row[name] for name in ("waiting", "answered", "outdated")))
        for row in await Known(model).tallies("case")
    ]
    return sorted(row for row in rows if any(row[1:]))


async def test_a_campaign_of_ten_thousand_is_answered_once(case: Answering) -> None:
    ids = [f"m{number:05}" for number in range(10_000)]
    for start in range(0, len(ids), 1_000):
        await case.tell(*(accepted(one, "case") for one in ids[start : start + 1_000]))
    assert (await case.counted())[0] == 10_001
    made = await case.draft(*(comment(one) for one in ids[:6_000]))
    with pytest.raises(SubjectAnsweredElsewhere):
        await case.draft(comment(ids[17]))
    made = await case.use.drafts.change_subjects(
        made["_id"], [comment(one) for one in ids[6_000:]], [], made["version"], new_id()
    )
    await case.hear()
    assert await case.counted() == (1, 10_000, 0)
    revised = await case.use.drafts.revise(
        made["_id"], Content(text="同じ考え方です。"), None, made["version"], new_id()
    )
    assert len(revised["subjects"]) == 10_000
    assert [len(note["subjects"]) for note in revised["history"]] == [0, 200, 0]


async def test_nothing_is_asked_of_the_whole_case(case: Answering) -> None:
    """What waits is found by an index, whatever else there is; the tallies are few."""
    ids = [f"m{number:04}" for number in range(400)]
    await case.tell(*(accepted(one, "case") for one in ids))
    await case.draft(*(comment(one) for one in ids))
    known: Known = await case.use.publication.known()
    assert [row["_id"] for row in await known.page_waiting("case", {}, "", 20)] == ["c"]
    plan = await case.model.database.command(
        "explain",
        {
            "find": case.model["inputs"].name,
            "filter": {"case_id": "case", "waits": True, "_id": {"$gt": ""}},
            "sort": {"_id": 1},
            "limit": 20,
        },
        verbosity="executionStats",
    )
    assert plan["executionStats"]["totalDocsExamined"] == 1
    assert len(await known.tallies("case")) == 1
