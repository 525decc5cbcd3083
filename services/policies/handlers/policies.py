"""What is done with policies, their stages and their plan documents."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from services.policies.domain.identity import Clause, identify
from services.policies.domain.plan import Plan, PlanFormat, parse_plan
from services.policies.domain.policy import (
    Activity,
    Policy,
    PolicyStage,
    checked_activity,
    checked_policy,
    closed,
    opened,
)
from services.policies.store import PlanDocument, Revision, SkippedLine, Source, Store
from shared.caller import current_caller
from shared.clock import now, today_jst
from shared.events.common import RevisionKind, Stage, StageState
from shared.events.policies import (
    ActivityRecorded,
    PlannedStage,
    PolicyCreated,
    RevisionPublished,
    StageClosed,
    StageOpened,
)
from shared.idempotency import Request, first_answer
from shared.ids import new_id
from shared.mongo import DuplicateKeyError, StaleAggregate
from shared.texts import clean_title

_TRIES = 8  # when several people change one policy or publish one document at once
_Made = TypeVar("_Made")


class Policies:
    """What can be done with policies and their plan documents."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def create_policy(self, policy: Policy, key: str, body: Mapping[str, Any]) -> Policy:
        """Enter a policy; a repeated request returns the policy that the first one made.

        Raises:
            InvalidInput: a subclass that says what is wrong and where.
            IdempotencyKeyReused: the key belongs to another request.
            NotInCharge: the caller is not of the department that shall be in charge.
        """
        require_in_charge(policy)
        request = Request.of(key, body)
        policy = checked_policy(policy, today_jst())
        event = PolicyCreated(
            policy_id=policy.id,
            title=policy.title,
            field=policy.field,
            area=policy.area,
            department=policy.department,
            department_id=policy.department_id,
            stages=tuple(_planned(stage) for stage in policy.stages),
        )
        try:
            await self._store.insert_policy(policy, request, event)
        except DuplicateKeyError:
            return first_answer(await self._store.policy_of(key), request)
        return await self._store.policy(policy.id)

    async def open_stage(self, policy_id: str, cycle: int, stage: Stage, on: date) -> Policy:
        """Open a stage; opening it again on the same day changes nothing.

        Raises:
            PolicyNotFound, StageNotFound, StageAlreadyOpen, StageAlreadyClosed, DateInFuture.
            NotInCharge: as everywhere here, the caller is of another department.
        """
        event = StageOpened(policy_id=policy_id, cycle=cycle, stage=stage, on=on)
        return await self._move_stage(event, StageState.OPEN)

    async def close_stage(self, policy_id: str, cycle: int, stage: Stage, on: date) -> Policy:
        """Close a stage; closing it again on the same day changes nothing.

        Raises:
            PolicyNotFound, StageNotFound, StageNotOpen, StageAlreadyClosed,
            StageClosesBeforeItOpened, DateInFuture.
        """
        event = StageClosed(policy_id=policy_id, cycle=cycle, stage=stage, on=on)
        return await self._move_stage(event, StageState.CLOSED)

    async def _move_stage(self, event: StageOpened | StageClosed, to: StageState) -> Policy:
        move = opened if to is StageState.OPEN else closed
        tries = _TRIES
        while True:
            tries -= 1
            policy = await self._store.policy(event.policy_id)
            require_in_charge(policy)
            moved = move(policy.stage(event.cycle, event.stage), event.on, today_jst())
            if moved is None:
                return policy
            try:
                return await self._store.update_stage(policy, moved, event)
            except StaleAggregate:
                if not tries:
                    raise

    async def record_activity(
        self, policy_id: str, activity: Activity, key: str, body: Mapping[str, Any]
    ) -> Policy:
        """Record what was held elsewhere; a repeated request records it once.

        Raises:
            PolicyNotFound, StageNotFound, IdempotencyKeyReused.
            InvalidInput: a subclass that says what is wrong and where.
        """
        request = Request.of(key, {**body, "policy_id": policy_id})
        activity = checked_activity(activity, today_jst())
        event = _recorded(policy_id, activity)
        tries = _TRIES
        while True:
            tries -= 1
            made = await self._store.policy_of_activity(key)
            if made is not None:
                return first_answer(made, request)
            policy = await self._store.policy(policy_id)
            require_in_charge(policy)
            policy.stage(activity.cycle, activity.stage)
            try:
                return await self._store.add_activity(policy, activity, request, event)
            except (StaleAggregate, DuplicateKeyError):
                if not tries:
                    raise

    async def create_document(self, policy_id: str, title: str, key: str) -> PlanDocument:
        """Begin a plan document of a policy.

        Raises:
            PolicyNotFound, IdempotencyKeyReused.
            TextEmpty, TextTooLong, TextHasControlCharacters: the title.
        """
        title = clean_title("title", title)
        request = Request.of(key, {"policy_id": policy_id, "title": title})
        require_in_charge(await self._store.policy(policy_id))
        plan = PlanDocument(new_id(), policy_id, title, now())
        try:
            await self._store.insert_document(plan, request)
        except DuplicateKeyError:
            return first_answer(await self._store.document_of(key), request)
        return plan

    async def publish_revision(
        self, document_id: str, kind: RevisionKind, title: str, source: Source, key: str
    ) -> Revision:
        """Take a text apart and publish it as the document's next revision.

        Clauses that were in the last revision keep their ids (``domain.identity``).

        Raises:
            DocumentNotFound, IdempotencyKeyReused.
            InvalidInput: a subclass, with the text's line where it has one.
        """
        title = clean_title("title", title)
        body = {"document_id": document_id, "kind": kind, "title": title, **vars(source)}
        request = Request.of(key, body)
        made = await self._store.revision_of(key)
        if made is not None:
            return first_answer(made, request)
        document = await self._store.document(document_id)
        require_in_charge(await self._store.policy(document.policy_id))
        plan = await asyncio.to_thread(parse_plan, source.text, PlanFormat(source.format))
        tries = _TRIES
        while True:
            tries -= 1
            revision = await self._next_revision(document, kind, title, plan)
            try:
                await self._store.insert_revision(revision, source, request, _published(revision))
            except DuplicateKeyError:
                made = await self._store.revision_of(key)
                if made is not None:
                    return first_answer(made, request)
                if not tries:
                    raise StaleAggregate("document_id", sequence=revision.number) from None
                continue
            return revision

    async def _next_revision(
        self, document: PlanDocument, kind: RevisionKind, title: str, plan: Plan
    ) -> Revision:
        last = await self._store.latest_revision(document.id)
        known: tuple[Clause, ...] = last.clauses if last else ()
        clauses = await asyncio.to_thread(identify, plan.sections, known, new_id)
        return Revision(
            id=new_id(),
            document_id=document.id,
            policy_id=document.policy_id,
            number=last.number + 1 if last else 1,
            kind=kind,
            title=title,
            published_at=now(),
            clauses=tuple(clauses),
            skipped=tuple(SkippedLine(line.line, line.reason) for line in plan.skipped),
        )


def require_in_charge(policy: Policy) -> None:
    """Let a caller of the policy's department pass.

    Raises:
        NotSignedIn, NotInCharge.
    """
    if policy.department_id is not None:
        current_caller().require_department(policy.department_id)


def _planned(stage: PolicyStage) -> PlannedStage:
    return PlannedStage(
        cycle=stage.cycle,
        stage=stage.stage,
        starts_on=stage.starts_on,
        ends_on=stage.ends_on,
        planned_methods=stage.planned_methods,
        state=stage.state,
    )


def _recorded(policy_id: str, activity: Activity) -> ActivityRecorded:
    return ActivityRecorded(
        policy_id=policy_id,
        activity_id=activity.id,
        cycle=activity.cycle,
        stage=activity.stage,
        method=activity.method,
        title=activity.title,
        held_on=activity.held_on,
        participants=activity.participants,
        submitters=activity.submitters,
        comments=activity.comments,
        points=activity.points,
    )


def _published(revision: Revision) -> RevisionPublished:
    return RevisionPublished(
        revision_id=revision.id,
        document_id=revision.document_id,
        policy_id=revision.policy_id,
        number=revision.number,
        kind=revision.kind,
        title=revision.title,
        clause_ids=tuple(clause.id for clause in revision.clauses),
    )
