"""What staff do with policies and plan documents."""

from typing import Any

import strawberry

from gateway.context import Info
from gateway.policies.types import (
    CloseStageResult,
    CreatePlanDocumentInput,
    CreatePlanDocumentResult,
    CreatePolicyInput,
    CreatePolicyResult,
    MoveStageInput,
    OpenStageResult,
    PlanDocument,
    Policy,
    PublishRevisionInput,
    PublishRevisionResult,
    RecordActivityInput,
    RecordActivityResult,
    Revision,
    StageInput,
)
from shared.clock import today_jst


@strawberry.type
class PolicyMutations:
    """Mutations of policies."""

    @strawberry.field
    async def create_policy(self, info: Info, input: CreatePolicyInput) -> CreatePolicyResult:
        """Create a policy with its planned stages."""
        body = {
            "title": input.title,
            "summary": input.summary,
            "field": input.field,
            "area": input.area,
            "department": input.department,
            "department_id": input.department_id,
            "stages": [_stage(stage) for stage in input.stages],
            "idempotency_key": input.idempotency_key,
        }
        return Policy.of(await info.context.clients.policies.create_policy(body))

    @strawberry.field
    async def open_stage(self, info: Info, input: MoveStageInput) -> OpenStageResult:
        """Open a stage."""
        return await _move(info, input, "open")

    @strawberry.field
    async def close_stage(self, info: Info, input: MoveStageInput) -> CloseStageResult:
        """Close a stage."""
        return await _move(info, input, "close")

    @strawberry.field
    async def record_activity(self, info: Info, input: RecordActivityInput) -> RecordActivityResult:
        """Record an activity that was held elsewhere."""
        body = {
            "cycle": input.cycle,
            "stage": input.stage,
            "method": input.method,
            "title": input.title,
            "held_on": input.held_on.isoformat(),
            "place": input.place,
            "participants": input.participants,
            "submitters": input.submitters,
            "comments": input.comments,
            "points": input.points,
            "results": input.results,
            "idempotency_key": input.idempotency_key,
        }
        client = info.context.clients.policies
        return Policy.of(await client.record_activity(str(input.policy_id), body))

    @strawberry.field
    async def create_plan_document(
        self, info: Info, input: CreatePlanDocumentInput
    ) -> CreatePlanDocumentResult:
        """Begin a plan document of a policy."""
        body = {"title": input.title, "idempotency_key": input.idempotency_key}
        client = info.context.clients.policies
        return PlanDocument.of(await client.create_document(str(input.policy_id), body))

    @strawberry.field
    async def publish_revision(
        self, info: Info, input: PublishRevisionInput
    ) -> PublishRevisionResult:
        """Publish a revision of a plan document."""
        body = {
            "kind": input.kind,
            "title": input.title,
            "format": input.format.value.lower(),
            "text": input.text,
            "idempotency_key": input.idempotency_key,
        }
        client = info.context.clients.policies
        return Revision.of(await client.publish_revision(str(input.document_id), body))


async def _move(info: Info, input: MoveStageInput, move: str) -> Policy:
    body = {"on": (input.on or today_jst()).isoformat()}
    client = info.context.clients.policies
    answer = await client.move_stage(str(input.policy_id), input.cycle, input.stage, move, body)
    return Policy.of(answer)


def _stage(stage: StageInput) -> dict[str, Any]:
    return {
        "cycle": stage.cycle,
        "stage": stage.stage,
        "starts_on": stage.starts_on.isoformat() if stage.starts_on else None,
        "ends_on": stage.ends_on.isoformat() if stage.ends_on else None,
        "planned_methods": stage.planned_methods,
    }
