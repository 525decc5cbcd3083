"""A policy, its stages and what was held at them.

Stages may overlap and repeat in cycles (第1期, 第2期), so that no stage waits for another; each
alone goes PLANNED → OPEN → CLOSED and never back.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from services.policies.domain.errors import (
    CycleOutOfRange,
    DateInFuture,
    DateOutOfRange,
    NumberNegative,
    NumbersInconsistent,
    NumberTooLarge,
    PeriodInvalid,
    StageAlreadyClosed,
    StageAlreadyOpen,
    StageClosesBeforeItOpened,
    StageNotFound,
    StageNotOpen,
    StageRepeated,
    StagesMissing,
    TooManyStages,
)
from shared.events.common import Method, Stage, StageState
from shared.texts import clean_text, clean_title

STAGES_MAX = 80
CYCLE_MAX = 50
NUMBER_MAX = 100_000_000
EARLIEST = date(1947, 5, 3)  # 地方自治法 came into force: no plan of today's cities is older
LATEST_YEARS_AHEAD = 50
ANNOUNCED_AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class PolicyStage:
    """One stage of one cycle: as planned, and as it went."""

    cycle: int
    stage: Stage
    starts_on: date | None = None
    ends_on: date | None = None
    planned_methods: tuple[Method, ...] = ()
    state: StageState = StageState.PLANNED
    opened_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """How many took part: people, submitters (人), comments (通), points (件); None: unknown."""

    participants: int | None = None
    submitters: int | None = None
    comments: int | None = None
    points: int | None = None


@dataclass(frozen=True, kw_only=True)
class Activity(Numbers):
    """Something that was held outside this system and is recorded with its numbers and results."""

    id: str
    cycle: int
    stage: Stage
    method: Method
    title: str
    held_on: date
    place: str
    results: str

    @property
    def counted(self) -> dict[str, int]:
        """The numbers that are known, in the order in which none may exceed the next."""
        numbers = {name: getattr(self, name) for name in Numbers.__dataclass_fields__}
        return {name: number for name, number in numbers.items() if number is not None}


@dataclass(frozen=True)
class Policy:
    """A policy as of ``sequence``."""

    id: str
    title: str
    summary: str
    field: str
    area: str
    department: str
    stages: tuple[PolicyStage, ...]
    activities: tuple[Activity, ...]
    created_at: datetime
    sequence: int
    department_id: str | None = None

    def stage(self, cycle: int, stage: Stage) -> PolicyStage:
        """Find a stage.

        Raises:
            StageNotFound: the policy has no such stage in this cycle.
        """
        for candidate in self.stages:
            if (candidate.cycle, candidate.stage) == (cycle, stage):
                return candidate
        raise StageNotFound("stage", cycle=cycle, stage=stage)


def checked_policy(policy: Policy, today: date) -> Policy:
    """Return a new policy with its texts trimmed.

    Raises:
        InvalidInput: a subclass that says what is wrong and in which field.
    """
    return replace(
        policy,
        title=clean_title("title", policy.title),
        summary=clean_text("summary", policy.summary),
        field=clean_title("field", policy.field, max_chars=60),
        area=clean_title("area", policy.area, max_chars=100),
        department=clean_title("department", policy.department, max_chars=100),
        stages=checked_stages(policy.stages, today),
    )


def checked_stages(stages: Iterable[PolicyStage], today: date) -> tuple[PolicyStage, ...]:
    """Return the stages in the order of their cycles, methods named once.

    Raises:
        InvalidInput: none or too many stages, one twice, or dates that make no period.
    """
    given = tuple(stages)
    if not given:
        raise StagesMissing("stages")
    if len(given) > STAGES_MAX:
        raise TooManyStages("stages", max=STAGES_MAX, actual=len(given))
    for (cycle, stage), times in Counter((s.cycle, s.stage) for s in given).items():
        if times > 1:
            raise StageRepeated("stages", cycle=cycle, stage=stage)
    order = list(Stage)
    checked = (_checked_stage(at, stage, today) for at, stage in enumerate(given))
    return tuple(sorted(checked, key=lambda s: (s.cycle, order.index(s.stage))))


def _checked_stage(at: int, stage: PolicyStage, today: date) -> PolicyStage:
    field = f"stages.{at}"
    if not 1 <= stage.cycle <= CYCLE_MAX:
        raise CycleOutOfRange(f"{field}.cycle", min=1, max=CYCLE_MAX, actual=stage.cycle)
    for name, day in (("starts_on", stage.starts_on), ("ends_on", stage.ends_on)):
        if day is not None:
            _check_range(f"{field}.{name}", day, today)
    if stage.starts_on and stage.ends_on and stage.ends_on < stage.starts_on:
        raise PeriodInvalid(f"{field}.ends_on")
    return replace(stage, planned_methods=tuple(dict.fromkeys(stage.planned_methods)))


def _check_range(field: str, day: date, today: date) -> None:
    latest = date(today.year + LATEST_YEARS_AHEAD, 12, 31)
    if not EARLIEST <= day <= latest:
        raise DateOutOfRange(field, earliest=EARLIEST.isoformat(), latest=latest.isoformat())


def opened(stage: PolicyStage, on: date, today: date) -> PolicyStage | None:
    """Open a stage on a day; None if it was opened on that very day.

    That is a repeated request, also where it comes again after the stage was closed.

    Raises:
        StageAlreadyOpen, StageAlreadyClosed: it is past that.
        DateInFuture, DateOutOfRange: a stage is opened when it begins, not in advance.
    """
    _check_past("on", on, today)
    if stage.opened_on == on:
        return None
    if stage.state is StageState.CLOSED:
        raise StageAlreadyClosed("stage", closed_on=_text(stage.closed_on))
    if stage.state is StageState.OPEN:
        raise StageAlreadyOpen("stage", opened_on=_text(stage.opened_on))
    return replace(stage, state=StageState.OPEN, opened_on=on)


def closed(stage: PolicyStage, on: date, today: date) -> PolicyStage | None:
    """Close a stage on a day; None if it was closed on that very day (a repeated request).

    Raises:
        StageNotOpen, StageAlreadyClosed: it is not open.
        StageClosesBeforeItOpened: the day lies before its opening.
        DateInFuture, DateOutOfRange: it is closed when it ends, not in advance.
    """
    _check_past("on", on, today)
    if stage.state is StageState.CLOSED:
        if stage.closed_on == on:
            return None
        raise StageAlreadyClosed("stage", closed_on=_text(stage.closed_on))
    if stage.state is StageState.PLANNED or stage.opened_on is None:
        raise StageNotOpen("stage")
    if on < stage.opened_on:
        raise StageClosesBeforeItOpened("on", opened_on=_text(stage.opened_on))
    return replace(stage, state=StageState.CLOSED, closed_on=on)


def checked_activity(activity: Activity, today: date) -> Activity:
    """Return a record of an activity with its texts trimmed.

    An activity may be announced up to a year ahead; numbers can be given only for a day that has
    come, because before it nobody was counted.

    Raises:
        InvalidInput: a subclass that says what is wrong and in which field.
    """
    _check_numbers(activity.counted)
    has_come = bool(activity.counted or activity.results.strip())
    _check_past("held_on", activity.held_on, today if has_come else today + ANNOUNCED_AHEAD)
    return replace(
        activity,
        title=clean_title("title", activity.title),
        place=clean_title("place", activity.place, required=False),
        results=clean_text("results", activity.results, required=False),
    )


def _check_numbers(counted: dict[str, int]) -> None:
    for name, number in counted.items():
        if number < 0:
            raise NumberNegative(name, actual=number)
        if number > NUMBER_MAX:
            raise NumberTooLarge(name, max=NUMBER_MAX, actual=number)
    # Of those who were there, many say nothing and some write twice: participants bound nothing.
    units = [(name, number) for name, number in counted.items() if name != "participants"]
    for (smaller, low), (larger, high) in pairwise(units):
        if low > high:
            raise NumbersInconsistent(larger, smaller=smaller, larger=larger)


def _check_past(field: str, day: date, latest: date) -> None:
    if day < EARLIEST:
        raise DateOutOfRange(field, earliest=EARLIEST.isoformat(), latest=latest.isoformat())
    if day > latest:
        raise DateInFuture(field, today=latest.isoformat())


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
