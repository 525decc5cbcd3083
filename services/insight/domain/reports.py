"""The shapes that readers get, and how they are put together from figures and places."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from pydantic import BaseModel

from services.insight.domain.counting import (
    CHANNEL,
    CLAUSE,
    DAY,
    SUBMITTER_KIND,
    TOTAL,
    Counter,
    Numbers,
)
from services.insight.domain.places import Activity, Places, Policy, PolicyStage
from shared.events.common import Channel, Method, Stage, StageRef, StageState, SubmitterKind

Figures = Mapping[str, Mapping[Counter, Numbers]]  # by consultation


class UnitsOf(BaseModel):
    """The three units, apart: 提出者（人・団体）, 提出意見（通）, 意見（件）."""

    submitters: int = 0
    comments: int = 0
    points: int = 0


class MethodUnits(UnitsOf):
    """Of one method; ``activities`` were held (a consultation is one), ``participants`` came."""

    activities: int = 0
    participants: int = 0


class InputsOf(UnitsOf):
    """The units of a set of inputs; withdrawn comments are in none of the others."""

    withdrawn: int = 0
    by_channel: dict[Channel, UnitsOf] = {}


class StageReport(InputsOf):
    """One stage of a policy. ``used_methods`` holds what was held or opened at this stage."""

    cycle: int
    stage: Stage
    state: StageState
    starts_on: date | None
    ends_on: date | None
    planned_methods: tuple[Method, ...]
    used_methods: tuple[Method, ...]
    by_method: dict[Method, MethodUnits]


class PolicyReport(BaseModel):
    """One policy with its stages."""

    policy_id: str
    title: str
    field: str
    stages: list[StageReport]


class TotalReport(InputsOf):
    """Everything, counted once."""

    by_method: dict[Method, MethodUnits]


class Overview(BaseModel):
    """All policies at a glance.

    ``total`` counts every input once; the sum over stages may be more, as a consultation can
    serve several policies.
    """

    policies: list[PolicyReport]
    unlinked: InputsOf
    total: TotalReport
    as_of: datetime


class DayUnits(UnitsOf):
    """What came in on one day (date of receipt, Japan); no channel for what was held elsewhere."""

    day: date
    channel: Channel | None
    method: Method


class ClauseComments(BaseModel):
    """Comments on one clause; None is the plan as a whole."""

    clause_id: str | None
    comments: int


class ActivityReport(BaseModel):
    """An activity held elsewhere; None where nobody counted."""

    activity_id: str
    method: Method
    title: str
    held_on: date
    participants: int | None
    submitters: int | None
    comments: int | None
    points: int | None


class ConsultationRef(BaseModel):
    """A consultation that serves the stage."""

    consultation_id: str
    title: str


class ConsultationFigure(UnitsOf):
    """One counter of a consultation as it stands: clauses count comments alone."""

    withdrawn: int
    consultation_id: str
    kind: str
    channel: str | None
    day: date | None
    clause_id: str | None
    submitter_kind: str | None


class StageCounts(StageReport):
    """One stage in depth."""

    policy_id: str
    title: str
    by_day: list[DayUnits]
    by_submitter_kind: dict[SubmitterKind, UnitsOf]
    by_clause: list[ClauseComments]
    activities: list[ActivityReport]
    consultations: list[ConsultationRef]
    as_of: datetime


class InputItem(BaseModel):
    """One input in the list of the newest; its words are kept by the service that took it."""

    comment_id: str
    consultation_id: str
    policy_id: str | None
    cycle: int | None
    stage: Stage | None
    method: Method
    channel: Channel
    clause_id: str | None
    accepted_at: datetime
    received_on: date
    late: bool
    version: int
    state: str


def build_overview(
    places: Places, activities: Iterable[Activity], figures: Figures, as_of: datetime
) -> Overview:
    """Join figures with places; what has no place is in ``unlinked``."""
    held = _by_place(activities)
    unlinked = figures.keys() - places.of_consultation.keys()
    return Overview(
        policies=[
            PolicyReport(
                policy_id=policy.policy_id,
                title=policy.title,
                field=policy.field,
                stages=[_stage_report(policy, at, places, held, figures) for at in policy.stages],
            )
            for policy in places.policies.values()
        ],
        unlinked=_inputs_of(unlinked, figures),
        total=_total(held, figures),
        as_of=as_of,
    )


def build_stage_counts(
    policy: Policy,
    at: PolicyStage,
    places: Places,
    activities: Iterable[Activity],
    figures: Figures,
    as_of: datetime,
) -> StageCounts:
    """One stage in depth: days, clauses, activities."""
    place = _place(policy, at)
    held = _by_place(activities)
    here = places.by_stage.get(place, [])
    ids = {consultation.consultation_id for consultation in here}
    return StageCounts(
        **_stage_report(policy, at, places, held, figures).model_dump(),
        policy_id=policy.policy_id,
        title=policy.title,
        by_day=_by_day(ids, held[place], figures),
        by_submitter_kind=_by_submitter_kind(ids, figures),
        by_clause=_by_clause(ids, figures),
        activities=[_activity_report(activity) for activity in held[place]],
        consultations=[
            ConsultationRef(consultation_id=c.consultation_id, title=c.title) for c in here
        ],
        as_of=as_of,
    )


def consultation_figures(figures: Figures) -> list[ConsultationFigure]:
    """List every counter, to be held against the comments themselves."""
    return [
        ConsultationFigure(
            **counter._asdict(), **_units(numbers).model_dump(), withdrawn=numbers.withdrawn
        )
        for counters in figures.values()
        for counter, numbers in counters.items()
        if numbers != Numbers()
    ]


def _place(policy: Policy, at: PolicyStage) -> StageRef:
    return StageRef(policy_id=policy.policy_id, cycle=at.cycle, stage=at.stage)


def _by_place(activities: Iterable[Activity]) -> dict[StageRef, list[Activity]]:
    held: dict[StageRef, list[Activity]] = defaultdict(list)
    for activity in activities:
        held[activity.place].append(activity)
    return held


def _stage_report(
    policy: Policy,
    at: PolicyStage,
    places: Places,
    held: Mapping[StageRef, list[Activity]],
    figures: Figures,
) -> StageReport:
    place = _place(policy, at)
    here = places.by_stage.get(place, [])
    inputs = _inputs_of({c.consultation_id for c in here}, figures)
    by_method = _by_method(len(here), inputs, held.get(place, []))
    total = _sum(by_method.values())
    return StageReport(
        cycle=at.cycle,
        stage=at.stage,
        state=at.state,
        starts_on=date.fromisoformat(at.starts_on) if at.starts_on else None,
        ends_on=date.fromisoformat(at.ends_on) if at.ends_on else None,
        planned_methods=at.planned_methods,
        used_methods=tuple(by_method),
        by_method=by_method,
        by_channel=inputs.by_channel,
        withdrawn=inputs.withdrawn,
        **total.model_dump(),
    )


def _total(held: Mapping[StageRef, list[Activity]], figures: Figures) -> TotalReport:
    inputs = _inputs_of(set(figures), figures)
    everywhere = [activity for here in held.values() for activity in here]
    by_method = _by_method(len(figures), inputs, everywhere)
    return TotalReport(
        by_method=by_method,
        by_channel=inputs.by_channel,
        withdrawn=inputs.withdrawn,
        **_sum(by_method.values()).model_dump(),
    )


def _by_method(
    consultations: int, inputs: InputsOf, held: list[Activity]
) -> dict[Method, MethodUnits]:
    found: dict[Method, MethodUnits] = {}
    if consultations:
        found[Method.PUBLIC_COMMENT] = MethodUnits(
            submitters=inputs.submitters,
            comments=inputs.comments,
            points=inputs.points,
            activities=consultations,
        )
    for activity in held:
        units = found.setdefault(activity.method, MethodUnits())
        units.activities += 1
        units.participants += activity.participants or 0
        units.submitters += activity.submitters or 0
        units.comments += activity.comments or 0
        units.points += activity.points or 0
    return {method: found[method] for method in Method if method in found}


def _inputs_of(consultation_ids: set[str], figures: Figures) -> InputsOf:
    total = Numbers()
    by_channel: dict[Channel, Numbers] = defaultdict(Numbers)
    for counter, numbers in _rows(consultation_ids, figures):
        if counter.kind == TOTAL:
            total.add(numbers)
        elif counter.kind == CHANNEL and counter.channel is not None:
            by_channel[Channel(counter.channel)].add(numbers)
    return InputsOf(
        submitters=total.submitters,
        comments=total.comments,
        points=total.points,
        withdrawn=total.withdrawn,
        by_channel={
            channel: _units(by_channel[channel]) for channel in Channel if channel in by_channel
        },
    )


def _by_day(ids: set[str], held: list[Activity], figures: Figures) -> list[DayUnits]:
    rows: dict[tuple[str, str | None, Method], Numbers] = defaultdict(Numbers)
    for counter, numbers in _rows(ids, figures):
        if counter.kind == DAY and counter.day:
            rows[counter.day, counter.channel, Method.PUBLIC_COMMENT].add(numbers)
    for activity in held:
        rows[activity.held_on, None, activity.method].add(
            Numbers(activity.submitters or 0, activity.comments or 0, activity.points or 0)
        )
    return [
        DayUnits(
            day=date.fromisoformat(day),
            channel=Channel(channel) if channel else None,
            method=method,
            **_units(rows[day, channel, method]).model_dump(),
        )
        for day, channel, method in sorted(rows, key=lambda key: (key[0], key[1] or "", key[2]))
    ]


def _by_submitter_kind(ids: set[str], figures: Figures) -> dict[SubmitterKind, UnitsOf]:
    rows: dict[str, Numbers] = defaultdict(Numbers)
    for counter, numbers in _rows(ids, figures):
        if counter.kind == SUBMITTER_KIND and counter.submitter_kind:
            rows[counter.submitter_kind].add(numbers)
    return {kind: _units(rows[kind]) for kind in SubmitterKind if kind in rows}


def _by_clause(ids: set[str], figures: Figures) -> list[ClauseComments]:
    rows: dict[str | None, int] = defaultdict(int)
    for counter, numbers in _rows(ids, figures):
        if counter.kind == CLAUSE:
            rows[counter.clause_id] += numbers.comments
    return [
        ClauseComments(clause_id=clause_id, comments=rows[clause_id])
        for clause_id in sorted(rows, key=lambda key: key or "")
        if rows[clause_id]
    ]


def _activity_report(activity: Activity) -> ActivityReport:
    return ActivityReport(
        activity_id=activity.activity_id,
        method=activity.method,
        title=activity.title,
        held_on=date.fromisoformat(activity.held_on),
        participants=activity.participants,
        submitters=activity.submitters,
        comments=activity.comments,
        points=activity.points,
    )


def _rows(consultation_ids: set[str], figures: Figures) -> Iterable[tuple[Counter, Numbers]]:
    for consultation_id in consultation_ids:
        yield from figures.get(consultation_id, {}).items()


def _units(numbers: Numbers) -> UnitsOf:
    return UnitsOf(submitters=numbers.submitters, comments=numbers.comments, points=numbers.points)


def _sum(parts: Iterable[UnitsOf]) -> UnitsOf:
    total = UnitsOf()
    for part in parts:
        total.submitters += part.submitters
        total.comments += part.comments
        total.points += part.points
    return total
