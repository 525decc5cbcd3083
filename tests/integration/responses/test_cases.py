"""What responses knows of cases: who is in charge, which comments wait for an answer."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.responses.domain.classes import ResponseClasses
from services.responses.domain.errors import (
    CaseIncomplete,
    CaseNotKnownYet,
    SubjectNotKnownYet,
    SubjectOfAnotherCase,
)
from services.responses.domain.parts import Content, Subject, SubjectKind
from services.responses.events import KnownProjection
from services.responses.handlers import Handlers, make_handlers
from services.responses.store import Store
from services.responses.store.known import Known
from shared.caller import Caller, NotInCharge, Role, act_as
from shared.clock import today_jst
from shared.events import Envelope, EventData, envelop
from shared.events.common import Channel, Stage, StageRef, SubmitterKind
from shared.events.people import DeskOpened
from shared.events.policies import PolicyCreated
from shared.events.public_comment import CommentAccepted, CommentWithdrawn, ConsultationOpened
from shared.ids import new_id
from shared.kafka import Batch, Model
from shared.mongo import Mongo, StaleAggregate

MOMENT = datetime(2026, 4, 1, tzinfo=UTC)


class Case:
    """The use cases on the real database, fed with events by hand."""

    def __init__(self, mongo: Mongo) -> None:
        self.model = Model(mongo.database("responses"), "responses", 1)
        self.store = Store(mongo.database("responses"))

    async def begin(self) -> Handlers:
        await self.store.create_indexes()
        await KnownProjection().create_indexes(self.model)

        async def known() -> Known:
            return Known(self.model)

        return make_handlers(self.store, known, ResponseClasses.of(""))

    async def tell(self, *events: EventData, model: Model | None = None) -> None:
        told = [Envelope.model_validate(envelop(one, 1)) for one in events]
        await KnownProjection().apply(Batch("any-0", told), model or self.model)

    async def unanswered(self, use: Handlers, after: str, limit: int) -> tuple[list[str], Any]:
        found, following = await use.publication.unanswered("case", {}, after, limit)
        return [one.id for one in found], following


def opened(case_id: str, policy_id: str, department_id: str | None) -> ConsultationOpened:
    return ConsultationOpened(
        consultation_id=case_id,
        title="意見募集",
        document_id="d",
        revision_id="r",
        links=(StageRef(policy_id=policy_id, cycle=1, stage=Stage.PLANNING),),
        opens_at=MOMENT,
        closes_at=MOMENT,
        department_id=department_id,
        channels=(Channel.WEB,),
    )


def accepted(comment_id: str, case_id: str, *, late: bool = False) -> CommentAccepted:
    return CommentAccepted(
        comment_id=comment_id,
        consultation_id=case_id,
        clause_id=None,
        channel=Channel.POST,
        submitter_id="s",
        submitter_kind=SubmitterKind.PERSON,
        points=1,
        received_on=today_jst(),
        accepted_at=MOMENT,
        late=late,
        commitment="0" * 64,
    )


def by(department: str) -> Caller:
    desk = frozenset({f"desk-{department}"})
    return Caller("p", frozenset({Role.STAFF}), desk, frozenset({department}))


def comment(comment_id: str, case_id: str = "case") -> Subject:
    return Subject(kind=SubjectKind.COMMENT, id=comment_id, case_id=case_id)


async def test_only_the_department_in_charge_answers_and_what_waits_is_counted(
    mongo: Mongo,
) -> None:
    case = Case(mongo)
    use = await case.begin()
    desks = [
        DeskOpened(desk_id=f"desk-{name}", department_id=name, holders=("p",))
        for name in ("ours", "theirs")
    ]
    await case.tell(*desks)

    async def draft(*subjects: Subject, desk: str = "ours") -> None:
        act_as(by(desk))
        await use.drafts.draft(f"desk-{desk}", subjects, Content(), None, new_id())

    with pytest.raises(CaseNotKnownYet):
        await draft(comment("a"))
    # A comment may be known before its consultation, that before its policy.
    await case.tell(*(accepted(name, "case") for name in "abc"), accepted("d", "case", late=True))
    await case.tell(
        accepted("x", "another"), CommentWithdrawn(comment_id="c", consultation_id="case")
    )
    await case.tell(opened("case", "policy", None), opened("another", "policy", "theirs"))
    await case.tell(
        PolicyCreated(
            policy_id="policy",
            title="計画",
            field="交通",
            area="全市",
            department="担当課",
            department_id="ours",
            stages=(),
        )
    )
    with pytest.raises(NotInCharge):
        await draft(comment("a"), desk="theirs")
    with pytest.raises(NotInCharge):
        await draft(comment("x", "another"))
    with pytest.raises(SubjectNotKnownYet):
        await draft(comment("nobody's"))
    with pytest.raises(SubjectOfAnotherCase):
        await draft(comment("x"))
    # Neither the late nor the withdrawn one has to be answered.
    assert await case.unanswered(use, "", 20) == (["a", "b"], None)
    assert await case.unanswered(use, "", 1) == (["a"], "a")
    assert await case.unanswered(use, "a", 1) == (["b"], None)
    await draft(comment("a"))
    assert (await use.publication.progress("case")).unanswered == 1
    with pytest.raises(CaseIncomplete) as refused:
        await use.publication.publish("case", new_id(), partial=False)
    assert refused.value.params == {"unanswered": 1, "undecided": 1, "outdated": 0}
    act_as(by("theirs"))
    with pytest.raises(NotInCharge):
        await use.publication.publish("case", new_id(), partial=True)


async def test_a_change_that_tells_nothing_is_not_overwritten(mongo: Mongo) -> None:
    """An unfinished answer has no event, so that ``sequence`` alone would not show it."""
    case = Case(mongo)
    use = await case.begin()
    await case.tell(
        DeskOpened(desk_id="desk-ours", department_id="ours", holders=("p",)),
        DeskOpened(desk_id="desk-theirs", department_id="theirs", holders=("q",)),
    )
    act_as(by("ours"))
    issue = Subject(kind=SubjectKind.ISSUE, id="i", case_id="case")
    made = await use.drafts.draft("desk-ours", [issue], Content(), None, new_id())
    asked = await use.inquiries.send(made["_id"], "desk-theirs", "現状は。", today_jst(), new_id())
    seen, row = await case.store.response(made["_id"])
    act_as(by("theirs"))
    inquiry_id = asked["inquiries"][0]["id"]
    await use.inquiries.save_draft(made["_id"], inquiry_id, "書きかけ", new_id())
    with pytest.raises(StaleAggregate):
        await case.store.change(row, seen, None)
    kept, _ = await case.store.response(made["_id"])
    assert kept.inquiry(inquiry_id).draft == "書きかけ"
