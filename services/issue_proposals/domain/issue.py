"""An issue: what came in, who is responsible, what it is opened into, how far it has come."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as a_field
from datetime import date, datetime, timedelta

from services.issue_proposals.domain.errors import (
    IssueNotFound,
    IssueNotMovable,
    IssueNotSorted,
    NeedNotFound,
    PhotographUnknown,
    SortedAlike,
    TooManyNeeds,
    TooManyVersions,
    VersionMissing,
    VersionOutdated,
    WardUnknown,
)
from shared.caller import Caller, NotInCharge, Role
from shared.city_map import Place
from shared.errors import NotSignedIn
from shared.events.common import Channel, StageRef
from shared.events.issue_proposals import (
    Approver,
    IssueField,
    IssueKind,
    IssueState,
    ResourceKind,
)
from shared.events.issue_talk import PartyKind
from shared.texts import clean_text, clean_title

VERSIONS_MAX, NEEDS_MAX, PHOTOGRAPHS_MAX, LINKS_MAX = 100, 50, 6, 10
PART_CHARS_MAX, WORDS_CHARS_MAX = 4_000, 4_000
# Until it was opened, answered, acted on and evaluated; then the key is destroyed.
KEPT_FOR = timedelta(days=5 * 366)

_S = IssueState
# Where an issue may go from each state, the usual way first. Sorting and publishing have ways of
# their own.
WAYS: Mapping[IssueState, tuple[IssueState, ...]] = {
    _S.RECEIVED: (_S.WITHDRAWN,),
    _S.HANDED_OVER: (_S.WITHDRAWN,),
    _S.OPENING: (_S.NOT_PURSUED, _S.WITHDRAWN),
    _S.DISCUSSION: (_S.PROJECT, _S.CITY_POLICY, _S.CITIZENS, _S.NOT_PURSUED),
    _S.PROJECT: (_S.ACTED, _S.DISCUSSION, _S.NOT_PURSUED),
    _S.CITY_POLICY: (_S.ACTED, _S.DISCUSSION, _S.NOT_PURSUED),
    _S.CITIZENS: (_S.ACTED, _S.DISCUSSION, _S.NOT_PURSUED),
    _S.NOT_PURSUED: (_S.DISCUSSION,),
    _S.ACTED: (_S.EVALUATED,),
    _S.EVALUATED: (),
    _S.WITHDRAWN: (),
}
# Before anything is public it may turn out to be something else, or another department's.
SORTABLE = frozenset({_S.RECEIVED, _S.HANDED_OVER, _S.OPENING})
NEEDS_A_REASON = frozenset({_S.NOT_PURSUED, _S.WITHDRAWN})


@dataclass(frozen=True)
class Words:
    """What an issue says in public, in one version.

    Attributes:
        background: what is difficult, for whom. facts: with their sources. causes: what may lie
            behind it. tried: what has been done already. solved: what would count as solved.
    """

    title: str
    background: str
    facts: str = ""
    causes: str = ""
    tried: str = ""
    solved: str = ""

    def checked(self) -> "Words":
        """Return it clean.

        Raises:
            TextEmpty, TextTooLong, TextHasControlCharacters: named by the field.
        """
        return Words(
            clean_title("title", self.title, max_chars=80),
            clean_text("background", self.background, max_chars=PART_CHARS_MAX),
            *(
                clean_text(name, getattr(self, name), max_chars=PART_CHARS_MAX, required=False)
                for name in ("facts", "causes", "tried", "solved")
            ),
        )

    def whole(self) -> str:
        """Return all of it as one text."""
        parts = (self.title, self.background, self.facts, self.causes, self.tried, self.solved)
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True)
class Photograph:
    """A photograph that was handed in; ``size`` in bytes."""

    id: str
    size: int
    at: datetime


@dataclass(frozen=True)
class Shown:
    """A photograph that a version shows, and in words what is to be seen on it."""

    id: str
    description: str


@dataclass(frozen=True)
class Version:
    """One version of what is public. ``by``: a person's id, or AUTHOR; ``place``: on the map."""

    number: int
    words: Words
    by: str
    at: datetime
    place: Place | None = None
    photographs: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class Sorting:
    """One step of who is responsible: nothing is passed on without a name and a reason."""

    kind: IssueKind
    department_id: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Approval:
    """Who agreed to which version; ``heard``: how the author said so, if not by the page."""

    version: int
    at: datetime
    by: str
    heard: str = ""


@dataclass(frozen=True)
class CityAnswer:
    """What the city answered (市の回答)."""

    id: str
    text: str
    department_id: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Need:
    """Something the issue needs (必要なもの・こと); ``wanted``: of whom, if that is known."""

    id: str
    kind: ResourceKind
    text: str
    at: datetime
    wanted: PartyKind | None = None


@dataclass(frozen=True)
class Merging:
    """One step of merging: into which issue, or that it was undone (``into`` is None)."""

    into: str | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Linking:
    """One step of giving an issue its place among policies: all links from then on, and why."""

    links: tuple[StageRef, ...]
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Issue:
    """An issue as of ``sequence``, without what is sealed.

    Attributes:
        number: the 受付番号, digits only.
        answer_due: the last day (Japan) of the city's first answer.
        department_id: the 担当課 that is responsible; None until it was sorted.
        public_version: the version that everybody reads; 0 as long as it is private.
        reason: why it is not pursued, or was withdrawn.
        mergings: into which issue it was merged, and when that was undone; its own history stays.
    """

    id: str
    number: str
    channel: Channel
    field: IssueField
    ward: str
    received_at: datetime
    answer_due: date
    state: IssueState
    sequence: int
    kind: IssueKind | None = None
    department_id: str | None = None
    sortings: tuple[Sorting, ...] = ()
    versions: tuple[Version, ...] = ()
    approvals: Mapping[Approver, Approval] = a_field(default_factory=dict)
    public_version: int = 0
    published_at: datetime | None = None
    answers: tuple[CityAnswer, ...] = ()
    needs: tuple[Need, ...] = ()
    reason: str = ""
    mergings: tuple[Merging, ...] = ()
    photographs: tuple[Photograph, ...] = ()
    linkings: tuple[Linking, ...] = ()

    @property
    def links(self) -> tuple[StageRef, ...]:
        """Return the stages of policies that it serves now."""
        return self.linkings[-1].links if self.linkings else ()

    @property
    def merged_into(self) -> str | None:
        """Return the issue that it is a part of now."""
        return self.mergings[-1].into if self.mergings else None

    @property
    def is_public(self) -> bool:
        """Say whether everybody may read it."""
        return self.public_version > 0 and self.state is not IssueState.WITHDRAWN

    @property
    def public_words(self) -> Words | None:
        """Return what everybody may read."""
        return self.versions[self.public_version - 1].words if self.is_public else None

    @property
    def public_place(self) -> Place | None:
        """Return where everybody may see it on the map."""
        return self.versions[self.public_version - 1].place if self.is_public else None

    @property
    def public_photographs(self) -> tuple[Shown, ...]:
        """Return what everybody may see."""
        return self.versions[self.public_version - 1].photographs if self.is_public else ()

    @property
    def wanted(self) -> list[PartyKind]:
        """Return who is wanted for what it needs."""
        return sorted({one.wanted for one in self.needs if one.wanted is not None})

    def overdue(self, today: date) -> bool:
        """Say whether the city should have answered by now (``today`` in Japan)."""
        waits = self.state not in (IssueState.WITHDRAWN, IssueState.NOT_PURSUED)
        return waits and not self.answers and today > self.answer_due

    def handles(self, caller: Caller) -> bool:
        """Say whether a person works on it: a coordinator, or staff of the 担当課."""
        if caller.has(Role.COORDINATOR):
            return True
        return caller.has(Role.STAFF) and self.department_id in caller.departments

    def require_public(self) -> None:
        """Let what everybody may read pass; of the rest nobody learns that it is there.

        Raises:
            IssueNotFound.
        """
        if not self.is_public:
            raise IssueNotFound("issue_id")

    def require_handling(self, caller: Caller) -> None:
        """Let who works on it pass.

        Raises:
            NotSignedIn, NotInCharge.
        """
        if caller.person_id is None:
            raise NotSignedIn
        if not self.handles(caller):
            raise NotInCharge

    def require_answering(self, caller: Caller) -> None:
        """Let staff of the 担当課 pass: who answers is responsible.

        Raises:
            IssueNotSorted, NotSignedIn, NotInCharge.
        """
        if caller.person_id is not None and self.department_id is None:
            raise IssueNotSorted("issue_id")
        caller.require_department(self.department_id)

    def require_way(self, to: IssueState) -> None:
        """Let it go on.

        Raises:
            IssueNotMovable.
        """
        if to not in WAYS[self.state]:
            raise IssueNotMovable("state", state=self.state.value)

    def require_version(self, number: int) -> None:
        """Let the newest version pass: nobody approves what they have not read.

        Raises:
            VersionMissing, VersionOutdated. IssueNotMovable: it is no issue, or ended.
        """
        if not self.versions:
            raise VersionMissing("version")
        if number != len(self.versions):
            raise VersionOutdated("version", current=len(self.versions))
        if self.state in (IssueState.WITHDRAWN, IssueState.HANDED_OVER, IssueState.RECEIVED):
            raise IssueNotMovable("state", state=self.state.value)

    def need(self, need_id: str) -> Need:
        """Return a need.

        Raises:
            NeedNotFound.
        """
        for one in self.needs:
            if one.id == need_id:
                return one
        raise NeedNotFound("need_id")


def commitment(salt: bytes, words: str) -> str:
    """Return what proves the words as they came in, and tells nothing of them."""
    return hashlib.sha256(salt + words.encode()).hexdigest()


def checked_ward(ward: str, wards: tuple[str, ...]) -> str:
    """Return the ward; the whole city is ``""``.

    Raises:
        WardUnknown.
    """
    if ward and ward not in wards:
        raise WardUnknown("ward")
    return ward


def sorted_as(issue: Issue, sorting: Sorting) -> IssueState:
    """Return the state that follows from a sorting.

    Raises:
        IssueNotMovable: it is public, or over. SortedAlike: it is so already.
    """
    if issue.state not in SORTABLE or issue.is_public:
        raise IssueNotMovable("state", state=issue.state.value)
    if (issue.kind, issue.department_id) == (sorting.kind, sorting.department_id):
        raise SortedAlike("kind")
    is_issue = sorting.kind is IssueKind.ISSUE
    return IssueState.OPENING if is_issue else IssueState.HANDED_OVER


def shaped(
    issue: Issue,
    words: Words,
    base: int,
    by: str,
    at: datetime,
    place: Place | None = None,
    photographs: Sequence[Shown] = (),
) -> Version:
    """Return the version that follows ``base``, the one that its writer had before them.

    Raises:
        VersionOutdated: somebody wrote one since. TooManyVersions.
        IssueNotSorted: it is not sorted as an issue. PhotographUnknown.
        Also what ``Words.checked`` raises.
    """
    if issue.kind is not IssueKind.ISSUE:
        raise IssueNotSorted("issue_id")
    if base != len(issue.versions):
        raise VersionOutdated("base_version", current=len(issue.versions))
    if base >= VERSIONS_MAX:
        raise TooManyVersions("base_version", max=VERSIONS_MAX)
    known = {one.id for one in issue.photographs}
    if any(one.id not in known for one in photographs):
        raise PhotographUnknown("photographs")
    shown = tuple(
        Shown(one.id, clean_title("description", one.description, max_chars=200, required=False))
        for one in photographs
    )
    return Version(base + 1, words.checked(), by, at, place, shown)


def both_approve(issue: Issue, approver: Approver, version: int) -> bool:
    """Say whether author and coordinator agree to a version once ``approver`` does."""
    agreed = {by for by, one in issue.approvals.items() if one.version == version}
    return {*agreed, approver} == set(Approver)


def require_room_for_need(issue: Issue) -> None:
    """Let one more need in, while people talk.

    Raises:
        IssueNotMovable: it is not public, or over. TooManyNeeds.
    """
    over = (IssueState.ACTED, IssueState.EVALUATED, IssueState.NOT_PURSUED)
    if not issue.is_public or issue.state in over:
        raise IssueNotMovable("state", state=issue.state.value)
    if len(issue.needs) >= NEEDS_MAX:
        raise TooManyNeeds("issue_id", max=NEEDS_MAX)
