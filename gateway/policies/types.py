"""Policies with their stages, plan documents, revisions and clauses in the schema."""

from datetime import date, datetime
from typing import Annotated, Self

import strawberry

from gateway.clients.policies import (
    ActivityAnswer,
    ClauseAnswer,
    DocumentAnswer,
    PolicyAnswer,
    RevisionAnswer,
    RevisionSummaryAnswer,
    StageAnswer,
)
from gateway.context import Info
from gateway.errors import Problems
from gateway.words import (
    Method,
    RevisionKind,
    Stage,
    StageState,
    TextFormat,
    day,
    day_or_none,
    moment,
)
from shared.errors import Unavailable


class LinkBroken(Exception):
    """One service names a thing that the other does not have."""


@strawberry.type(description="政策・計画の段階（期ごと）")
class PolicyStage:
    """One stage of a policy in one cycle."""

    cycle: int
    stage: Stage
    starts_on: date | None
    ends_on: date | None
    planned_methods: list[Method]
    state: StageState
    opened_on: date | None
    closed_on: date | None

    @classmethod
    def of(cls, answer: StageAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            cycle=answer["cycle"],
            stage=Stage(answer["stage"]),
            starts_on=day_or_none(answer["starts_on"]),
            ends_on=day_or_none(answer["ends_on"]),
            planned_methods=[Method(method) for method in answer["planned_methods"]],
            state=StageState(answer["state"]),
            opened_on=day_or_none(answer["opened_on"]),
            closed_on=day_or_none(answer["closed_on"]),
        )


@strawberry.type(description="ほかの場で行われた参加の取り組み")
class Activity:
    """An activity held elsewhere, with its numbers: people, comments (通) and points (件)."""

    id: strawberry.ID
    cycle: int
    stage: Stage
    method: Method
    title: str
    held_on: date
    place: str
    participants: int | None
    submitters: int | None
    comments: int | None
    points: int | None
    results: str

    @classmethod
    def of(cls, answer: ActivityAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            cycle=answer["cycle"],
            stage=Stage(answer["stage"]),
            method=Method(answer["method"]),
            title=answer["title"],
            held_on=day(answer["held_on"]),
            place=answer["place"],
            participants=answer["participants"],
            submitters=answer["submitters"],
            comments=answer["comments"],
            points=answer["points"],
            results=answer["results"],
        )


@strawberry.type(description="政策・計画")
class Policy:
    """A policy."""

    id: strawberry.ID
    title: str
    summary: str
    field: str
    area: str
    department: str
    department_id: strawberry.ID | None
    created_at: datetime
    answer: strawberry.Private[PolicyAnswer]

    @classmethod
    def of(cls, answer: PolicyAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            title=answer["title"],
            summary=answer["summary"],
            field=answer["field"],
            area=answer["area"],
            department=answer["department"],
            department_id=strawberry.ID(owner) if (owner := answer["department_id"]) else None,
            created_at=moment(answer["created_at"]),
            answer=answer,
        )

    @strawberry.field
    def stages(self) -> list[PolicyStage]:
        """Return the stages, by cycle."""
        return [PolicyStage.of(stage) for stage in self.answer["stages"]]

    @strawberry.field
    def activities(self) -> list[Activity]:
        """Return the activities that were held elsewhere."""
        return [Activity.of(activity) for activity in self.answer["activities"]]

    @strawberry.field
    async def documents(self, info: Info) -> list["PlanDocument"]:
        """Return the policy's plan documents."""
        found = await info.context.clients.policies.documents_of(str(self.id))
        return [PlanDocument.of(document) for document in found]


@strawberry.type(description="計画案の版（本文を除く）")
class RevisionSummary:
    """A revision without its text."""

    id: strawberry.ID
    number: int
    kind: RevisionKind
    title: str
    published_at: datetime

    @classmethod
    def of(cls, answer: RevisionSummaryAnswer | RevisionAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            number=answer["number"],
            kind=RevisionKind(answer["kind"]),
            title=answer["title"],
            published_at=moment(answer["published_at"]),
        )


@strawberry.type(description="計画案")
class PlanDocument:
    """A plan document; its texts are in its revisions."""

    id: strawberry.ID
    policy_id: strawberry.ID
    title: str

    @classmethod
    def of(cls, answer: DocumentAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            policy_id=strawberry.ID(answer["policy_id"]),
            title=answer["title"],
        )

    @strawberry.field
    async def revisions(self, info: Info) -> list[RevisionSummary]:
        """Return its revisions without their texts, newest first."""
        found = await info.context.clients.policies.revisions_of(str(self.id))
        return [RevisionSummary.of(one) for one in found]


@strawberry.type(description="計画案の項目（該当箇所）")
class Clause:
    """One clause of a revision. ``path`` reads like ``第1章 > 1 > （1）``."""

    id: strawberry.ID
    parent_id: strawberry.ID | None
    position: int
    depth: int
    number: str
    heading: str
    body: str
    path: str

    @classmethod
    def of(cls, answer: ClauseAnswer) -> Self:
        """Make it of the service's answer."""
        parent = answer["parent_id"]
        return cls(
            id=strawberry.ID(answer["id"]),
            parent_id=strawberry.ID(parent) if parent else None,
            position=answer["position"],
            depth=answer["depth"],
            number=answer["number"],
            heading=answer["heading"],
            body=answer["body"],
            path=answer["path"],
        )


@strawberry.type(description="項目の中の文（見出しも一つの文とします）")
class Sentence:
    """A sentence of a clause: code points ``start`` to ``end`` of the clause's text."""

    start: int
    end: int
    text: str


@strawberry.type
class SkippedLine:
    """A line of the published text that is in no clause, and why."""

    line: int
    reason: str


@strawberry.type(description="計画案の版（骨子・素案・中間案・最終案）")
class Revision:
    """A published revision of a plan document: a tree of clauses, told in reading order."""

    id: strawberry.ID
    number: int
    kind: RevisionKind
    title: str
    published_at: datetime
    answer: strawberry.Private[RevisionAnswer]

    @classmethod
    def of(cls, answer: RevisionAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            number=answer["number"],
            kind=RevisionKind(answer["kind"]),
            title=answer["title"],
            published_at=moment(answer["published_at"]),
            answer=answer,
        )

    @strawberry.field
    async def document(self, info: Info) -> PlanDocument:
        """Return the document that this is a revision of."""
        found = await info.context.policies.document.load(self.answer["document_id"])
        if found is None:
            raise LinkBroken(f"document of revision {self.id}")
        return PlanDocument.of(found)

    @strawberry.field
    async def policy(self, info: Info) -> Policy:
        """Return the policy that the document belongs to."""
        found = await info.context.policies.policy.load(self.answer["policy_id"])
        if found is None:
            raise LinkBroken(f"policy of revision {self.id}")
        return Policy.of(found)

    @strawberry.field
    def clauses(self) -> list[Clause]:
        """Return all clauses in reading order."""
        return [Clause.of(clause) for clause in self.answer["clauses"]]

    @strawberry.field
    def skipped(self) -> list[SkippedLine]:
        """Return the lines of the text that are in no clause, such as a table of contents."""
        return [
            SkippedLine(line=skipped["line"], reason=skipped["reason"])
            for skipped in self.answer["skipped"]
        ]

    @strawberry.field
    def clause(self, id: strawberry.ID) -> Clause | None:
        """Return one clause."""
        return clause_of(self.answer, str(id))

    @strawberry.field
    async def sentences(self, info: Info, clause_id: strawberry.ID) -> list[Sentence] | None:
        """Return a clause's sentences; null where it has none, or they cannot be had now."""
        if clause_of(self.answer, str(clause_id)) is None:
            return None
        try:
            found = await info.context.policies.clause_text(str(self.id), str(clause_id))
        except Unavailable:
            return None
        return [
            Sentence(
                start=one["start"], end=one["end"], text=found["text"][one["start"] : one["end"]]
            )
            for one in found["sentences"]
        ]


def clause_of(revision: RevisionAnswer, clause_id: str) -> Clause | None:
    """Find a clause in a revision."""
    for clause in revision["clauses"]:
        if clause["id"] == clause_id:
            return Clause.of(clause)
    return None


@strawberry.input
class StageInput:
    """A planned stage. Days are included on both ends, and may be open."""

    cycle: int
    stage: Stage
    starts_on: date | None = None
    ends_on: date | None = None
    planned_methods: list[Method] = strawberry.field(default_factory=list)


@strawberry.input
class CreatePolicyInput:
    """A new policy."""

    title: str
    summary: str
    field: str
    area: str
    department: str
    department_id: strawberry.ID
    stages: list[StageInput]
    idempotency_key: str


@strawberry.input
class MoveStageInput:
    """Open or close a stage; without a day, today in Japan."""

    policy_id: strawberry.ID
    cycle: int
    stage: Stage
    on: date | None = None
    idempotency_key: str


@strawberry.input
class RecordActivityInput:
    """An activity that was held elsewhere."""

    policy_id: strawberry.ID
    cycle: int
    stage: Stage
    method: Method
    title: str
    held_on: date
    place: str = ""
    participants: int | None = None
    submitters: int | None = None
    comments: int | None = None
    points: int | None = None
    results: str = ""
    idempotency_key: str


@strawberry.input
class CreatePlanDocumentInput:
    """A new plan document of a policy."""

    policy_id: strawberry.ID
    title: str
    idempotency_key: str


@strawberry.input
class PublishRevisionInput:
    """A revision's text, which the service reads into a tree of clauses."""

    document_id: strawberry.ID
    kind: RevisionKind
    title: str
    format: TextFormat = TextFormat.MARKDOWN
    text: str
    idempotency_key: str


CreatePolicyResult = Annotated[Policy | Problems, strawberry.union("CreatePolicyResult")]
OpenStageResult = Annotated[Policy | Problems, strawberry.union("OpenStageResult")]
CloseStageResult = Annotated[Policy | Problems, strawberry.union("CloseStageResult")]
RecordActivityResult = Annotated[Policy | Problems, strawberry.union("RecordActivityResult")]
CreatePlanDocumentResult = Annotated[
    PlanDocument | Problems, strawberry.union("CreatePlanDocumentResult")
]
PublishRevisionResult = Annotated[Revision | Problems, strawberry.union("PublishRevisionResult")]
