"""The insight service: what came in, counted."""

from typing import TypedDict, cast

from gateway.clients.base import ServiceClient


class TallyAnswer(TypedDict):
    """The three units, which are never added together."""

    submitters: int
    comments: int
    points: int


class MethodTallyAnswer(TallyAnswer):
    """The units of one method; ``activities`` were held, ``participants`` came."""

    activities: int
    participants: int


class StageCellAnswer(TypedDict):
    """One cell of policies × stages."""

    cycle: int
    stage: str
    state: str
    starts_on: str | None
    ends_on: str | None
    planned_methods: list[str]
    used_methods: list[str]
    submitters: int
    comments: int
    points: int
    withdrawn: int
    by_method: dict[str, MethodTallyAnswer]
    by_channel: dict[str, TallyAnswer]


class PolicyRowAnswer(TypedDict):
    """One policy with its stages."""

    policy_id: str
    title: str
    field: str
    stages: list[StageCellAnswer]


class UnlinkedAnswer(TypedDict):
    """What came in without a policy, or before its policy is known."""

    submitters: int
    comments: int
    points: int
    withdrawn: int
    by_channel: dict[str, TallyAnswer]


class TotalAnswer(UnlinkedAnswer):
    """Everything, each input counted once."""

    by_method: dict[str, MethodTallyAnswer]


class OverviewAnswer(TypedDict):
    """All policies at a glance."""

    policies: list[PolicyRowAnswer]
    unlinked: UnlinkedAnswer
    total: TotalAnswer
    as_of: str


class DayAnswer(TypedDict):
    """What came in on one day in Japan, by one method and channel."""

    day: str
    channel: str | None
    method: str
    submitters: int
    comments: int
    points: int


class HeldActivityAnswer(TypedDict):
    """An activity that was held elsewhere."""

    activity_id: str
    method: str
    title: str
    held_on: str
    participants: int | None
    submitters: int | None
    comments: int | None
    points: int | None


class ClauseCountAnswer(TypedDict):
    """How many comments are about one clause; None: about the whole plan."""

    clause_id: str | None
    comments: int


class ConsultationRefAnswer(TypedDict):
    """A consultation that serves a stage."""

    consultation_id: str
    title: str


class StageCountsAnswer(StageCellAnswer):
    """One stage of one policy in detail."""

    policy_id: str
    title: str
    consultations: list[ConsultationRefAnswer]
    as_of: str
    by_day: list[DayAnswer]
    by_submitter_kind: dict[str, TallyAnswer]
    activities: list[HeldActivityAnswer]
    by_clause: list[ClauseCountAnswer]


class InputAnswer(TypedDict):
    """One input, without its text."""

    comment_id: str
    consultation_id: str
    policy_id: str | None
    cycle: int | None
    stage: str | None
    method: str
    channel: str
    clause_id: str | None
    accepted_at: str
    received_on: str
    late: bool
    version: int
    state: str


class InputsPage(TypedDict):
    """A page of inputs, newest first."""

    items: list[InputAnswer]
    next: str | None


class LagAnswer(TypedDict):
    """How far the read model is behind."""

    partitions: dict[str, int]
    total: int
    dead_letters: int


class InsightClient(ServiceClient):
    """Calls of the insight service."""

    SERVICE = "insight"

    async def overview(self) -> OverviewAnswer:
        """Return all policies with their stages' counts."""
        return cast(OverviewAnswer, await self.get("/overview"))

    async def stage_counts(self, policy_id: str, cycle: int, stage: str) -> StageCountsAnswer:
        """Return one stage in detail.

        Raises:
            Refused: there is no such stage.
        """
        params: dict[str, str | int] = {"policy_id": policy_id, "cycle": cycle, "stage": stage}
        return cast(StageCountsAnswer, await self.get("/stage-counts", params))

    async def inputs(
        self,
        policy_id: str | None,
        cycle: int | None,
        stage: str | None,
        after: str | None,
        limit: int,
    ) -> InputsPage:
        """Return one page of what came in."""
        params: dict[str, str | int] = {"limit": limit}
        asked = {"policy_id": policy_id, "cycle": cycle, "stage": stage, "after": after}
        params.update({name: value for name, value in asked.items() if value})
        return cast(InputsPage, await self.get("/inputs", params))

    async def lag(self) -> LagAnswer:
        """Return how far behind the counts are."""
        return cast(LagAnswer, await self.get("/lag"))
