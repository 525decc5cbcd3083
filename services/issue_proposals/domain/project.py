"""A collaborative project: the seven steps of collaboration, signed by all sides; evaluations.

The steps are those of Sendai's guide to collaboration (協働の手引き): 現状の把握, 課題の把握,
協働手法の検討, 協働相手の決定, 企画・立案の協議, 実施, 評価.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from services.issue_proposals.domain.errors import (
    NoSideOfThis,
    PartnersTooMany,
    ProjectNotPlanned,
    ScoreOutOfRange,
    SheetFilledAlready,
    StepNotSigned,
    VersionOutdated,
)
from shared.events.issue_proposals import IssueState
from shared.events.issue_talk import Criterion, Evaluated, Method, Step

CITY, AUTHOR = "CITY", "AUTHOR"
PARTNERS_MAX, TEXT_CHARS_MAX = 20, 4_000
STEPS = tuple(Step)
# What is signed about a plan holds for that plan; a new one is signed anew.
OF_A_PLAN = frozenset({Step.METHOD, Step.PARTNERS, Step.PLANNING})
BEFORE_ACTING = STEPS[: STEPS.index(Step.ACTING)]

# What each sheet asks: of the project what it brought, of the collaboration how it went.
_FIRST_OF_COLLABORATION = tuple(Criterion).index(Criterion.SHARED_GOAL)
CRITERIA: Mapping[Evaluated, tuple[Criterion, ...]] = {
    Evaluated.PROJECT: tuple(Criterion)[:_FIRST_OF_COLLABORATION],
    Evaluated.COLLABORATION: tuple(Criterion)[_FIRST_OF_COLLABORATION:],
}
SCORES = range(1, 6)


@dataclass(frozen=True)
class Plan:
    """One version of what is done together. ``partners``: ids of parties."""

    version: int
    method: Method
    partners: tuple[str, ...]
    roles: str
    plan: str
    by: str
    at: datetime

    def says_the_same(self, other: "Plan") -> bool:
        """Say whether both say the same in the same version, whoever wrote them."""
        return replace(other, by=self.by, at=self.at) == self


@dataclass(frozen=True)
class Signature:
    """One side agrees that a step is done; ``side``: CITY, AUTHOR or a party's id."""

    step: Step
    side: str
    version: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Sheet:
    """One side's evaluation: a score of 1 to 5 for each criterion, and words."""

    evaluated: Evaluated
    side: str
    scores: Mapping[str, int]
    good: str
    better: str
    by: str
    at: datetime

    def says_the_same(self, other: "Sheet") -> bool:
        """Say whether both say the same, whenever they were filled."""
        mine = (self.scores, self.good, self.better)
        return mine == (other.scores, other.good, other.better)


@dataclass(frozen=True)
class Project:
    """What the sides of an issue agreed and thought of it, as of ``sequence`` (0: nothing yet).

    ``left``: partners that take part no more.
    """

    issue_id: str
    plans: tuple[Plan, ...] = ()
    signatures: tuple[Signature, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    left: frozenset[str] = frozenset()
    sequence: int = 0

    @property
    def plan(self) -> Plan | None:
        """Return the newest plan."""
        return self.plans[-1] if self.plans else None

    @property
    def sides(self) -> tuple[str, ...]:
        """Return who signs and evaluates: the city and its partners, or who brought it."""
        partners = self.plan.partners if self.plan else ()
        return (CITY, *(partners or (AUTHOR,)))

    @property
    def staying(self) -> frozenset[str]:
        """Return the sides for which what comes after the plan waits: those that have not left."""
        return frozenset(self.sides) - self.left

    def waited_for(self, step: Step) -> frozenset[str]:
        """Return the sides whose signature a step needs.

        A plan with a partner that left is written anew without it; later nobody waits for it.
        """
        return frozenset(self.sides) if step in OF_A_PLAN else self.staying

    def signed_by(self, step: Step) -> frozenset[str]:
        """Return the sides whose signature under a step holds."""
        version = self.plan.version if self.plan else 0
        held = {
            one.side
            for one in self.signatures
            if one.step is step and (step not in OF_A_PLAN or one.version == version)
        }
        return frozenset(held & set(self.sides))

    def complete(self, step: Step) -> bool:
        """Say whether all sides that it needs signed it."""
        return self.signed_by(step) >= self.waited_for(step)

    def shared(self, evaluated: Evaluated) -> bool:
        """Say whether all sides that stayed filled their sheet: then everybody reads all."""
        filled = {one.side for one in self.sheets if one.evaluated is evaluated}
        return filled >= self.staying

    def sheet(self, evaluated: Evaluated, side: str) -> Sheet | None:
        """Return what one side filled."""
        for one in self.sheets:
            if one.evaluated is evaluated and one.side == side:
                return one
        return None

    def require_side(self, side: str) -> None:
        """Let a side pass.

        Raises:
            NoSideOfThis.
        """
        if side not in self.sides:
            raise NoSideOfThis("issue_id")

    def require_steps(self, *steps: Step) -> None:
        """Let it go on once all of these are signed by all sides.

        Raises:
            ProjectNotPlanned, StepNotSigned.
        """
        if self.plan is None:
            raise ProjectNotPlanned("issue_id")
        for step in steps:
            if not self.complete(step):
                raise StepNotSigned("step", step=step.value)


def planned(project: Project, plan: Plan, base: int) -> Plan:
    """Return the plan that follows ``base``, the one its writer had before them.

    Raises:
        VersionOutdated, PartnersTooMany.
    """
    if base != len(project.plans):
        raise VersionOutdated("base_version", current=len(project.plans))
    if len(plan.partners) > PARTNERS_MAX:
        raise PartnersTooMany("partners", max=PARTNERS_MAX)
    return plan


def require_signable(project: Project, step: Step, side: str, state: IssueState) -> None:
    """Let a side sign: in the order of the steps, each of them once it is done.

    Raises:
        NoSideOfThis, ProjectNotPlanned. StepNotSigned: the step before is not signed by all sides,
        or the project has not begun (``ACTING``) or is not evaluated (``EVALUATING``).
    """
    project.require_side(side)
    before = STEPS[: STEPS.index(step)]
    project.require_steps(*before)
    begun = (IssueState.PROJECT, IssueState.ACTED, IssueState.EVALUATED)
    if step is Step.ACTING and state not in begun:
        raise StepNotSigned("step", step=Step.PLANNING.value)
    if step is Step.EVALUATING:
        require_evaluated(project)


def require_way(project: Project, state: IssueState, to: IssueState) -> None:
    """Let an issue go on: into a project that is signed, out of one that was done, to its end.

    Raises:
        ProjectNotPlanned, StepNotSigned.
    """
    if to is IssueState.PROJECT:
        project.require_steps(*BEFORE_ACTING)
    if to is IssueState.ACTED and state is IssueState.PROJECT:
        project.require_steps(Step.ACTING)
    if to is IssueState.EVALUATED:
        require_evaluated(project)


def require_evaluated(project: Project) -> None:
    """Let it pass once both evaluations are shared.

    Raises:
        StepNotSigned.
    """
    if not all(project.shared(one) for one in Evaluated):
        raise StepNotSigned("step", step=Step.EVALUATING.value)


def filled(project: Project, sheet: Sheet) -> Sheet:
    """Return a sheet that may be kept; it can be written anew until all sides have filled theirs.

    Raises:
        NoSideOfThis, SheetFilledAlready, ScoreOutOfRange.
    """
    project.require_side(sheet.side)
    if project.shared(sheet.evaluated):
        raise SheetFilledAlready("evaluated")
    wanted = CRITERIA[sheet.evaluated]
    if set(sheet.scores) != set(wanted) or not all(one in SCORES for one in sheet.scores.values()):
        raise ScoreOutOfRange("scores", least=SCORES[0], most=SCORES[-1])
    return sheet
