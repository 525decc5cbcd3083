"""Events of the policies service."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from shared.events.common import Method, RevisionKind, Stage, StageState
from shared.events.envelope import EventData


class PlannedStage(BaseModel):
    """One stage of a policy as planned: dates may be open."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    cycle: int
    stage: Stage
    starts_on: date | None = None
    ends_on: date | None = None
    planned_methods: tuple[Method, ...] = ()
    state: StageState = StageState.PLANNED


class PolicyCreated(EventData):
    """A policy (政策・計画) was entered."""

    TYPE: ClassVar[str] = "policies.policy_created.v1"
    SUBJECT: ClassVar[str] = "policy_id"

    policy_id: str
    title: str
    field: str
    area: str
    department: str
    department_id: str | None = None
    stages: tuple[PlannedStage, ...]


class StageOpened(EventData):
    """A stage began."""

    TYPE: ClassVar[str] = "policies.stage_opened.v1"
    SUBJECT: ClassVar[str] = "policy_id"

    policy_id: str
    cycle: int
    stage: Stage
    on: date


class StageClosed(EventData):
    """A stage ended."""

    TYPE: ClassVar[str] = "policies.stage_closed.v1"
    SUBJECT: ClassVar[str] = "policy_id"

    policy_id: str
    cycle: int
    stage: Stage
    on: date


class ActivityRecorded(EventData):
    """An activity that was held elsewhere was recorded with its numbers (None: not counted)."""

    TYPE: ClassVar[str] = "policies.activity_recorded.v1"
    SUBJECT: ClassVar[str] = "policy_id"

    policy_id: str
    activity_id: str
    cycle: int
    stage: Stage
    method: Method
    title: str
    held_on: date
    participants: int | None = None
    submitters: int | None = None
    comments: int | None = None
    points: int | None = None


class AnchorPlace(BaseModel):
    """A clause of a revision; with ``start`` and ``end`` a passage of it, in code points."""

    model_config = ConfigDict(frozen=True)

    clause_id: str
    start: int | None = None
    end: int | None = None


class AnchorDecided(EventData):
    """A person said where a place of one revision is in a later one; ``to`` None: nowhere.

    ``number`` counts the decisions about this place; the last one holds.
    """

    TYPE: ClassVar[str] = "policies.anchor_decided.v1"
    SUBJECT: ClassVar[str] = "anchor_id"

    anchor_id: str
    since: str
    until: str
    place: AnchorPlace
    to: AnchorPlace | None
    number: int


class RevisionPublished(EventData):
    """A revision (版) of a plan document was published; its clauses' ids survive revisions."""

    TYPE: ClassVar[str] = "policies.revision_published.v1"
    SUBJECT: ClassVar[str] = "revision_id"

    revision_id: str
    document_id: str
    policy_id: str
    number: int
    kind: RevisionKind
    title: str
    clause_ids: tuple[str, ...]
