"""Where an activity stands among the stages of policies (位置づけ), as several areas show it."""

from typing import Self

import strawberry

from gateway.clients.policies import StageLinkAnswer
from gateway.context import Info
from gateway.policies.types import Policy
from gateway.words import Stage


@strawberry.type(description="政策の段階への位置づけ")
class StageLink:
    """A stage of a policy that something serves."""

    policy_id: strawberry.ID
    cycle: int
    stage: Stage

    @classmethod
    def of(cls, answer: StageLinkAnswer) -> Self:
        """Make it of a service's answer."""
        return cls(
            policy_id=strawberry.ID(answer["policy_id"]),
            cycle=answer["cycle"],
            stage=Stage(answer["stage"]),
        )

    @strawberry.field
    async def policy(self, info: Info) -> Policy | None:
        """Return the policy."""
        found = await info.context.policies.policy.load(str(self.policy_id))
        return Policy.of(found) if found else None


@strawberry.input(description="政策の段階への位置づけ")
class StageLinkInput:
    """A stage of a policy."""

    policy_id: strawberry.ID
    cycle: int = 1
    stage: Stage
