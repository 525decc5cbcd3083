"""What was held at the stages that come after: evaluation and improvement, in the same cycle."""

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, Self

import strawberry

from gateway.clients.policies import PolicyAnswer, StageAnswer
from gateway.clients.public_comment import ConsultationAnswer
from gateway.context import Info
from gateway.policies.types import Activity, Policy
from gateway.public_comment.types import Consultation
from gateway.trace.states import EvaluationState
from gateway.words import ConsultationState, Method, Stage, StageState, day_or_none
from shared.clock import today_jst

AFTERWARDS = (Stage.EVALUATION, Stage.IMPROVEMENT)
_NOT_HELD = (ConsultationState.PLANNED, ConsultationState.WITHDRAWN)


class _At(NamedTuple):
    """A stage of a policy in a cycle."""

    policy_id: str
    cycle: int
    stage: Stage


@strawberry.type(description="評価・改善の段階で行われたこと（意見募集と同じ期）")
class TracedStage:
    """A stage that comes after; without ``stageState`` the policy has none in this cycle."""

    state: EvaluationState
    policy_id: strawberry.ID
    cycle: int
    stage: Stage
    stage_state: StageState | None
    starts_on: date | None
    ends_on: date | None
    planned_methods: list[Method]
    activities: list[Activity]
    consultations: list[Consultation]
    policy_answer: strawberry.Private[PolicyAnswer]

    @strawberry.field
    def policy(self) -> Policy:
        """Return the policy."""
        return Policy.of(self.policy_answer)

    @classmethod
    def of(cls, at: _At, policy: PolicyAnswer, consultations: Iterable[ConsultationAnswer]) -> Self:
        """Make it of what the services answered."""
        place = (at.cycle, at.stage.value)
        planned = next(
            (one for one in policy["stages"] if (one["cycle"], one["stage"]) == place), None
        )
        activities = [
            Activity.of(one)
            for one in policy["activities"]
            if (one["cycle"], one["stage"]) == place
        ]
        serving = [Consultation.of(one) for one in consultations]
        held = any(one.held_on <= today_jst() for one in activities)
        held = held or any(one.state not in _NOT_HELD for one in serving)
        return cls(
            state=_state(planned, held=held),
            policy_id=strawberry.ID(at.policy_id),
            cycle=at.cycle,
            stage=at.stage,
            stage_state=StageState(planned["state"]) if planned else None,
            starts_on=day_or_none(planned["starts_on"]) if planned else None,
            ends_on=day_or_none(planned["ends_on"]) if planned else None,
            planned_methods=[Method(one) for one in planned["planned_methods"]] if planned else [],
            activities=activities,
            consultations=serving,
            policy_answer=policy,
        )


async def stages_after(info: Info, about: ConsultationAnswer | None) -> list[TracedStage]:
    """Return the stages that come after a consultation, of each policy and cycle it serves."""
    links = about["links"] if about else []
    cycles = sorted({(one["policy_id"], one["cycle"]) for one in links})
    places = [_At(*cycle, stage) for cycle in cycles for stage in AFTERWARDS]
    found = await asyncio.gather(*(_stage(info, about, at) for at in places))
    return [one for one in found if one is not None]


def state_of(stages: Iterable[TracedStage]) -> EvaluationState:
    """Return the state of the stage that says the most."""
    states = {one.state for one in stages}
    return next((one for one in EvaluationState if one in states), EvaluationState.NO_POLICY)


async def _stage(info: Info, about: ConsultationAnswer | None, at: _At) -> TracedStage | None:
    policy = await info.context.policies.policy.load(at.policy_id)
    if policy is None:
        return None
    serving = [
        one
        for one in await info.context.trace.consultations_of_policy.load(at.policy_id)
        if not about or one["id"] != about["id"]
        if any(
            _At(link["policy_id"], link["cycle"], Stage(link["stage"])) == at
            for link in one["links"]
        )
    ]
    return TracedStage.of(at, policy, serving)


def _state(planned: StageAnswer | None, *, held: bool) -> EvaluationState:
    if held:
        return EvaluationState.EVALUATED
    if planned is None:
        return EvaluationState.NOT_PLANNED
    over = planned["state"] == StageState.CLOSED.value
    return EvaluationState.NOTHING_HELD if over else EvaluationState.NOT_YET_EVALUATED
