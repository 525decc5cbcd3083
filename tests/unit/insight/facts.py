"""Facts that the insight tests tell: as other services would, with ids of their own."""

from datetime import UTC, date, datetime, timedelta

from shared.events.common import Channel, Method, Stage, StageRef, SubmitterKind
from shared.events.policies import ActivityRecorded, PlannedStage, PolicyCreated
from shared.events.public_comment import (
    CommentAccepted,
    CommentCorrected,
    CommentWithdrawn,
    ConsultationOpened,
)
from shared.ids import new_id

_FIRST = datetime(2026, 6, 1, 0, 0, tzinfo=UTC)


def policy(policy_id: str, *, methods: tuple[Method, ...] = ()) -> PolicyCreated:
    """A policy with its four stages in one cycle."""
    return PolicyCreated(
        policy_id=policy_id,
        title=f"計画 {policy_id}",
        field="環境",
        area="全域",
        department="環境政策課",
        stages=tuple(PlannedStage(cycle=1, stage=at, planned_methods=methods) for at in Stage),
    )


def consultation(
    consultation_id: str, *policies: str, stage: Stage = Stage.PLANNING
) -> ConsultationOpened:
    """A consultation that serves a stage of each of the policies."""
    return ConsultationOpened(
        consultation_id=consultation_id,
        title=f"意見募集 {consultation_id}",
        document_id="document",
        revision_id="revision",
        links=tuple(StageRef(policy_id=p, cycle=1, stage=stage) for p in policies),
        opens_at=_FIRST,
        closes_at=_FIRST + timedelta(days=30),
        channels=tuple(Channel),
    )


def comment(
    consultation_id: str,
    *,
    comment_id: str | None = None,
    submitter: str | None = None,
    channel: Channel = Channel.WEB,
    clause_id: str | None = None,
    points: int = 1,
    day: date = date(2026, 6, 1),
    after_s: float = 0,
    kind: SubmitterKind = SubmitterKind.PERSON,
) -> CommentAccepted:
    """A comment, by a submitter of its own unless one is named."""
    return CommentAccepted(
        comment_id=comment_id or new_id(),
        consultation_id=consultation_id,
        clause_id=clause_id,
        channel=channel,
        submitter_id=submitter or new_id(),
        submitter_kind=kind,
        points=points,
        received_on=day,
        accepted_at=_FIRST + timedelta(seconds=after_s),
        late=False,
        commitment="0" * 64,
    )


def correction(of: CommentAccepted, version: int, clause_id: str | None) -> CommentCorrected:
    """The comment's next version, on another clause."""
    return CommentCorrected(
        comment_id=of.comment_id,
        consultation_id=of.consultation_id,
        version=version,
        clause_id=clause_id,
        commitment="1" * 64,
    )


def withdrawal(of: CommentAccepted) -> CommentWithdrawn:
    """The comment is taken back."""
    return CommentWithdrawn(comment_id=of.comment_id, consultation_id=of.consultation_id)


def activity(policy_id: str, method: Method, **numbers: int | None) -> ActivityRecorded:
    """An activity held elsewhere at the planning stage."""
    return ActivityRecorded(
        policy_id=policy_id,
        activity_id=new_id(),
        cycle=1,
        stage=Stage.PLANNING,
        method=method,
        title="地区別市民カフェ",
        held_on=date(2026, 5, 20),
        **numbers,
    )
