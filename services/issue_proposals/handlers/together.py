"""Working together: what is planned, who signs which step, what each side thought of it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from services.issue_proposals.domain import project as rules
from services.issue_proposals.domain.errors import IssueNotMovable, NoSideOfThis, PartyNotFound
from services.issue_proposals.domain.issue import Issue
from services.issue_proposals.domain.project import Plan, Project, Sheet, Signature
from services.issue_proposals.domain.talk import Speaker, Voice
from services.issue_proposals.handlers.talking import Talking
from services.issue_proposals.store import Store
from services.issue_proposals.store import talk as as_document
from shared.caller import current_caller
from shared.clock import now
from shared.events.issue_proposals import IssueState
from shared.events.issue_talk import (
    Evaluated,
    Method,
    ProjectPlanned,
    SheetFilled,
    Step,
    StepSigned,
)
from shared.mongo import DuplicateKeyError, StaleAggregate
from shared.texts import clean_text
from shared.two_numbers import Numbers

TRIES = 20
_OVER = (IssueState.NOT_PURSUED, IssueState.ACTED, IssueState.EVALUATED)


@dataclass(frozen=True)
class NewPlan:
    """What is done together: how, with whom, who does what."""

    method: Method
    partners: Sequence[str]
    roles: str
    plan: str
    base_version: int


@dataclass
class Together:
    """The use cases of a collaborative project."""

    store: Store
    talking: Talking

    async def plan(self, issue_id: str, new: NewPlan) -> Project:
        """Write the next version of the plan; what was signed of the one before is void.

        The same again changes nothing.

        Raises:
            IssueNotFound, NotSignedIn, NotInCharge; IssueNotMovable: it is over;
            PartyNotFound: a partner has not joined; VersionOutdated, PartnersTooMany, TextEmpty.
        """
        issue = await self.talking.public_issue(issue_id)
        issue.require_handling(current_caller())
        if issue.state in _OVER:
            raise IssueNotMovable("state", state=issue.state.value)
        project = await self.store.talk.project(issue_id)
        here = {one.id for one in await self.store.talk.parties_of(issue_id) if not one.left}
        if not set(new.partners) <= here:
            raise PartyNotFound("partners")
        plan = Plan(
            version=new.base_version + 1,
            method=new.method,
            partners=tuple(dict.fromkeys(new.partners)),
            roles=clean_text("roles", new.roles, max_chars=rules.TEXT_CHARS_MAX),
            plan=clean_text("plan", new.plan, max_chars=rules.TEXT_CHARS_MAX),
            by=current_caller().person_id or "",
            at=now(),
        )
        if project.plan is not None and project.plan.says_the_same(plan):
            return project  # sent again
        rules.planned(project, plan, new.base_version)
        event = ProjectPlanned(
            issue_id=issue_id,
            version=plan.version,
            method=plan.method,
            partners=len(plan.partners),
        )
        change = {"plans": as_document.of_plan(plan)}
        return await self.store.talk.keep_project(project, change, event)

    async def sign(self, issue_id: str, step: Step, numbers: Numbers) -> Project:
        """Sign a step for one's own side. Signed already: nothing changes.

        Raises:
            as ``Talking.voice``; NoSideOfThis, ProjectNotPlanned, StepNotSigned.
        """
        issue, side, by = await self._side(issue_id, numbers)
        for _ in range(TRIES):
            project = await self.store.talk.project(issue_id)
            if side in project.signed_by(step):
                return project
            rules.require_signable(project, step, side, issue.state)
            version = project.plan.version if project.plan else 0
            signature = Signature(step, side, version, by, now())
            complete = project.signed_by(step) | {side} >= project.waited_for(step)
            event = StepSigned(issue_id=issue_id, step=step, version=version, complete=complete)
            change = {"signatures": as_document.of_signature(signature)}
            with suppress(StaleAggregate):  # another side signed at the same moment
                return await self.store.talk.keep_project(project, change, event)
        raise StaleAggregate

    async def fill(
        self,
        issue_id: str,
        evaluated: Evaluated,
        scores: Mapping[str, int],
        good: str,
        better: str,
        numbers: Numbers,
    ) -> Project:
        """Fill the sheet of one's own side; nobody else reads it before all sides have filled.

        The same again changes nothing.

        Raises:
            as ``Talking.voice``; NoSideOfThis, SheetFilledAlready, ScoreOutOfRange, TextTooLong;
            IssueNotMovable: nothing has been done yet.
        """
        issue, side, by = await self._side(issue_id, numbers)
        if issue.state is not IssueState.ACTED:
            raise IssueNotMovable("state", state=issue.state.value)
        sheet = Sheet(
            evaluated=evaluated,
            side=side,
            scores=dict(scores),
            good=_comment("good", good),
            better=_comment("better", better),
            by=by,
            at=now(),
        )
        for _ in range(TRIES):
            project = await self.store.talk.project(issue_id)
            old = project.sheet(evaluated, side)
            if old is not None and old.says_the_same(sheet):
                return project  # sent again
            rules.filled(project, sheet)
            with suppress(StaleAggregate, DuplicateKeyError):  # another side at the same moment
                return await self._keep(project, sheet)
        raise StaleAggregate

    async def side(self, issue_id: str, numbers: Numbers) -> str:
        """Return for which side somebody signs and evaluates: CITY, AUTHOR or a party's id.

        Raises:
            as ``Talking.voice``; NoSideOfThis: a coordinator stands between the sides.
        """
        return (await self._side(issue_id, numbers))[1]

    async def require_way(self, issue: Issue, to: IssueState) -> None:
        """Let an issue go on, as far as its project must have come for that.

        Raises:
            ProjectNotPlanned, StepNotSigned.
        """
        rules.require_way(await self.store.talk.project(issue.id), issue.state, to)

    async def _keep(self, project: Project, sheet: Sheet) -> Project:
        if (old := project.sheet(sheet.evaluated, sheet.side)) is not None:
            return await self.store.talk.replace_sheet(project, old, sheet)
        filled = {one.side for one in project.sheets if one.evaluated is sheet.evaluated}
        shared = filled | {sheet.side} >= project.staying
        event = SheetFilled(issue_id=project.issue_id, evaluated=sheet.evaluated, shared=shared)
        change = {"sheets": as_document.of_sheet(sheet)}
        return await self.store.talk.keep_project(project, change, event)

    async def _side(self, issue_id: str, numbers: Numbers) -> tuple[Issue, str, str]:
        issue, voice = await self.talking.voice(issue_id, numbers)
        if voice.speaker is Speaker.CITY and not voice.department_id:
            raise NoSideOfThis("issue_id")  # a coordinator stands between the sides
        return issue, _side_of(voice), voice.id


def _side_of(voice: Voice) -> str:
    if voice.speaker is Speaker.CITY:
        return rules.CITY
    return rules.AUTHOR if voice.speaker is Speaker.AUTHOR else voice.id


def _comment(field: str, text: str) -> str:
    return clean_text(field, text, max_chars=2_000, required=False)
