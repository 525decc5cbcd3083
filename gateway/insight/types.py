"""What came in, counted: submitters (人・団体), comments (通) and points (件) stay apart."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self

import strawberry

from gateway.clients.insight import (
    ClauseCountAnswer,
    DayAnswer,
    HeldActivityAnswer,
    InputAnswer,
    LagAnswer,
    MethodTallyAnswer,
    OverviewAnswer,
    PolicyRowAnswer,
    StageCellAnswer,
    StageCountsAnswer,
    TallyAnswer,
    TotalAnswer,
    UnlinkedAnswer,
)
from gateway.context import Info
from gateway.policies.types import Policy
from gateway.public_comment.types import Comment, Consultation, consultation_of, id_or_none
from gateway.words import (
    Channel,
    Method,
    ReceiptState,
    Stage,
    StageState,
    SubmitterKind,
    day,
    day_or_none,
    moment,
)


@strawberry.interface(description="3つの単位。足し合わせません。")
class Tally:
    """The three units, which are never added together."""

    submitters: int = strawberry.field(description="提出者（人・団体）")
    comments: int = strawberry.field(description="提出意見（通）")
    points: int = strawberry.field(description="意見（件）")


@strawberry.type
class MethodTally(Tally):
    """What came in by one method; ``activities`` were held, ``participants`` came."""

    method: Method
    activities: int
    participants: int

    @classmethod
    def all_of(cls, answers: Mapping[str, MethodTallyAnswer]) -> list[Self]:
        """Make a list of the service's map."""
        return [
            cls(
                method=Method(name),
                activities=tally["activities"],
                participants=tally["participants"],
                **_units(tally),
            )
            for name, tally in answers.items()
        ]


@strawberry.type
class ChannelTally(Tally):
    """What came in by one channel; null: by several, of which each had very few."""

    channel: Channel | None

    @classmethod
    def all_of(cls, answers: Mapping[str, TallyAnswer]) -> list[Self]:
        """Make a list of the service's map."""
        return [
            cls(channel=Channel(name) if name else None, **_units(tally))
            for name, tally in answers.items()
        ]


@strawberry.type
class SubmitterKindTally(Tally):
    """What came from one kind of submitters; null: from both, of which one had very few."""

    submitter_kind: SubmitterKind | None

    @classmethod
    def all_of(cls, answers: Mapping[str, TallyAnswer]) -> list[Self]:
        """Make a list of the service's map."""
        return [
            cls(submitter_kind=SubmitterKind(name) if name else None, **_units(tally))
            for name, tally in answers.items()
        ]


@strawberry.interface
class StageTally(Tally):
    """One stage of one policy with its counts."""

    cycle: int
    stage: Stage
    state: StageState
    starts_on: date | None
    ends_on: date | None
    planned_methods: list[Method]
    used_methods: list[Method]
    withdrawn: int
    by_method: list[MethodTally]
    by_channel: list[ChannelTally]


@strawberry.type(description="政策・計画 × 段階の1ます")
class StageCell(StageTally):
    """One cell of policies × stages."""

    @classmethod
    def of(cls, answer: StageCellAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(**_stage(answer))


@strawberry.type
class PolicyRow:
    """One policy with its stages."""

    policy_id: strawberry.ID
    title: str
    field: str
    stages: list[StageCell]

    @classmethod
    def of(cls, answer: PolicyRowAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            policy_id=strawberry.ID(answer["policy_id"]),
            title=answer["title"],
            field=answer["field"],
            stages=[StageCell.of(stage) for stage in answer["stages"]],
        )


@strawberry.type(description="政策・計画に位置づけられていない意見")
class Unlinked(Tally):
    """What came in without a policy."""

    withdrawn: int
    by_channel: list[ChannelTally]

    @classmethod
    def of(cls, answer: UnlinkedAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            **_units(answer),
            withdrawn=answer["withdrawn"],
            by_channel=ChannelTally.all_of(answer["by_channel"]),
        )


@strawberry.type(description="全体の合計。1通は1度だけ数えます。")
class Total(Tally):
    """Everything, each input counted once: it may be less than the sum over the stages."""

    withdrawn: int
    by_method: list[MethodTally]
    by_channel: list[ChannelTally]

    @classmethod
    def of(cls, answer: TotalAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            **_units(answer),
            withdrawn=answer["withdrawn"],
            by_method=MethodTally.all_of(answer["by_method"]),
            by_channel=ChannelTally.all_of(answer["by_channel"]),
        )


@strawberry.type(description="全体の見わたし")
class Overview:
    """All policies at a glance."""

    policies: list[PolicyRow]
    unlinked: Unlinked
    total: Total
    as_of: datetime

    @classmethod
    def of(cls, answer: OverviewAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            policies=[PolicyRow.of(policy) for policy in answer["policies"]],
            unlinked=Unlinked.of(answer["unlinked"]),
            total=Total.of(answer["total"]),
            as_of=moment(answer["as_of"]),
        )


@strawberry.type
class DayTally(Tally):
    """What came in on one day in Japan; what was held elsewhere has no channel."""

    day: date
    method: Method
    channel: Channel | None

    @classmethod
    def of(cls, answer: DayAnswer) -> Self:
        """Make it of the service's answer."""
        channel = answer["channel"]
        return cls(
            day=day(answer["day"]),
            method=Method(answer["method"]),
            channel=Channel(channel) if channel else None,
            **_units(answer),
        )


@strawberry.type
class HeldActivity:
    """An activity that was held elsewhere."""

    activity_id: strawberry.ID
    method: Method
    title: str
    held_on: date
    participants: int | None
    submitters: int | None
    comments: int | None
    points: int | None

    @classmethod
    def of(cls, answer: HeldActivityAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            activity_id=strawberry.ID(answer["activity_id"]),
            method=Method(answer["method"]),
            title=answer["title"],
            held_on=day(answer["held_on"]),
            participants=answer["participants"],
            submitters=answer["submitters"],
            comments=answer["comments"],
            points=answer["points"],
        )


@strawberry.type
class ClauseCount:
    """How many comments are about one clause; null: about the whole plan.

    ``together``: about several clauses, of which each had very few.
    """

    clause_id: strawberry.ID | None
    comments: int
    together: bool

    @classmethod
    def of(cls, answer: ClauseCountAnswer) -> Self:
        """Make it of the service's answer."""
        clause = answer["clause_id"]
        return cls(clause_id=id_or_none(clause), comments=answer["comments"], together=clause == "")


@strawberry.type
class ServingConsultation:
    """A consultation that serves a stage."""

    consultation_id: strawberry.ID
    title: str


@strawberry.type(description="1つの段階の内訳")
class StageCounts(StageTally):
    """One stage of one policy in detail."""

    policy_id: strawberry.ID
    title: str
    consultations: list[ServingConsultation]
    as_of: datetime
    by_day: list[DayTally]
    by_submitter_kind: list[SubmitterKindTally]
    activities: list[HeldActivity]
    by_clause: list[ClauseCount]

    @classmethod
    def of(cls, answer: StageCountsAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            **_stage(answer),
            policy_id=strawberry.ID(answer["policy_id"]),
            title=answer["title"],
            consultations=[
                ServingConsultation(
                    consultation_id=strawberry.ID(serving["consultation_id"]),
                    title=serving["title"],
                )
                for serving in answer["consultations"]
            ],
            as_of=moment(answer["as_of"]),
            by_day=[DayTally.of(entry) for entry in answer["by_day"]],
            by_submitter_kind=SubmitterKindTally.all_of(answer["by_submitter_kind"]),
            activities=[HeldActivity.of(activity) for activity in answer["activities"]],
            by_clause=[ClauseCount.of(clause) for clause in answer["by_clause"]],
        )


@strawberry.type(description="届いた意見（新しい順）")
class Input:
    """One input, newest first; its text comes from the service that owns it."""

    comment_id: strawberry.ID
    consultation_id: strawberry.ID
    policy_id: strawberry.ID | None
    cycle: int | None
    stage: Stage | None
    method: Method
    channel: Channel
    clause_id: strawberry.ID | None
    accepted_at: datetime
    received_on: date
    late: bool
    version: int
    state: ReceiptState

    @classmethod
    def of(cls, answer: InputAnswer) -> Self:
        """Make it of the service's answer."""
        stage = answer["stage"]
        return cls(
            comment_id=strawberry.ID(answer["comment_id"]),
            consultation_id=strawberry.ID(answer["consultation_id"]),
            policy_id=id_or_none(answer["policy_id"]),
            cycle=answer["cycle"],
            stage=Stage(stage) if stage else None,
            method=Method(answer["method"]),
            channel=Channel(answer["channel"]),
            clause_id=id_or_none(answer["clause_id"]),
            accepted_at=moment(answer["accepted_at"]),
            received_on=day(answer["received_on"]),
            late=answer["late"],
            version=answer["version"],
            state=ReceiptState(answer["state"].upper()),
        )

    @strawberry.field
    async def comment(self, info: Info) -> Comment | None:
        """Return the comment with its text."""
        found = await info.context.public_comment.comment.load(str(self.comment_id))
        return Comment.of(found) if found else None

    @strawberry.field
    async def consultation(self, info: Info) -> Consultation | None:
        """Return the consultation it came to."""
        return await consultation_of(info, str(self.consultation_id))

    @strawberry.field
    async def policy(self, info: Info) -> Policy | None:
        """Return the policy it counts for."""
        if self.policy_id is None:
            return None
        found = await info.context.policies.policy.load(str(self.policy_id))
        return Policy.of(found) if found else None


@strawberry.type
class PartitionLag:
    """How many events of one partition are not yet counted."""

    partition: str
    lag: int


@strawberry.type(description="集計の遅れ")
class SystemStatus:
    """How far the counts are behind what was accepted."""

    total_lag: int
    dead_letters: int
    partitions: list[PartitionLag]

    @classmethod
    def of(cls, answer: LagAnswer) -> Self:
        """Make it of the service's answer."""
        return cls(
            total_lag=answer["total"],
            dead_letters=answer["dead_letters"],
            partitions=[
                PartitionLag(partition=name, lag=lag)
                for name, lag in sorted(answer["partitions"].items())
            ],
        )


def _units(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {unit: answer[unit] for unit in ("submitters", "comments", "points")}


def _stage(answer: StageCellAnswer) -> dict[str, Any]:
    return {
        **_units(answer),
        "cycle": answer["cycle"],
        "stage": Stage(answer["stage"]),
        "state": StageState(answer["state"]),
        "starts_on": day_or_none(answer["starts_on"]),
        "ends_on": day_or_none(answer["ends_on"]),
        "planned_methods": [Method(method) for method in answer["planned_methods"]],
        "used_methods": [Method(method) for method in answer["used_methods"]],
        "withdrawn": answer["withdrawn"],
        "by_method": MethodTally.all_of(answer["by_method"]),
        "by_channel": ChannelTally.all_of(answer["by_channel"]),
    }
