"""A workshop as planned: where and when, for how many, which questions, how people move."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.workshops.domain.errors import (
    CapacityOutOfRange,
    DotsOutOfRange,
    MinutesOutOfRange,
    NothingToPublish,
    NotThisWorkshopsFacilitator,
    RoundNotThere,
    RoundsMissing,
    SeatsOutOfRange,
    TableNotThere,
    TablesOutOfRange,
    ThemeIdMalformed,
    ThemeRepeated,
    TooManyRounds,
    TooManyThemes,
    WorkshopNotMovable,
    WorkshopTimeInvalid,
)
from shared.caller import Caller
from shared.errors import NotSignedIn
from shared.events.common import StageRef
from shared.events.workshops import WorkshopState
from shared.texts import clean_text, clean_title

ROUNDS_MAX, TABLES_MAX, SEATS_MAX, CAPACITY_MAX = 10, 200, 12, 1_000
MINUTES_MAX, DOTS_MAX, THEMES_MAX = 180, 20, 60
_THEME_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
LONGEST, FARTHEST = timedelta(days=1), timedelta(days=3 * 366)


class Mode(StrEnum):
    """会場, オンライン, 会場とオンライン."""

    HALL = "HALL"
    ONLINE = "ONLINE"
    BOTH = "BOTH"


class Template(StrEnum):
    """ワールドカフェ, 円卓会議, フューチャーセッション, オープンフォーラム."""

    WORLD_CAFE = "WORLD_CAFE"
    ROUND_TABLE = "ROUND_TABLE"
    FUTURE_SESSION = "FUTURE_SESSION"
    OPEN_FORUM = "OPEN_FORUM"


class Movement(StrEnum):
    """How people go to another table between rounds.

    FREE: 自由移動, as long as a table has room (the default of a World Café). RETURN: free, and in
    the last round back to the first table. ASSIGNED: 割当移動, the platform seats them. STAY:
    nobody moves.
    """

    FREE = "FREE"
    RETURN = "RETURN"
    ASSIGNED = "ASSIGNED"
    STAY = "STAY"


class Need(StrEnum):
    """What a participant needs.

    手話通訳, 要約筆記, 託児, 段差のない経路, 筆談, やさしい日本語.
    """

    SIGN_LANGUAGE = "SIGN_LANGUAGE"
    CAPTIONS = "CAPTIONS"
    CHILD_CARE = "CHILD_CARE"
    STEP_FREE = "STEP_FREE"
    WRITTEN = "WRITTEN"
    PLAIN_JAPANESE = "PLAIN_JAPANESE"


@dataclass(frozen=True)
class Round:
    """One round of talk: its question (問い) and how long it takes."""

    question: str
    minutes: int


@dataclass(frozen=True)
class Programme:
    """What happens: rounds in order, how people move, how many dots each may put."""

    template: Template
    rounds: tuple[Round, ...]
    movement: Movement
    hosts_stay: bool
    mix: bool
    dots: int


@dataclass(frozen=True)
class Theme:
    """Notes that people put together (まとめ), under words of their own."""

    id: str
    title: str
    summary: str
    note_ids: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What staff decide about a workshop."""

    title: str
    summary: str
    place: str
    access: str
    mode: Mode
    starts_at: datetime
    ends_at: datetime
    capacity: int
    tables: int
    seats: int
    programme: Programme
    links: tuple[StageRef, ...] = ()
    ground_rules: str = ""
    # The issue (課題提案) from which it was called.
    issue_id: str = ""


@dataclass(frozen=True)
class Workshop:
    """A workshop as of ``sequence``.

    ``taken`` counts those who are registered or here, ``waiting`` those on the waiting list;
    ``needs`` counts what those who are registered need; ``badges`` were given out so far.
    """

    id: str
    plan: Plan
    department_id: str
    state: WorkshopState
    hall_code: str
    facilitators: tuple[str, ...]
    taken: int
    waiting: int
    needs: dict[str, int]
    themes: tuple[Theme, ...]
    rehearsal: bool
    created_at: datetime
    sequence: int
    published_at: datetime | None = None
    cancel_reason: str = ""
    numbers: dict[str, int] = field(default_factory=dict)
    badges: int = 0
    simulated: int = 0

    def require_in_charge(self, caller: Caller) -> None:
        """Let a person of the department in charge pass.

        Raises:
            NotSignedIn, NotInCharge.
        """
        caller.require_department(self.department_id)

    def runs(self, caller: Caller) -> bool:
        """Say whether the caller may run it: its facilitators, and who is in charge."""
        known = caller.person_id is not None
        named = caller.person_id in self.facilitators
        return known and (named or self.department_id in caller.departments)

    def require_facilitator(self, caller: Caller) -> None:
        """Let those pass who run it.

        Raises:
            NotSignedIn: a stranger. NotThisWorkshopsFacilitator: anybody else.
        """
        if caller.person_id is None:
            raise NotSignedIn
        if not self.runs(caller):
            raise NotThisWorkshopsFacilitator


# From where a workshop may go where. What is over is not begun again.
_WAYS: dict[WorkshopState, frozenset[WorkshopState]] = {
    WorkshopState.PLANNED: frozenset(
        {WorkshopState.REGISTRATION, WorkshopState.LIVE, WorkshopState.CANCELLED}
    ),
    WorkshopState.REGISTRATION: frozenset({WorkshopState.LIVE, WorkshopState.CANCELLED}),
    WorkshopState.LIVE: frozenset({WorkshopState.ENDED}),
    WorkshopState.ENDED: frozenset({WorkshopState.PUBLISHED}),
    WorkshopState.PUBLISHED: frozenset(),
    WorkshopState.CANCELLED: frozenset(),
}


def require_way(workshop: Workshop, to: WorkshopState) -> None:
    """Let a workshop go on to another state.

    Raises:
        WorkshopNotMovable: not from where it is. NothingToPublish: no theme yet.
    """
    if to not in _WAYS[workshop.state]:
        raise WorkshopNotMovable("state", state=workshop.state.value)
    if to is WorkshopState.PUBLISHED and not workshop.themes:
        raise NothingToPublish("themes")


def require_place(workshop: Workshop, table: int, round_: int) -> None:
    """Let a table and a round pass that the workshop has; round 0 is before the first.

    Raises:
        TableNotThere, RoundNotThere.
    """
    if not 1 <= table <= workshop.plan.tables:
        raise TableNotThere("table", tables=workshop.plan.tables)
    rounds = len(workshop.plan.programme.rounds)
    if not 0 <= round_ <= rounds:
        raise RoundNotThere("round", rounds=rounds)


def checked_plan(plan: Plan, now: datetime) -> Plan:
    """Return a plan with its texts trimmed.

    Raises:
        InvalidInput: a subclass that says what is wrong and in which field.
    """
    if plan.ends_at <= plan.starts_at or plan.ends_at - plan.starts_at > LONGEST:
        raise WorkshopTimeInvalid("ends_at")
    if abs(plan.starts_at - now) > FARTHEST:
        raise WorkshopTimeInvalid("starts_at")
    _within("tables", plan.tables, 1, TABLES_MAX, TablesOutOfRange)
    _within("seats", plan.seats, 2, SEATS_MAX, SeatsOutOfRange)
    most = min(CAPACITY_MAX, plan.tables * plan.seats)
    _within("capacity", plan.capacity, 1, most, CapacityOutOfRange)
    return replace(
        plan,
        title=clean_title("title", plan.title),
        summary=clean_text("summary", plan.summary),
        place=clean_title("place", plan.place, required=plan.mode is not Mode.ONLINE),
        access=clean_text("access", plan.access, required=False, max_chars=2_000),
        ground_rules=clean_text("ground_rules", plan.ground_rules, required=False, max_chars=2_000),
        programme=checked_programme(plan.programme),
        links=tuple(dict.fromkeys(plan.links)),
        issue_id=clean_title("issue_id", plan.issue_id, required=False, max_chars=64),
    )


def checked_programme(programme: Programme) -> Programme:
    """Return a programme with its questions trimmed.

    Raises:
        RoundsMissing, TooManyRounds, MinutesOutOfRange, DotsOutOfRange; TextEmpty and the like.
    """
    if not programme.rounds:
        raise RoundsMissing("rounds")
    if len(programme.rounds) > ROUNDS_MAX:
        raise TooManyRounds("rounds", max=ROUNDS_MAX, actual=len(programme.rounds))
    _within("dots", programme.dots, 0, DOTS_MAX, DotsOutOfRange)
    return replace(
        programme,
        rounds=tuple(_checked_round(at, each) for at, each in enumerate(programme.rounds)),
    )


def _checked_round(at: int, each: Round) -> Round:
    field_name = f"rounds.{at}"
    _within(f"{field_name}.minutes", each.minutes, 1, MINUTES_MAX, MinutesOutOfRange)
    question = clean_text(f"{field_name}.question", each.question, max_chars=500)
    return replace(each, question=question)


def checked_themes(themes: Sequence[Theme]) -> tuple[Theme, ...]:
    """Return themes with their texts trimmed; a note may stand in more than one theme.

    Raises:
        TooManyThemes, ThemeRepeated, ThemeIdMalformed; TextEmpty and the like.
    """
    if len(themes) > THEMES_MAX:
        raise TooManyThemes("themes", max=THEMES_MAX, actual=len(themes))
    if len({theme.id for theme in themes}) < len(themes):
        raise ThemeRepeated("themes")
    for at, theme in enumerate(themes):
        if not _THEME_ID.fullmatch(theme.id):
            raise ThemeIdMalformed(f"themes.{at}.id")
        if len(set(theme.note_ids)) < len(theme.note_ids):
            raise ThemeRepeated(f"themes.{at}.note_ids")
    return tuple(
        replace(
            theme,
            title=clean_title(f"themes.{at}.title", theme.title),
            summary=clean_text(
                f"themes.{at}.summary", theme.summary, required=False, max_chars=2_000
            ),
        )
        for at, theme in enumerate(themes)
    )


def _within(
    name: str,
    actual: int,
    least: int,
    most: int,
    wrong: type[TablesOutOfRange | SeatsOutOfRange | CapacityOutOfRange | DotsOutOfRange]
    | type[MinutesOutOfRange],
) -> None:
    if not least <= actual <= most:
        raise wrong(name, min=least, max=most, actual=actual)
