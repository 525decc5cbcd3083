"""Where an input belongs (位置づけ): policy × cycle × stage × method, joined when read.

There is no order between aggregates: a comment may be counted before its consultation is known,
and a consultation before the policy it serves. So figures are kept per consultation, and which
stage they belong to is decided here, anew at every reading.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from shared.events.common import Method, Stage, StageRef, StageState


@dataclass(frozen=True, slots=True)
class PolicyStage:
    """One stage of a policy in one cycle; dates are ISO, None while open."""

    cycle: int
    stage: Stage
    state: StageState = StageState.PLANNED
    starts_on: str | None = None
    ends_on: str | None = None
    planned_methods: tuple[Method, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy with its stages in the order of cycle and stage."""

    policy_id: str
    title: str
    field: str
    stages: tuple[PolicyStage, ...]


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation (意見募集) and the stages it serves."""

    consultation_id: str
    title: str
    links: tuple[StageRef, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity held elsewhere with the numbers that were recorded (None: not counted)."""

    activity_id: str
    place: StageRef
    method: Method
    title: str
    held_on: str
    participants: int | None = None
    submitters: int | None = None
    comments: int | None = None
    points: int | None = None


@dataclass
class Places:
    """Which consultations serve which stage."""

    policies: dict[str, Policy]
    by_stage: dict[StageRef, list[Consultation]] = field(default_factory=lambda: defaultdict(list))
    of_consultation: dict[str, list[StageRef]] = field(default_factory=dict)

    @classmethod
    def join(cls, policies: Iterable[Policy], consultations: Iterable[Consultation]) -> "Places":
        """Keep the links that lead to a stage that is known.

        A consultation without any stays out: its inputs are unlinked (位置づけ未設定) until the
        policy or the link arrives.
        """
        places = cls({policy.policy_id: policy for policy in policies})
        known = {
            StageRef(policy_id=policy.policy_id, cycle=stage.cycle, stage=stage.stage)
            for policy in places.policies.values()
            for stage in policy.stages
        }
        for consultation in consultations:
            for link in dict.fromkeys(consultation.links):
                if link in known:
                    places.by_stage[link].append(consultation)
                    places.of_consultation.setdefault(consultation.consultation_id, []).append(link)
        return places

    def place_of(
        self,
        consultation_id: str,
        policy_id: str | None = None,
        cycle: int | None = None,
        stage: Stage | None = None,
    ) -> StageRef | None:
        """The first stage that a consultation serves, within what the reader asked for."""
        for place in self.of_consultation.get(consultation_id, []):
            if (
                policy_id in (None, place.policy_id)
                and cycle in (None, place.cycle)
                and stage in (None, place.stage)
            ):
                return place
        return None

    def consultations_at(
        self,
        policy_id: str | None = None,
        cycle: int | None = None,
        stage: Stage | None = None,
    ) -> list[str]:
        """Ids of the consultations that serve any stage that fits."""
        return [
            consultation_id
            for consultation_id in self.of_consultation
            if self.place_of(consultation_id, policy_id, cycle, stage)
        ]
