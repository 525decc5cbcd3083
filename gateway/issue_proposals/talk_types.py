"""Who takes part, what is said and what is done together, in the schema."""

from datetime import datetime
from typing import Self

import strawberry

from gateway.clients.issue_talk import (
    EvaluationAnswer,
    PartyAnswer,
    PlanAnswer,
    PostAnswer,
    ProjectAnswer,
    ReachAnswer,
    SheetAnswer,
    StepAnswer,
    ThreadAnswer,
)
from gateway.context import Info
from gateway.issue_proposals.words import (
    Evaluated,
    Method,
    PartyKind,
    PostState,
    Step,
    ThreadKind,
)
from gateway.words import moment


@strawberry.type(description="関わる人・団体")
class IssueParty:
    """Who takes part; of those who left, no name."""

    id: strawberry.ID
    kind: PartyKind
    name: str
    role: str
    joined_at: datetime
    left: bool

    @classmethod
    def of(cls, answer: PartyAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            kind=PartyKind(answer["kind"]),
            name=answer["name"],
            role=answer["role"],
            joined_at=moment(answer["joined_at"]),
            left=answer["left"],
        )


@strawberry.type(description="「私も困っています」の数（区ごと）")
class WardReach:
    """How many are concerned too, in a ward; an empty ward: no matter where."""

    ward: str
    count: int

    @classmethod
    def of(cls, answer: ReachAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(**answer)


@strawberry.type(description="「私も困っています」の広がり")
class IssueReach:
    """How far a difficulty reaches; never a rank."""

    wards: list[WardReach]


@strawberry.type(description="話し合いの書き込み")
class IssuePost:
    """What was said; the text is empty where it is hidden, and the reason is told."""

    id: strawberry.ID
    speaker: str = strawberry.field(description="AUTHOR, PARTY か CITY")
    party_id: strawberry.ID | None
    text: str
    at: datetime
    state: PostState
    hidden_because: str
    reports: list[str]
    appeal: str
    department_id: strawberry.Private[str | None]

    @classmethod
    def of(cls, answer: PostAnswer) -> Self:
        """Make it of the service's answer."""
        party = answer["party_id"]
        return cls(
            id=strawberry.ID(answer["id"]),
            speaker=answer["speaker"],
            party_id=strawberry.ID(party) if party else None,
            text=answer["text"],
            at=moment(answer["at"]),
            state=PostState(answer["state"]),
            hidden_because=answer["hidden_because"],
            reports=answer["reports"],
            appeal=answer["appeal"],
            department_id=answer["department_id"],
        )

    @strawberry.field
    async def department_name(self, info: Info) -> str | None:
        """Return the department for which the city spoke; none: a coordinator did."""
        if not self.department_id:
            return None
        found = await info.context.people.department.load(self.department_id)
        return found["name"] if found else None


@strawberry.type(description="話し合いの一つの話題")
class IssueThread:
    """A thread; its first post says what it is about."""

    id: strawberry.ID
    issue_id: strawberry.ID
    kind: ThreadKind
    answered: bool
    posts: list[IssuePost]

    @classmethod
    def of(cls, answer: ThreadAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            id=strawberry.ID(answer["id"]),
            issue_id=strawberry.ID(answer["issue_id"]),
            kind=ThreadKind(answer["kind"]),
            answered=answer["answered"],
            posts=[IssuePost.of(one) for one in answer["posts"]],
        )

    @strawberry.field
    async def issue_title(self, info: Info) -> str:
        """Return the title of the issue that is talked about."""
        found = await info.context.issue_proposals.issue.load(str(self.issue_id))
        words = found["words"] if found else None
        return words["title"] if words else ""


@strawberry.type(description="協働の計画")
class ProjectPlan:
    """What is done together: how, with whom, who does what."""

    version: int
    method: Method
    partners: list[strawberry.ID]
    roles: str
    plan: str
    at: datetime

    @classmethod
    def of(cls, answer: PlanAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            version=answer["version"],
            method=Method(answer["method"]),
            partners=[strawberry.ID(one) for one in answer["partners"]],
            roles=answer["roles"],
            plan=answer["plan"],
            at=moment(answer["at"]),
        )


@strawberry.type(description="協働の段階と署名")
class ProjectStep:
    """A step of collaboration; ``signed_by``: CITY, AUTHOR or ids of parties."""

    step: Step
    signed_by: list[str]
    complete: bool

    @classmethod
    def of(cls, answer: StepAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            step=Step(answer["step"]), signed_by=answer["signed_by"], complete=answer["complete"]
        )


@strawberry.type(description="評価の点")
class SheetScore:
    """A score of 1 to 5 for a criterion."""

    criterion: str
    score: int


@strawberry.type(description="評価シート")
class EvaluationSheet:
    """One side's evaluation."""

    side: str
    scores: list[SheetScore]
    good: str
    better: str
    at: datetime

    @classmethod
    def of(cls, answer: SheetAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            side=answer["side"],
            scores=[SheetScore(**one) for one in answer["scores"]],
            good=answer["good"],
            better=answer["better"],
            at=moment(answer["at"]),
        )


@strawberry.type(description="事業の評価・協働の評価")
class ProjectEvaluation:
    """An evaluation; its sheets are read by all once all sides have filled theirs."""

    evaluated: Evaluated
    shared: bool
    criteria: list[str]
    filled_by: list[str]
    sheets: list[EvaluationSheet]

    @classmethod
    def of(cls, answer: EvaluationAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            evaluated=Evaluated(answer["evaluated"]),
            shared=answer["shared"],
            criteria=answer["criteria"],
            filled_by=answer["filled_by"],
            sheets=[EvaluationSheet.of(one) for one in answer["sheets"]],
        )


@strawberry.type(description="一緒に取り組むこと")
class IssueProject:
    """What is done together; ``side``: as whose it is read, empty for everybody."""

    sides: list[str]
    side: str
    plan: ProjectPlan | None
    steps: list[ProjectStep]
    evaluations: list[ProjectEvaluation]

    @classmethod
    def of(cls, answer: ProjectAnswer) -> Self:
        """Make it of the service's answer."""
        plan = answer["plan"]
        return cls(
            sides=answer["sides"],
            side=answer["side"],
            plan=ProjectPlan.of(plan) if plan else None,
            steps=[ProjectStep.of(one) for one in answer["steps"]],
            evaluations=[ProjectEvaluation.of(one) for one in answer["evaluations"]],
        )
