"""Themes of workshops are answered like other inputs: once published, by who is in charge, once."""

from typing import Any

import pytest

from services.responses.domain.errors import (
    CaseNotKnownYet,
    SubjectAnsweredElsewhere,
    SubjectNotKnownYet,
    SubjectOfAnotherCase,
)
from services.responses.domain.parts import Content, Subject, SubjectKind
from shared.caller import NotInCharge, act_as
from shared.events.common import Stage, StageRef
from shared.events.people import DeskOpened
from shared.events.workshops import WorkshopPlanned, WorkshopPublished, theme_subject
from shared.ids import new_id
from shared.mongo import Mongo
from tests.integration.responses.test_cases import MOMENT, Case, by

LINKS = (StageRef(policy_id="policy", cycle=1, stage=Stage.PLANNING),)


def planned(id_: str, department: str = "ours") -> WorkshopPlanned:
    about: dict[str, Any] = {"title": "市民カフェ", "links": LINKS, "capacity": 20}
    return WorkshopPlanned(
        workshop_id=id_, department_id=department, starts_at=MOMENT, ends_at=MOMENT, **about
    )


def published(id_: str, *themes: str, rehearsal: bool = False) -> WorkshopPublished:
    about: dict[str, Any] = {"title": "市民カフェ", "links": LINKS, "held_at": MOMENT}
    return WorkshopPublished(
        workshop_id=id_,
        participants=20,
        notes=40,
        theme_ids=themes,
        rehearsal=rehearsal,
        **about,
    )


def theme(id_: str, workshop_id: str = "case") -> Subject:
    subject = theme_subject("case", id_)
    return Subject(kind=SubjectKind.THEME, id=subject, case_id=workshop_id)


async def test_a_theme_waits_from_publication_until_it_is_answered(mongo: Mongo) -> None:
    case = Case(mongo)
    use = await case.begin()
    await case.tell(
        *(
            DeskOpened(desk_id=f"desk-{name}", department_id=name, holders=("p",))
            for name in ("ours", "theirs")
        )
    )

    async def draft(*subjects: Subject, desk: str = "ours") -> Any:
        act_as(by(desk))
        return await use.drafts.draft(f"desk-{desk}", subjects, Content(), None, new_id())

    with pytest.raises(CaseNotKnownYet):
        await draft(theme("a"))
    await case.tell(planned("case"), planned("other", "theirs"))
    with pytest.raises(SubjectNotKnownYet):
        await draft(theme("a"))
    # Told twice, as after a crash: each waits once.
    for _ in range(2):
        await case.tell(published("case", "a", "b"))
    await case.tell(published("practice", "x", rehearsal=True))
    waiting = [theme_subject("case", id_) for id_ in "ab"]
    assert await case.unanswered(use, "", 20) == (waiting, None)
    with pytest.raises(NotInCharge):
        await draft(theme("a"), desk="theirs")
    with pytest.raises(SubjectOfAnotherCase):
        await draft(theme("a", "other"), desk="theirs")

    await draft(theme("a"))
    assert await case.unanswered(use, "", 20) == (waiting[1:], None)
    assert (await use.publication.progress("case")).unanswered == 1
    with pytest.raises(SubjectAnsweredElsewhere):
        await draft(theme("a"), theme("b"))
