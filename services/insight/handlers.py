"""Use cases: what facts change in the read model, and what readers ask of it."""

from datetime import datetime
from typing import NamedTuple

from services.insight import store
from services.insight.domain import (
    ConsultationFigure,
    Input,
    InputItem,
    Overview,
    Places,
    StageCounts,
    Tally,
    build_overview,
    build_stage_counts,
    consultation_figures,
)
from services.insight.domain.counting import CHANNEL, TOTAL, submitters_in
from shared.clock import JST, iso, now
from shared.errors import NotFound
from shared.events.common import Method, Stage, StageRef
from shared.events.issue_proposals import IssueLinked
from shared.events.policies import ActivityRecorded, PolicyCreated, StageClosed, StageOpened
from shared.events.public_comment import (
    CommentAccepted,
    CommentCorrected,
    CommentCountedInTime,
    CommentMarkedDuplicate,
    CommentPointsSet,
    CommentWithdrawn,
    ConsultationOpened,
)
from shared.events.workshops import WorkshopPublished
from shared.kafka import Model
from shared.mongo import decode_cursor, encode_cursor
from shared.mongo.cursors import PAGE_MAX, CursorMalformed

CommentFact = (
    CommentAccepted
    | CommentCorrected
    | CommentCountedInTime
    | CommentMarkedDuplicate
    | CommentPointsSet
    | CommentWithdrawn
)
PolicyFact = PolicyCreated | StageOpened | StageClosed


class Asked(NamedTuple):
    """What a reader narrows a list to."""

    policy_id: str | None = None
    cycle: int | None = None
    stage: Stage | None = None


class StageNotFound(NotFound):
    """No such policy, or it has no such stage in that cycle."""


async def count_comments(model: Model, partition: str, facts: list[CommentFact]) -> None:
    """Count what came in, was corrected and was withdrawn.

    Raises:
        CommentNotAccepted: a later fact of a comment whose acceptance was never seen.

    """
    known = await store.load_inputs(model, {fact.comment_id for fact in facts})
    submitters = await store.load_submitters(model, submitters_in(facts, known.values()))
    tally = Tally(known, submitters)
    for fact in facts:
        match fact:
            case CommentAccepted():
                tally.accept(fact)
            case CommentCorrected():
                tally.correct(fact)
            case CommentCountedInTime():
                tally.count_in_time(fact)
            case CommentPointsSet():
                tally.split(fact)
            case CommentMarkedDuplicate():
                tally.drop(fact)
            case CommentWithdrawn():
                tally.withdraw(fact)
    await store.write_tally(model, partition, tally)


async def note_policies(model: Model, facts: list[PolicyFact]) -> None:
    """Keep policies and the states of their stages."""
    await store.write_policy_facts(model, facts)


async def note_activities(model: Model, facts: list[ActivityRecorded]) -> None:
    """Keep activities held elsewhere with their own numbers."""
    await store.write_activities(model, facts)


async def note_workshops(model: Model, facts: list[WorkshopPublished]) -> None:
    """Keep published workshops as what was held at each stage that they serve.

    A note (付箋) is one opinion (件); nobody submits it, so there is no 人・団体 and no 通.
    """
    held = [
        ActivityRecorded(
            policy_id=link.policy_id,
            activity_id=_held_for(fact.workshop_id, link),
            cycle=link.cycle,
            stage=link.stage,
            method=Method.WORKSHOP,
            title=fact.title,
            held_on=fact.held_at.astimezone(JST).date(),
            participants=fact.participants,
            points=fact.notes,
        )
        for fact in facts
        if not fact.rehearsal
        for link in fact.links
    ]
    if held:
        await store.write_activities(model, held)


async def note_issues(model: Model, facts: list[IssueLinked]) -> None:
    """Keep issues as what came in at each stage that they serve now.

    One brought it (人・団体), in one proposal (通), which is one opinion (件). Its title is a
    citizen's words, and stays with its service.
    """
    for fact in facts:
        day = fact.received_at.astimezone(JST).date()
        now_held = [
            ActivityRecorded(
                policy_id=link.policy_id,
                activity_id=_held_for(fact.issue_id, link),
                cycle=link.cycle,
                stage=link.stage,
                method=Method.ISSUE_PROPOSAL,
                title="課題提案",
                held_on=day,
                submitters=1,
                comments=1,
                points=1,
            )
            for link in fact.links
        ]
        await store.replace_activities(model, fact.issue_id, now_held)


def _held_for(id_: str, link: StageRef) -> str:
    return f"{id_}:{link.policy_id}:{link.cycle}:{link.stage.value}"


async def note_consultations(model: Model, facts: list[ConsultationOpened]) -> None:
    """Keep which stages a consultation serves."""
    await store.write_consultations(model, facts)


async def overview(model: Model) -> Overview:
    """All policies × stages, in four queries whatever their number."""
    places = Places.join(await store.policies(model), await store.consultations(model))
    figures = await store.figures(model, kinds=[TOTAL, CHANNEL])
    return build_overview(places, await store.activities(model), figures, now())


async def stage_counts(model: Model, policy_id: str, cycle: int, stage: Stage) -> StageCounts:
    """One stage in depth, in four queries.

    Raises:
        StageNotFound: no such policy or stage.

    """
    found = await store.policies(model, [policy_id])
    at = next((s for p in found for s in p.stages if (s.cycle, s.stage) == (cycle, stage)), None)
    if at is None:
        raise StageNotFound(policy_id=policy_id, cycle=cycle, stage=stage)
    places = Places.join(found, await store.consultations(model, policy_id=policy_id))
    ids = places.consultations_at(policy_id, cycle, stage)
    figures = await store.figures(model, consultation_ids=ids)
    activities = await store.activities(model, policy_id)
    return build_stage_counts(found[0], at, places, activities, figures, now())


async def figures_of(model: Model, consultation_ids: list[str]) -> list[ConsultationFigure]:
    """Every counter of some consultations, in one query."""
    return consultation_figures(await store.figures(model, consultation_ids=consultation_ids))


async def newest_inputs(
    model: Model,
    *,
    policy_id: str | None = None,
    cycle: int | None = None,
    stage: Stage | None = None,
    after: str | None = None,
    limit: int = 20,
) -> tuple[list[InputItem], str | None]:
    """A page of the newest inputs and the cursor of the next, in three queries.

    Raises:
        CursorMalformed: ``after`` is not a cursor of this list.

    """
    limit = max(1, min(limit, PAGE_MAX))
    before = _read_cursor(after) if after else None
    asked = Asked(policy_id, cycle, stage)
    if asked == Asked():
        rows = await store.newest_inputs(model, before=before, limit=limit + 1)
        places = await _places_of(model, rows)
    else:
        places = await _places_in(model, policy_id)
        ids = places.consultations_at(*asked)
        rows = await store.newest_inputs(
            model, consultation_ids=ids, before=before, limit=limit + 1
        )
    items = [_item(row, places.place_of(row.consultation_id, *asked)) for row in rows[:limit]]
    return items, _cursor(rows[limit - 1]) if len(rows) > limit else None


async def _places_of(model: Model, rows: list[Input]) -> Places:
    """The places that some inputs have."""
    consultations = await store.consultations(model, ids={row.consultation_id for row in rows})
    policies = {link.policy_id for c in consultations for link in c.links}
    return Places.join(await store.policies(model, policies), consultations)


async def _places_in(model: Model, policy_id: str | None) -> Places:
    """The places that a policy has, or all."""
    policies = await store.policies(model, None if policy_id is None else [policy_id])
    return Places.join(policies, await store.consultations(model, policy_id=policy_id))


def _item(row: Input, place: StageRef | None) -> InputItem:
    return InputItem(
        comment_id=row.comment_id,
        consultation_id=row.consultation_id,
        policy_id=place.policy_id if place else None,
        cycle=place.cycle if place else None,
        stage=place.stage if place else None,
        method=Method.PUBLIC_COMMENT,
        channel=row.channel,
        clause_id=row.clause_id,
        accepted_at=row.accepted_at,
        received_on=row.received_on,
        late=row.late,
        version=row.version,
        state=row.state,
    )


def _cursor(row: Input) -> str:
    return encode_cursor(iso(row.accepted_at), row.comment_id)


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    at, comment_id = decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(at), comment_id
    except ValueError as error:
        raise CursorMalformed("after") from error
