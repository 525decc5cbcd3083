"""A response (本市の考え方) as of one version, and what may become of it.

DRAFT → IN_APPROVAL (step n of m) → DECIDED → PUBLISHED; approval may end in RETURNED (差し戻し),
which the next edit makes a DRAFT again; WITHDRAWN ends it, with a reason. Every method returns the
response after it, or raises: nothing is changed in place.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Self

from services.responses.domain.classes import ResponseClass, ResponseClasses
from services.responses.domain.errors import (
    DueInPast,
    InquiryClosed,
    InquiryNotFound,
    OwnDraft,
    ResponseAlreadyWithdrawn,
    ResponseChanged,
    ResponseNotDecided,
    ResponseNotEditable,
    ResponseNotInApproval,
    ResponseNotReady,
    SubjectNotInResponse,
    TooManyInquiries,
    TooManyVersions,
)
from services.responses.domain.parts import (
    EDITABLE,
    MARKS_MAX,
    Approval,
    Content,
    Day,
    Decision,
    Frozen,
    Inquiry,
    InquiryState,
    Note,
    State,
    Subject,
    Version,
    checked_subjects,
)
from shared.texts import clean_text

VERSIONS_MAX = 200
INQUIRIES_MAX = 50
# Lists by deadline: what has none comes last.
NO_DEADLINE = "9999-12-31"


class Response(Frozen):
    """One response. ``version`` moves with every change that another editor must have seen."""

    id: str
    case_id: str
    department_id: str
    desk_id: str
    state: State
    subjects: tuple[Subject, ...]
    content: Content
    due_on: Day | None
    version: int
    versions: tuple[Version, ...]
    inquiries: tuple[Inquiry, ...] = ()
    approval: Approval | None = None
    past_approvals: tuple[Approval, ...] = ()
    history: tuple[Note, ...] = ()
    created_at: datetime
    published_at: datetime | None = None

    # What the store looks it up by

    @property
    def waits_for(self) -> list[str]:
        """The desks that have something to do; never empty before the end."""
        match self.state:
            case State.DRAFT | State.RETURNED | State.DECIDED:
                waiting = {self.desk_id}
            case State.IN_APPROVAL:
                turn = self.approval.desk_id if self.approval else None
                waiting = {turn or self.desk_id}
            case _:
                return []
        return sorted(waiting | {inquiry.desk_id for inquiry in self.open_inquiries})

    @property
    def open_inquiries(self) -> tuple[Inquiry, ...]:
        """The inquiries that nobody has answered."""
        return tuple(one for one in self.inquiries if one.state is InquiryState.OPEN)

    @property
    def first_deadline(self) -> str:
        """The earliest day by which something of it is due, for sorting."""
        days = [self.due_on] if self.due_on else []
        days += [one.due_on for one in self.open_inquiries]
        return min(days).isoformat() if days else NO_DEADLINE

    @property
    def asked_desks(self) -> frozenset[str]:
        """The desks that may read it, beside the department in charge."""
        route = set(self.approval.desk_ids) if self.approval else set()
        return frozenset(route | {inquiry.desk_id for inquiry in self.inquiries})

    # Guards

    def require_version(self, version: int) -> None:
        """Let a change pass that was made on the present version.

        Raises:
            ResponseChanged: it was made on another one.
        """
        if version != self.version:
            raise ResponseChanged("version", version=self.version)

    def require_editable(self) -> None:
        """Let a change of what is said pass.

        Raises:
            ResponseNotEditable: it is under approval, decided, published or withdrawn.
        """
        if self.state not in EDITABLE:
            raise ResponseNotEditable(state=self.state.value)

    def obstacles(self, classes: ResponseClasses) -> list[str]:
        """Return the codes of what is missing before approval can be asked for; all of them."""
        found: list[str] = []
        kind: ResponseClass | None = classes.by_code.get(self.content.class_code)
        if kind is None:
            found.append("RESPONSE_CLASS_MISSING")
        if not self.content.summary:
            found.append("RESPONSE_SUMMARY_MISSING")
        if not self.content.text:
            found.append("RESPONSE_TEXT_MISSING")
        if kind and kind.needs_reason and not self.content.reason:
            found.append("RESPONSE_REASON_MISSING")
        if kind and kind.needs_change and not self.content.changes:
            found.append("RESPONSE_CHANGE_MISSING")
        if self.open_inquiries:
            found.append("INQUIRIES_OPEN")
        return found

    # What may be done

    def revised(
        self, content: Content, due_on: date | None, version: int, by: str, at: datetime
    ) -> Self:
        """Say it anew; the former version is kept.

        Raises:
            ResponseChanged, ResponseNotEditable, TooManyVersions.
        """
        self.require_version(version)
        self.require_editable()
        if len(self.versions) >= VERSIONS_MAX:
            raise TooManyVersions(max=VERSIONS_MAX)
        number = len(self.versions) + 1
        return self._moved(
            by,
            at,
            "revised",
            state=State.DRAFT,
            content=content,
            due_on=due_on,
            versions=(*self.versions, Version(number=number, content=content, by=by, at=at)),
        )

    def with_subjects(
        self, add: Iterable[Subject], remove: Iterable[Subject], version: int, by: str, at: datetime
    ) -> Self:
        """Answer other inputs than before; which came and went stays in the history.

        Raises:
            ResponseChanged, ResponseNotEditable, SubjectNotInResponse, SubjectsMissing,
            TooManySubjects, SubjectOfAnotherCase.
        """
        self.require_version(version)
        self.require_editable()
        gone = {subject.key for subject in remove}
        if not gone <= {subject.key for subject in self.subjects}:
            raise SubjectNotInResponse("remove")
        added = tuple(add)
        kept = tuple(subject for subject in self.subjects if subject.key not in gone)
        subjects = checked_subjects((*kept, *added), self.case_id)
        marks = (*(f"+{one.key}" for one in added), *(f"-{key}" for key in sorted(gone)))
        return self._moved(by, at, "subjects_changed", marks=marks, subjects=subjects)

    def asked(self, inquiry: Inquiry, today: date) -> Self:
        """Ask another department. The version does not move: who is writing goes on writing.

        Raises:
            ResponseNotEditable, DueInPast, TooManyInquiries.
        """
        self.require_editable()
        if inquiry.due_on < today:
            raise DueInPast("due_on")
        if len(self.inquiries) >= INQUIRIES_MAX:
            raise TooManyInquiries(max=INQUIRIES_MAX)
        note = Note(what="inquiry_sent", by=inquiry.asked_by, at=inquiry.asked_at)
        inquiries = (*self.inquiries, inquiry)
        return self.model_copy(update={"inquiries": inquiries, "history": (*self.history, note)})

    def inquiry(self, inquiry_id: str) -> Inquiry:
        """Find an inquiry.

        Raises:
            InquiryNotFound: it has none of this id.
        """
        for inquiry in self.inquiries:
            if inquiry.id == inquiry_id:
                return inquiry
        raise InquiryNotFound("inquiry_id")

    def with_inquiry(
        self, inquiry_id: str, by: str, at: datetime, what: str = "", **update: object
    ) -> Self:
        """Change an open inquiry.

        Raises:
            InquiryNotFound. InquiryClosed: it was answered or taken back.
        """
        current = self.inquiry(inquiry_id)
        if current.state is not InquiryState.OPEN:
            raise InquiryClosed("inquiry_id")
        changed = current.model_copy(update=update)
        inquiries = tuple(changed if one.id == inquiry_id else one for one in self.inquiries)
        history = (*self.history, Note(what=what, by=by, at=at)) if what else self.history
        return self.model_copy(update={"inquiries": inquiries, "history": history})

    def asked_approval(
        self,
        route_name: str,
        desk_ids: Sequence[str],
        classes: ResponseClasses,
        version: int,
        by: str,
        at: datetime,
    ) -> Self:
        """Send it along the desks of a route.

        Raises:
            ResponseChanged, ResponseNotEditable.
            ResponseNotReady: with everything that is missing.
        """
        self.require_version(version)
        self.require_editable()
        if missing := self.obstacles(classes):
            raise ResponseNotReady(obstacles=missing)
        approval = Approval(
            route_name=route_name, desk_ids=tuple(desk_ids), asked_by=by, asked_at=at
        )
        past = (*self.past_approvals, self.approval) if self.approval else self.past_approvals
        return self._moved(
            by,
            at,
            "approval_asked",
            state=State.IN_APPROVAL,
            approval=approval,
            past_approvals=past,
        )

    def approved(self, version: int, by: str, at: datetime, comment: str) -> Self:
        """Approve the present step; after the last one it is decided.

        Raises:
            ResponseChanged, ResponseNotInApproval. OwnDraft: who wrote it asked for it, too.
        """
        self.require_version(version)
        approval, desk_id = self._turn()
        if by in self._writers(approval):
            raise OwnDraft
        comment = clean_text("comment", comment, max_chars=2_000, required=False)
        decided = self._decided(approval, desk_id, by, at, comment, approved=True)
        state = State.IN_APPROVAL if decided.desk_id else State.DECIDED
        return self._moved(by, at, "approved", comment=comment, state=state, approval=decided)

    def returned(self, version: int, by: str, at: datetime, comment: str) -> Self:
        """Send it back (差し戻し), also one that is decided and not yet published.

        Raises:
            ResponseChanged, ResponseNotInApproval. TextEmpty: a comment is demanded.
        """
        self.require_version(version)
        comment = clean_text("comment", comment, max_chars=2_000)
        if self.state is State.DECIDED and self.approval is not None:
            approval, desk_id = self.approval, self.approval.desk_ids[-1]
        else:
            approval, desk_id = self._turn()
        decided = self._decided(approval, desk_id, by, at, comment, approved=False)
        return self._moved(
            by, at, "returned", comment=comment, state=State.RETURNED, approval=decided
        )

    def published(self, by: str, at: datetime) -> Self:
        """Show it to everyone.

        Raises:
            ResponseNotDecided.
        """
        if self.state is not State.DECIDED:
            raise ResponseNotDecided(state=self.state.value)
        return self._moved(by, at, "published", state=State.PUBLISHED, published_at=at)

    def withdrawn(self, version: int, by: str, at: datetime, reason: str) -> Self:
        """End it, with a reason; open inquiries are taken back with it.

        Raises:
            ResponseChanged, ResponseAlreadyWithdrawn. TextEmpty: a reason is demanded.
        """
        self.require_version(version)
        if self.state is State.WITHDRAWN:
            raise ResponseAlreadyWithdrawn
        reason = clean_text("reason", reason, max_chars=2_000)
        inquiries = tuple(
            one.model_copy(update={"state": InquiryState.TAKEN_BACK})
            if one.state is InquiryState.OPEN
            else one
            for one in self.inquiries
        )
        return self._moved(
            by, at, "withdrawn", comment=reason, state=State.WITHDRAWN, inquiries=inquiries
        )

    def turn_desk(self) -> str:
        """The desk that may approve or return it now.

        Raises:
            ResponseNotInApproval: nobody.
        """
        if self.state is State.DECIDED and self.approval is not None:
            return self.approval.desk_ids[-1]
        return self._turn()[1]

    def _turn(self) -> tuple[Approval, str]:
        turn = self.approval.desk_id if self.approval else None
        if self.state is not State.IN_APPROVAL or self.approval is None or turn is None:
            raise ResponseNotInApproval(state=self.state.value)
        return self.approval, turn

    def _writers(self, approval: Approval) -> frozenset[str]:
        return frozenset({approval.asked_by, *(version.by for version in self.versions)})

    @staticmethod
    def _decided(
        approval: Approval, desk_id: str, by: str, at: datetime, comment: str, *, approved: bool
    ) -> Approval:
        decision = Decision(
            step=approval.step, desk_id=desk_id, by=by, at=at, approved=approved, comment=comment
        )
        return approval.model_copy(update={"decisions": (*approval.decisions, decision)})

    def _moved(
        self,
        by: str,
        at: datetime,
        what: str,
        *,
        comment: str = "",
        marks: tuple[str, ...] = (),
        **update: object,
    ) -> Self:
        note = Note(what=what, by=by, at=at, comment=comment, subjects=marks[:MARKS_MAX])
        changed = {"version": self.version + 1, "history": (*self.history, note), **update}
        return self.model_copy(update=changed)


def drafted(
    id_: str,
    department_id: str,
    desk_id: str,
    subjects: Sequence[Subject],
    content: Content,
    due_on: date | None,
    by: str,
    at: datetime,
) -> Response:
    """Begin a response.

    Raises:
        SubjectsMissing, TooManySubjects, SubjectOfAnotherCase.
    """
    case_id = subjects[0].case_id if subjects else ""
    return Response(
        id=id_,
        case_id=case_id,
        department_id=department_id,
        desk_id=desk_id,
        state=State.DRAFT,
        subjects=checked_subjects(subjects, case_id),
        content=content,
        due_on=due_on,
        version=1,
        versions=(Version(number=1, content=content, by=by, at=at),),
        history=(Note(what="drafted", by=by, at=at),),
        created_at=at,
    )
