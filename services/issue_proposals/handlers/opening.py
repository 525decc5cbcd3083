"""Opening a difficulty into an issue: who is responsible, public words, the city's answer."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from services.issue_proposals.domain import issue as rules
from services.issue_proposals.domain.errors import IssueNotMovable, TooManyLinks
from services.issue_proposals.domain.issue import (
    Approval,
    CityAnswer,
    Issue,
    Need,
    Shown,
    Sorting,
    Version,
    Words,
)
from services.issue_proposals.handlers.bringing import Bringing, move, words_of
from services.issue_proposals.handlers.matching import Matching
from services.issue_proposals.handlers.together import Together
from services.issue_proposals.store import Store, pushed
from services.issue_proposals.store import documents as as_document
from shared.caller import Role, current_caller
from shared.city_map import Place
from shared.clock import now
from shared.events.common import StageRef
from shared.events.issue_proposals import (
    Approver,
    IssueAnswered,
    IssueKind,
    IssueLinked,
    IssueMoved,
    IssuePublished,
    IssueShaped,
    IssueSorted,
    IssueState,
    IssueWordsOpened,
    NeedNamed,
    ResourceKind,
    VersionApproved,
)
from shared.events.issue_talk import PartyKind
from shared.idempotency import checked_key
from shared.ids import new_id
from shared.mongo import Document
from shared.private_data import Locked, PrivateData
from shared.texts import clean_text, clean_title
from shared.two_numbers import Numbers

AUTHOR = "AUTHOR"
ANSWERS_MAX = 50


@dataclass
class Opening:
    """The use cases of staff and coordinators, and what an author does together with them."""

    store: Store
    private: PrivateData
    bringing: Bringing
    together: Together
    matching: Matching

    async def sort(
        self, issue_id: str, kind: IssueKind, department_id: str, reason: str, sequence: int
    ) -> Issue:
        """Say what it is and which department is responsible; each step is kept with its reason.

        The first time a coordinator does; later the department hands on what is not its own.

        Raises:
            IssueNotFound, NotSignedIn, NotInCharge, TextEmpty, StaleAggregate.
            IssueNotMovable: it is public already. SortedAlike.
        """
        issue = await self.store.issue(issue_id)
        issue.require_handling(current_caller())
        sorting = Sorting(
            kind=kind,
            department_id=clean_title("department_id", department_id, max_chars=64),
            reason=clean_text("reason", reason, max_chars=1_000),
            by=_person(),
            at=now(),
        )
        state = rules.sorted_as(issue, sorting)
        event = IssueSorted(
            issue_id=issue.id, kind=kind, department_id=sorting.department_id, state=state
        )
        now_so = {
            "kind": kind.value,
            "department_id": sorting.department_id,
            "state": state.value,
        }
        change = {"$set": now_so, **pushed("sortings", as_document.of_sorting(sorting))}
        return await self.store.update_issue(_as_seen(issue, sequence), change, event)

    async def open_words(self, issue_id: str, purpose: str) -> dict[str, str]:
        """Return the words as they came in, with name and contact; the access is recorded first.

        Raises:
            IssueNotFound, NotSignedIn, NotInCharge; TextEmpty: without a purpose; Unavailable.
        """
        row = await self.store.issue_row(issue_id)
        as_document.to_issue(row).require_handling(current_caller())
        purpose = clean_text("purpose", purpose, max_chars=500)
        await self.record_access(issue_id, purpose, "ISSUE")
        (fields,) = await self.private.open([Locked.of(row["sealed"])])
        return words_of(fields)

    async def record_access(self, issue_id: str, purpose: str, what: str) -> None:
        """Keep that the caller looks at what is private of an issue; the event names ``what``."""
        access = {
            "_id": new_id(),
            "issue_id": issue_id,
            "purpose": purpose,
            "by": _person(),
            "at": now(),
        }
        event = IssueWordsOpened(access_id=access["_id"], issue_id=issue_id, purpose=what)
        await self.store.accesses.insert(access, event)

    async def shape(
        self,
        issue_id: str,
        words: Words,
        base_version: int,
        numbers: Numbers,
        place: Place | None = None,
        photographs: Sequence[Shown] = (),
    ) -> Issue:
        """Write the next version of what is public; who wrote it still has to approve it.

        Raises:
            as ``actor``; VersionOutdated: somebody wrote one since; IssueNotSorted,
            TooManyVersions; PlaceOutsideCity, PhotographUnknown; TextEmpty and the like.
        """
        issue, by = await self.actor(issue_id, numbers)
        shown = self.bringing.city.require(place)
        version = rules.shaped(issue, words, base_version, by, now(), shown, photographs)
        row = as_document.of_version(version)
        event = IssueShaped(issue_id=issue.id, version=version.number)
        return await self.store.update_issue(issue, pushed("versions", row), event)

    async def approve(
        self, issue_id: str, version: int, numbers: Numbers, heard: str = ""
    ) -> Issue:
        """Agree that a version is made public; when author and coordinator both did, it is.

        ``heard``: a coordinator tells how the author said so who has no page (by telephone, at the
        counter). The same approval again changes nothing.

        Raises:
            as ``actor``; VersionMissing, VersionOutdated; IssueNotMovable; Unavailable: its words
            could not be found just now, try again.
        """
        issue, by = await self.actor(issue_id, numbers)
        issue.require_version(version)
        heard = clean_title("heard", heard, max_chars=200, required=False)
        approver = Approver.AUTHOR if by == AUTHOR or heard else Approver.COORDINATOR
        known = issue.approvals.get(approver)
        if known is not None and known.version == version:
            return issue
        approval = Approval(version, now(), by, heard)
        both = rules.both_approve(issue, approver, version)
        events: list[VersionApproved | IssuePublished | IssueMoved] = [
            VersionApproved(issue_id=issue.id, version=version, by=approver)
        ]
        change: Document = {f"approvals.{approver.value}": asdict(approval)}
        if both:
            change |= {"public": True, "public_version": version, "published_at": now()}
            change |= await self._found_by(issue.versions[version - 1])
            events.append(_published(issue, version))
        if both and issue.state is IssueState.OPENING:
            change["state"] = IssueState.DISCUSSION.value
            events.append(IssueMoved(issue_id=issue.id, state=IssueState.DISCUSSION))
        return await self.store.update_issue(issue, {"$set": change}, *events)

    async def answer(self, issue_id: str, text: str, key: str) -> Issue:
        """Publish an answer of the city. The same key again changes nothing.

        Raises:
            IssueNotFound, IssueNotSorted, NotSignedIn, NotInCharge, TextEmpty, StaleAggregate.
            IssueNotMovable: it was withdrawn.
        """
        issue, id_ = await self.store.issue(issue_id), checked_key(key)
        caller = current_caller()
        issue.require_answering(caller)
        caller.require(Role.STAFF)
        if any(one.id == id_ for one in issue.answers):
            return issue
        if issue.state is IssueState.WITHDRAWN or len(issue.answers) >= ANSWERS_MAX:
            raise IssueNotMovable("state", state=issue.state.value)
        department = issue.department_id or ""
        answer = CityAnswer(id_, clean_text("text", text), department, _person(), now())
        change = {"$set": {"answered": True}, **pushed("answers", asdict(answer))}
        event = IssueAnswered(issue_id=issue.id, answer_id=id_, department_id=department)
        return await self.store.update_issue(issue, change, event)

    async def move(self, issue_id: str, to: IssueState, reason: str) -> Issue:
        """Let it go on along its path. Where it is already: nothing changes.

        Raises:
            IssueNotFound, NotSignedIn, NotInCharge, IssueNotMovable, TextEmpty, StaleAggregate;
            ProjectNotPlanned, StepNotSigned: a project is signed first, and evaluated at its end.
        """
        issue = await self.store.issue(issue_id)
        issue.require_handling(current_caller())
        if issue.state is to:
            return issue
        issue.require_way(to)
        await self.together.require_way(issue, to)
        return await move(self.store, issue, to, reason)

    async def link(self, issue_id: str, links: Sequence[StageRef], reason: str) -> Issue:
        """Give a public issue its place (位置づけ) among the stages of policies; none: no more.

        The same again changes nothing.

        Raises:
            IssueNotFound: or it is not public. NotSignedIn, NotInCharge, TooManyLinks, TextEmpty,
            StaleAggregate.
        """
        issue = await self.store.issue(issue_id)
        issue.require_handling(current_caller())
        issue.require_public()
        wanted = tuple(dict.fromkeys(links))
        if wanted == issue.links:
            return issue
        if len(wanted) > rules.LINKS_MAX:
            raise TooManyLinks("links", max=rules.LINKS_MAX)
        step = rules.Linking(
            wanted, clean_text("reason", reason, max_chars=1_000), _person(), now()
        )
        row = as_document.of_linking(step)
        known = {"links": row["links"], "linked": bool(wanted)}
        event = IssueLinked(issue_id=issue.id, links=wanted, received_at=issue.received_at)
        change = {"$set": known, **pushed("linkings", row)}
        return await self.store.update_issue(issue, change, event)

    async def name_need(
        self,
        issue_id: str,
        kind: ResourceKind,
        text: str,
        key: str,
        numbers: Numbers,
        wanted: PartyKind | None = None,
    ) -> Issue:
        """Say what the issue needs, and of whom if that is known. The same key changes nothing.

        Raises:
            as ``actor``; IssueNotMovable, TooManyNeeds, TextEmpty and the like.
        """
        issue, _ = await self.actor(issue_id, numbers)
        id_ = checked_key(key)
        if any(one.id == id_ for one in issue.needs):
            return issue
        rules.require_room_for_need(issue)
        need = Need(id_, kind, clean_text("text", text, max_chars=1_000), now(), wanted)
        event = NeedNamed(issue_id=issue.id, need_id=id_, kind=kind)
        known = [one.value for one in replace(issue, needs=(*issue.needs, need)).wanted]
        change = {"$set": {"wanted": known}, **pushed("needs", as_document.of_need(need))}
        return await self.store.update_issue(issue, change, event)

    async def _found_by(self, version: Version) -> Document:
        """Return by what words, and where on the map, a version is found."""
        cells = self.bringing.city.cells_of(version.place) if version.place else []
        terms = await self.matching.terms(version.words.whole())
        return {"terms": terms, "cells": [str(cell) for cell in cells]}

    async def actor(self, issue_id: str, numbers: Numbers) -> tuple[Issue, str]:
        """Return the issue, and who acts: AUTHOR with the two numbers, or a person's id.

        Raises:
            IssueNotFound, NotSignedIn, NotInCharge; with numbers: as ``Bringing.own``.
        """
        if numbers.number:
            issue = await self.bringing.own(numbers.number, numbers.confirmation_number)
            if issue.id == issue_id:
                return issue, AUTHOR
        issue = await self.store.issue(issue_id)
        issue.require_handling(current_caller())
        return issue, _person()


def _published(issue: Issue, version: int) -> IssuePublished:
    return IssuePublished(issue_id=issue.id, version=version, field=issue.field, ward=issue.ward)


def _as_seen(issue: Issue, sequence: int) -> Issue:
    return replace(issue, sequence=sequence)


def _person() -> str:
    return current_caller().person_id or ""
