"""Bringing back a file that clerks edited: each row judged, shown, confirmed, applied once.

What is applied goes through the use cases of the desk that drafts, on the version that was shown.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from services.responses.domain.edits import OPEN, Edit, Verdict, lacking, said
from services.responses.domain.errors import (
    ResponseChanged,
    ResponseNotFound,
    SubjectAnsweredElsewhere,
    SubjectOfAnotherCase,
)
from services.responses.domain.parts import Content, Subject, SubjectKind
from services.responses.domain.response import Response
from services.responses.handlers.base import UseCases, may_read, person, staff
from services.responses.handlers.drafts import Drafts
from services.responses.store import read
from services.responses.store.imports import ImportStore
from shared.clock import now
from shared.errors import KyodoError, Unavailable
from shared.ids import new_id
from shared.logs import cause_of, log
from shared.mongo import Document, PyMongoError, StaleAggregate

CLAIMED_FOR = timedelta(seconds=20)
AT_ONCE = 50
_AWAY_PAUSE_S, _AWAY_TRIES = 1.0, 30
_CONFLICTS = (ResponseChanged, SubjectAnsweredElsewhere)
_log = log(__name__)


@dataclass
class Imports(UseCases):
    """The use cases, for the staff of the department in charge; an import is its uploader's own.

    Raises, each of them: NotSignedIn, Forbidden, NotInCharge, ImportNotFound.
    """

    drafts: Drafts
    imports: ImportStore
    _at_work: set[asyncio.Task[None]] = field(default_factory=set)

    async def begin(self, case_id: str, desk_id: str) -> Document:
        """Begin; new responses will be the desk's."""
        caller = staff()
        await self.require_in_charge(case_id, caller)
        caller.require_desk(desk_id)
        about = {"_id": new_id(), "case_id": case_id, "desk_id": desk_id, "by": person(caller)}
        await self.imports.begin(about)
        return {"id": about["_id"]}

    async def take(self, id_: str, edits: Sequence[Edit]) -> Document:
        """Judge rows by what their responses say now; nothing is changed."""
        about = await self._mine(id_)
        if about["state"] == "reading":
            judged = await asyncio.gather(*(self._judged(about, one) for one in edits))
            await self.imports.keep(id_, judged)
        return {"id": id_}

    async def preview(self, id_: str, figures: Document) -> Document:
        """All rows have come; ``figures`` are told as they are."""
        await self._mine(id_)
        await self.imports.read(id_, figures)
        return await self.show(id_)

    async def confirm(self, id_: str) -> Document:
        """Begin to apply what was shown.

        Raises:
            ImportNotRead.
        """
        await self._mine(id_)
        await self.imports.confirm(id_)
        return await self.show(id_)

    async def show(self, id_: str) -> Document:
        """Say how far it is; work that lay still since a restart goes on."""
        about = await self._mine(id_)
        if about["state"] == "applying" and await self.imports.claim(id_, now() + CLAIMED_FOR):
            task = asyncio.create_task(self._apply(about))
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
        names = ("case_id", "desk_id", "state", "total", "untouched", "missing")
        told = {name: about.get(name) for name in names}
        return {"id": id_, **told, "counts": await self.imports.counts(id_)}

    async def rows(self, id_: str, after: int, limit: int) -> list[Document]:
        """What each row would change, or what became of it, in the file's order."""
        await self._mine(id_)
        return [_shown(row) for row in await self.imports.rows(id_, after=after, limit=limit)]

    async def stop(self) -> None:
        """Leave what is being applied to whoever looks at it next."""
        tasks = list(self._at_work)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _mine(self, id_: str) -> Document:
        caller = staff()
        about = await self.imports.find(id_, caller.person_id)
        await self.require_in_charge(about["case_id"], caller)
        return about

    async def _judged(self, about: Document, edit: Edit) -> Document:
        row: Document = {**edit.model_dump(), "lacks": [], "old": None, "new": None}
        if edit.problem:
            return {**row, "verdict": Verdict.BAD.value, "open": False}
        try:
            verdict = await self._judge(about, edit)
        except KyodoError as error:
            verdict = _refused(error)
        return {**row, **verdict, "open": verdict["verdict"] in OPEN}

    async def _judge(self, about: Document, edit: Edit) -> Document:
        """Hold a row against its response as it is.

        Raises:
            KyodoError: why it cannot be brought in.
        """
        response = await self._meant(about, edit)
        content = edit.content(self.classes, response.content if response else None)
        told: Document = {"new": said(content), "kept": _kept(response)}
        if response is None:
            subject = _subject(about, edit)
            await self._require_draftable(about, subject)
            lacks = lacking(None, content, self.classes)
            return {**told, "verdict": Verdict.NEW.value, "lacks": lacks}
        told |= {"old": said(response.content), "response_id": response.id}
        if content == response.content:
            return {**told, "verdict": Verdict.SAME.value}
        if not edit.response_id:
            raise SubjectAnsweredElsewhere("subjects")
        staff().require_desk(response.desk_id)
        response.require_editable()
        response.require_version(edit.version)
        lacks = lacking(response, content, self.classes)
        return {**told, "verdict": Verdict.CHANGE.value, "lacks": lacks}

    async def _meant(self, about: Document, edit: Edit) -> Response | None:
        """Return the response that a row is about; None: its input has none yet.

        Raises:
            ResponseNotFound, SubjectOfAnotherCase, SubjectAnsweredElsewhere.
        """
        if edit.response_id:
            response, _ = await self.store.response(edit.response_id)
        else:
            found = await self.store.live_of([_subject(about, edit).key], {})
            if not found:
                return None
            response = read(found[0])
        if response.case_id != about["case_id"]:
            raise SubjectOfAnotherCase("response_id")
        if not may_read(response, staff()):
            raise ResponseNotFound("response_id")
        return response

    async def _require_draftable(self, about: Document, subject: Subject) -> None:
        staff().require_desk(about["desk_id"])
        department_id = await self.department_of(about["desk_id"])
        await self.drafts.require_ours(about["case_id"], [subject], department_id)

    async def _apply(self, about: Document) -> None:
        try:
            await self._apply_rows(about)
        except (KyodoError, PyMongoError) as error:
            _log.warning("import_lies_still", import_id=about["_id"], cause=cause_of(error))

    async def _apply_rows(self, about: Document) -> None:
        id_, away = about["_id"], 0
        while rows := await self.imports.open_rows(id_, AT_ONCE):
            await self.imports.hold(id_, now() + CLAIMED_FOR)
            for row in rows:
                try:
                    outcome = await self._applied(about, row)
                except (Unavailable, StaleAggregate):
                    away += 1
                    if away > _AWAY_TRIES:
                        raise
                    await asyncio.sleep(_AWAY_PAUSE_S)
                    break
                away = 0
                await self.imports.settle(row, outcome)
        await self.imports.finish(id_)

    async def _applied(self, about: Document, row: Document) -> Document:
        """Do what was shown of a row, or tell why it could not be done any longer."""
        try:
            made = await self._do(about, row)
        except (Unavailable, StaleAggregate):
            raise
        except _CONFLICTS as error:
            # The same words may have come by the same file, brought in twice at once.
            again = await self._judged(about, Edit.model_validate(row))
            return again if again["verdict"] == Verdict.SAME.value else _refused(error)
        except KyodoError as error:
            return _refused(error)
        return {"verdict": Verdict.DONE.value, "response_id": made["_id"]}

    async def _do(self, about: Document, row: Document) -> Document:
        key = "file-" + hashlib.sha256(row["_id"].encode()).hexdigest()[:48]
        content = Content(**row["new"], changes=row["kept"]["changes"])
        if row["verdict"] == Verdict.CHANGE.value:
            due = row["kept"]["due_on"]
            due_on = date.fromisoformat(due) if due else None
            return await self.drafts.revise(
                row["response_id"], content, due_on, row["version"], key
            )
        subject = _subject(about, Edit.model_validate(row))
        return await self.drafts.draft(about["desk_id"], [subject], content, None, key)


def _subject(about: Document, edit: Edit) -> Subject:
    """Return the input a row names; its kind was checked where it came in."""
    return Subject(kind=SubjectKind(edit.kind), id=edit.input_id, case_id=about["case_id"])


def _kept(response: Response | None) -> dict[str, Any]:
    """What a file does not change, and a revision must bring along."""
    if response is None:
        return {"changes": [], "due_on": None}
    return response.model_dump(mode="json", include={"due_on"}) | {
        "changes": response.content.model_dump(mode="json")["changes"]
    }


def _refused(error: KyodoError) -> Document:
    conflict = isinstance(error, _CONFLICTS)
    verdict = Verdict.CONFLICT if conflict else Verdict.BAD
    problem = {"code": error.code, "field": error.field, "params": error.params}
    return {"verdict": verdict.value, "problem": problem}


def _shown(row: Document) -> Document:
    names = ("n", "label", "verdict", "problem", "lacks", "old", "new", "response_id")
    return {name: row.get(name) for name in names}
