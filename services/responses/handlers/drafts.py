"""Writing responses, and which inputs each one answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.responses.domain.errors import (
    CaseNotKnownYet,
    SubjectAnsweredElsewhere,
    SubjectGone,
    SubjectNotInResponse,
    SubjectNotKnownYet,
    SubjectOfAnotherCase,
    SubjectOutdated,
    SubjectSplit,
)
from services.responses.domain.parts import (
    Content,
    State,
    Subject,
    checked_content,
    checked_subjects,
)
from services.responses.domain.response import Response, drafted
from services.responses.domain.waiting import ANNOUNCED
from services.responses.handlers.base import UseCases, about, person, staff
from services.responses.store import repeated
from shared.caller import NotInCharge
from shared.clock import now
from shared.events import EventData
from shared.events.responses import (
    ResponseDrafted,
    ResponseRevised,
    ResponseWithdrawn,
    SubjectsChanged,
)
from shared.idempotency import Request
from shared.ids import new_id
from shared.mongo import Document


@dataclass
class Drafts(UseCases):
    """The use cases of the desk that drafts."""

    async def draft(
        self,
        desk_id: str,
        subjects: Sequence[Subject],
        content: Content,
        due_on: date | None,
        key: str,
    ) -> Document:
        """Begin a response, from the first note to a whole text; it may lack anything but inputs.

        Raises:
            Forbidden, NotInCharge: another desk's, or another department's case.
            SubjectAnsweredElsewhere, SubjectsMissing, TooManySubjects, SubjectOfAnotherCase,
            SubjectSplit, SubjectGone, SubjectOutdated, SubjectNotKnownYet, CaseNotKnownYet,
            DeskNotKnownYet, IdempotencyKeyReused.
            InvalidInput: what may be wrong with the content.
        """
        caller, at = staff(), now()
        caller.require_desk(desk_id)
        request = Request.of(
            key,
            {
                "desk_id": desk_id,
                "subjects": [one.model_dump(mode="json") for one in subjects],
                "content": content.model_dump(mode="json"),
                "due_on": due_on.isoformat() if due_on else None,
            },
        )
        if (made := await self.store.made_by(request)) is not None:
            return made
        department_id = await self.department_of(desk_id)
        content = checked_content(content, self.classes)
        response = drafted(
            new_id(), department_id, desk_id, subjects, content, due_on, person(caller), at
        )
        await self.require_ours(response.case_id, response.subjects, department_id)
        return await self.store.insert(response, request, _drafted(response))

    async def revise(
        self, response_id: str, content: Content, due_on: date | None, version: int, key: str
    ) -> Document:
        """Say it anew; every former version is kept.

        Raises:
            NotInCharge, ResponseNotFound, ResponseChanged, ResponseNotEditable, TooManyVersions,
            IdempotencyKeyReused, and what may be wrong with the content.
        """
        caller, at = staff(), now()
        content = checked_content(content, self.classes)

        def decide(response: Response) -> tuple[Response, Sequence[EventData]]:
            caller.require_desk(response.desk_id)
            changed = response.revised(content, due_on, version, person(caller), at)
            event = ResponseRevised(
                **about(changed), version=changed.version, class_code=content.class_code
            )
            return changed, [event]

        given = {
            "content": content.model_dump(mode="json"),
            "due_on": due_on.isoformat() if due_on else None,
            "version": version,
        }
        return await self.change(response_id, key, given, decide)

    async def change_subjects(
        self,
        response_id: str,
        add: Sequence[Subject],
        remove: Sequence[Subject],
        version: int,
        key: str,
    ) -> Document:
        """Answer more inputs with it, or fewer.

        Raises:
            NotInCharge, ResponseNotFound, ResponseChanged, ResponseNotEditable,
            SubjectAnsweredElsewhere, and what ``draft`` raises about subjects.
        """
        caller, at = staff(), now()
        if add:
            response, _ = await self.store.response(response_id)
            caller.require_desk(response.desk_id)
            await self.require_ours(response.case_id, add, response.department_id, remove)

        def decide(response: Response) -> tuple[Response, Sequence[EventData]]:
            caller.require_desk(response.desk_id)
            changed = response.with_subjects(add, remove, version, person(caller), at)
            return changed, [_moved(changed, add, remove)]

        given = {"add": _dumped(add), "remove": _dumped(remove), "version": version}
        return await self.change(response_id, key, given, decide)

    async def split(
        self, response_id: str, subjects: Sequence[Subject], version: int, key: str
    ) -> Document:
        """Answer some of its inputs with a response of their own, which begins with its words.

        Returns the new response; both know of it in their history.

        Raises:
            see ``change_subjects``. SubjectsMissing: one of the two would answer nothing.
        """
        caller, at = staff(), now()
        request = Request.of(
            key, {"split": response_id, "subjects": _dumped(subjects), "version": version}
        )
        if (made := await self.store.made_by(request)) is not None:
            return made

        async def work(session: Any) -> Document:
            source, row = await self.store.response(response_id, session)
            caller.require_desk(source.desk_id)
            held = {one.key: one for one in source.subjects}
            if any(one.key not in held for one in subjects):
                raise SubjectNotInResponse("subjects")
            moved = [held[one.key] for one in checked_subjects(subjects, source.case_id)]
            rest = source.with_subjects((), moved, version, person(caller), at)
            made = drafted(
                new_id(),
                source.department_id,
                source.desk_id,
                moved,
                source.content,
                source.due_on,
                person(caller),
                at,
            )
            # First they leave the one: an input has one response at a time.
            await self.store.change(row, rest, None, _moved(rest, (), moved), session=session)
            return await self.store.insert(made, request, _drafted(made), session=session)

        result: Document = await self.together(work)
        return result

    async def join(
        self, response_id: str, version: int, other_id: str, other_version: int, key: str
    ) -> Document:
        """Answer the inputs of another draft with this one, too; the other one ends.

        Raises:
            see ``change_subjects``; for both.
        """
        caller, at = staff(), now()
        given = {"join": response_id, "version": version, "other": [other_id, other_version]}
        request = Request.of(key, given)

        async def work(session: Any) -> Document:
            target, row = await self.store.response(response_id, session)
            if (made := repeated(row, request)) is not None:
                return made
            source, source_row = await self.store.response(other_id, session)
            caller.require_desk(target.desk_id)
            caller.require_desk(source.desk_id)
            if source.id == target.id or source.case_id != target.case_id:
                raise SubjectOfAnotherCase("other_id")
            source.require_editable()
            ended = source.withdrawn(other_version, person(caller), at, f"→ {target.id}")
            joined = target.with_subjects(source.subjects, (), version, person(caller), at)
            await self.store.change(source_row, ended, None, _withdrawn(ended), session=session)
            event = _moved(joined, source.subjects, ())
            return await self.store.change(row, joined, request, event, session=session)

        result: Document = await self.together(work)
        return result

    async def withdraw(self, response_id: str, reason: str, version: int, key: str) -> Document:
        """End it with a reason: a draft by its desk, a published one by the department in charge.

        Raises:
            NotInCharge, ResponseNotFound, ResponseChanged, ResponseAlreadyWithdrawn, TextEmpty.
        """
        caller, at = staff(), now()

        def decide(response: Response) -> tuple[Response, Sequence[EventData]]:
            if response.state is State.PUBLISHED:
                caller.require_department(response.department_id)
            else:
                caller.require_desk(response.desk_id)
            changed = response.withdrawn(version, person(caller), at, reason)
            return changed, [_withdrawn(changed)]

        given = {"withdraw": reason, "version": version}
        return await self.change(response_id, key, given, decide)

    async def require_ours(
        self,
        case_id: str,
        subjects: Sequence[Subject],
        department_id: str,
        leaving: Sequence[Subject] = (),
    ) -> None:
        """Let inputs pass that are there, of a case that the department is in charge of.

        Raises:
            CaseNotKnownYet, NotInCharge, SubjectNotKnownYet, SubjectOfAnotherCase, SubjectSplit,
            SubjectGone, SubjectOutdated, SubjectAnsweredElsewhere.

        Issues and surveys are not announced by events yet: their ids are taken as given.
        """
        announced = [one for one in subjects if one.kind in ANNOUNCED]
        if not announced:
            return
        known = await self.known()
        departments = await known.departments_of(case_id)
        if departments is None:
            raise CaseNotKnownYet("case_id")
        if departments and department_id not in departments:
            raise NotInCharge
        found = await known.inputs(one.id for one in announced)
        whole = await known.inputs(
            row["comment_id"] for row in found.values() if row.get("comment_id")
        )
        for one in announced:
            _require_answerable(one, found.get(one.id, {}), whole)
        # A point of a comment that a response answers as a whole is taken from that one first.
        keys = {f"COMMENT:{id_}" for id_ in whole} - {one.key for one in leaving}
        if keys and await self.store.answered(sorted(keys)):
            raise SubjectAnsweredElsewhere("subjects")


def _require_answerable(
    subject: Subject, row: Mapping[str, Any], whole: Mapping[str, Mapping[str, Any]]
) -> None:
    if not row.get("case_id") or row["kind"] != subject.kind.value:
        raise SubjectNotKnownYet("subjects")
    if row["case_id"] != subject.case_id:
        raise SubjectOfAnotherCase("subjects")
    if row["point_ids"]:
        raise SubjectSplit("subjects")
    if row["gone"]:
        raise SubjectGone("subjects")
    if row["comment_id"] and whole.get(row["comment_id"], {}).get("outdated"):
        raise SubjectOutdated("subjects")


def _dumped(subjects: Sequence[Subject]) -> list[str]:
    return [subject.key for subject in subjects]


def _drafted(response: Response) -> ResponseDrafted:
    keys = tuple(_dumped(response.subjects))
    return ResponseDrafted(
        **about(response), desk_id=response.desk_id, subjects=keys, due_on=response.due_on
    )


def _moved(
    response: Response, added: Sequence[Subject], removed: Sequence[Subject]
) -> SubjectsChanged:
    return SubjectsChanged(
        **about(response), added=tuple(_dumped(added)), removed=tuple(_dumped(removed))
    )


def _withdrawn(response: Response) -> ResponseWithdrawn:
    return ResponseWithdrawn(**about(response), subjects=tuple(_dumped(response.subjects)))
